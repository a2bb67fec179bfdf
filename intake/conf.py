"""The plugin's settings, read late so that tests and sites can override them.

CLINIC_INTAKE_ENCRYPTION_KEYS: list of urlsafe-base64 32-byte keys, newest first. No default.
CLINIC_INTAKE_RESUME_DAYS: how long unfinished answers can be continued, in days. Default 7.
CLINIC_INTAKE_YOUR_DATA_DAYS: how long a link to what is kept about a client works, in days.
    Default 7.
CLINIC_INTAKE_RATE_LIMITS: dictionary of rules that differ from the usual limits on requests (see
    intake/limiting.py), such as {"hold": "5/minute"}. None lifts them all. Default {}.
CLINIC_INTAKE_RATE_STORAGE: where requests are counted: "memory://" in each server process, or a
    shared store such as "redis://localhost:6379". Default "memory://".
CLINIC_INTAKE_FORM_SECONDS: forms with contact details sent sooner are sent once more by a button.
    Default 2.
CLINIC_INTAKE_BASE_URL: how addresses in e-mails begin. Default WAGTAILADMIN_BASE_URL.
CLINIC_INTAKE_PROOF_OF_WORK: True lets browsers solve a small puzzle before a form with contact
    details is taken; nobody outside is asked. It needs a cache that all processes share. Default
    False.
CLINIC_INTAKE_COOKIE: name of the cookie that ties a browser to its answers. Default
    clinic_intake_token; Django's error reports hide what has "token" in its name.
"""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def encryption_keys() -> list[str]:
    """Return the keys, newest first; raise ImproperlyConfigured when there is none."""
    keys = list(getattr(settings, "CLINIC_INTAKE_ENCRYPTION_KEYS", []))
    if not keys:
        raise ImproperlyConfigured(
            "CLINIC_INTAKE_ENCRYPTION_KEYS is empty. Set a list of Fernet keys, newest first; "
            "make one with: python manage.py new_encryption_key"
        )
    return keys


def resume_days() -> int:
    """Return for how many days unfinished answers can be continued."""
    return int(getattr(settings, "CLINIC_INTAKE_RESUME_DAYS", 7))


def rate_limits() -> dict[str, str | None] | None:
    """Return what differs from the usual limits; None lifts them all."""
    limits: dict[str, str | None] | None = getattr(settings, "CLINIC_INTAKE_RATE_LIMITS", {})
    return limits


def rate_storage() -> str:
    """Return where requests are counted, as an address of the `limits` library."""
    return str(getattr(settings, "CLINIC_INTAKE_RATE_STORAGE", "memory://"))


def form_seconds() -> float:
    """Return how long a person needs at least for a form with contact details, in seconds."""
    return float(getattr(settings, "CLINIC_INTAKE_FORM_SECONDS", 2))


def proof_of_work() -> bool:
    """Tell whether browsers solve a puzzle before a form with contact details is taken."""
    return bool(getattr(settings, "CLINIC_INTAKE_PROOF_OF_WORK", False))


def your_data_days() -> int:
    """Return for how many days a link to what is kept about a client works."""
    return int(getattr(settings, "CLINIC_INTAKE_YOUR_DATA_DAYS", 7))


def cookie_name() -> str:
    """Return the name of the cookie that ties a browser to its answers."""
    return str(getattr(settings, "CLINIC_INTAKE_COOKIE", "clinic_intake_token"))


def second_look_cookie_name() -> str:
    """Return the name of the cookie that lets a browser book after a second look."""
    return f"{cookie_name()}_again"


def base_url() -> str:
    """Return how addresses in e-mails begin, without a slash at the end."""
    fallback = getattr(settings, "WAGTAILADMIN_BASE_URL", "")
    return str(getattr(settings, "CLINIC_INTAKE_BASE_URL", fallback)).rstrip("/")
