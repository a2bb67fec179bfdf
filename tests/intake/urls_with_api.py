"""The site's addresses, with Wagtail's API mounted as a host might do."""

from django.urls import path
from wagtail.api.v3.urls import api

from clinic_site.urls import urlpatterns as of_the_site

urlpatterns = [path("api/v3/", api.urls), *of_the_site]
