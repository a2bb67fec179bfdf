"""The e-mail to a client the clinic should hear from: staff read and change it before it leaves."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from intake.booking import conf, mails
from intake.booking.errors import MailRefused
from intake.booking.models import BookingSettings, FollowUp
from intake.booking.visit_page import book_again_query

Kind = FollowUp.Kind


def draft(follow_up: FollowUp) -> tuple[str, str]:
    """Return the subject and the text staff begin with; the clinic's own words where it has some.

    Names and links only, nothing about health.
    """
    clinic = mails.the_clinic().clinic_name
    kind = Kind(follow_up.kind)
    subject, default = _defaults(kind)
    words = _own_words(kind).strip()
    parts = {"{name}": follow_up.client_name, "{clinic}": clinic, "{link}": link_for(follow_up)}
    # No `format`: braces of the clinic's own are none of ours.
    text = words or default
    for placeholder, value in parts.items():
        text = text.replace(placeholder, value)
    return subject % {"clinic": clinic}, text


def send(follow_up: FollowUp, subject: str, text: str) -> None:
    """Send the e-mail; raises MailRefused, which quotes nothing the mail server said."""
    try:
        _letter(follow_up, subject, text).send()
    except Exception as error:
        raise MailRefused(type(error).__name__) from None


def _letter(follow_up: FollowUp, subject: str, text: str) -> EmailMultiAlternatives:
    """Return the e-mail with the words staff decided on."""
    context = {"text": text, "clinic": mails.the_clinic(), "subject": subject}
    message = EmailMultiAlternatives(
        subject=subject,
        body=text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[follow_up.client_email],
    )
    html = render_to_string("intake_booking/mail/follow_up.html", context)
    message.attach_alternative(html, "text/html")
    return message


def link_for(follow_up: FollowUp) -> str:
    """Return where the client books: the page of their visit, or the free times.

    Who did not come finds those for the same kind of visit, place and person.
    """
    visit = follow_up.appointment
    if follow_up.offers_own_page and visit is not None:
        return mails.link_to(visit)
    times = f"{conf.base_url()}{reverse('intake_booking:times')}"
    return f"{times}?{book_again_query(visit)}" if visit is not None else times


def _own_words(kind: FollowUp.Kind) -> str:
    """Return the clinic's own text for a kind of follow-up, "" where it has none."""
    rules = BookingSettings.objects.of_default_site()
    return {
        Kind.NEXT_VISIT: rules.follow_up_email,
        Kind.NO_SHOW: rules.missed_email,
        Kind.CALL: rules.call_email,
    }[kind]


def _defaults(kind: FollowUp.Kind) -> tuple[str, str]:
    """Return the subject and the text that come with the site for a kind of follow-up."""
    return {
        Kind.NEXT_VISIT: (
            _("Your next visit at %(clinic)s"),
            _(
                "Hello {name},\n\n"
                "it is time for your next visit at {clinic}. Choose a time that suits you here:\n"
                "{link}\n\n"
                "Or answer this e-mail, and we find one together.\n\n"
                "{clinic}"
            ),
        ),
        Kind.NO_SHOW: (
            _("Your visit at %(clinic)s"),
            _(
                "Hello {name},\n\n"
                "we missed you at your visit at {clinic}. Choose another time here:\n"
                "{link}\n\n"
                "Or answer this e-mail, and we find one together.\n\n"
                "{clinic}"
            ),
        ),
        Kind.CALL: (
            _("You asked %(clinic)s for a call"),
            _(
                "Hello {name},\n\n"
                "you asked {clinic} for a call. Answer this e-mail and say when to reach you.\n\n"
                "{clinic}"
            ),
        ),
    }[kind]
