"""A site whose owner has not made a key yet."""

from clinic_site.settings.test import *  # noqa: F403

CLINIC_INTAKE_ENCRYPTION_KEYS: list[str] = []
