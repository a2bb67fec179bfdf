"""The page at which clients start: editing, preview, permissions."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db.models import ProtectedError
from django.test import Client
from wagtail.models import PageViewRestriction
from wagtail.test.utils import WagtailPageTestCase

from intake.models import IntakePage, Submission
from tests.factories import intake as factory
from tests.intake.walker import START, main_text


class TestIntakePage(WagtailPageTestCase):
    """Wagtail's own questions to a page type."""

    def setUp(self) -> None:
        self.login()
        self.page = factory.intake_page(factory.published())

    def test_the_page_is_found_shown_edited_and_previewed(self) -> None:
        self.assertPageIsRoutable(self.page)
        self.assertPageIsRenderable(self.page)
        self.assertPageIsEditable(self.page)
        self.assertPageIsPreviewable(self.page)

    def test_a_closed_page_can_be_previewed_as_well(self) -> None:
        page = factory.intake_page(None, slug="closed")
        self.assertPageIsPreviewable(page)

    def test_the_page_has_no_pages_below_it(self) -> None:
        self.assertAllowedSubpageTypes(IntakePage, [])


@pytest.mark.django_db
def test_a_preview_stores_no_submission(intake_page: IntakePage, no_writes: Any) -> None:
    with no_writes():
        response = intake_page.make_preview_request()
    assert response.status_code == 200
    assert "Start the questions" in main_text(response)
    assert not Submission.objects.exists()


@pytest.mark.django_db
def test_the_editor_sees_the_draft_in_the_preview(intake_page: IntakePage) -> None:
    intake_page.title = "Draft title"
    revision = intake_page.save_revision()
    browser = Client()
    browser.force_login(User.objects.create_superuser("owner"))
    response = browser.get(f"/admin/pages/{intake_page.pk}/revisions/{revision.pk}/view/")
    assert "Draft title" in main_text(response)
    assert "Draft title" not in main_text(browser.get(START))


@pytest.mark.django_db
def test_a_private_page_asks_for_its_password_first(
    intake_page: IntakePage, client: Client
) -> None:
    PageViewRestriction.objects.create(
        page=intake_page, restriction_type="password", password="open sesame"
    )
    assert "Start the questions" not in client.get(START).content.decode()
    client.post(START, {"agree": "1"})
    assert not Submission.objects.exists()


@pytest.mark.django_db
def test_the_words_of_the_page_are_the_clinics(intake_page: IntakePage, client: Client) -> None:
    intake_page.intro = "<p>Welcome words</p>"
    intake_page.kept = "<p>Kept for ninety days</p>"
    intake_page.minutes = 7
    intake_page.consent_text = "I agree to <everything>"
    intake_page.save_revision().publish()
    words = main_text(client.get(START))
    for shown in ("Welcome words", "Kept for ninety days", "about 7 minutes", "<everything>"):
        assert shown in words


@pytest.mark.django_db
def test_a_page_keeps_its_questionnaire_from_being_deleted(intake_page: IntakePage) -> None:
    with pytest.raises(ProtectedError):
        intake_page.questionnaire.delete()
