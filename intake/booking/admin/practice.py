"""Who gives which visits, and where: practitioners, kinds of visit, locations and rooms."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.db.models import Model
from django.urls import URLPattern, path
from django.utils.choices import CallableChoiceIterator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import BooleanColumn, Column

from intake.booking.admin.feeds import CalendarPanel, CalendarView
from intake.booking.admin.set_up_base import SetUpIndexView, SetUpViewSet
from intake.booking.models import Location, Practitioner, Room, Service

NOTHING = "–"


class PractitionerIndexView(SetUpIndexView):
    """The people, with the visits they give in one query."""

    def get_base_queryset(self) -> Any:
        """Return everybody with what they give."""
        return Practitioner.objects.prefetch_related("services")


def zones() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield the time zones by region, as a select shows them."""
    known = sorted(name for name in available_timezones() if "/" in name)
    for region, names in groupby(known, key=lambda name: name.partition("/")[0]):
        yield region, [(name, name.partition("/")[2].replace("_", " ")) for name in names]


def names_of(rows: Iterable[Model]) -> str:
    """Return what some rows are called, in one line."""
    return ", ".join(str(row) for row in rows) or NOTHING


class PractitionerViewSet(SetUpViewSet):
    """The people who give visits."""

    model = Practitioner
    icon = "user"
    menu_label = _("Practitioners")
    menu_order = 40
    index_view_class = PractitionerIndexView
    search_fields = ["name", "title"]
    empty_words = _(
        "The people who give visits appear here. Add the first one, say which kinds of visit they "
        "give, then enter their weekly hours: without hours nobody can book them."
    )
    list_display = [
        "name",
        "title",
        Column(
            "services",
            label=_("Gives"),
            accessor=lambda each: names_of(each.services.all()),
        ),
        BooleanColumn("active", label=_("Offered")),
    ]
    panels = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("name"), FieldPanel("title")]),
                FieldPanel("bio"),
                FieldRowPanel([FieldPanel("active"), FieldPanel("sort_order")]),
            ],
            heading=_("What clients see"),
        ),
        MultiFieldPanel(
            [FieldPanel("services", widget=forms.CheckboxSelectMultiple)],
            heading=_("What they give"),
            help_text=_("Clients are offered these visits in this person’s hours."),
        ),
        MultiFieldPanel(
            [FieldPanel("user")],
            heading=_("How they sign in"),
            help_text=_("With an account, the diary opens at their own day."),
        ),
        CalendarPanel(heading=_("Calendar program")),
    ]

    @cached_property
    def calendar_view(self) -> Any:
        """The page of the addresses for calendar programs."""
        return self.construct_view(CalendarView, edit_url_name=self.get_url_name("edit"))

    def get_urlpatterns(self) -> list[URLPattern]:
        """Add the page of the addresses for calendar programs."""
        pk = f"<{self.pk_path_converter}:pk>/"
        return [
            *super().get_urlpatterns(),
            path(f"calendar/{pk}", self.calendar_view, name="calendar"),
        ]


class ServiceViewSet(SetUpViewSet):
    """The kinds of visit."""

    model = Service
    icon = "tag"
    menu_label = _("Kinds of visit")
    menu_order = 50
    search_fields = ["name", "key"]
    empty_words = _(
        "What clients can book appears here, such as a first visit of 60 minutes. Add the first "
        "one, then open a practitioner and tick that they give it."
    )
    list_display = [
        "name",
        Column("kind", label=_("Kind"), accessor="get_kind_display"),
        Column("audience", label=_("For whom"), accessor="get_audience_display"),
        Column("length_minutes", label=_("Minutes")),
        Column(
            "buffers",
            label=_("Kept free before, after"),
            accessor=lambda each: f"{each.buffer_before_minutes}, {each.buffer_after_minutes}",
        ),
        Column("price_text", label=_("Price")),
        BooleanColumn("active", label=_("Offered")),
    ]
    panels = [
        MultiFieldPanel(
            [
                FieldPanel("name"),
                FieldPanel("key"),
                FieldPanel("summary"),
                FieldRowPanel([FieldPanel("audience"), FieldPanel("price_text")]),
                FieldRowPanel([FieldPanel("active"), FieldPanel("sort_order")]),
            ],
            heading=_("What clients see"),
        ),
        MultiFieldPanel(
            [FieldPanel("kind"), FieldPanel("joining"), FieldPanel("uses_room")],
            heading=_("How you meet"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("length_minutes"), FieldPanel("step_minutes")]),
                FieldRowPanel(
                    [FieldPanel("buffer_before_minutes"), FieldPanel("buffer_after_minutes")]
                ),
                FieldRowPanel([FieldPanel("minimum_notice_hours"), FieldPanel("horizon_days")]),
            ],
            heading=_("Time"),
            help_text=_(
                "The minutes kept free before and after are part of what is taken from the diary. "
                "Visits that are booked keep the length they were booked with."
            ),
        ),
    ]


class LocationViewSet(SetUpViewSet):
    """The places."""

    model = Location
    icon = "home"
    menu_label = _("Locations")
    menu_order = 60
    search_fields = ["name", "address"]
    empty_words = _(
        "The places where visits happen appear here. Add the first one; its time zone is the one "
        "its opening hours are meant in."
    )
    list_display = [
        "name",
        Column("address_line", label=_("Address")),
        "time_zone",
        BooleanColumn("active", label=_("Offered")),
    ]
    panels = [
        MultiFieldPanel(
            [
                FieldPanel("name"),
                FieldPanel("address"),
                FieldPanel("directions"),
                FieldRowPanel([FieldPanel("active"), FieldPanel("sort_order")]),
            ],
            heading=_("What clients see"),
        ),
        MultiFieldPanel(
            [FieldPanel("time_zone", widget=forms.Select(choices=CallableChoiceIterator(zones)))],
            heading=_("Clock"),
            help_text=_(
                "Hours and time off are read in this zone. Changing it moves what is free from now "
                "on; visits that are booked stay at the moment they were booked for."
            ),
        ),
    ]


class RoomViewSet(SetUpViewSet):
    """The rooms of the places."""

    model = Room
    icon = "key"
    menu_label = _("Rooms")
    menu_order = 62
    list_filter = ["location"]
    empty_words = _(
        "Rooms appear here once you use them. You need none, unless several people share fewer "
        "rooms: add them, then tick “needs a room” at the kinds of visit that take one."
    )
    list_display = ["name", "location", BooleanColumn("active", label=_("In use"))]
    panels = [
        MultiFieldPanel(
            [
                FieldPanel("location"),
                FieldPanel("name"),
                FieldRowPanel([FieldPanel("active"), FieldPanel("sort_order")]),
            ],
            heading=_("Room"),
            help_text=_(
                "Visits that need a room take the first free one in this order. Clients never "
                "see which one."
            ),
        )
    ]
