"""The worklist: its order, what it is narrowed to, whom it shows what, and doing many at once."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from intake import desk_actions
from intake.admin import paging
from intake.models import SavedFilter, Submission, SubmissionEvent
from intake.stages import ClosedBecause, Stage
from tests.booking.pages import found
from tests.factories import booking as make
from tests.factories import intake as factory
from tests.intake.walker import soup

pytestmark = pytest.mark.django_db

INDEX = "/admin/submission/"
SEES_ALL = ("intake.view_submission", "intake.see_all_submissions")
WORKS = (*SEES_ALL, "intake.work_submission", "intake.read_answers")
OWN = ("intake.view_submission", "intake.work_submission", "intake.read_answers")


def enter(*permissions: str) -> tuple[Client, User]:
    client, user = Client(), factory.staff(*permissions)
    client.force_login(user)
    return client, user


def listed(response: Any) -> list[str]:
    return [link.text for link in soup(response).select("[data-worklist] .title a")]


def references(*submissions: Submission) -> list[str]:
    return [submission.reference for submission in submissions]


def close(submission: Submission) -> None:
    Submission.objects.filter(pk=submission.pk).become(
        Stage.CLOSED, closed_because=ClosedBecause.HELPED
    )


# --- order and filters -----------------------------------------------------------------------


def test_the_most_urgent_come_first_then_who_has_waited_longest(version: Any) -> None:
    mild, visit, second_visit, today, emergency = (
        factory.completed(answers)
        for answers in (
            factory.SELF_HELP,
            factory.BOOKING,
            factory.BOOKING,
            factory.SAME_DAY,
            factory.EMERGENCY,
        )
    )
    client, _ = enter(*WORKS)
    expected = references(emergency, today, visit, second_visit, mild)
    assert listed(client.get(INDEX)) == expected


def test_what_is_closed_has_a_tab_of_its_own(version: Any) -> None:
    done, open_one = factory.completed(), factory.completed()
    close(done)
    client, _ = enter(*WORKS)
    assert listed(client.get(INDEX)) == references(open_one)
    response = client.get(f"{INDEX}?stage=closed")
    assert listed(response) == references(done)
    assert "Helped, nothing more to do" in response.content.decode()


def test_each_filter_narrows_the_list(version: Any) -> None:
    mild, visit, emergency = (
        factory.completed(answers)
        for answers in (factory.SELF_HELP, factory.BOOKING, factory.EMERGENCY)
    )
    client, user = enter(*WORKS)
    desk_actions.assign(submission=visit, to=user, by=user)
    desk_actions.change_stage(submission=visit, stage=Stage.IN_REVIEW, by=user)
    for query, expected in {
        "route=self_help": [mild],
        "urgency=emergency_now": [emergency],
        "urgency=none": [visit, mild],
        "cause=piriformis-syndrome": [visit, mild],
        "assigned=me": [visit],
        "assigned=nobody": [emergency, mild],
        f"assigned={user.pk}": [visit],
        "stage=in_review": [visit],
        "stage=new&route=booking": [],
        "since=2001-01-01&until=2001-02-01": [],
        "since=2001-01-01": [emergency, visit, mild],
        "until=2001-01-01": [],
    }.items():
        assert listed(client.get(f"{INDEX}?{query}")) == references(*expected), query


@pytest.mark.parametrize(
    "query",
    ["route=nowhere", "stage=x&urgency=7", "assigned=99999999", "since=yesterday&p=x", "cause=%00"],
)
def test_what_an_address_asks_for_in_vain_is_left_out(version: Any, query: str) -> None:
    submission = factory.completed()
    client, _ = enter(*WORKS)
    assert listed(client.get(f"{INDEX}?{query}")) == references(submission)


def test_an_override_shows_on_the_list(version: Any) -> None:
    submission = factory.completed()
    client, user = enter(*WORKS, "intake.override_route")
    desk_actions.override_route(submission=submission, route="booking", reason="Pain", by=user)
    words = " ".join(soup(client.get(INDEX)).select_one("[data-worklist] tbody").text.split())
    assert "Visit overridden, was Self-help" in words


def test_an_empty_list_says_what_will_appear_and_a_narrow_one_how_to_widen_it(version: Any) -> None:
    client, _ = enter(*WORKS)
    assert "Submissions appear here when clients finish" in client.get(INDEX).content.decode()
    narrow = client.get(f"{INDEX}?route=booking").content.decode()
    assert "No submission matches these filters" in narrow


# --- who sees whom ---------------------------------------------------------------------------


def test_a_therapist_sees_their_own_cases_and_nobody_elses(version: Any) -> None:
    own, strangers = factory.completed(), factory.completed()
    client, user = enter(*OWN)
    desk_actions.assign(submission=own, to=user, by=user)
    assert listed(client.get(INDEX)) == references(own)
    assert strangers.reference not in found(client, INDEX, strangers.reference)
    sent = {"pks": [own.pk, strangers.pk], "do": "stage", "stage": "in_review", "confirmed": "yes"}
    client.post(f"{INDEX}bulk/", sent)
    assert {each.stage for each in Submission.objects.filter(pk=own.pk)} == {"in_review"}
    assert Submission.objects.get(pk=strangers.pk).stage == "new"


def test_a_therapist_sees_the_answers_before_visits_in_their_own_diary(version: Any) -> None:
    clinic = make.make_clinic()
    visit = make.book(clinic, submission=factory.completed(factory.BOOKING))
    client, user = enter(*OWN)
    assert listed(client.get(INDEX)) == []
    clinic.practitioner.user = user
    clinic.practitioner.save()
    assert listed(client.get(INDEX)) == references(visit.submission)


# --- searching -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words", ["reference", "Sample", "robin sample", "robin@example.com", "(212) 555-0134"]
)
def test_a_client_is_found_by_exact_words_at_whatever_stage(version: Any, words: str) -> None:
    visit = make.book(make.make_clinic(), submission=factory.completed(factory.BOOKING))
    factory.completed()
    close(visit.submission)
    client, _ = enter(*WORKS)
    wanted = visit.submission.reference if words == "reference" else words
    response = client.post(INDEX, {"words": wanted})
    assert listed(client.get(response["Location"])) == references(visit.submission)
    assert "Nothing belongs to exactly these words" in found(client, INDEX, wanted[:-1])


# --- many at once ----------------------------------------------------------------------------


def bulk(client: Client, *submissions: Submission, **data: Any) -> Any:
    pks = [submission.pk for submission in submissions]
    return client.post(f"{INDEX}bulk/", {"pks": pks, **data}, follow=True)


def test_several_are_given_to_somebody_after_a_question(version: Any) -> None:
    one, other = factory.completed(), factory.completed()
    client, user = enter(*WORKS)
    asked = bulk(client, one, other, do="assign", person=user.pk).content.decode()
    assert "2 submissions are selected" in asked
    assert not Submission.objects.exclude(assigned_to=None).exists()
    done = bulk(
        client, one, other, do="assign", person=user.pk, confirmed="yes", here="route=self_help"
    )
    assert done.redirect_chain == [(f"{INDEX}?route=self_help", 302)]
    assert Submission.objects.filter(assigned_to=user).count() == 2
    assert SubmissionEvent.objects.count() == 2


def test_several_are_closed_with_a_reason_and_what_cannot_be_is_counted(version: Any) -> None:
    one, done = factory.completed(), factory.completed()
    close(done)
    client, _ = enter(*WORKS)
    page = bulk(client, one, done, do="stage", stage="closed").content.decode()
    assert "Select why they are closed" in page
    page = bulk(client, one, done, do="stage", stage="closed", because="helped", confirmed="yes")
    assert "1 submission changed" in page.content.decode()
    assert "1 stayed as it was" in page.content.decode()
    assert not Submission.objects.exclude(stage=Stage.CLOSED).exists()


@pytest.mark.parametrize(
    ("data", "cure"),
    [
        ({"do": "assign"}, "Select who looks after them"),
        ({"do": "stage"}, "Select the stage they move to"),
        ({"do": "assign", "person": "me", "pks": ["x", "", "٣", "9" * 40]}, "Select at least one"),
    ],
)
def test_what_is_missing_is_said(version: Any, data: dict[str, Any], cure: str) -> None:
    submission = factory.completed()
    client, _ = enter(*WORKS)
    response = client.post(f"{INDEX}bulk/", {"pks": [submission.pk], **data}, follow=True)
    assert cure in response.content.decode()


def test_who_may_not_work_changes_nothing(version: Any) -> None:
    submission = factory.completed()
    client, user = enter(*SEES_ALL)
    assert "bulk-person" not in client.get(INDEX).content.decode()
    bulk(client, submission, do="assign", person=user.pk, confirmed="yes")
    assert Submission.objects.get().assigned_to is None


# --- filters people keep ---------------------------------------------------------------------


def test_a_filter_is_kept_under_a_name_for_oneself_and_deleted(version: Any) -> None:
    client, user = enter(*WORKS)
    here = "route=booking&assigned=me&p=3&found=abc&nonsense=1"
    client.post(f"{INDEX}filters/", {"name": "My visits", "here": here})
    saved = SavedFilter.objects.get()
    assert (saved.user, saved.name, saved.query) == (user, "My visits", "route=booking&assigned=me")
    assert "My visits" in client.get(INDEX).content.decode()
    other, _ = enter(*WORKS)
    assert "My visits" not in other.get(INDEX).content.decode()
    other.post(f"{INDEX}filters/", {"delete": saved.pk})
    assert SavedFilter.objects.exists()
    client.post(f"{INDEX}filters/", {"delete": saved.pk})
    assert not SavedFilter.objects.exists()


def test_the_same_name_again_means_the_new_filter_and_no_name_none(version: Any) -> None:
    client, _ = enter(*WORKS)
    for here in ("route=booking", "route=urgent"):
        client.post(f"{INDEX}filters/", {"name": "Mine", "here": here})
    assert SavedFilter.objects.get().query == "route=urgent"
    for nothing in ({"name": "", "here": "route=urgent"}, {"name": "All", "here": "nonsense=1"}):
        client.post(f"{INDEX}filters/", nothing)
    assert SavedFilter.objects.count() == 1


# --- cost ------------------------------------------------------------------------------------


def queries(client: Client, query: str = "") -> int:
    with CaptureQueriesContext(connection) as counted:
        assert client.get(INDEX + query).status_code == 200
    return len(counted)


def test_the_list_costs_the_same_for_three_and_for_thirty(version: Any) -> None:
    client, user = enter(*WORKS)
    for number in range(30):
        submission = factory.completed()
        desk_actions.assign(submission=submission, to=factory.staff(*OWN), by=user)
        if number == 2:
            client.get(INDEX)
            three = queries(client)
    assert queries(client) == three


def test_a_long_list_is_counted_no_further_than_a_limit(
    version: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging.CappedPaginator, "most", 2)
    for _ in range(3):
        factory.completed()
    client, _ = enter(*WORKS)
    assert "2+ in this list" in client.get(INDEX).content.decode()


def test_no_answer_is_read_for_the_list(version: Any) -> None:
    factory.completed()
    client, _ = enter(*WORKS)
    with CaptureQueriesContext(connection) as counted:
        client.get(INDEX)
    of_the_list = [query["sql"] for query in counted if 'FROM "intake_submission"' in query["sql"]]
    assert of_the_list
    assert not [sql for sql in of_the_list if '"answers"' in sql or '"decision"' in sql]


def test_the_order_of_the_list_comes_from_an_index(version: Any) -> None:
    if connection.vendor != "sqlite":
        assert Submission.objects.open().urgent_first().query.order_by
        return
    for narrowed in (
        Submission.objects.open(),
        Submission.objects.open().leading_to("booking"),
        Submission.objects.open().as_urgent_as("same_day"),
        Submission.objects.open().with_first_cause("piriformis-syndrome"),
        Submission.objects.open().looked_after_by(None),
        Submission.objects.in_stage(Stage.NEW),
    ):
        plan = narrowed.urgent_first()[:30].explain()
        assert "USING INDEX intake_submission_" in plan
        assert "TEMP B-TREE" not in plan
