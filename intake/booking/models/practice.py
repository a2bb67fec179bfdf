"""What a clinic offers: where, by whom, and which kinds of visit."""

from datetime import timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.booking.generation import WatchedQuerySet
from intake.booking.slots import Visit
from intake.models.settings import validate_time_zone


class LocationQuerySet(WatchedQuerySet["Location"]):
    """Locations in the clinic's words."""

    def open_for_booking(self) -> Self:
        """Return the locations clients may choose, in the clinic's order."""
        return self.filter(active=True)

    def in_diary(self) -> Self:
        """Return the locations staff work with: also those with hours or visits left, last."""
        this = self.model._default_manager.filter(pk=models.OuterRef("pk")).order_by()
        used = models.Q(active=True) | models.Q(models.Exists(this.filter(hours__isnull=False)))
        used |= models.Q(models.Exists(this.filter(appointments__isnull=False)))
        return self.filter(used).order_by("-active", "sort_order", "name", "pk")


class Location(models.Model):
    """A place where visits happen; its zone is the one its hours are meant in."""

    name = models.CharField(_("name"), max_length=80)
    address = models.TextField(_("address"), max_length=300, blank=True)
    directions = models.TextField(
        _("directions"),
        max_length=1000,
        blank=True,
        help_text=_("How to find the door, where to park. Shown with the appointment."),
    )
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="America/New_York", validators=[validate_time_zone]
    )
    active = models.BooleanField(_("offered to clients"), default=True)
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = LocationQuerySet.as_manager()

    class Meta:
        verbose_name = _("location")
        verbose_name_plural = _("locations")
        ordering = ["sort_order", "name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the clock on this place's wall."""
        return ZoneInfo(self.time_zone)

    @property
    def address_line(self) -> str:
        """The address on one line."""
        return ", ".join(line.strip() for line in self.address.splitlines() if line.strip())


class RoomQuerySet(WatchedQuerySet["Room"]):
    """Rooms in the clinic's words."""

    def in_use_at(self, location: Location) -> Self:
        """Return the rooms of a place that visits may take, in the clinic's order."""
        return self.filter(location=location, active=True).order_by("sort_order", "name", "pk")

    def locked(self, keys: list[int]) -> Self:
        """Return rooms by primary key, in its order, locked until the transaction ends."""
        return self.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True)


class Room(models.Model):
    """A room of a location; a visit that needs one takes it along with the practitioner's time."""

    location = models.ForeignKey(
        Location, verbose_name=_("location"), on_delete=models.CASCADE, related_name="rooms"
    )
    name = models.CharField(_("name"), max_length=80)
    active = models.BooleanField(_("in use"), default=True)
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = RoomQuerySet.as_manager()

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        ordering = ["location", "sort_order", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["location", "name"],
                name="intake_booking_room_name",
                violation_error_message=_("Enter another name: this location has such a room"),
            )
        ]

    def __str__(self) -> str:
        return self.name


class ServiceQuerySet(WatchedQuerySet["Service"]):
    """Services in the clinic's words."""

    def open_for_booking(self) -> Self:
        """Return the kinds of visit that somebody gives, in the clinic's order."""
        givers = Practitioner.objects.filter(active=True, services=models.OuterRef("pk"))
        return self.filter(models.Exists(givers), active=True)

    def given(self) -> Self:
        """Return the kinds of visit staff may book: also those not offered to clients, last."""
        works = models.Q(active=True) | models.Q(hours__isnull=False)
        givers = Practitioner.objects.filter(works, services=models.OuterRef("pk"))
        return self.filter(models.Exists(givers)).order_by("-active", "sort_order", "name", "pk")

    def after(self, appointment: Any) -> "Service":
        """Return the kind of visit to suggest after another: one for known clients, or the same."""
        givers = models.Q(practitioners=appointment.practitioner_id)
        known = self.open_for_booking().filter(givers, audience=Service.Audience.KNOWN).first()
        return known or appointment.service

    def said_of(self, key: str) -> str:
        """Return the name and length of the kind of visit with that key, "" when none has it."""
        service = self.open_for_booking().filter(key=key).first()
        if service is None:
            return ""
        return _("%(name)s, %(minutes)s minutes") % {
            "name": service.name,
            "minutes": service.length_minutes,
        }


