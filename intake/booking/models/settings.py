"""How a clinic books: rules and words its staff may change, per site."""

from datetime import time, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Site


class BookingSettingsQuerySet(models.QuerySet["BookingSettings"]):
    """A clinic's rules for booking, read without writing: `for_site` would, on a GET."""

    def of_site(self, site: Site | None) -> "BookingSettings":
        """Return the rules of a site in one query, the defaults where it has none."""
        return self.filter(site=site).first() or BookingSettings(site=site)

    def longest_wait(self) -> timedelta:
        """Return how long people wait at most: of several sites, the longest each says."""
        longest = self.aggregate(days=models.Max("longest_wait_days"))["days"]
        return timedelta(days=longest) if longest else BookingSettings().longest_wait

    def of_default_site(self) -> "BookingSettings":
        """Return the rules of the default site: a task has no request to ask."""
        return self.filter(site__is_default_site=True).first() or BookingSettings()


@register_setting(icon="calendar")
class BookingSettings(BaseSiteSetting):
    """Changes, reminders, the waitlist and alerts of one clinic, per site."""

    change_notice_hours = models.PositiveSmallIntegerField(
        _("shortest notice for changes, in hours"),
        default=24,
        help_text=_("Later than that, clients phone to move or cancel. 0 lets them until the end."),
    )
    change_notice_text = models.CharField(
        _("what clients read about it"),
        max_length=300,
        blank=True,
        default="",
        help_text=_("Such as what a late change costs."),
    )
    remind_day_before = models.BooleanField(
        _("remind the day before"),
        default=True,
        help_text=_("At the same time of day as the visit, by the clock on the wall."),
    )
    second_reminder_hours = models.PositiveSmallIntegerField(
        _("second reminder, hours before"),
        default=2,
        validators=[MaxValueValidator(336)],
        help_text=_("0 sends none."),
    )
    reminder_text = models.CharField(
        _("a line in every reminder"),
        max_length=300,
        blank=True,
        default="",
        help_text=_("Such as what to wear. Never anything about health."),
    )
    second_reminder_text = models.CharField(
        _("a line in the second reminder instead"),
        max_length=300,
        blank=True,
        default="",
        help_text=_("Empty repeats the line above. Never anything about health."),
    )
    quiet_from = models.TimeField(_("no reminders from"), default=time(22))
    quiet_until = models.TimeField(_("until"), default=time(7))
    ask_red_flags = models.BooleanField(
        _("ask about warning signs the day before"),
        default=True,
        help_text=_("The reminder leads to one page. An emergency answer alerts the staff."),
    )
    alert_emails = models.TextField(
        _("alert these addresses"),
        blank=True,
        default="",
        help_text=_(
            "One e-mail address a line. They get a link, never an answer. Leave it empty to tell "
            "the people on duty, one after the other, until somebody sees to it."
        ),
    )
    offer_minutes = models.PositiveSmallIntegerField(
        _("minutes an offer from the waitlist stands"),
        default=120,
        validators=[MinValueValidator(5), MaxValueValidator(2880)],
    )
    offers_at_once = models.PositiveSmallIntegerField(
        _("people who get an offer at once"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
        help_text=_("The first to take the time has it."),
    )
    longest_wait_days = models.PositiveSmallIntegerField(
        _("days people wait at most"),
        default=365,
        validators=[MinValueValidator(30), MaxValueValidator(1095)],
        help_text=_("Who named no last day leaves the waitlist then, and may join again."),
    )
    follow_up_weeks = models.PositiveSmallIntegerField(
        _("weeks until a follow-up, unless the practitioner says otherwise"),
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(52)],
    )
    follow_up_email = models.TextField(
        _("e-mail to people whose follow-up is due"),
        blank=True,
        default="",
        help_text=_(
            "Staff may change it before sending. Never anything about health. {name}, {clinic} and "
            "{link} are filled in. Empty: the words that come with the site."
        ),
    )
    missed_email = models.TextField(
        _("e-mail to people who did not come"),
        blank=True,
        default="",
        help_text=_("The link leads to free times for the same kind of visit."),
    )
    call_email = models.TextField(
        _("e-mail to people who asked for a call"),
        blank=True,
        default="",
        help_text=_("For when nobody picks up."),
    )

    objects = BookingSettingsQuerySet.as_manager()

    panels = [
        MultiFieldPanel(
            [FieldPanel("change_notice_hours"), FieldPanel("change_notice_text")],
            heading=_("When clients move or cancel"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("remind_day_before"),
                FieldPanel("second_reminder_hours"),
                FieldPanel("reminder_text"),
                FieldPanel("second_reminder_text"),
                FieldRowPanel([FieldPanel("quiet_from"), FieldPanel("quiet_until")]),
            ],
            heading=_("Reminders"),
        ),
        MultiFieldPanel(
            [FieldPanel("ask_red_flags"), FieldPanel("alert_emails")],
            heading=_("Warning signs"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("offer_minutes"), FieldPanel("offers_at_once")]),
                FieldPanel("longest_wait_days"),
            ],
            heading=_("Waitlist"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("follow_up_weeks"),
                FieldPanel("follow_up_email"),
                FieldPanel("missed_email"),
                FieldPanel("call_email"),
            ],
            heading=_("Follow-ups"),
        ),
    ]

    class Meta:
        verbose_name = _("booking settings")

    @property
    def change_notice(self) -> timedelta:
        """The shortest time before a visit in which its client may still change it online."""
        return timedelta(hours=self.change_notice_hours)

    @property
    def offer_time(self) -> timedelta:
        """How long an offer from the waitlist stands."""
        return timedelta(minutes=self.offer_minutes)

    @property
    def longest_wait(self) -> timedelta:
        """How long somebody waits who named no last day."""
        return timedelta(days=self.longest_wait_days)

    @property
    def alert_addresses(self) -> list[str]:
        """Who is told when a client needs medical care first."""
        return [line.strip() for line in self.alert_emails.splitlines() if line.strip()]
