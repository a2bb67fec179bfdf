"""The puzzle in a real browser, under the strict policy of the public pages."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from intake.booking.models import Appointment
from tests.factories import booking as make
from tests.support.browser import PHONE, watch


@pytest.fixture
def puzzled(settings: Any, transactional_db: None, live_server: Any) -> str:
    """The address of a site that asks a puzzle."""
    settings.CLINIC_INTAKE_PROOF_OF_WORK = True
    return str(live_server.url)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_client_books_while_the_browser_works(
    scripts: bool, puzzled: str, chromium: Browser
) -> None:
    clinic = make.make_clinic()
    context = chromium.new_context(viewport=PHONE, java_script_enabled=scripts)
    page = context.new_page()
    problems = watch(page)
    page.goto(f"{puzzled}/booking/?visit={clinic.service.key}")
    page.locator("input[type=radio]").first.check()
    page.get_by_role("button", name="Keep this time for me").click()
    page.get_by_label("Your name").fill("Robin Sample")
    page.get_by_label("E-mail address").fill("robin@example.com")
    page.get_by_label("Phone number").fill("212 555 0134")
    page.locator("input[name=consent]").check()
    page.get_by_role("button", name="Book this time").click()
    if not scripts:
        expect(page.locator("h1")).to_have_text("Send it once more")
        soon = timezone.now() + timedelta(seconds=16)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("django.utils.timezone.now", lambda: soon)
            page.get_by_role("button", name="Send it").click()
            expect(page.locator("h1")).to_have_text("Your visit is booked")
    expect(page.locator("h1")).to_have_text("Your visit is booked")
    assert Appointment.objects.booked().count() == 1
    context.close()
    assert not problems
