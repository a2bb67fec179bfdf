"""The page of a submission: who reads what, what happened, and what is done from there."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from causes.models import CausePage
from intake import access_log, actions, conf, desk_actions, second_look
from intake.admin import desk_forms
from intake.admin.seen import nothing_to_press
from intake.admin.viewsets import VERBS
from intake.engine.safety import Progress
from intake.models import AccessEntry, Submission, SubmissionEvent, WorkedCase
from intake.stages import Stage
from tests.factories import booking as make
from tests.factories import intake as factory
from tests.intake.walker import main_text, soup

pytestmark = pytest.mark.django_db

FRONT_DESK = (
    "intake.view_submission",
    "intake.see_all_submissions",
    "intake.work_submission",
    "intake_booking.view_appointment",
)
THERAPIST = (*FRONT_DESK, "intake.read_answers")
LEAD = (*THERAPIST, "intake.override_route", "intake.erase_submission")
AUTHOR = (*LEAD, "intake.change_questionnaire")
STORY = f"{factory.MARKER} bit me"
NOTE = f"{factory.MARKER} needs a chair"


@pytest.fixture
def submission() -> Submission:
    return factory.completed({**factory.SELF_HELP, "story": STORY})


def enter(*permissions: str) -> tuple[Client, User]:
    client, user = Client(), factory.staff(*permissions)
    client.force_login(user)
    return client, user


def url(submission: Submission, verb: str = "inspect") -> str:
    return reverse(f"submission:{verb}", args=[submission.pk])


def send(client: Client, submission: Submission, verb: str, **data: Any) -> str:
    return client.post(url(submission, verb), data, follow=True).content.decode()


# --- what is done from there -----------------------------------------------------------------


def test_the_work_is_moved_on_closed_and_opened_again(submission: Submission) -> None:
    client, _ = enter(*THERAPIST)
    assert "Moved to: In review" in send(client, submission, "stage", stage="in_review")
    assert "The submission is closed" in send(client, submission, "close", because="helped")
    page = client.get(url(submission)).content.decode()
    assert "Closed: Helped, nothing more to do" in page
    assert "closeform-because" not in page
    assert "Moved to: In review" in send(client, submission, "stage", stage="in_review")


def test_only_stages_that_may_follow_are_offered(submission: Submission) -> None:
    client, _ = enter(*THERAPIST)
    offered = soup(client.get(url(submission))).select("#stageform-stage option")
    assert {option["value"] for option in offered} == {"in_review", "contacted", "visit_booked"}
    send(client, submission, "stage", stage="closed")
    assert Submission.objects.get().stage == Stage.NEW


def test_it_is_assigned_called_about_and_written_about(submission: Submission) -> None:
    client, user = enter(*THERAPIST)
    assert "is assigned" in send(client, submission, "assign", person=user.pk)
    assert "The note is saved" in send(client, submission, "note", text=NOTE)
    assert "The call is noted" in send(client, submission, "call", reached="yes", text="Was glad")
    page = main_text(client.get(url(submission)))
    for shown in (NOTE, "Was glad", "Moved to: Contacted", f"Assigned to: {user.username}"):
        assert shown in page
    assert "Nobody looks after it" in send(client, submission, "assign", person="nobody")


def test_an_override_shows_with_its_reason_and_the_clients_route_stays(
    submission: Submission,
) -> None:
    client, _ = enter(*LEAD)
    page = send(client, submission, "override", route="booking", reason=NOTE)
    assert "Overridden: Visit" in page
    assert NOTE in page
    assert Submission.objects.get().route == "self_help"


def test_a_hold_is_begun_and_lifted_and_the_page_says_which(submission: Submission) -> None:
    client, _ = enter(*LEAD)
    send(client, submission, "hold", reason="A complaint")
    assert "Legal hold begun" in main_text(client.get(url(submission)))
    send(client, submission, "hold", reason="It is settled", lift="yes")
    page = main_text(client.get(url(submission)))
    assert page.index("Legal hold lifted") < page.index("Legal hold begun")
    assert not Submission.objects.get().legal_hold


@pytest.mark.parametrize(
    ("verb", "data", "cure"),
    [
        ("stage", {}, "Select the stage it moves to"),
        ("close", {}, "Select why it is closed"),
        ("assign", {}, "Select who looks after it"),
        ("note", {"text": " "}, "Enter the note"),
        ("call", {}, "Select what came of the call"),
        ("override", {"route": "booking"}, "Enter why it should lead elsewhere"),
        ("hold", {}, "Enter why"),
    ],
)
def test_what_is_missing_is_said(
    submission: Submission, verb: str, data: dict[str, str], cure: str
) -> None:
    client, _ = enter(*LEAD)
    assert cure in send(client, submission, verb, **data)
    assert not SubmissionEvent.objects.exists()


def test_a_hold_is_not_lifted_by_who_may_not_erase(submission: Submission) -> None:
    client, user = enter(*THERAPIST)
    desk_actions.set_legal_hold(submission=submission, held=True, reason="Why", by=user)
    assert "Lift the legal hold" not in client.get(url(submission)).content.decode()
    assert "Ask the clinic lead" in send(client, submission, "hold", reason="So", lift="yes")
    assert Submission.objects.get().legal_hold


# --- who may do what -------------------------------------------------------------------------


@pytest.mark.parametrize("verb", VERBS)
def test_a_strangers_submission_is_not_there(submission: Submission, verb: str) -> None:
    everything = set(AUTHOR) - {"intake.see_all_submissions"}
    client, _ = enter(*everything)
    for response in (client.get(url(submission, verb)), client.post(url(submission, verb))):
        assert response.status_code in (404, 405)
    assert client.get(url(submission)).status_code == 404


@pytest.mark.parametrize("verb", VERBS)
def test_who_only_looks_on_does_nothing(submission: Submission, verb: str) -> None:
    client, _ = enter("intake.view_submission", "intake.see_all_submissions")
    data = {"stage": "in_review", "because": "test", "text": "x", "reason": "x", "route": "urgent"}
    if verb != "print":
        response = client.post(url(submission, verb), data)
        assert response.status_code in (403, 405)
    assert not SubmissionEvent.objects.exists()
    assert not WorkedCase.objects.exists()
    assert "deskform" not in client.get(url(submission)).content.decode()


def test_the_front_desk_reads_calls_but_no_clinical_notes(submission: Submission) -> None:
    therapist = factory.staff(*THERAPIST, "intake.override_route")
    desk_actions.write_note(submission=submission, text=NOTE, by=therapist)
    desk_actions.override_route(submission=submission, route="booking", reason=NOTE, by=therapist)
    desk_actions.log_call(submission=submission, by=therapist, reached=False, text="Call at 5 pm")
    client, _ = enter(*FRONT_DESK)
    page = client.get(url(submission)).content.decode()
    assert "Call at 5 pm" in page
    assert "Note written" in page
    assert factory.MARKER not in page
    send(client, submission, "note", text="Mine")
    assert "Mine" in client.get(url(submission)).content.decode()


# --- the client ------------------------------------------------------------------------------


def test_the_client_is_named_to_those_who_see_visits_and_booked_for_from_here() -> None:
    visit = make.book(make.make_clinic(), submission=factory.completed(factory.BOOKING))
    client, _ = enter(*FRONT_DESK, "intake_booking.add_appointment")
    page = client.get(url(visit.submission)).content.decode()
    for shown in (make.CONTACT.name, make.CONTACT.email, f"tel:{make.CONTACT.phone}"):
        assert shown in page
    assert make.CONTACT.name not in soup(client.get(url(visit.submission))).title.text
    book = f"{reverse('intake_diary:book')}?submission={visit.submission_id}"
    assert book in page
    assert make.CONTACT.name in client.get(book).content.decode()
    stranger, _ = enter("intake.view_submission", "intake.see_all_submissions")
    assert make.CONTACT.name not in stranger.get(url(visit.submission)).content.decode()


def test_what_happened_is_told_the_latest_first() -> None:
    visit = make.book(make.make_clinic(), submission=factory.completed(factory.BOOKING))
    client, user = enter(*THERAPIST)
    later = max(timezone.now(), make.NOW) + timezone.timedelta(days=1)
    desk_actions.write_note(submission=visit.submission, text=NOTE, by=user, now=later)
    client.get(url(visit.submission))
    told = [
        row.b.text
        for row in soup(client.get(url(visit.submission))).select(
            "#timeline li, .intake-timeline li"
        )
        if row.b
    ]
    assert told[0] == "Note written"
    for happened in ("Visit: Booked", "Moved to: Booked", "Looked at", "Answers finished"):
        assert happened in told
    assert told[-1] in ("Answers begun", "Visit: Booked", "Moved to: Booked")


def test_coming_back_after_self_help_is_told(submission: Submission) -> None:
    second_look.look_again(submission=submission, progress=Progress.WORSE)
    client, _ = enter(*THERAPIST)
    assert "Came back after self-help" in main_text(client.get(url(submission)))


# --- accounts of who looked ------------------------------------------------------------------


def actions_of(submission: Submission) -> list[str]:
    entries = AccessEntry.objects.filter(reference=submission.reference).order_by("pk")
    return list(entries.values_list("action", flat=True))


def test_a_look_is_noted_once_in_ten_minutes_and_a_print_every_time(
    submission: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, _ = enter(*THERAPIST)
    for _ in range(2):
        client.get(url(submission))
        client.post(url(submission, "print"))
    assert actions_of(submission) == ["view", "print", "print"]
    monkeypatch.setattr(access_log, "SAME_LOOK", timezone.timedelta(0))
    client.get(url(submission))
    assert actions_of(submission)[-1] == "view"


def test_a_sheet_to_print_holds_the_record_and_no_forms(submission: Submission) -> None:
    client, _ = enter(*THERAPIST)
    page = client.post(url(submission, "print")).content.decode()
    assert STORY in page
    assert "admin_print.css" in page
    assert "deskform" not in page
    assert "noteform" not in page
    assert client.get(url(submission, "print")).status_code == 405


# --- what the client saw ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "answers", [factory.SELF_HELP, factory.BOOKING, factory.SAME_DAY, factory.EMERGENCY]
)
def test_the_copy_says_what_the_clients_page_said(
    client: Client, intake_page: Any, answers: dict[str, Any]
) -> None:
    submission, token = factory.started(answers)
    actions.complete_submission(submission=submission)
    client.cookies[conf.cookie_name()] = token
    shown = client.get(reverse("intake:result"))
    staff, _ = enter(*THERAPIST)
    response = staff.get(url(submission, "seen"))
    words = main_text(shown)
    if own_link := soup(shown).select_one("#come-back-address"):
        words = words.replace(own_link["value"], "(the client's own link)")
    assert main_text(response) == words
    copy = soup(response)
    assert "Read-only copy" in copy.select_one(".intake-seen").text
    links = copy.select("a[href]")
    assert [link["href"] for link in links] == [url(submission)]
    assert not copy.select("form[action], form[method], input[name=csrfmiddlewaretoken]")
    assert not [
        button for button in copy.select("button, input") if not button.has_attr("disabled")
    ]


def test_the_copy_says_which_articles_were_published_again_since(intake_page: Any) -> None:
    article = factory.article()
    submission = factory.completed(factory.SELF_HELP)
    staff, _ = enter(*THERAPIST)
    banner = soup(staff.get(url(submission, "seen"))).select_one(".intake-seen")
    assert "No article shown here was published again since." in banner.text
    CausePage.objects.filter(pk=article.pk).update(
        last_published_at=submission.completed_at + timedelta(minutes=1)
    )
    banner = soup(staff.get(url(submission, "seen"))).select_one(".intake-seen")
    assert f"Published again since: {article.title}." in banner.text


def test_the_copy_is_for_those_who_read_answers_and_is_noted(submission: Submission) -> None:
    front_desk, _ = enter(*FRONT_DESK)
    assert front_desk.get(url(submission, "seen")).status_code == 403
    therapist, _ = enter(*THERAPIST)
    response = therapist.get(url(submission, "seen"))
    assert "no-store" in response["Cache-Control"]
    assert actions_of(submission) == ["view"]


def test_the_copy_holds_no_link_that_opens_the_clients_pages(submission: Submission) -> None:
    therapist, _ = enter(*THERAPIST)
    page = therapist.get(url(submission, "seen")).content.decode()
    assert second_look.link_token(submission) not in page
    assert "your-data" not in page


def test_nothing_can_be_pressed_whatever_the_order_of_attributes() -> None:
    page = nothing_to_press(
        '<a class="x" href="/a" id="y">A</a><form method="post" class="f" action="/b">'
        '<input type="hidden" name="csrfmiddlewaretoken" value="t"><button>B</button></form>'
    )
    assert "href" not in page
    assert "action" not in page
    assert "method" not in page
    assert "csrfmiddlewaretoken" not in page
    assert "<button disabled>" in page


# --- a worked case ---------------------------------------------------------------------------


def test_answers_become_a_worked_case_without_anybody_who_gave_them(
    submission: Submission,
) -> None:
    client, user = enter(*AUTHOR)
    desk_actions.override_route(submission=submission, route="booking", reason=NOTE, by=user)
    response = client.post(url(submission, "case"))
    case = WorkedCase.objects.get()
    assert response["Location"].endswith(f"/cases/{case.pk}/")
    assert case.answers == factory.SELF_HELP
    assert (case.route, case.urgency, case.name) == ("booking", "none", "piriformis-syndrome-1")
    kept = f"{case.name} {case.story} {case.answers}"
    assert factory.MARKER not in kept
    assert submission.reference not in kept
    client.post(url(submission, "case"))
    assert WorkedCase.objects.filter(name="piriformis-syndrome-2").exists()


@pytest.mark.parametrize(
    ("answers", "override", "expected"),
    [
        (factory.SELF_HELP, "", ("self_help", "none", "piriformis-syndrome")),
        (factory.SELF_HELP, "urgent", ("urgent", "see_physician_soon", "")),
        (factory.EMERGENCY, "", ("urgent", "emergency_now", "")),
        (factory.EMERGENCY, "booking", ("booking", "none", "")),
    ],
)
def test_a_case_expects_where_staff_sent_the_client(
    version: Any, answers: dict[str, Any], override: str, expected: tuple[str, str, str]
) -> None:
    submission = factory.completed(answers)
    client, user = enter(*AUTHOR)
    if override:
        desk_actions.override_route(submission=submission, route=override, reason="x", by=user)
    client.post(url(submission, "case"))
    case = WorkedCase.objects.get()
    assert (case.route, case.urgency, case.top_cause) == expected
    assert (
        client.get(
            reverse("intake_admin:case_edit", args=[case.questionnaire_id, case.pk])
        ).status_code
        == 200
    )


# --- cost ------------------------------------------------------------------------------------


def test_the_page_costs_the_same_for_three_events_and_for_thirty(submission: Submission) -> None:
    client, user = enter(*LEAD)
    counts = []
    for number in range(30):
        desk_actions.assign(submission=submission, to=factory.staff(), by=user)
        if number in (2, 29):
            client.get(url(submission))
            with CaptureQueriesContext(connection) as counted:
                client.get(url(submission))
            counts.append(len(counted))
    assert counts[0] == counts[1]


def test_long_words_are_refused_with_a_sentence(submission: Submission) -> None:
    client, _ = enter(*THERAPIST)
    page = send(client, submission, "note", text="x" * (desk_forms.LONGEST + 1))
    assert "Shorten it to 4000 characters or fewer" in page
    assert not SubmissionEvent.objects.exists()
