"""A named person accepts that a case ends differently: with a reason, once, for ever."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from intake import gate
from intake.models import FrozenError, Questionnaire, SignOff, WorkedCase
from intake.publishing import CaseRow, prove
from tests.factories import intake as factory
from tests.intake import drafts

pytestmark = pytest.mark.django_db

REASON = "Agreed at the meeting of the therapists."


@pytest.fixture
def case(db: None) -> WorkedCase:
    """A case that the newest draft does not meet."""
    questionnaire = factory.published().questionnaire
    case = drafts.case(questionnaire)
    drafts.write(questionnaire, drafts.NO_SELF_HELP)
    return case


@pytest.fixture
def signer(client: Client) -> User:
    user = factory.staff("intake.change_questionnaire", gate.SIGN_OFF_PERMISSION)
    user.first_name, user.last_name = "Ada", "Signer"
    user.save()
    client.force_login(user)
    return user


def draft_of(case: WorkedCase) -> Questionnaire:
    stored = Questionnaire.objects.get(pk=case.questionnaire_id)
    draft: Questionnaire = stored.get_latest_revision_as_object()
    return draft


def row_of(case: WorkedCase) -> CaseRow:
    return next(row for row in prove(draft_of(case)).cases if row.worked == case)


def url(case: WorkedCase) -> str:
    return reverse("intake_admin:proof", args=[case.questionnaire_id])


def form_of(client: Client, case: WorkedCase, reason: str = REASON) -> dict[str, str]:
    """What the case's form on the page would send."""
    page = BeautifulSoup(client.get(url(case)).content, "html.parser")
    shown = page.find(id=f"case-{case.pk}")
    assert shown
    form = shown.select_one("form.intake-proof__form")
    assert form
    hidden = {str(i["name"]): str(i["value"]) for i in form.select("input[type=hidden]")}
    return hidden | {"reason": reason}


def said(response: Any) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def test_a_sign_off_names_who_when_what_and_why(
    client: Client, signer: User, case: WorkedCase
) -> None:
    response = client.post(url(case), form_of(client, case))
    assert (response.status_code, response["Location"]) == (302, url(case))
    signed = SignOff.objects.get()
    assert (signed.signed_by, signed.signed_name, signed.reason) == (signer, "Ada Signer", REASON)
    assert signed.expected == "Self-help, Piriformis syndrome"
    assert (signed.route, signed.urgency, signed.top_cause) == row_of(case).result.outcome
    page = said(client.get(url(case)))
    assert "Ready to publish" in page
    assert f"Signed off by Ada Signer on {signed.signed_at:%b}" in page
    assert "Visit, Piriformis syndrome" in page
    assert "Visit, piriformis-syndrome" not in page
    assert REASON in page
    draft_of(case).get_latest_revision().publish()
    assert case.questionnaire.versions.count() == 2


def test_a_signer_with_very_long_names_signs_with_what_fits(
    client: Client, signer: User, case: WorkedCase
) -> None:
    signer.first_name, signer.last_name = "A" * 150, "B" * 150
    signer.save()
    assert client.post(url(case), form_of(client, case)).status_code == 302
    assert SignOff.objects.get().signed_name == f"{'A' * 150} {'B' * 49}"


@pytest.mark.parametrize("typed", ["", "   ", "short", " 123456789 "])
def test_a_reason_is_needed_and_what_was_typed_stays(
    client: Client, signer: User, case: WorkedCase, typed: str
) -> None:
    response = client.post(url(case), form_of(client, case, typed))
    assert response.status_code == 422
    assert "Give a reason" in said(response)
    assert BeautifulSoup(response.content, "html.parser").select_one("details[open] textarea")
    assert typed.strip() in response.content.decode()
    assert not SignOff.objects.exists()


def test_whoever_lacks_the_permission_signs_nothing_off(client: Client, case: WorkedCase) -> None:
    user = factory.staff("intake.change_questionnaire")
    client.force_login(user)
    page = client.get(url(case))
    assert "may also accept this, with a reason" in said(page)
    assert "Sign off “" not in said(page)
    sent = {"case": case.pk, "seen": "", "reason": REASON}
    assert client.post(url(case), sent).status_code in (302, 403)
    with pytest.raises(PermissionDenied):
        gate.sign_off(row=row_of(case), questionnaire=draft_of(case), reason=REASON, by=user)
    assert not SignOff.objects.exists()


