"""A Django with nothing but a view: the floor. Settings, addresses and entry point in one."""

import os
from functools import lru_cache

from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

SECRET_KEY = "benchmarks-only"
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "benchmarks.peer_site.bare"
LINE = "<p>A paragraph of a page that nobody had to make.</p>\n"


@lru_cache
def text(size: int) -> str:
    """Return a page of so many bytes."""
    return (LINE * (size // len(LINE) + 1))[:size]


def page(_request: HttpRequest, size: int) -> HttpResponse:
    """Answer with a text that is there already."""
    return HttpResponse(text(size), headers={"Content-Length": str(size)})


urlpatterns = [path("<int:size>/", page)]
os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.peer_site.bare"
application = get_wsgi_application()
