"""The e-mail that calls the staff to an urgent result: where to look, and nothing else."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from intake import conf
from intake.models import AlertNotice


def notice(notice: AlertNotice) -> EmailMessage:
    """Return the e-mail to one person about one alert, in the site's language."""
    page = reverse("submission:inspect", args=[notice.alert.submission_id])
    with translation.override(settings.LANGUAGE_CODE):
        return EmailMessage(
            subject=_("Look at this now: an urgent result waits"),
            body=render_to_string("intake/mail/alert.txt", {"link": f"{conf.base_url()}{page}"}),
            to=[notice.person.email],
            headers={"Auto-Submitted": "auto-generated"},
        )
