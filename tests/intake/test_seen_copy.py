"""The copy of a result says what may be other than what the client read."""

from typing import Any

import pytest
from django.forms.models import model_to_dict
from django.test import Client
from django.urls import reverse

from intake.models import ClinicSettings
from tests.factories import intake as factory
from tests.intake.walker import soup

pytestmark = pytest.mark.django_db


def test_the_copy_says_whether_the_clinics_settings_were_saved_since(
    intake_page: Any, admin_client: Client
) -> None:
    submission = factory.completed(factory.SELF_HELP)
    site = intake_page.get_site()
    clinic = ClinicSettings.for_site(site)

    def said() -> str:
        page = admin_client.get(reverse("submission:seen", args=[submission.pk]))
        return " ".join(soup(page).select_one(".intake-seen").text.split())

    assert "numbers and texts are those of today" in said()
    assert "Nobody saved the clinic's settings in the admin since." in said()
    form = reverse("wagtailsettings:edit", args=["intake", "clinicsettings", site.pk])
    kept = {name: value for name, value in model_to_dict(clinic).items() if value}
    assert admin_client.post(form, kept | {"phone": "555 0100"}).status_code == 302
    assert "The clinic's settings were saved since, last on" in said()
    assert "the client may have read another number or text" in said()
