"""Submissions leave as a file: for those who may, what they may see, noted, and bit by bit."""

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from intake import exporting
from intake.models import AccessEntry, Submission
from intake.submission_export import Words
from tests.factories import intake as factory

pytestmark = pytest.mark.django_db

SEE_ALL = ("intake.view_submission", "intake.see_all_submissions", "intake.export_submission")
CLINICAL = (*SEE_ALL, "intake.read_answers")
STORY = "=cmd and Zebrafish bit me"
ANSWERS = {**factory.SELF_HELP, "story": STORY}
DONE = datetime(2027, 3, 9, 14, 0, tzinfo=UTC)


@pytest.fixture
def submission(db: None) -> Submission:
    found = factory.completed(ANSWERS)
    Submission.objects.update(started_at=DONE - timedelta(minutes=9), completed_at=DONE)
    return found


def signed_in(*permissions: str) -> Client:
    client = Client()
    client.force_login(factory.staff(*permissions))
    return client


def ask(client: Client, **data: Any) -> Any:
    return client.post(reverse("intake_export"), {"format": "csv"} | data)


def content(response: Any) -> bytes:
    assert response.streaming, response.content.decode()
    return b"".join(response.streaming_content)


def table(response: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content(response).decode(), newline="")))


def test_the_page_asks_and_exports_nothing(submission: Submission) -> None:
    page = signed_in(*CLINICAL).get(reverse("intake_export"), {"route": "self_help"})
    assert page.status_code == 200
    text = page.content.decode()
    assert 'value="self_help" selected' in text
    assert "With the answers" in text
    assert submission.reference not in text
    assert not AccessEntry.objects.exists()


def test_what_was_read_before_is_said_the_same_and_what_was_typed_is_not_remembered(
    submission: Submission,
) -> None:
    words = Words(submission.definition)
    path = ["night_pain", "story"]
    for night, said in (("yes", "Yes"), (True, "Yes"), (1, ""), ({"no": 1}, ""), ("yes", "Yes")):
        found = words.of({"night_pain": night, "story": STORY}, path)
        assert found == {"night_pain": said, "story": STORY}, night
    assert words.picked.cache_info().currsize == 3


def test_the_worklist_leads_to_the_export_with_its_filters_for_those_who_may(
    submission: Submission,
) -> None:
    address, worklist = reverse("intake_export"), reverse("submission:index")
    page = signed_in(*CLINICAL).get(worklist, {"route": "self_help"}).content.decode()
    assert f"{address}?route=self_help" in page
    assert address not in signed_in("intake.view_submission").get(worklist).content.decode()


def test_a_row_says_what_was_decided_and_how_the_work_stands(submission: Submission) -> None:
    user = factory.staff("intake.view_submission")
    Submission.objects.update(assigned_to=user)
    [row] = table(ask(signed_in(*CLINICAL)))
    assert row == {
        "Reference": submission.reference,
        "Started (America/New_York)": "2027-03-09T08:51:00-05:00",
        "Completed (America/New_York)": "2027-03-09T09:00:00-05:00",
        "Leads to": "Self-help",
        "Urgency": "Not urgent",
        "See by": "",
        "Stage": "New",
        "Closed because": "",
        "Assigned to": user.username,
        "Look again on": submission.review_on.isoformat(),
        "Version": f"{submission.version.title} · 1",
        "First cause": "Piriformis syndrome",
    }


def test_a_row_says_by_which_day_the_client_asks_to_be_seen(submission: Submission) -> None:
    Submission.objects.update(see_by=date(2027, 3, 16))
    [row] = table(ask(signed_in(*CLINICAL)))
    assert row["See by"] == "2027-03-16"


def test_the_zone_of_the_file_is_the_clinics_not_the_readers(submission: Submission) -> None:
    with timezone.override("Asia/Tokyo"):
        [row] = table(ask(signed_in(*CLINICAL)))
    assert row["Completed (America/New_York)"] == "2027-03-09T09:00:00-05:00"


