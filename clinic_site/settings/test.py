"""Settings of the test suite: the demo's apps, throw-away storage, mail in memory."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("VAR_DIR", tempfile.mkdtemp(prefix="clinic-intake-test-"))

from .demo import *  # noqa: F403
from .demo import INSTALLED_APPS

DEBUG = False
# The tables of a queue are there, for whoever looks into them; tasks still run at once.
INSTALLED_APPS = [*INSTALLED_APPS, "django_tasks_db"]
# Tests sign in without a request; those of the login switch it on.
AXES_ENABLED = False
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MEDIA_ROOT = Path(os.environ["VAR_DIR"]) / "media"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