def test_nobody_signs_off_an_urgent_downgrade(
    client: Client, signer: User, case: WorkedCase
) -> None:
    urgent = drafts.urgent_case(case.questionnaire)
    drafts.write(case.questionnaire, drafts.without_emergency())
    owner = User.objects.create_superuser("owner")
    with pytest.raises(gate.SignOffRefusedError, match="less urgent cannot be signed off"):
        gate.sign_off(row=row_of(urgent), questionnaire=draft_of(case), reason=REASON, by=owner)
    sent = {
        "case": urgent.pk,
        "seen": "|".join((row_of(urgent).sha256, *row_of(urgent).result.outcome)),
    }
    response = client.post(url(case), sent | {"reason": REASON})
    assert response.status_code == 422
    assert "cannot be signed off" in said(response)
    assert not SignOff.objects.exists()


def test_an_urgent_case_sent_elsewhere_is_a_downgrade_whatever_its_urgency_says(
    case: WorkedCase,
) -> None:
    careless = drafts.case(case.questionnaire, "careless", route="urgent", top_cause="")
    assert row_of(careless).is_less_urgent


def test_even_a_sign_off_put_into_the_database_lets_no_downgrade_pass(case: WorkedCase) -> None:
    case.delete()
    urgent = drafts.urgent_case(case.questionnaire)
    revision = drafts.write(case.questionnaire, drafts.without_emergency())
    row = row_of(urgent)
    route, urgency, top_cause = row.result.outcome
    SignOff.objects.create(
        questionnaire=case.questionnaire,
        case_name=urgent.name,
        case_sha256=row.sha256,
        expected=row.expected,
        route=route,
        urgency=urgency,
        top_cause=top_cause,
        reason=REASON,
    )
    with pytest.raises(gate.PublishRefusedError, match="Nobody can sign this off"):
        revision.publish()


def test_a_page_that_shows_an_older_result_signs_nothing_off(
    client: Client, signer: User, case: WorkedCase
) -> None:
    old = form_of(client, case)
    case.answers = factory.BOOKING
    case.save()
    response = client.post(url(case), old)
    assert response.status_code == 422
    assert "changed meanwhile" in said(response)
    assert REASON in response.content.decode()
    assert not SignOff.objects.exists()


def test_a_sign_off_stands_for_this_case_and_this_result_alone(
    signer: User, case: WorkedCase
) -> None:
    drafts.signed_off(case.questionnaire, signer)
    assert prove(draft_of(case)).is_ready
    renamed = drafts.NO_SELF_HELP | {"title": "Another title"}
    drafts.write(case.questionnaire, renamed)
    assert prove(draft_of(case)).is_ready, "it stands in a later draft"
    case.story = "Told better."
    case.save()
    assert prove(draft_of(case)).is_ready
    case.answers = factory.SELF_HELP | {"average": 4}
    case.save()
    assert not prove(draft_of(case)).is_ready, "the case is another one now"


def test_a_case_that_ends_as_expected_needs_no_sign_off(signer: User, case: WorkedCase) -> None:
    drafts.write(case.questionnaire, drafts.LONGER)
    with pytest.raises(gate.SignOffRefusedError, match="nothing to sign off"):
        gate.sign_off(row=row_of(case), questionnaire=draft_of(case), reason=REASON, by=signer)


def test_a_sign_off_outlives_its_signer_and_cannot_be_changed(
    signer: User, case: WorkedCase
) -> None:
    drafts.signed_off(case.questionnaire, signer)
    signer.delete()
    signed = SignOff.objects.get()
    assert (signed.signed_by, signed.signed_name) == (None, "Ada Signer")
    signed.reason = "Another"
    for attempt in (signed.save, signed.delete, SignOff.objects.all().delete):
        with pytest.raises(FrozenError):
            attempt()
    case.delete()
    assert SignOff.objects.get().case_name == "mild"
