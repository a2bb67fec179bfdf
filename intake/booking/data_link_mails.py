"""The link to what is kept, for whoever types an e-mail address: to that address, or to nobody."""

from collections.abc import Iterable
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from intake import subjects
from intake.booking import conf, mails
from intake.booking.models import Appointment, FollowUp, WaitlistEntry
from intake.booking.record_kinds import FOLLOW_UP, VISIT, WAIT
from intake.conf import your_data_days

MOST_CLIENTS = 5
"""How many people with one address are written to."""
TABLES: dict[str, Any] = {VISIT: Appointment, WAIT: WaitlistEntry, FOLLOW_UP: FollowUp}
"""Where a client is looked for, in this order; any record of theirs leads to all of them."""
Client = Appointment | WaitlistEntry | FollowUp
Named = tuple[str, int]
"""A kind of record and its primary key."""


def on_file(email: str) -> list[Named]:
    """Return one record of each client with an e-mail address."""
    found: dict[str, Named] = {}
    for kind, model in TABLES.items():
        for client, pk in model.objects.with_email(email):
            found.setdefault(client, (kind, pk))
    return list(found.values())[:MOST_CLIENTS]


def letters(named: Iterable[Named]) -> Iterable[EmailMultiAlternatives]:
    """Yield the e-mail to the client of each record that is still there."""
    for kind, pk in named:
        if record := TABLES[kind].objects.filter(pk=pk).first():
            yield letter(kind, record)


@mails.in_the_sites_language
def letter(kind: str, record: Client) -> EmailMultiAlternatives:
    """Return the e-mail with the link that opens what is kept about a client, for some days."""
    token = subjects.link_token(kind, record.reference)
    title = _("What we keep about you")
    context = {
        "name": record.client_name,
        "clinic": mails.the_clinic(),
        "subject": title,
        "data_link": f"{conf.base_url()}{reverse('intake:your_data', args=[token])}",
        "days": your_data_days(),
    }
    message = EmailMultiAlternatives(
        subject=title,
        body=render_to_string("intake_booking/mail/data_link.txt", context),
        to=[record.client_email],
        # Machines that answer for people on holiday leave such mail alone.
        headers={"Auto-Submitted": "auto-generated"},
    )
    html = render_to_string("intake_booking/mail/data_link.html", context)
    message.attach_alternative(html, "text/html")
    return message
