"""When a practitioner works: weekly hours, and days that differ."""

from collections.abc import Iterable
from datetime import date, time
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, Q, When
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext_lazy as _

from intake.booking import slots
from intake.booking.generation import WatchedQuerySet
from intake.booking.models.practice import Location, Practitioner, Service

HOURS_ORDER = Q(end__gt=F("start")) | Q(end="00:00")


class WeeklyHoursQuerySet(WatchedQuerySet["WeeklyHours"]):
    """Weekly hours in the clinic's words."""

    def at(self, location: Location) -> Self:
        """Return the hours at one place of everybody clients may visit there."""
        return self.filter(location=location, practitioner__active=True)

    def offering(self, service: Service, location: Location, also: int | None = None) -> Self:
        """Return the hours at one place of who gives a kind of visit, in the clinic's order.

        `also` is the primary key of somebody who counts although clients are not offered them.
        """
        who = Q(practitioner__active=True) | Q(practitioner=also)
        return (
            self.filter(who, location=location, practitioner__services=service)
            .select_related("practitioner")
            .order_by("practitioner__sort_order", "practitioner__name", "practitioner", "pk")
        )

    def with_practitioners(self) -> Self:
        """Load whose hours they are in the same query, in the clinic's order."""
        return self.select_related("practitioner").order_by(
            "practitioner__sort_order", "practitioner__name", "practitioner", "pk"
        )


class WeeklyHours(models.Model):
    """Hours of one weekday at one place, as the clock on its wall shows them."""

    class Weekday(models.IntegerChoices):
        """Days of the week, Monday first."""

        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    practitioner = models.ForeignKey(
        Practitioner,
        verbose_name=_("practitioner"),
        on_delete=models.CASCADE,
        related_name="hours",
    )
    location = models.ForeignKey(
        Location, verbose_name=_("location"), on_delete=models.CASCADE, related_name="hours"
    )
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday)
    start = models.TimeField(_("from"))
    end = models.TimeField(_("until"), help_text=_("00:00 means the end of the day."))
    effective_from = models.DateField(_("first day"), null=True, blank=True)
    effective_to = models.DateField(_("last day"), null=True, blank=True)

    objects = WeeklyHoursQuerySet.as_manager()

    class Meta:
        verbose_name = _("weekly hours")
        verbose_name_plural = _("weekly hours")
        ordering = ["practitioner", "weekday", "start", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=HOURS_ORDER,
                name="intake_booking_hours_in_order",
                violation_error_message=_("Enter an end that is later than the start"),
            ),
            models.CheckConstraint(
                condition=Q(effective_from__isnull=True)
                | Q(effective_to__isnull=True)
                | Q(effective_to__gte=F("effective_from")),
                name="intake_booking_hours_dates_in_order",
                violation_error_message=_("Enter a last day that is not before the first day"),
            ),
        ]

    def __str__(self) -> str:
        weekday = self.get_weekday_display()
        return f"{weekday} {time_format(self.start, 'H:i')}–{time_format(self.end, 'H:i')}"

    @property
    def rule(self) -> slots.WeeklyHours:
        """These hours as calendar arithmetic knows them."""
        return slots.WeeklyHours(
            self.weekday, self.start, self.end, self.effective_from, self.effective_to
        )


class DayExceptionQuerySet(WatchedQuerySet["DayException"]):
    """One-day exceptions in the clinic's words."""

    def for_diaries(
        self, practitioners: Iterable[Practitioner], location: Location, *, since: date
    ) -> Self:
        """Return what differs from a local date on, for some practitioners at one place."""
        return self.filter(
            Q(practitioner__in=practitioners) | Q(practitioner__isnull=True),
            Q(location=location) | Q(location__isnull=True),
            day__gte=since,
        )

    def closing_everybody(self, days: Iterable[date]) -> Self:
        """Return what closes some days for all practitioners, at one place or at all."""
        return self.filter(day__in=list(days), practitioner__isnull=True, closed=True)

    def days_and_places(self) -> set[tuple[date, int | None]]:
        """Return each day with the place's pk; None stands for every place."""
        return set(self.values_list("day", "location_id"))

    def next_first(self, today: date) -> Self:
        """Order by day: those to come, the next one first, then what is over."""
        return self.annotate(is_over=Case(When(day__lt=today, then=1), default=0)).order_by(
            "is_over", "day", "start", "pk"
        )


