"""The access log as the lead reads it, and what clients ask about their records."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from intake import access_log, privacy_actions
from intake.access_log import Action
from intake.booking.models import Appointment, FollowUp
from intake.models import DeletionRecord, PrivacyRequest, Submission
from intake.staff_groups import FRONT_DESK, LEAD, load_groups
from tests.factories import booking as make
from tests.factories import intake as factory

LOG = reverse("accessentry:index")
REQUESTS = reverse("intake_requests")

pytestmark = pytest.mark.django_db


def sign_in(client: Client, group: str) -> User:
    load_groups()
    user = User.objects.create_user("leah" if group == LEAD else "frank")
    user.groups.add(Group.objects.get(name=group))
    client.force_login(user)
    return user


@pytest.fixture
def lead(client: Client) -> User:
    return sign_in(client, LEAD)


@pytest.fixture
def submission(version: Any) -> Submission:
    return factory.completed()


@pytest.fixture
def asked(submission: Submission) -> PrivacyRequest:
    """A client asked to be erased."""
    return privacy_actions.ask(
        kind=PrivacyRequest.Kind.ERASE,
        kind_of_record="submission",
        reference=submission.reference,
        now=timezone.now(),
    )


def text(browser: Client, url: str, **data: Any) -> str:
    response = browser.get(url, data)
    assert response.status_code == 200
    return response.content.decode()


class TestTheLog:
    def test_it_says_who_did_what_and_is_narrowed_by_person_deed_and_record(
        self, client: Client, lead: User
    ) -> None:
        for action, reference in ((Action.VIEW, "AAA-1111"), (Action.EXPORT, "BBB-2222")):
            access_log.note(by=lead, action=action, kind="submission", reference=reference)
        page = text(client, LOG)
        assert "AAA-1111" in page
        assert "BBB-2222" in page
        for narrow in ({"reference": "aaa-1111"}, {"action": "view"}):
            page = text(client, LOG, **narrow)
            assert "AAA-1111" in page
            assert "BBB-2222" not in page
        assert "AAA-1111" not in text(client, LOG, username="nobody")

    def test_it_is_the_leads_alone_and_never_a_file(self, client: Client, lead: User) -> None:
        access_log.note(by=lead, action=Action.VIEW, kind="submission", reference="AAA-1111")
        assert client.get(LOG, {"export": "csv"}).status_code == 403
        desk = Client()
        sign_in(desk, FRONT_DESK)
        assert desk.get(LOG).status_code == 403
        assert LOG not in text(desk, reverse("wagtailadmin_home"))

    def test_who_looked_at_a_submission_is_one_click_away(
        self, client: Client, lead: User, submission: Submission
    ) -> None:
        page = text(client, reverse("submission:inspect", args=[submission.pk]))
        assert f"{LOG}?client={submission.reference}" in page
        assert lead.username in text(client, LOG, client=submission.reference)

    def test_the_log_of_a_client_has_every_record_of_theirs_and_of_nobody_else(
        self, client: Client, lead: User, submission: Submission
    ) -> None:
        clinic = make.make_clinic()
        visit = make.book(clinic, submission=submission)
        call = FollowUp.objects.create(
            kind=FollowUp.Kind.CALL, due_on=timezone.localdate(), **make.CONTACT.as_fields()
        )
        own = [submission.reference, visit.reference, call.reference]
        for reference in (*own, "SOM-EELS"):
            access_log.note(by=lead, action=Action.VIEW, kind="any", reference=reference)
        for reference in own:
            page = text(client, LOG, client=reference)
            assert [each in page for each in (*own, "SOM-EELS")] == [True, True, True, False]

    def test_a_strangers_submission_is_refused_and_noted(
        self, client: Client, submission: Submission
    ) -> None:
        client.force_login(factory.staff("intake.view_submission"))
        url = reverse("submission:inspect", args=[submission.pk])
        assert client.get(url).status_code == 404
        entry = access_log.AccessEntry.objects.get()
        assert (entry.action, entry.reference) == ("refused", submission.reference)

    def test_it_costs_the_same_for_three_and_thirty(self, client: Client, lead: User) -> None:
        costs, made = [], 0
        for wanted in (3, 30):
            while made < wanted:
                access_log.note(by=lead, action=Action.VIEW, kind="submission", reference="A")
                made += 1
            client.get(LOG)
            with CaptureQueriesContext(connection) as queries:
                client.get(LOG)
            costs.append(len(queries))
        assert costs[0] == costs[1]


class TestRequests:
    def test_the_home_page_says_that_a_client_waits(
        self, client: Client, lead: User, asked: PrivacyRequest
    ) -> None:
        assert "waits for an answer" in text(client, reverse("wagtailadmin_home"))
        desk = Client()
        sign_in(desk, FRONT_DESK)
        assert "waits for an answer" not in text(desk, reverse("wagtailadmin_home"))

    def test_a_request_is_carried_out_after_a_question_with_proof(
        self, client: Client, lead: User, asked: PrivacyRequest
    ) -> None:
        page = reverse("intake_request", args=[asked.pk])
        assert page in text(client, REQUESTS)
        assert "cannot be taken back" in text(client, page)
        assert Submission.objects.exists()
        assert client.post(page)["Location"] == REQUESTS
        assert not Submission.objects.exists()
        proof = DeletionRecord.objects.get()
        assert proof.by_name == lead.username
        assert proof.sha256[:16] in text(client, REQUESTS)
        assert client.get(page).status_code == 404

    def test_a_refusal_needs_a_reason_and_keeps_it(
        self, client: Client, lead: User, asked: PrivacyRequest
    ) -> None:
        page = reverse("intake_request", args=[asked.pk])
        again = client.post(page, {"refuse": "1", "reason": " "})
        assert again.status_code == 422
        assert "Enter why it is kept" in again.content.decode()
        client.post(page, {"refuse": "1", "reason": "The law keeps it for ten years."})
        assert Submission.objects.exists()
        assert "ten years" in text(client, REQUESTS)

    def test_a_legal_hold_is_stronger(
        self, client: Client, lead: User, asked: PrivacyRequest, submission: Submission
    ) -> None:
        Submission.objects.update(legal_hold=True)
        page = reverse("intake_request", args=[asked.pk])
        answer = client.post(page, follow=True).content.decode()
        assert "A legal hold keeps these records" in answer
        assert Submission.objects.exists()
        assert PrivacyRequest.objects.waiting().exists()

    def test_a_client_who_calls_is_erased_from_the_page_of_their_answers(
        self, client: Client, lead: User, submission: Submission
    ) -> None:
        url = reverse("intake_erase", args=["submission", submission.reference])
        assert url in text(client, reverse("submission:inspect", args=[submission.pk]))
        assert submission.reference in text(client, url)
        client.post(url)
        assert not Submission.objects.exists()
        assert client.get(url).status_code == 404
        assert client.get(reverse("intake_erase", args=["nonsense", "X"])).status_code == 404

    def test_the_page_says_what_an_erasure_takes_along_and_what_it_leaves(
        self, client: Client, lead: User, asked: PrivacyRequest, submission: Submission
    ) -> None:
        pages = [
            reverse("intake_erase", args=["submission", submission.reference]),
            reverse("intake_request", args=[asked.pk]),
        ]
        for url in pages:
            page = text(client, url)
            assert "<li>1 × submission</li>" in page
            assert "Nobody gave a name after these answers" in page
        calls = [
            FollowUp.objects.create(
                kind=FollowUp.Kind.CALL, due_on=timezone.localdate(), **contact.as_fields(), **after
            )
            for contact, after in (
                (make.CONTACT, {"submission": submission}),
                (make.CONTACT, {}),
                (make.contact("Kim Other"), {}),
            )
        ]
        make.book(make.make_clinic())
        for url in pages:
            page = text(client, url)
            for line in ("1 × submission", "2 × follow-up", "1 × appointment"):
                assert f"<li>{line}</li>" in page
            assert "under another name" in page
        client.post(pages[0])
        assert FollowUp.objects.get() == calls[2]
        assert not Appointment.objects.exists()

    def test_nobody_else_decides_or_erases(
        self, client: Client, asked: PrivacyRequest, submission: Submission
    ) -> None:
        sign_in(client, FRONT_DESK)
        erase = reverse("intake_erase", args=["submission", submission.reference])
        for url in (REQUESTS, reverse("intake_request", args=[asked.pk]), erase):
            assert client.get(url).status_code == 403
            assert client.post(url).status_code == 403
        assert erase not in text(client, reverse("submission:inspect", args=[submission.pk]))
        assert Submission.objects.exists()
