"""The reference site as a clinic runs it, on the terms shared with the peers."""

from benchmarks.common_settings import *  # noqa: F403
from benchmarks.common_settings import COUNTING
from clinic_site.settings.base import *  # noqa: F403
from clinic_site.settings.base import INSTALLED_APPS, MIDDLEWARE

CLINIC_INTAKE_ENCRYPTION_KEYS = ["YmVuY2htYXJrcy1vbmx5LWtleS0tbm90LWEtY2xpbmk="]
# All clients of a benchmark come from one network address, and type faster than people.
CLINIC_INTAKE_RATE_LIMITS = None
CLINIC_INTAKE_FORM_SECONDS = 0
CLINIC_INTAKE_HOLDS_PER_ADDRESS = 10_000
MIDDLEWARE = [*COUNTING, *MIDDLEWARE]
# As in production: what is mailed is put in a queue, and a worker beside the site writes it.
INSTALLED_APPS = [*INSTALLED_APPS, "django_tasks_db"]
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