class DayException(models.Model):
    """A day that is closed, or has other hours than its week says.

    Several rows for one day add up; one of them being closed closes the day.
    """

    day = models.DateField(_("day"))
    practitioner = models.ForeignKey(
        Practitioner,
        verbose_name=_("practitioner"),
        on_delete=models.CASCADE,
        related_name="exceptions",
        null=True,
        blank=True,
        help_text=_("Leave empty for everybody."),
    )
    location = models.ForeignKey(
        Location,
        verbose_name=_("location"),
        on_delete=models.CASCADE,
        related_name="exceptions",
        null=True,
        blank=True,
        help_text=_("Leave empty for every location."),
    )
    closed = models.BooleanField(_("closed all day"), default=True)
    start = models.TimeField(_("open from"), null=True, blank=True)
    end = models.TimeField(_("open until"), null=True, blank=True)
    note = models.CharField(
        _("note for staff"), max_length=120, blank=True, help_text=_("Never a client's name.")
    )
    holiday = models.CharField(_("public holiday"), max_length=120, blank=True, default="")

    objects = DayExceptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("different day")
        verbose_name_plural = _("different days")
        ordering = ["day", "start", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed=True, start__isnull=True, end__isnull=True)
                | (Q(closed=False, start__isnull=False, end__isnull=False) & HOURS_ORDER),
                name="intake_booking_exception_closed_or_hours",
                violation_error_message=_(
                    "Either close the whole day, or enter from when until when it is open"
                ),
            )
        ]

    def __str__(self) -> str:
        day = date_format(self.day, "D j F Y")
        if self.start is None or self.end is None:
            return f"{day}: {_('closed')}"
        return f"{day}: {time_format(self.start, 'H:i')}–{time_format(self.end, 'H:i')}"

    def clean(self) -> None:
        """Say which half of the hours is missing before the database has to."""
        if not self.closed and (self.start is None or self.end is None):
            raise ValidationError(
                {"start": _("Enter from when until when the day is open, or close it")}
            )


class TimeOffQuerySet(WatchedQuerySet["TimeOff"]):
    """Time off in the clinic's words."""

    def for_diaries(
        self, practitioners: Iterable[Practitioner], location: Location, *, since: date
    ) -> Self:
        """Return what is not over on a local date, for some practitioners at one place."""
        return self.filter(
            Q(practitioner__in=practitioners) | Q(practitioner__isnull=True),
            Q(location=location) | Q(location__isnull=True),
            last_day__gte=since,
        )

    def next_first(self, today: date) -> Self:
        """Order by day: what is to come, the next one first, then what is over."""
        return self.annotate(is_over=Case(When(last_day__lt=today, then=1), default=0)).order_by(
            "is_over", "first_day", "start", "pk"
        )


class TimeOff(models.Model):
    """Days, or a part of a day, in which no visit takes place; wall time of each place.

    From `start` on the first day until `end` on the last; without them, from the first minute of
    the first day until the last of the last.
    """

    practitioner = models.ForeignKey(
        Practitioner,
        verbose_name=_("practitioner"),
        on_delete=models.CASCADE,
        related_name="time_off",
        null=True,
        blank=True,
        help_text=_("Leave empty for everybody."),
    )
    location = models.ForeignKey(
        Location,
        verbose_name=_("location"),
        on_delete=models.CASCADE,
        related_name="time_off",
        null=True,
        blank=True,
        help_text=_("Leave empty for every location."),
    )
    first_day = models.DateField(_("first day"))
    start = models.TimeField(_("from"), null=True, blank=True)
    last_day = models.DateField(_("last day"))
    end = models.TimeField(_("until"), null=True, blank=True)
    note = models.CharField(
        _("note for staff"), max_length=120, blank=True, help_text=_("Never a client's name.")
    )

    objects = TimeOffQuerySet.as_manager()

    class Meta:
        verbose_name = _("time off")
        verbose_name_plural = _("time off")
        ordering = ["first_day", "start", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gt=F("first_day"))
                | (
                    Q(last_day=F("first_day"))
                    & (Q(start__isnull=True) | Q(end__isnull=True) | Q(end__gt=F("start")))
                ),
                name="intake_booking_time_off_in_order",
                violation_error_message=_("Enter an end that is later than the beginning"),
            )
        ]

    def __str__(self) -> str:
        return f"{_wall_words(self.first_day, self.start)} – {_wall_words(self.last_day, self.end)}"

    @property
    def walls(self) -> slots.WallRange:
        """The naive wall times between which no visit takes place, end excluded."""
        return slots.wall_range(self.first_day, self.start, self.last_day, self.end)


def _wall_words(day: date, at: time | None) -> str:
    words = date_format(day, "D j F Y")
    return words if at is None else f"{words}, {time_format(at, 'H:i')}"
