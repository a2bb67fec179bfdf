"""Addresses of the site with django-appointment."""

from django.urls import include, path

urlpatterns = [path("appointment/", include("appointment.urls"))]
