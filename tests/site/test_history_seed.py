"""The history of the demo: quick to make, made once, and nobody's answers."""

import time

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clinic_site.demo.seed import history
from intake.booking.models import Appointment
from intake.models import DailyCount, Submission


@pytest.mark.django_db
def test_the_history_is_made_quickly_and_once_and_opens(client: Client) -> None:
    call_command("seed_demo", verbosity=0)
    Submission.objects.filter(stage="closed").delete()
    DailyCount.objects.all().delete()
    Appointment.objects.filter(state__in=["arrived", "no_show"]).delete()
    began = time.perf_counter()
    history.seed(now=timezone.now())
    assert time.perf_counter() - began < 15  # a second on an idle machine
    made = Submission.objects.count(), Appointment.objects.count()
    assert made > (400, 100)
    history.seed(now=timezone.now())
    assert (Submission.objects.count(), Appointment.objects.count()) == made
    client.login(username="owner", password="owner-demo-2718")
    submission = Submission.objects.filter(stage="closed").latest("pk")
    page = client.get(reverse("submission:inspect", args=[submission.pk]))
    assert page.status_code == 200