def test_answers_come_in_the_words_of_the_form_where_they_are_asked_for(
    submission: Submission,
) -> None:
    [row] = table(ask(signed_in(*CLINICAL), with_answers="on"))
    assert row["Where it hurts [pain_regions]"] == "Buttock"
    assert row["How long [duration_weeks]"] == "3 weeks"
    assert row["Lunge [lunge]"] == ""
    assert row["Anything else [story]"] == f"'{STORY}"


def test_an_answer_that_is_no_longer_on_the_path_is_left_out() -> None:
    factory.completed({**factory.SELF_HELP, "lunge": "pulls"})
    [row] = table(ask(signed_in(*CLINICAL), with_answers="on"))
    assert row["Sitting [sitting]"]
    assert row["Lunge [lunge]"] == ""


def test_questions_of_every_version_have_a_column(submission: Submission) -> None:
    newer = factory.small()
    newer["steps"][5]["questions"][0] |= {"key": "job", "short": "Job"}
    factory.published(newer)
    factory.completed({**factory.SELF_HELP, "job": "Baker"})
    old, new = table(ask(signed_in(*CLINICAL), with_answers="on"))
    assert (old["Job [job]"], new["Job [job]"]) == ("", "Baker")
    assert old["Work [work]"] == ""
    assert old["Anything else [story]"] == f"'{STORY}"


def test_a_spreadsheet_and_json_lines_hold_the_same(submission: Submission) -> None:
    client = signed_in(*CLINICAL)
    book = load_workbook(io.BytesIO(content(ask(client, format="xlsx", with_answers="on"))))
    cells = [cell.value for cell in book["Export"][2]]
    line = json.loads(content(ask(client, format="jsonl", with_answers="on")))
    assert cells == list(line.values())
    assert STORY in cells
    assert line["answer.story"] == STORY


def test_without_the_permission_to_read_answers_there_is_nothing_clinical(
    submission: Submission,
) -> None:
    client = signed_in(*SEE_ALL)
    assert "With the answers" not in client.get(reverse("intake_export")).content.decode()
    text = content(ask(client, with_answers="on")).decode()
    assert submission.reference in text
    for clinical in ("Zebrafish", "Buttock", "Piriformis", "First cause"):
        assert clinical not in text


@pytest.mark.parametrize("missing", ["intake.export_submission", "intake.view_submission"])
def test_without_permission_nothing_leaves(submission: Submission, missing: str) -> None:
    client = signed_in(*(each for each in CLINICAL if each != missing))
    for response in (client.get(reverse("intake_export")), ask(client)):
        assert submission.reference not in response.content.decode()
    assert not AccessEntry.objects.filter(action=AccessEntry.Action.EXPORT).exists()


def test_strangers_are_asked_to_sign_in(submission: Submission) -> None:
    assert ask(Client()).status_code == 302


def test_who_sees_their_own_exports_their_own(submission: Submission) -> None:
    other = factory.completed()
    user = factory.staff("intake.view_submission", "intake.export_submission")
    Submission.objects.filter(pk=other.pk).update(assigned_to=user)
    client = Client()
    client.force_login(user)
    assert [row["Reference"] for row in table(ask(client))] == [other.reference]


def test_unfinished_answers_stay_where_they_are(submission: Submission) -> None:
    factory.started(factory.BOOKING)
    assert len(table(ask(signed_in(*CLINICAL)))) == 1


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"since": "2027-03-09", "until": "2027-03-09"}, True),
        ({"since": "2027-03-10"}, False),
        ({"until": "2027-03-08"}, False),
        ({"route": "self_help", "urgency": "none", "stage": "new"}, True),
        ({"route": "urgent"}, False),
        ({"stage": "closed"}, False),
    ],
)
def test_the_export_is_narrowed(submission: Submission, asked: dict[str, str], found: bool) -> None:
    response = ask(signed_in(*CLINICAL), **asked)
    if found:
        assert len(table(response)) == 1
    else:
        assert "nothing matches them" in response.content.decode()
        assert not AccessEntry.objects.exists()


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"since": "2027-03-10", "until": "2027-03-09"}, "not before the first day"),
        ({"since": "soon"}, "Enter a day such as"),
        ({"format": "exe"}, "Select a kind of file"),
    ],
)
def test_what_cannot_be_meant_is_said_beside_its_field(
    submission: Submission, asked: dict[str, str], words: str
) -> None:
    assert words in ask(signed_in(*CLINICAL), **asked).content.decode()


