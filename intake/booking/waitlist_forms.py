"""What clients send to the waitlist: what would suit them, and their details."""

from datetime import date, time
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from intake.booking import texts, tokens
from intake.booking.forms import ContactForm
from intake.booking.models import Practitioner, WaitlistEntry, WeeklyHours
from intake.booking.waitlist_actions import Wishes

NOON, END_OF_WORK = time(12), time(17)
PARTS: dict[str, tuple[time | None, time | None]] = {
    "any": (None, None),
    "morning": (None, NOON),
    "afternoon": (NOON, END_OF_WORK),
    "evening": (END_OF_WORK, None),
}
"""Between which wall times a visit may start, both included."""
PART_CHOICES = (
    ("any", _("Any time of day")),
    ("morning", _("Morning, until 12:00")),
    ("afternoon", _("Afternoon, 12:00 to 17:00")),
    ("evening", _("Evening, from 17:00")),
)


class DayField(forms.DateField):
    """A day that may stay empty."""

    default_error_messages = {"invalid": texts.DAY_WRONG}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)


class WishesForm(forms.Form):
    """Days, times and people that would suit a client; nothing picked means any."""

    weekdays = forms.TypedMultipleChoiceField(
        choices=WeeklyHours.Weekday.choices,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    part = forms.ChoiceField(
        choices=PART_CHOICES, required=False, initial="any", widget=forms.RadioSelect
    )
    practitioners = forms.ModelMultipleChoiceField(
        Practitioner.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    first_day = DayField()
    last_day = DayField()

    def __init__(
        self, *args: Any, offering: QuerySet[Practitioner], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        field = self.fields["practitioners"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = offering

    def clean(self) -> None:
        """Refuse days between which nothing can be offered."""
        super().clean()
        first, last = self.cleaned_data.get("first_day"), self.cleaned_data.get("last_day")
        if last and last < self.today:
            self.add_error("last_day", texts.DAY_OVER)
        elif first and last and last < first:
            self.add_error("last_day", texts.DAYS_TURNED_ROUND)

    @property
    def wishes(self) -> Wishes:
        """What was picked."""
        data = self.cleaned_data
        earliest, latest = PARTS[data["part"] or "any"]
        return Wishes(
            practitioners=tuple(data["practitioners"]),
            weekdays=tuple(sorted(data["weekdays"])),
            earliest=earliest,
            latest=latest,
            first_day=data["first_day"],
            last_day=data["last_day"],
        )


class JoinForm(ContactForm, WishesForm):
    """What would suit a client, how to reach them, and what tells this form from another."""

    form_id = forms.CharField(max_length=64, required=False)
    field_order = (
        "weekdays",
        "part",
        "practitioners",
        "first_day",
        "last_day",
        *ContactForm.field_order,
    )

    def clean_form_id(self) -> str:
        """Return what the page put into the form, or something new."""
        return self.cleaned_data["form_id"] or tokens.new_holder()


def picked(entry: WaitlistEntry) -> dict[str, Any]:
    """Return what an entry waits for as the form shows it."""
    between = (entry.earliest, entry.latest)
    return {
        "weekdays": entry.weekdays,
        "part": next((part for part, times in PARTS.items() if times == between), "any"),
        "practitioners": [each.pk for each in entry.practitioners.all()],
        "first_day": entry.first_day and entry.first_day.isoformat(),
        "last_day": entry.last_day and entry.last_day.isoformat(),
    }
