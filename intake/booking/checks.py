"""System checks of booking."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.core.checks import CheckMessage, Error, Warning
from django.db import connections
from django.urls import NoReverseMatch, reverse

from intake.booking import conf, guard

# What `wagtail start` and a developer's machine say.
PLACEHOLDERS = ("", "localhost", "127.0.0.1", "::1", "example.com", "www.example.com")


def check_addresses(**kwargs: Any) -> list[CheckMessage]:
    """Refuse a site that has booking and no way to it."""
    try:
        reverse("intake_booking:times")
    except NoReverseMatch:
        return [
            Error(
                "The addresses of booking are not mounted.",
                hint='Add path("booking/", include("intake.booking.urls")) above wagtail_urls, '
                'or take "intake.booking" out of INSTALLED_APPS.',
                id="intake_booking.E001",
            )
        ]
    return []


def check_base_address(**kwargs: Any) -> list[CheckMessage]:
    """Warn where the links in e-mails would lead nowhere, or unprotected."""
    address = urlsplit(conf.base_url())
    host = address.hostname or ""
    if address.scheme == "https" and host not in PLACEHOLDERS:
        return []
    return [
        Warning(
            f"Links in e-mails to clients begin with {conf.base_url()!r}.",
            hint='Set CLINIC_INTAKE_BASE_URL = "https://…" to the address of your site.',
            id="intake_booking.W003",
        )
    ]


def check_guard(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Warn where the database would let two appointments overlap.

    A warning and not an error: `migrate` puts the guard back and must be able to run.
    """
    messages: list[CheckMessage] = []
    for alias in databases or []:
        connection = connections[alias]
        if not guard.is_supported(connection):
            messages.append(
                Warning(
                    f"The database {alias!r} cannot refuse overlapping appointments.",
                    hint="Use PostgreSQL or SQLite, or two clients can get the same time.",
                    id="intake_booking.W001",
                )
            )
        elif guard.has_table(connection) and not guard.is_installed(connection):
            messages.append(
                Warning(
                    f"The guard against overlapping appointments is missing in {alias!r}.",
                    hint="Run: python manage.py migrate",
                    id="intake_booking.W002",
                )
            )
    return messages
