"""Who sees what of a submission in the admin."""

import sys
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.signals import got_request_exception
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.views.debug import ExceptionReporter
from wagtail.models import ModelLogEntry, ReferenceIndex
from wagtail.search.index import get_indexed_models

from intake.admin import presenters
from intake.admin.viewsets import SubmissionViewSet
from intake.models import Submission
from tests.factories import intake as factory
from tests.intake.walker import main_text, soup

pytestmark = pytest.mark.django_db

FRONT_DESK = ("intake.view_submission", "intake.see_all_submissions")
CLINICIAN = (*FRONT_DESK, "intake.read_answers")
INDEX = "/admin/submission/"
STORY = f"{factory.MARKER} bit me"
ANSWERS = ("Buttock", STORY, "Yes, soon", "The pain is mild", "Ledger")
CLINICAL = ("Buttock", "Piriformis", STORY, "Yes, soon", "The pain is mild", "Ledger")


@pytest.fixture
def submission(db: None) -> Submission:
    return factory.completed({**factory.SELF_HELP, "story": STORY})


def signed_in(*permissions: str, **changes: Any) -> Client:
    client = Client()
    client.force_login(factory.staff(*permissions, **changes))
    return client


def addresses(submission: Submission) -> list[str]:
    viewset = SubmissionViewSet()
    return [
        reverse(
            viewset.get_url_name(pattern.name),
            args=[submission.pk] if "pk" in pattern.pattern.converters else [],
        )
        for pattern in viewset.get_urlpatterns()
    ]


def inspect_url(submission: Submission) -> str:
    return reverse("submission:inspect", args=[submission.pk])


def ledger_rows(response: Any) -> list[list[str]]:
    """Return the cells of the ledger, row by row."""
    rows = soup(response).select(".intake-ledger tr")
    return [[cell.text for cell in row.find_all(["th", "td"])] for row in rows]


def side_doors(submission: Submission) -> list[str]:
    exports = [f"{INDEX}?export={kind}" for kind in ("csv", "xlsx")]
    return [*addresses(submission), *exports]


# --- who may come in -------------------------------------------------------------------------


def test_nothing_adds_edits_or_deletes_a_submission() -> None:
    names = {pattern.name for pattern in SubmissionViewSet().get_urlpatterns()}
    assert names.isdisjoint({"add", "edit", "delete", "copy", "history", "usage", "index_results"})


def test_a_stranger_is_sent_to_the_login(submission: Submission, client: Client) -> None:
    for url in side_doors(submission):
        response = client.get(url)
        assert response.status_code == 302
        assert response["Location"].startswith("/admin/login/")
        assert client.post(url).status_code == 302


@pytest.mark.parametrize("groups", [(), ("Editors",), ("Moderators",)])
def test_who_has_no_permission_sees_nothing(
    submission: Submission, groups: tuple[str, ...]
) -> None:
    client = signed_in(groups=groups)
    for url in side_doors(submission):
        for method in (client.get, client.post):
            response = method(url, follow=True)
            assert submission.reference not in response.content.decode(), url
            assert STORY not in response.content.decode()
    assert INDEX not in client.get("/admin/").content.decode()


def test_reading_answers_alone_does_not_open_the_list(submission: Submission) -> None:
    client = signed_in("intake.read_answers")
    assert submission.reference not in client.get(INDEX, follow=True).content.decode()


def test_the_list_is_exported_by_nobody(submission: Submission) -> None:
    owner = Client()
    owner.force_login(User.objects.create_superuser("owner"))
    for client in (signed_in(*FRONT_DESK), signed_in(*CLINICIAN), owner):
        assert "export=" not in client.get(INDEX).content.decode()
        for url in (f"{INDEX}?export=csv", f"{INDEX}?export=xlsx"):
            response = client.get(url)
            assert not response.get("Content-Disposition")
            assert response["Content-Type"].startswith("text/html")


# --- what they see ---------------------------------------------------------------------------


def test_the_list_shows_references_routes_and_times_only(submission: Submission) -> None:
    response = signed_in(*CLINICIAN).get(INDEX)
    words = main_text(response)
    for shown in (submission.reference, "Self-help", "Not urgent"):
        assert shown in words
    for hidden in ANSWERS:
        assert hidden not in words
    assert inspect_url(submission) in response.content.decode()


def test_the_list_names_causes_only_to_those_who_may_read_answers(submission: Submission) -> None:
    assert "Piriformis" in signed_in(*CLINICIAN).get(INDEX).content.decode()
    front_desk = signed_in(*FRONT_DESK)
    assert "iriformis" not in front_desk.get(INDEX).content.decode()
    narrowed = front_desk.get(INDEX, {"cause": "iliopsoas-syndrome"}).content.decode()
    assert submission.reference in narrowed
    assert "iliopsoas" not in narrowed.replace("cause=iliopsoas-syndrome", "")


def test_the_list_can_be_narrowed_to_the_days_on_which_answers_were_completed(
    submission: Submission,
) -> None:
    today = timezone.localdate(submission.completed_at)
    tomorrow = today + timedelta(days=1)
    for since, is_listed in ((today, True), (tomorrow, False)):
        days = {"since": since.isoformat(), "until": tomorrow.isoformat()}
        response = signed_in(*CLINICIAN).get(INDEX, days)
        assert (submission.reference in main_text(response)) is is_listed


