"""Addresses of the pages around one questionnaire, under the admin."""

from django.urls import URLPattern

app_name = "intake_admin"
urlpatterns: list[URLPattern] = []
