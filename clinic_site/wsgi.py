"""WSGI entry point of the reference site."""

import os

from django.core.wsgi import get_wsgi_application

from clinic_site.encodings import utf8_only

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic_site.settings.production")
application = utf8_only(get_wsgi_application())
