"""An optional puzzle against programs: a browser works for half a second, nobody else is asked.

The puzzle is made and checked by `altcha` on this server. A script of ours solves it; whoever runs
no script waits once on the page "Send it once more". Each solution, and each wait, counts once.
"""

import base64
import binascii
import json
import secrets
from datetime import timedelta
from typing import Any

from altcha import v1 as altcha
from django.core import signing
from django.core.cache import cache
from django.http import QueryDict
from django.utils import timezone

from intake import conf, crypto

SOLUTION, WAITED = "work", "waited"
"""Names of two fields: the solution a script fills in, and since when somebody waits."""

MOST_TRIES = 50_000
GOOD_FOR = timedelta(hours=1)
WAIT = timedelta(seconds=15)
SALT = "intake.proof_of_work"
LONGEST = 1000
PARTS = {"algorithm": str, "challenge": str, "number": int, "salt": str, "signature": str}


def challenge() -> dict[str, Any]:
    """Return a fresh puzzle, as the script reads it."""
    wanted = altcha.ChallengeOptions(
        algorithm="SHA-256",
        max_number=MOST_TRIES,
        hmac_key=_key(),
        expires=timezone.now() + GOOD_FOR,
    )
    return dict(altcha.create_challenge(wanted).to_dict())


def waiting_since() -> str:
    """Return a signed moment from which somebody without scripts waits."""
    now = int(timezone.now().timestamp())
    return signing.Signer(salt=SALT).sign(f"{now}.{secrets.token_urlsafe(16)}")


def is_done(data: QueryDict) -> bool:
    """Tell whether a form carries a solution, or a wait, that nobody has used before."""
    if not conf.proof_of_work():
        return True
    return _is_solved(data.get(SOLUTION, "")[:LONGEST]) or _has_waited(data.get(WAITED, ""))


def _is_solved(encoded: str) -> bool:
    solution = _read(encoded)
    if solution is None or not altcha.verify_solution(solution, _key())[0]:
        return False
    return _is_first(solution["challenge"])


def _read(encoded: str) -> Any:
    try:
        solution = json.loads(base64.b64decode(encoded, validate=True))
    except (ValueError, binascii.Error, RecursionError):
        return None
    if not isinstance(solution, dict) or solution.keys() != PARTS.keys():
        return None
    is_sound = all(isinstance(solution[name], kind) for name, kind in PARTS.items())
    return solution if is_sound else None


def _has_waited(signed: str) -> bool:
    try:
        since = signing.Signer(salt=SALT).unsign(signed[:LONGEST])
    except signing.BadSignature:
        return False
    waited = timezone.now().timestamp() - int(since.partition(".")[0])
    return WAIT.total_seconds() <= waited <= GOOD_FOR.total_seconds() and _is_first(since)


def _is_first(what: str) -> bool:
    """Remember what was used, for longer than it is good; tell whether it was new."""
    key = crypto.keyed_digest(f"proof-of-work:{what}")
    return bool(cache.add(f"clinic-once:{key}", True, 2 * GOOD_FOR.total_seconds()))


def _key() -> str:
    return crypto.keyed_digest("proof-of-work-key")
