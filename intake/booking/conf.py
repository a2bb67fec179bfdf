"""Booking's settings, read late so that tests and sites can override them.

CLINIC_INTAKE_HOLD_MINUTES: how long a time is kept while details are typed. Default 10.
CLINIC_INTAKE_HOLDS_PER_BROWSER: how many times one browser may keep at once. Default 2.
CLINIC_INTAKE_HOLDS_PER_ADDRESS: how many times the browsers at one network address may keep.
    Default 10.
CLINIC_INTAKE_BASE_URL: see intake/conf.py.
EMAIL_TIMEOUT (Django's): booking writes its e-mails while the client waits, unless TASKS names a
backend with a worker. Set it to some seconds, or a silent mail server holds up the page. What
could not be sent is sent later by `manage.py resend_confirmations`.
"""

from datetime import timedelta

from django.conf import settings

from intake.conf import base_url

__all__ = [
    "HOLDER_COOKIE", "HOLDER_COOKIE_AGE", "base_url", "hold_time", "holds_per_address",
    "holds_per_browser",
]  # fmt: skip

HOLDER_COOKIE = "clinic_booking"
HOLDER_COOKIE_AGE = timedelta(days=1)


def hold_time() -> timedelta:
    """Return how long a time is kept while a client types their details."""
    return timedelta(minutes=int(getattr(settings, "CLINIC_INTAKE_HOLD_MINUTES", 10)))


def holds_per_browser() -> int:
    """Return how many times one browser may keep at once."""
    return int(getattr(settings, "CLINIC_INTAKE_HOLDS_PER_BROWSER", 2))


def holds_per_address() -> int:
    """Return how many times the browsers at one network address may keep at once."""
    return int(getattr(settings, "CLINIC_INTAKE_HOLDS_PER_ADDRESS", 10))
