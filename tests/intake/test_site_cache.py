"""What every page knows about the clinic, and that a change shows at once."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.template import Context, Template
from django.test import Client, RequestFactory
from wagtail.models import PageViewRestriction, Site

from intake.models import ClinicSettings, IntakePage
from tests.factories import intake as factory

# What is kept is forgotten when a change is committed.
pytestmark = pytest.mark.django_db(transaction=True)

TEMPLATE = Template(
    "{% load clinic_tags %}{% clinic_settings as clinic %}{% intake_url as url %}"
    "{{ clinic.clinic_name }}|{{ clinic.phone }}|{{ url }}"
)


def shown(**context: Any) -> str:
    return TEMPLATE.render(Context({"request": RequestFactory().get("/")} | context))


def clinic(**values: Any) -> ClinicSettings:
    site = Site.objects.get(is_default_site=True)
    found, _ = ClinicSettings.objects.update_or_create(site=site, defaults=values)
    return found


def test_a_new_site_shows_defaults_and_writes_nothing(no_writes: Any) -> None:
    with no_writes():
        assert shown() == "Our clinic||"
    assert not ClinicSettings.objects.exists()


def test_without_a_request_the_defaults_are_shown() -> None:
    clinic(clinic_name="Harbor Clinic")
    assert shown(request=None) == "Our clinic||"


def test_a_change_of_the_settings_shows_at_once() -> None:
    clinic(clinic_name="Harbor Clinic", phone="212 555 0100")
    assert shown() == "Harbor Clinic|212 555 0100|"
    clinic(clinic_name="Hill Clinic")
    assert shown() == "Hill Clinic|212 555 0100|"


def test_a_new_number_is_on_the_emergency_page_at_once(version: Any, walker: Any) -> None:
    walker.finish(factory.EMERGENCY)
    clinic(emergency_number="112")
    assert "Call 112 now" in walker.get("/intake/result/").content.decode()


def test_what_is_changed_in_a_transaction_shows_after_it(intake_page: IntakePage) -> None:
    assert shown().startswith("Our clinic")
    with transaction.atomic():
        clinic(clinic_name="Harbor Clinic")
        # Another process reads while the change is not yet visible to it.
        assert shown().startswith("Our clinic")
    assert shown().startswith("Harbor Clinic")


def test_the_address_of_the_intake_is_found_until_its_page_goes(intake_page: IntakePage) -> None:
    assert shown() == "Our clinic||/intake/"
    intake_page.unpublish()
    assert shown() == "Our clinic||"
    intake_page.save_revision().publish()
    assert shown() == "Our clinic||/intake/"
    intake_page.delete()
    assert shown() == "Our clinic||"


def test_a_page_that_moves_is_found_at_its_new_place(intake_page: IntakePage) -> None:
    assert shown() == "Our clinic||/intake/"
    intake_page.slug = "questions"
    intake_page.save_revision().publish()
    assert shown() == "Our clinic||/questions/"


def test_a_private_page_is_not_offered(intake_page: IntakePage) -> None:
    PageViewRestriction.objects.create(page=intake_page, restriction_type="login")
    assert shown() == "Our clinic||"


def test_a_page_that_becomes_private_is_not_offered_any_more(intake_page: IntakePage) -> None:
    assert shown() == "Our clinic||/intake/"
    lock = PageViewRestriction.objects.create(page=intake_page, restriction_type="login")
    assert shown() == "Our clinic||"
    lock.delete()
    assert shown() == "Our clinic||/intake/"


def test_a_site_with_another_root_shows_what_is_below_it(intake_page: IntakePage) -> None:
    assert shown() == "Our clinic||/intake/"
    site = Site.objects.get(is_default_site=True)
    site.root_page = intake_page
    site.save()
    assert shown() == "Our clinic||/"


def test_each_site_has_its_own_facts(intake_page: IntakePage) -> None:
    root = factory.root_page().add_child(
        instance=type(factory.root_page())(title="Other", slug="other")
    )
    other = Site.objects.create(hostname="127.0.0.1", port=80, root_page=root)
    ClinicSettings.objects.create(site=other, clinic_name="Other Clinic")
    clinic(clinic_name="Harbor Clinic")
    elsewhere = RequestFactory(SERVER_NAME="127.0.0.1").get("/")
    assert shown(request=elsewhere) == "Other Clinic||"
    assert shown().startswith("Harbor Clinic")


def test_a_second_page_costs_no_query(
    intake_page: IntakePage, django_assert_num_queries: Any
) -> None:
    shown()
    with django_assert_num_queries(0):
        shown()


def test_numbers_can_be_dialled() -> None:
    found = clinic(phone="+1 (212) 555-0100", urgent_care_phone="212.555.0199")
    assert (found.tel, found.urgent_care_tel) == ("+12125550100", "2125550199")


def test_a_zone_nobody_knows_is_refused() -> None:
    found = clinic()
    found.time_zone = "Mars/Olympus"
    with pytest.raises(ValidationError, match="America/New_York"):
        found.full_clean()
    found.time_zone = "Europe/Berlin"
    found.full_clean()
    assert found.zone.key == "Europe/Berlin"


def test_the_clinics_settings_can_be_edited_in_the_admin() -> None:
    site = Site.objects.get(is_default_site=True)
    user = factory.staff("intake.change_clinicsettings")
    browser = Client()
    browser.force_login(user)
    url = f"/admin/settings/intake/clinicsettings/{site.pk}/"
    values = {
        "clinic_name": "Harbor Clinic", "phone": "", "emergency_number": "911",
        "urgent_care_phone": "", "urgent_care_text": "a nurse line", "consent_text": "I agree.",
        "time_zone": "America/Chicago", "direct_booking": "on",
    }  # fmt: skip
    assert browser.post(url, values).status_code == 302
    assert shown().startswith("Harbor Clinic")
    refused = browser.post(url, values | {"time_zone": "Chicago"})
    assert "Enter a time zone name such as" in refused.content.decode()