class Service(models.Model):
    """A kind of visit: how long, how soon, how far ahead. All lengths are whole minutes."""

    class Audience(models.TextChoices):
        """Whom a kind of visit is meant for."""

        ANYBODY = "anybody", _("Everybody")
        NEW = "new", _("New clients")
        KNOWN = "known", _("Clients who have been here before")

    class Kind(models.TextChoices):
        """How client and practitioner meet."""

        IN_PERSON = "in_person", _("In person")
        PHONE = "phone", _("By phone")
        VIDEO = "video", _("By video")

    key = models.SlugField(
        _("key"),
        unique=True,
        help_text=_(
            "A short word routing rules and links use, such as “first-visit”: it stands in "
            "addresses, so never name a complaint here. Keep it once clients have it."
        ),
    )
    name = models.CharField(
        _("name"),
        max_length=80,
        help_text=_(
            "Clients read it where they book and on the page of their visit, staff in the diary. "
            "E-mails and calendars leave it out. Choose a neutral one, such as “First visit”: "
            "never name a complaint here."
        ),
    )
    summary = models.CharField(_("one line about it"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.IN_PERSON)
    audience = models.CharField(
        _("for whom"), max_length=12, choices=Audience, default=Audience.ANYBODY
    )
    joining = models.TextField(
        _("how to take part"),
        max_length=500,
        blank=True,
        help_text=_("For visits by phone or video: who calls whom, and where the link comes from."),
    )
    uses_room = models.BooleanField(
        _("needs a room"),
        default=False,
        help_text=_("Only where the location has rooms: a time is free when one of them is."),
    )
    length_minutes = models.PositiveSmallIntegerField(
        _("length in minutes"), validators=[MinValueValidator(5), MaxValueValidator(480)]
    )
    buffer_before_minutes = models.PositiveSmallIntegerField(
        _("minutes kept free before"), default=0, validators=[MaxValueValidator(240)]
    )
    buffer_after_minutes = models.PositiveSmallIntegerField(
        _("minutes kept free after"), default=0, validators=[MaxValueValidator(240)]
    )
    step_minutes = models.PositiveSmallIntegerField(
        _("minutes between two starts"),
        default=30,
        validators=[MinValueValidator(5), MaxValueValidator(480)],
    )
    minimum_notice_hours = models.PositiveSmallIntegerField(
        _("shortest notice in hours"), default=12
    )
    horizon_days = models.PositiveSmallIntegerField(
        _("days ahead clients may book"), default=60, validators=[MaxValueValidator(730)]
    )
    price_text = models.CharField(_("price, in words"), max_length=80, blank=True)
    active = models.BooleanField(_("offered to clients"), default=True)
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("kind of visit")
        verbose_name_plural = _("kinds of visit")
        ordering = ["sort_order", "name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(length_minutes__gte=1) & models.Q(step_minutes__gte=1),
                name="intake_booking_service_has_length_and_step",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def visit(self) -> Visit:
        """What calendar arithmetic needs to know about this kind of visit."""
        return Visit(
            length=timedelta(minutes=self.length_minutes),
            step=timedelta(minutes=self.step_minutes),
            buffer_before=timedelta(minutes=self.buffer_before_minutes),
            buffer_after=timedelta(minutes=self.buffer_after_minutes),
        )

    @property
    def minimum_notice(self) -> timedelta:
        """The shortest time between booking and visit."""
        return timedelta(hours=self.minimum_notice_hours)

    @property
    def audience_words(self) -> str:
        """For whom it is, as clients read it; "" where it is for everybody."""
        return str(AUDIENCE_WORDS.get(self.audience, ""))

    @property
    def happens_at_location(self) -> bool:
        """Whether the client comes to the clinic."""
        return self.kind == self.Kind.IN_PERSON


AUDIENCE_WORDS = {
    Service.Audience.NEW.value: _("For people who have not been here before"),
    Service.Audience.KNOWN.value: _("For people who have been here before"),
}


class PractitionerQuerySet(WatchedQuerySet["Practitioner"]):
    """Practitioners in the clinic's words."""

    def offering(self, service: Service, location: Location) -> Self:
        """Return those who give this kind of visit and have hours at this place, in order."""
        offered = models.Exists(service.practitioners.filter(pk=models.OuterRef("pk")))
        return self.filter(offered, active=True, hours__location=location).distinct()

    def working_at(self, location: Location) -> Self:
        """Return those who have hours at this place: also those not offered to clients, last."""
        found = self.filter(hours__location=location).distinct()
        return found.order_by("-active", "sort_order", "name", "pk")

    def locked(self, keys: list[int]) -> Self:
        """Return practitioners by primary key, in its order, locked until the transaction ends."""
        return self.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True)


class Practitioner(models.Model):
    """A person who gives visits; one diary, wherever they work."""

    name = models.CharField(_("name"), max_length=80)
    title = models.CharField(_("title"), max_length=80, blank=True)
    bio = models.TextField(_("about them"), max_length=1000, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("staff account"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="practitioner",
    )
    services = models.ManyToManyField(
        Service, verbose_name=_("kinds of visit"), related_name="practitioners", blank=True
    )
    active = models.BooleanField(_("offered to clients"), default=True)
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = PractitionerQuerySet.as_manager()

    class Meta:
        verbose_name = _("practitioner")
        verbose_name_plural = _("practitioners")
        ordering = ["sort_order", "name", "pk"]

    def __str__(self) -> str:
        return self.name
