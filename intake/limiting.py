"""How often one network address, or one contact, may ask: counted by `limits`, kept nowhere.

Counters live in the memory of each server process unless CLINIC_INTAKE_RATE_STORAGE names a
shared store (such as redis://…), so a site with several processes lets through that many times
as much. Keys are digests: no address is kept in words.
"""

import time
from collections.abc import Iterable
from functools import lru_cache

from limits import RateLimitItem, parse
from limits.storage import Storage, storage_from_string
from limits.strategies import FixedWindowRateLimiter

from intake import conf, crypto

DEFAULTS = {
    "start": "20/hour",  # beginning the questions
    "read": "60/hour",  # articles read, each counted
    "form": "120/minute",  # answers, page after page
    "hold": "30/10 minutes",  # keeping times
    "book": "20/hour",  # bookings, places on the waitlist, calls asked for
    "mail": "6/hour",  # links sent by e-mail on request
    "link": "120/minute",  # pages behind a secret link
    "guess": "20/10 minutes",  # secret links that open nothing
    "password": "30/hour",  # wrong passwords of staff, whatever the user name
    "reset": "10/hour",  # staff who forgot theirs
    "contact": "10/day",  # bookings under one e-mail address or telephone number
}
"""What an address may do how often; a settings dictionary changes single ones, None lifts one."""


class TooOftenError(Exception):
    """Raised when somebody asks more often than they may; carries the seconds to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__("too often")
        self.seconds = seconds


def spend(rule: str, *who: str) -> None:
    """Count one request of somebody under a rule; raise TooOftenError beyond it."""
    item = _item(rule)
    identifiers = [crypto.keyed_digest(f"rate:{each}") for each in who if each]
    if item is None or not identifiers:
        return
    limiter = _limiter()
    if not limiter.hit(item, rule, *identifiers):
        raise TooOftenError(_seconds(limiter, item, rule, identifiers))


def refuse_spent(rule: str, *who: str) -> None:
    """Raise TooOftenError when somebody has used up a rule; counts nothing."""
    item = _item(rule)
    identifiers = [crypto.keyed_digest(f"rate:{each}") for each in who if each]
    if item is None or not identifiers:
        return
    limiter = _limiter()
    if not limiter.test(item, rule, *identifiers):
        raise TooOftenError(_seconds(limiter, item, rule, identifiers))


def forget_all() -> None:
    """Begin to count anew, as when the server starts."""
    _limiter().storage.reset()


def _item(rule: str) -> RateLimitItem | None:
    limits = conf.rate_limits()
    if limits is None:
        return None
    words = {**DEFAULTS, **limits}[rule]
    return _parsed(words) if words else None


@lru_cache(maxsize=32)
def _parsed(words: str) -> RateLimitItem:
    return parse(words)


def _limiter() -> FixedWindowRateLimiter:
    return FixedWindowRateLimiter(_storage(conf.rate_storage()))


@lru_cache(maxsize=4)
def _storage(address: str) -> Storage:
    storage = storage_from_string(address)
    assert isinstance(storage, Storage)
    return storage


def _seconds(
    limiter: FixedWindowRateLimiter, item: RateLimitItem, rule: str, identifiers: Iterable[str]
) -> int:
    reset = limiter.get_window_stats(item, rule, *identifiers).reset_time
    return max(1, round(reset - time.time()))
