"""What the desk keeps beside the diary: notes of a day, and addresses of calendar feeds."""

import uuid
from datetime import date, datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from intake.booking import tokens
from intake.booking.models.practice import Location, Practitioner
from intake.fields import EncryptedTextField


class DayNoteQuerySet(models.QuerySet["DayNote"]):
    """Notes of the day in the clinic's words."""

    def between(self, first: date, last: date) -> Self:
        """Return the notes of some local dates, both included."""
        return self.filter(day__gte=first, day__lte=last).order_by("day", "pk")

    def at(self, location: Location) -> Self:
        """Return the notes of a place, and those for every place."""
        return self.filter(Q(location=location) | Q(location__isnull=True))


class DayNote(models.Model):
    """A note for everybody who opens the diary of a day; never about a client."""

    day = models.DateField(_("day"))
    location = models.ForeignKey(
        Location,
        verbose_name=_("location"),
        on_delete=models.CASCADE,
        related_name="day_notes",
        null=True,
        blank=True,
    )
    text = EncryptedTextField(_("note"), max_length=300, help_text=_("Never about a client."))
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("written by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    written_at = models.DateTimeField(_("written"), auto_now=True)

    objects = DayNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("note of the day")
        verbose_name_plural = _("notes of the day")
        ordering = ["day", "pk"]

    def __str__(self) -> str:
        return self.text


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    """Calendar feeds in the clinic's words."""

    def live(self) -> Self:
        """Return those whose address still works."""
        return self.filter(revoked_at__isnull=True)

    def with_practitioner(self) -> Self:
        """Load whose diary it is in the same query."""
        return self.select_related("practitioner")

    def for_token(self, token: str) -> Self:
        """Return the live feed a secret address stands for."""
        return self.live().filter(token_digest=tokens.digest(token))

    def live_of(self, practitioner: Practitioner) -> Self:
        """Return the addresses of one practitioner that still work, the oldest first."""
        found = self.live().filter(practitioner=practitioner)
        return found.select_related("created_by").order_by("created_at", "pk")

    def revoke(self, now: datetime) -> int:
        """End addresses for good; return how many still worked."""
        return self.live().update(revoked_at=now)


class CalendarFeed(models.Model):
    """A secret address under which a practitioner's calendar program reads their diary."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    practitioner = models.ForeignKey(
        Practitioner, on_delete=models.CASCADE, related_name="calendar_feeds"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("made by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.practitioner)

    @property
    def token(self) -> str:
        """The secret of the address; never stored, made anew from the key each time."""
        return tokens.link_token(self.uid)
