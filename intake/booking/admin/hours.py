"""When visits can be: weekly hours, days that differ, and time off."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets import Button, HeaderButton

from intake.booking.admin.set_up_base import SetUpIndexView, SetUpViewSet
from intake.booking.models import DayException, TimeOff, WeeklyHours


class DaysIndexView(SetUpIndexView):
    """Days: those to come first, then what is over."""

    def get_base_queryset(self) -> Any:
        """Return every row, the next one first."""
        today = timezone.localdate()
        return self.model.objects.next_first(today).select_related("practitioner", "location")


class DayExceptionIndexView(DaysIndexView):
    """The days that differ, with the way to add a year's public holidays at once."""

    @cached_property
    def header_buttons(self) -> list[Button]:
        """What Wagtail offers, then the holidays for those who may add days."""
        buttons = list(super().header_buttons)
        if self.user_has_permission("add"):
            url, label = reverse("public_holidays:index"), _("Add public holidays")
            buttons.append(HeaderButton(label, url=url, icon_name="calendar-alt"))
        return buttons


def for_whom() -> FieldRowPanel:
    """Return the fields that say whose day it is, and where."""
    return FieldRowPanel([FieldPanel("practitioner"), FieldPanel("location")])


def whose(row: DayException | TimeOff) -> str:
    """Return whose day a row is about."""
    return str(row.practitioner or _("Everybody"))


def where(row: DayException | TimeOff) -> str:
    """Return which place a row is about."""
    return str(row.location or _("Every location"))


def in_force(hours: WeeklyHours) -> str:
    """Return when weekly hours apply, in words."""
    first, last = hours.effective_from, hours.effective_to
    dates = {
        "first": first and date_format(first, "j F Y"),
        "last": last and date_format(last, "j F Y"),
    }
    if first and last:
        return _("%(first)s to %(last)s") % dates
    if first:
        return _("from %(first)s") % dates
    return _("until %(last)s") % dates if last else _("always")


class WeeklyHoursViewSet(SetUpViewSet):
    """The hours of each weekday."""

    model = WeeklyHours
    icon = "time"
    menu_label = gettext_lazy("Weekly hours")
    menu_order = 70
    list_filter = ["practitioner", "location", "weekday"]
    empty_words = gettext_lazy(
        "When each practitioner works appears here: a row for each stretch of each weekday, so a "
        "day with a lunch break has two. Add the first one to offer times."
    )
    list_display = [
        "__str__",
        "practitioner",
        "location",
        Column("in_force", label=gettext_lazy("Applies"), accessor=in_force),
    ]
    panels = [
        MultiFieldPanel(
            [for_whom(), FieldPanel("weekday")],
            heading=gettext_lazy("Who, where and which day"),
        ),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("start"), FieldPanel("end")])],
            heading=gettext_lazy("Hours"),
            help_text=gettext_lazy(
                "By the clock on the wall of the location, in summer and in winter."
            ),
        ),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("effective_from"), FieldPanel("effective_to")])],
            heading=gettext_lazy("From when until when they apply"),
            help_text=gettext_lazy(
                "Leave both empty for hours that always apply. To change hours from a day on, give "
                "the old ones a last day and add new ones with a first day."
            ),
        ),
    ]


class DayExceptionViewSet(SetUpViewSet):
    """The days that differ."""

    model = DayException
    icon = "warning"
    menu_label = gettext_lazy("Different days")
    menu_order = 80
    index_view_class = DayExceptionIndexView
    list_filter = ["practitioner", "location", "closed"]
    empty_words = gettext_lazy(
        "Days that differ from their week appear here: public holidays, a Saturday you open for "
        "once, a day with other hours. “Add public holidays” above adds them."
    )
    list_display = [
        "__str__",
        Column("holiday", label=gettext_lazy("Public holiday")),
        Column("whose", label=gettext_lazy("For whom"), accessor=whose),
        Column("where", label=gettext_lazy("Where"), accessor=where),
        "note",
    ]
    panels = [
        MultiFieldPanel(
            [FieldPanel("day"), for_whom()],
            heading=gettext_lazy("Which day, for whom and where"),
        ),
        MultiFieldPanel(
            [FieldPanel("closed"), FieldRowPanel([FieldPanel("start"), FieldPanel("end")])],
            heading=gettext_lazy("Hours of that day"),
            help_text=gettext_lazy(
                "Either close the whole day, or enter the hours it has instead of those of its "
                "week. Visits that are booked stay booked."
            ),
        ),
        MultiFieldPanel([FieldPanel("holiday"), FieldPanel("note")], heading=gettext_lazy("Why")),
    ]


class TimeOffViewSet(SetUpViewSet):
    """Vacations, courses and closed afternoons."""

    model = TimeOff
    icon = "calendar-check"
    menu_label = gettext_lazy("Time off")
    menu_order = 82
    index_view_class = DaysIndexView
    list_filter = ["practitioner", "location"]
    empty_words = gettext_lazy(
        "Time in which somebody gives no visits appears here: a vacation, a course, an afternoon "
        "at the dentist. Add the first one; it only takes times away, and never a booked visit."
    )
    list_display = [
        "__str__",
        Column("whose", label=gettext_lazy("For whom"), accessor=whose),
        Column("where", label=gettext_lazy("Where"), accessor=where),
        "note",
    ]
    panels = [
        MultiFieldPanel([for_whom()], heading=gettext_lazy("For whom and where")),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("first_day"), FieldPanel("start")]),
                FieldRowPanel([FieldPanel("last_day"), FieldPanel("end")]),
            ],
            heading=gettext_lazy("From when until when"),
            help_text=gettext_lazy(
                "For whole days leave both times empty. For a part of a day enter the same day "
                "twice. Visits that are booked stay booked; the diary shows them."
            ),
        ),
        MultiFieldPanel([FieldPanel("note")], heading=gettext_lazy("Why")),
    ]
