"""The site `make demo` serves: local, seeded, with keys that must never leave it."""

import os

from .base import *  # noqa: F403
from .base import INSTALLED_APPS, VAR_DIR

DEBUG = os.environ.get("DEBUG") == "1"
SECRET_KEY = "demo-only-secret-key-not-for-any-real-clinic"  # noqa: S105
CLINIC_INTAKE_ENCRYPTION_KEYS = ["ZGVtby1vbmx5LWtleS0tLW5vdC1mb3ItYS1jbGluaWM="]
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", "testserver"]

# Everybody in a demo comes from one address, and tests type faster than people.
CLINIC_INTAKE_RATE_LIMITS = None
CLINIC_INTAKE_FORM_SECONDS = 0

INSTALLED_APPS = ["clinic_site.demo", *INSTALLED_APPS]

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
WHITENOISE_USE_FINDERS = True
