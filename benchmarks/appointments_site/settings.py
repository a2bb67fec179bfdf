"""What django-appointment's documentation asks of a project, on the terms shared with our side."""

import os
import sys
from pathlib import Path

from benchmarks.booking_world import ZONE
from benchmarks.common_settings import *  # noqa: F403
from benchmarks.common_settings import COUNTING

VAR_DIR = Path(os.environ["VAR_DIR"])
INSTALLED_APPS = [
    "appointment",
    "phonenumber_field",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
# The package comes without migrations: they are made in the benchmark's folder.
MIGRATION_MODULES = {"appointment": "appointment_migrations"}
sys.path.append(str(VAR_DIR))
MIDDLEWARE = [
    *COUNTING,
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "benchmarks.appointments_site.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "en-us"
TIME_ZONE = ZONE
USE_I18N = USE_TZ = True
STATIC_URL, MEDIA_URL = "/static/", "/media/"
MEDIA_ROOT = VAR_DIR / "media"
DEFAULT_FROM_EMAIL = "clinic@example.com"
PHONENUMBER_DEFAULT_REGION = "US"
