"""Settings for a real clinic. What a clinic must say stands in the environment.

A missing one stops the start: SECRET_KEY, CLINIC_INTAKE_ENCRYPTION_KEYS, ALLOWED_HOSTS,
DATABASE_URL, BASE_URL (how addresses in e-mails begin), DEFAULT_FROM_EMAIL.
Optional: EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD, EMAIL_USE_TLS=1,
HSTS_SUBDOMAINS=1, HSTS_PRELOAD=1, RATE_STORAGE, PROOF_OF_WORK=1, TIME_ZONE, VAR_DIR,
REQUIRE_SECOND_FACTOR=0, STAFF_IDLE_MINUTES (30).
"""

import os

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403
from .base import INSTALLED_APPS

REQUIRED = (
    "SECRET_KEY",
    "CLINIC_INTAKE_ENCRYPTION_KEYS",
    "ALLOWED_HOSTS",
    "DATABASE_URL",
    "BASE_URL",
    "DEFAULT_FROM_EMAIL",
)
if missing := [name for name in REQUIRED if not os.environ.get(name)]:
    raise ImproperlyConfigured(f"Set in the environment: {', '.join(missing)}.")

DEBUG = False
SECRET_KEY = os.environ["SECRET_KEY"]
# Newest first: the first key encrypts, all of them decrypt.
CLINIC_INTAKE_ENCRYPTION_KEYS = (
    os.environ["CLINIC_INTAKE_ENCRYPTION_KEYS"].replace(",", " ").split()
)
ALLOWED_HOSTS = os.environ["ALLOWED_HOSTS"].split(",")
CLINIC_INTAKE_BASE_URL = WAGTAILADMIN_BASE_URL = os.environ["BASE_URL"]

# Mail, replays and Wagtail's own housekeeping wait in the database for a worker, which has to run
# beside the site: `python manage.py db_worker`. Results go with `prune_db_task_results`.
INSTALLED_APPS = [*INSTALLED_APPS, "django_tasks_db"]
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Each server process counts for itself unless they share a store, such as redis://….
CLINIC_INTAKE_RATE_STORAGE = os.environ.get("RATE_STORAGE", "memory://")

SECURE_SSL_REDIRECT = True
# A load balancer asks from inside, without TLS.
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = os.environ.get("HSTS_SUBDOMAINS") == "1"
SECURE_HSTS_PRELOAD = os.environ.get("HSTS_PRELOAD") == "1"
SILENCED_SYSTEM_CHECKS = [
    # These two bind every host under the clinic's domain, for good: the clinic opts in.
    "security.W005",
    "security.W021",
    # The editor's preview is a frame from the same origin.
    "security.W019",
]
SESSION_COOKIE_SECURE = True
# Staff sign in again after a while without doing anything, and when they close the browser.
STAFF_IDLE_MINUTES = int(os.environ.get("STAFF_IDLE_MINUTES", "30"))
SESSION_COOKIE_AGE = STAFF_IDLE_MINUTES * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SECOND_FACTOR_REQUIRED = os.environ.get("REQUIRE_SECOND_FACTOR", "1") != "0"
CSRF_COOKIE_SECURE = True

EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS") == "1"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ["DEFAULT_FROM_EMAIL"]
