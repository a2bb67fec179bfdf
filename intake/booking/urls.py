"""Public addresses of booking."""

from django.urls import URLPattern

app_name = "intake_booking"
urlpatterns: list[URLPattern] = []