def test_more_rows_than_a_spreadsheet_holds_are_refused_before_they_leave(
    submission: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = range(1_048_576)
    monkeypatch.setattr("intake.submission_export.keys_of", lambda _submissions: keys)
    page = ask(signed_in(*CLINICAL), format="xlsx").content.decode()
    assert "a spreadsheet holds 1,048,575 rows" in page


def test_an_export_is_noted_once_before_its_first_byte(submission: Submission) -> None:
    factory.completed()
    client = signed_in(*CLINICAL)
    response = ask(client, with_answers="on")
    entry = AccessEntry.objects.get()
    assert (entry.action, entry.count) == (AccessEntry.Action.EXPORT, 2)
    assert (entry.kind, entry.reference) == ("submission with answers", "")
    content(response)
    assert AccessEntry.objects.count() == 1


def test_the_file_is_named_by_the_day_and_kept_by_nobody_on_the_way(
    submission: Submission,
) -> None:
    response = ask(signed_in(*CLINICAL))
    assert response["Content-Disposition"].startswith('attachment; filename="submissions-20')
    assert response["Cache-Control"].startswith("private, no-store")
    assert response["Content-Type"] == "text/csv; charset=utf-8"


def test_the_first_part_leaves_before_the_last_rows_are_read(
    submission: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "SLICE", 2)
    for _ in range(5):
        factory.completed()
    parts = ask(signed_in(*CLINICAL)).streaming_content
    with CaptureQueriesContext(connection) as queries:
        assert next(parts).startswith(b"Reference,")
        assert len(queries) == 0
        rest = b"".join(parts)
    assert rest.count(b"\r\n") == 6
    assert len(queries) == 3


@pytest.mark.parametrize("with_answers", ["", "on"])
def test_a_slice_is_one_query_however_many_rows_it_has(
    submission: Submission, with_answers: str
) -> None:
    client, counts = signed_in(*CLINICAL), []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            table(ask(client, with_answers=with_answers))
        counts.append(len(queries))
        for _ in range(4):
            factory.completed()
    assert counts[0] == counts[1]


def test_answers_that_no_key_opens_are_said_to_be_unreadable(submission: Submission) -> None:
    other = factory.completed()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE intake_submission SET answers = 'gAAAAAbroken' WHERE id = %s", [other.pk]
        )
    good, bad = table(ask(signed_in(*CLINICAL), with_answers="on"))
    assert good["Where it hurts [pain_regions]"] == "Buttock"
    assert bad["Where it hurts [pain_regions]"] == "(cannot be read)"


def test_an_error_ends_the_file_with_a_line_and_the_log_names_nobody(
    submission: Submission, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken = factory.completed()
    Submission.objects.filter(pk=broken.pk).update(stage="unheard of")
    text = content(ask(signed_in(*CLINICAL), with_answers="on")).decode()
    assert submission.reference in text
    assert text.splitlines()[-1] == "# export broke off after 1 rows"
    [record] = caplog.records
    assert record.getMessage() == (
        "An export (submission with answers) broke off after 1 rows: KeyError"
    )
    assert record.exc_info is None


def test_what_is_erased_meanwhile_is_left_out(
    submission: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "SLICE", 1)
    other = factory.completed()
    response = ask(signed_in(*CLINICAL))
    other.delete()
    assert [row["Reference"] for row in table(response)] == [submission.reference]
