"""Entry point of our side."""

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.ours.settings"
application = get_wsgi_application()
