"""The demo's staff logins. They open nothing but the demo."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intake.group_names import EDITORS, FRONT_DESK, LEAD, THERAPISTS


@dataclass(frozen=True)
class Staff:
    """One demo login; `group` is None for the owner, who may do everything."""

    username: str
    password: str
    name: str
    group: str | None
    may: str | Promise


STAFF = (
    Staff("owner", "owner-demo-2718", "Olive Hartwell", None, _("everything")),
    Staff(
        "editor",
        "editor-demo-2718",
        "Edgar Linden",
        EDITORS,
        _("write and publish articles and questions; see no client, sign nothing off"),
    ),
    Staff(
        "frontdesk",
        "frontdesk-demo-2718",
        "Frances Moreno",
        FRONT_DESK,
        _("see submissions and appointments, not the answers; change no article or question"),
    ),
    Staff(
        "therapist",
        "therapist-demo-2718",
        "Dana Whitfield",
        THERAPISTS,
        _("see their own diary and clients with their answers, and nobody else’s"),
    ),
    Staff(
        "lead",
        "lead-demo-2718",
        "Leah Osei",
        LEAD,
        _("see every client, export, sign off, override, erase, and read the access log"),
    ),
)