def test_an_error_report_from_a_submissions_page_holds_no_answer(
    submission: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports = []

    def keep(sender: Any, request: Any = None, **_: Any) -> None:
        reports.append(ExceptionReporter(request, *sys.exc_info()).get_traceback_html())

    def break_down(*_: Any, **__: Any) -> None:
        raise RuntimeError("The disk is full")

    monkeypatch.setattr(presenters, "submission_record", break_down)
    client = signed_in(*CLINICIAN)
    client.raise_request_exception = False
    got_request_exception.connect(keep)
    client.get(inspect_url(submission))
    got_request_exception.disconnect(keep)
    assert "The disk is full" in reports[0]
    assert factory.MARKER not in reports[0]


def test_the_front_desk_sees_a_reference_and_no_answers(submission: Submission) -> None:
    response = signed_in(*FRONT_DESK).get(inspect_url(submission))
    source = response.content.decode()
    assert response.status_code == 200
    assert submission.reference in source
    assert "but not its answers" in source
    for hidden in CLINICAL:
        assert hidden not in source


def test_who_may_read_answers_sees_the_whole_account(submission: Submission) -> None:
    response = signed_in(*CLINICIAN).get(inspect_url(submission))
    words = main_text(response)
    for shown in CLINICAL:
        assert shown in words, shown
    assert ["Where it hurts", "Buttock", "+3"] in ledger_rows(response)


@pytest.mark.parametrize(
    "answers", [factory.BOOKING, factory.UNCLEAR, factory.SAME_DAY, factory.EMERGENCY]
)
def test_every_kind_of_decision_can_be_read(answers: dict[str, Any]) -> None:
    response = signed_in(*CLINICIAN).get(inspect_url(factory.completed(answers)))
    assert response.status_code == 200
    assert "Why" in main_text(response)


def test_an_unfinished_submission_is_not_shown_to_staff() -> None:
    unfinished, _ = factory.started({"story": STORY})
    client = signed_in(*CLINICIAN)
    assert client.get(inspect_url(unfinished)).status_code == 404
    assert unfinished.reference not in client.get(INDEX).content.decode()


def test_the_list_can_be_narrowed_by_route_and_urgency(submission: Submission) -> None:
    emergency = factory.completed(factory.EMERGENCY)
    client = signed_in(*FRONT_DESK)
    words = main_text(client.get(f"{INDEX}?route=urgent&urgency=emergency_now"))
    assert emergency.reference in words
    assert submission.reference not in words


def test_an_empty_list_is_a_page(version: Any) -> None:
    assert signed_in(*FRONT_DESK).get(INDEX).status_code == 200


def test_the_menu_shows_submissions_to_those_who_may_see_them(submission: Submission) -> None:
    assert INDEX in signed_in(*FRONT_DESK).get("/admin/").content.decode()


# --- no side doors ---------------------------------------------------------------------------


def test_looking_at_submissions_writes_no_answers_to_a_log(submission: Submission) -> None:
    client = signed_in(*CLINICIAN)
    client.get(INDEX)
    client.get(inspect_url(submission))
    for entry in ModelLogEntry.objects.all():
        assert not [word for word in CLINICAL if word in f"{entry.label} {entry.data}"]


def test_submissions_are_in_no_index_and_no_chooser(submission: Submission) -> None:
    factory.completed(factory.SELF_HELP, page=factory.intake_page(submission.version))
    content_type = ContentType.objects.get_for_model(Submission)
    assert not ReferenceIndex.objects.filter(base_content_type=content_type).exists()
    assert not ReferenceIndex.model_is_indexable(Submission)
    assert Submission not in get_indexed_models()
    assert not hasattr(Submission, "snippet_viewset")
    assert not hasattr(Submission, "api_fields")


def test_the_page_a_client_started_from_does_not_list_its_submissions(
    submission: Submission,
) -> None:
    page = factory.intake_page(submission.version)
    kept = factory.completed(factory.SELF_HELP, page=page)
    client = Client()
    client.force_login(User.objects.create_superuser("owner"))
    usage = client.get(reverse("wagtailadmin_pages:usage", args=[page.pk]))
    assert usage.status_code == 200
    assert kept.reference not in usage.content.decode()


def test_a_page_can_be_deleted_and_its_submissions_stay(submission: Submission) -> None:
    page = factory.intake_page(submission.version)
    kept = factory.completed(factory.SELF_HELP, page=page)
    page.delete()
    kept.refresh_from_db()
    assert kept.page is None


def queries_of_the_list(client: Client) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(INDEX).status_code == 200
    return len(found)


def test_the_list_costs_the_same_for_three_and_for_thirty(submission: Submission) -> None:
    client = signed_in(*CLINICIAN)
    for _ in range(2):
        factory.completed(factory.SELF_HELP)
    client.get(INDEX)
    three = queries_of_the_list(client)
    for _ in range(27):
        factory.completed(factory.SELF_HELP)
    assert queries_of_the_list(client) == three
