"""Entry point of the site with django-appointment."""

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.appointments_site.settings"
application = get_wsgi_application()
