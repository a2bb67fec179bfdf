"""What the client of a visit is asked shortly before it, and by which questionnaire."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from wagtail.models import Site

from intake.booking import conf
from intake.booking.models import Appointment, BookingSettings, SafetyCheck
from intake.booking.reminding import day_before
from intake.booking.warning_signs import Raw, WarningSigns
from intake.engine.types import Answers, Urgency
from intake.forms import PREFIX, StepForm
from intake.models import IntakePage, QuestionnaireVersion


@dataclass(frozen=True, slots=True)
class Asking:
    """The frozen version a client is asked by, and its warning signs."""

    version: QuestionnaireVersion
    signs: WarningSigns

    def read(self, data: Any) -> tuple[StepForm, Raw | None]:
        """Return the form as it was sent, and its answers once they can be decided.

        That is when nothing is left to ask, or as soon as one of them is an emergency.
        """
        raw: Raw = {}
        while True:
            form = StepForm(self.signs.questions(raw), data)
            is_complete = form.is_valid()
            raw = _stated(form)
            if self.signs.urgency(raw) is Urgency.EMERGENCY_NOW:
                return form, raw
            if self.signs.questions(raw) == form.questions:
                return form, raw if is_complete else None


def _stated(form: StepForm) -> Raw:
    values = {each.key: form.cleaned_data.get(PREFIX + each.key) for each in form.questions}
    return {key: value for key, value in values.items() if value is not None}


def asking(appointment: Appointment) -> Asking | None:
    """Return what to ask before a visit: by the version the client answered, else by today's.

    None where the clinic asks nothing, or has nothing to ask.
    """
    if not BookingSettings.objects.of_default_site().ask_red_flags:
        return None
    version = _version(appointment)
    if version is None:
        return None
    submission = appointment.submission
    earlier: Answers = submission.read_answers() if submission else {}
    signs = WarningSigns(version.definition, earlier)
    return Asking(version, signs) if signs.signs else None


def is_due(appointment: Appointment, now: datetime) -> bool:
    """Tell whether a client should be asked: from the day before the visit, until they answer."""
    if not appointment.is_to_come(now) or now < day_before(appointment.starts_at, appointment.zone):
        return False
    if SafetyCheck.objects.shortly_before(appointment).exists():
        return False
    return asking(appointment) is not None


def address(appointment: Appointment) -> str:
    """Return the address of the page that asks, as e-mails carry it."""
    return f"{conf.base_url()}{reverse('intake_booking:before', args=[appointment.token])}"


def _version(appointment: Appointment) -> QuestionnaireVersion | None:
    if appointment.submission is not None:
        return appointment.submission.version
    site = Site.objects.filter(is_default_site=True).first()
    page = IntakePage.objects.first_of_site(site) if site else None
    return page.current_version if page else None
