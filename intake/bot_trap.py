"""A brake for programs that fill in forms: a field no person sees, and a form sent too soon.

Nobody is turned away for good: whoever is caught gets a page with one button that sends the same
form again, so that a quick typist or a password manager loses nothing.
"""

from django.core import signing
from django.http import QueryDict
from django.utils import timezone

from intake import conf, proof_of_work

SALT = "intake.bot_trap"
BAIT, SHOWN = "website", "shown"
"""Names of the two fields: the first stays empty, the second says when the form was drawn."""

LONGEST_SIGNATURE = 120


def shown_now() -> str:
    """Return the signed moment at which a form is drawn."""
    return signing.Signer(salt=SALT).sign(str(int(timezone.now().timestamp())))


def is_caught(data: QueryDict) -> bool:
    """Tell whether a form was filled in by no person, or too fast for one."""
    if data.get(BAIT) or _seconds_since(data.get(SHOWN, "")) < conf.form_seconds():
        return True
    return not proof_of_work.is_done(data)


def fields_to_send_again(data: QueryDict) -> list[tuple[str, str]]:
    """Return every field that was sent, for a form that sends them once more."""
    ours = {BAIT, SHOWN, proof_of_work.SOLUTION, proof_of_work.WAITED}
    left_out = {*ours, "csrfmiddlewaretoken"}
    return [
        (name, value) for name, values in data.lists() if name not in left_out for value in values
    ]


def _seconds_since(signed: str) -> float:
    try:
        shown = signing.Signer(salt=SALT).unsign(signed[:LONGEST_SIGNATURE])
    except signing.BadSignature:
        return 0
    return timezone.now().timestamp() - int(shown)
