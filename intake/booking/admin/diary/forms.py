"""What the desk sends: a reason, another time, a booking on the phone, a note."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from intake.booking import slots
from intake.booking import texts as public
from intake.booking.admin.diary import texts
from intake.booking.admin.diary.choice import read_day
from intake.booking.admin.diary.clash import Wish
from intake.booking.choices import whole_number
from intake.booking.contacts import Contact
from intake.booking.forms import NAME_LENGTH, AgreeingForm, InstantField
from intake.booking.models import DayNote, Location, Practitioner, Service

REASON_LENGTH = 200


def read_instant(text: str | None) -> datetime | None:
    """Return an instant as a page wrote it, None for anything else."""
    try:
        instant: datetime | None = InstantField(required=False).clean(text)
    except ValidationError:
        return None
    return instant


class TimeField(InstantField):
    """A free time in somebody's diary, as its radio says: "2027-03-09T14:00:00+00:00/3"."""

    def to_python(self, value: Any) -> Any:
        """Return the instant and the practitioner's primary key, None for nothing."""
        if not value:
            return None
        text, _slash, who = str(value).partition("/")
        practitioner_id = whole_number(who)
        if practitioner_id is None or not text:
            raise ValidationError(self.error_messages["unreadable"], code="unreadable")
        return super().to_python(text), practitioner_id


class OfferField(forms.ModelChoiceField):
    """A choice among what the clinic offers; what clients are not offered says so."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the name, and whether the desk alone may choose it."""
        return str(obj) if obj.active else _("%(name)s (not offered to clients)") % {"name": obj}


def reason_field(**changes: Any) -> forms.CharField:
    """Return a field for a reason that stays with the visit."""
    usual: dict[str, Any] = {
        "required": False,
        "label": _("Reason"),
        "max_length": REASON_LENGTH,
        "error_messages": {"max_length": texts.REASON_LONG},
        "help_text": _("For staff. Never anything about health."),
    }
    return forms.CharField(**usual | changes)


class ReasonForm(forms.Form):
    """Why a visit is cancelled."""

    reason = reason_field()


class MoveForm(forms.Form):
    """Where a visit goes, and why."""

    time = TimeField()
    reason = reason_field()


class NoteForm(forms.ModelForm):
    """A note of a day, for one place or for all of them."""

    class Meta:
        model = DayNote
        fields = ["text", "day", "location"]
        widgets = {
            "text": forms.TextInput(),
            "day": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        error_messages = {
            "text": {"required": texts.NOTE_MISSING, "max_length": texts.NOTE_LONG},
            "day": {"required": texts.DAY_MISSING, "invalid": texts.DAY_WRONG},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "location").empty_label = _("Every location")

    def keep(self, *, by: Any) -> DayNote:
        """Write the note down with who wrote it."""
        self.instance.written_by = by
        note: DayNote = self.save()
        return note


class WhenForm(forms.Form):
    """A kind of visit, with whom, on which day and at which time of the clock on the wall."""

    service = OfferField(
        Service.objects.none(),
        label=_("Kind of visit"),
        empty_label=None,
        error_messages={
            "required": texts.SERVICE_MISSING,
            "invalid_choice": texts.SERVICE_MISSING,
        },
    )
    practitioner = OfferField(
        Practitioner.objects.none(),
        label=_("With"),
        required=False,
        empty_label=_("Whoever is free first"),
    )
    day = forms.DateField(
        label=_("Day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": texts.DAY_MISSING, "invalid": texts.DAY_WRONG},
    )
    clock = forms.TimeField(
        label=_("Time"),
        widget=forms.TimeInput(attrs={"type": "time", "step": 300}, format="%H:%M"),
        error_messages={"required": texts.CLOCK_MISSING, "invalid": texts.CLOCK_WRONG},
    )
    time = TimeField(required=False)

    def __init__(self, *args: Any, location: Location, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.location = location
        self.start: datetime | None = None
        self.who: int | None = None
        _choices(self, "service").queryset = Service.objects.given()
        _choices(self, "practitioner").queryset = Practitioner.objects.working_at(location)

    def clean(self) -> None:
        """Work out the instant; a free time that was picked goes before what was typed."""
        data = self.cleaned_data
        if data.get("time"):
            self.start, self.who = data["time"]
            for name in ("day", "clock"):
                self.errors.pop(name, None)
            return
        self.who = data["practitioner"].pk if data.get("practitioner") else None
        if data.get("day") and data.get("clock"):
            wall = datetime.combine(data["day"], data["clock"])
            instant = slots.instant_of(wall, self.location.zone)
            if instant is None:
                self.add_error("clock", texts.CLOCK_SKIPPED)
                return
            self.start = read_instant(instant.isoformat())
            if self.start is None:
                self.add_error("day", texts.DAY_FAR)

    @property
    def wish(self) -> Wish | None:
        """What is looked for, before the form is complete; None without a kind of visit."""
        offered = {str(each.pk): each for each in _choices(self, "service").queryset}
        service = offered.get(self._typed("service"))
        who = whole_number(self._typed("practitioner"))
        return Wish(service, self.location, who) if service else None

    @property
    def day_typed(self) -> date | None:
        """The day in the form, None where there is none yet."""
        return read_day(self._typed("day"))

    def _typed(self, name: str) -> str:
        return str(self[name].value() or "")


class PhoneBookingForm(AgreeingForm, WhenForm):
    """A visit for a client on the phone: when, who, and that they agree."""

    name = forms.CharField(
        label=_("Client’s name"),
        max_length=NAME_LENGTH,
        error_messages={"required": texts.NAME_MISSING, "max_length": public.NAME_LONG},
    )
    phone = PhoneNumberField(
        label=_("Phone number"),
        error_messages={"required": texts.PHONE_MISSING, "invalid": public.PHONE_WRONG},
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        help_text=_("The confirmation goes there. Without one, nothing is sent."),
        error_messages={"invalid": public.EMAIL_WRONG, "max_length": public.EMAIL_WRONG},
    )
    overbook = forms.BooleanField(required=False)
    reason = reason_field(
        label=_("Why on top of something else"),
        help_text=_("Stays with the visit. Never anything about health."),
    )

    def __init__(self, *args: Any, may_overbook: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consent"].error_messages["required"] = texts.CONSENT_MISSING
        if not may_overbook:
            del self.fields["overbook"], self.fields["reason"]

    def clean_name(self) -> str:
        """Return the name on one line, whatever was pasted."""
        return " ".join(self.cleaned_data["name"].split())

    def clean(self) -> None:
        """Ask for a reason where the visit goes on top of something else."""
        super().clean()
        data = self.cleaned_data
        if data.get("overbook") and not data.get("reason", "").strip():
            self.add_error("reason", texts.REASON_MISSING)
        if data.get("reason", "").strip() and not data.get("overbook"):
            self.add_error("overbook", texts.OVERBOOK_MISSING)

    @property
    def contact(self) -> Contact:
        """The contact that was typed, the phone number in international form."""
        data = self.cleaned_data
        return Contact(name=data["name"], email=data["email"], phone=data["phone"].as_e164)


def _choices(form: forms.BaseForm, name: str) -> Any:
    """Return a field that offers rows; what the stubs call a field knows of no rows."""
    return form.fields[name]
