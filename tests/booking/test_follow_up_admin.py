"""What staff see and do about follow-ups and series, and what they may not."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from intake.booking import change_actions, follow_up_actions
from intake.booking.contacts import Contact
from intake.booking.models import Appointment, ContactAttempt, FollowUp
from tests.booking.conftest import Clock
from tests.booking.pages import found, soup
from tests.factories import booking as make
from tests.factories import intake as make_intake

AFTER = make.FIRST + timedelta(hours=2)
LATER = AFTER + timedelta(days=14)
INDEX = reverse("followup:index")
RESULTS = reverse("followup:index_results")
ALL = ("view_followup", "change_followup", "view_appointment", "change_appointment")


def sign_in(client: Client, *codenames: str) -> User:
    """Let a member of staff with some permissions sign in."""
    user = User.objects.create_user(f"staff-{'-'.join(codenames) or 'none'}")
    user.user_permissions.set(
        Permission.objects.filter(codename__in=["access_admin", "see_all_appointments", *codenames])
    )
    client.force_login(user)
    return user


@pytest.fixture
def visit(clinic: make.Clinic, clock: Clock) -> Appointment:
    """A visit that has taken place."""
    visit = make.book(clinic)
    clock.now = AFTER
    return visit


@pytest.fixture
def follow_up(visit: Appointment, clock: Clock) -> FollowUp:
    """A follow-up that is due today."""
    by = User.objects.create_user("suggester")
    found = follow_up_actions.suggest_follow_up(appointment=visit, weeks=2, by=by, now=AFTER)
    clock.now = LATER
    return found


def address(name: str, row: Any) -> str:
    return reverse(f"{row._meta.model_name}:{name}", args=[row.pk])


def page(client: Client, url: str, **data: Any) -> str:
    response = client.get(url, data)
    assert response.status_code == 200
    return response.content.decode()


def test_without_permission_nothing_opens(client: Client, follow_up: FollowUp) -> None:
    sign_in(client)
    names = ("inspect", "attempt", "email", "close", "reopen", "book")
    addresses = [INDEX, RESULTS, *(address(name, follow_up) for name in names)]
    addresses += [address(name, follow_up.appointment) for name in ("book", "suggest")]
    for url in addresses:
        for method in (client.get, client.post):
            response = method(url)
            assert response.status_code in (302, 403, 404, 405), url
            assert follow_up.reference not in response.content.decode()
    assert not ContactAttempt.objects.exists()
    follow_up.refresh_from_db()
    assert follow_up.status.is_open


def test_names_and_numbers_are_for_those_who_may_see_contacts(
    client: Client, follow_up: FollowUp
) -> None:
    sign_in(client, "view_followup", "change_followup")
    for url in (INDEX, address("inspect", follow_up)):
        text = page(client, url)
        assert follow_up.reference in text
        for personal in (make.CONTACT.name, make.CONTACT.email, make.CONTACT.phone):
            assert personal not in text
    assert client.get(address("email", follow_up)).status_code in (302, 403)


def test_the_list_says_who_why_since_when_and_what_was_tried(
    client: Client, follow_up: FollowUp
) -> None:
    user = sign_in(client, *ALL)
    assert "Nobody has tried yet" in page(client, address("inspect", follow_up))
    client.post(address("attempt", follow_up), {"outcome": "no_answer", "note": "Try at noon"})
    text = page(client, INDEX)
    for fact in (make.CONTACT.name, "Next visit is due", "Tuesday 16 March 2027", "No answer"):
        assert fact in text
    assert soup(client.get(INDEX)).find("a", href=f"tel:{make.CONTACT.phone}")
    detail = page(client, address("inspect", follow_up))
    assert "Try at noon" in detail
    assert user.username in detail


def test_the_list_shows_who_is_due_and_the_filters_the_others(
    client: Client, clinic: make.Clinic, follow_up: FollowUp, clock: Clock
) -> None:
    user = sign_in(client, *ALL)
    assert follow_up.client_name in page(client, RESULTS)
    assert follow_up.client_name not in page(client, RESULTS, show="later")
    assert follow_up.client_name not in page(client, RESULTS, kind="no_show")
    clock.now = AFTER
    assert follow_up.client_name not in page(client, RESULTS)
    assert follow_up.client_name in page(client, RESULTS, show="later")
    follow_up_actions.close_follow_up(follow_up=follow_up, reason="well", by=user, now=AFTER)
    assert follow_up.client_name not in page(client, RESULTS, show="later")
    assert follow_up.client_name in page(client, RESULTS, show="ended")
    assert follow_up.client_name in found(client, INDEX, make.CONTACT.phone)
    assert follow_up.client_name not in found(client, INDEX, make.CONTACT.phone[:-1])


def test_an_empty_list_says_what_will_appear_here(client: Client, clinic: make.Clinic) -> None:
    sign_in(client, *ALL)
    assert "Nobody is waiting to hear from you" in page(client, INDEX)


def test_the_list_cannot_be_downloaded(client: Client, follow_up: FollowUp) -> None:
    sign_in(client, *ALL)
    assert client.get(INDEX, {"export": "csv"}).status_code != 200


def test_thirty_rows_cost_as_many_queries_as_three(
    client: Client, clinic: make.Clinic, django_assert_num_queries: Any, clock: Clock
) -> None:
    user = sign_in(client, *ALL)

    def miss(day: int) -> None:
        start = make.FIRST + timedelta(days=day)
        missed = make.insert(clinic, start, 60, client_name=f"Client {day}")
        change_actions.note_no_show(appointment=missed, by=user, now=start)
        (found,) = FollowUp.objects.filter(appointment=missed)
        follow_up_actions.log_attempt(
            follow_up=found, way="call", outcome="no_answer", by=user, now=start
        )

    for day in range(3):
        miss(day)
    clock.now = make.NOW + timedelta(days=60)
    client.force_login(user)
    client.get(RESULTS)
    with CaptureQueriesContext(connection) as few:
        client.get(RESULTS)
    for day in range(3, 30):
        miss(day)
    with django_assert_num_queries(len(few)):
        assert "Client 29" in page(client, RESULTS)


def test_an_email_is_read_and_changed_before_it_leaves(client: Client, follow_up: FollowUp) -> None:
    sign_in(client, *ALL)
    draft = soup(client.get(address("email", follow_up))).find("textarea").text
    assert make.CONTACT.name in draft
    client.post(address("email", follow_up), {"subject": "Hello", "text": "Come and see us."})
    (message,) = mail.outbox
    assert message.body == "Come and see us."
    assert [each.outcome for each in ContactAttempt.objects.all()] == ["sent"]
    empty = client.post(address("email", follow_up), {"subject": "", "text": ""})
    assert empty.status_code == 422


def test_closing_needs_a_reason_and_is_undone_with_one_click(
    client: Client, follow_up: FollowUp
) -> None:
    sign_in(client, *ALL)
    client.post(address("close", follow_up), {"reason": "bored"})
    follow_up.refresh_from_db()
    assert follow_up.status.is_open
    client.post(address("close", follow_up), {"reason": "elsewhere"})
    assert "Is seen elsewhere" in page(client, address("inspect", follow_up))
    client.post(address("reopen", follow_up))
    follow_up.refresh_from_db()
    assert follow_up.status.is_open


def test_one_click_after_a_visit_suggests_the_next(client: Client, visit: Appointment) -> None:
    sign_in(client, *ALL)
    text = page(client, address("inspect", visit))
    assert "Suggest a follow-up in" in text
    client.post(address("suggest", visit), {"weeks": "3"})
    assert FollowUp.objects.get().due_on.isoformat() == "2027-03-23"
    assert "Suggested around" in page(client, address("inspect", visit))
    client.post(address("suggest", visit), {"weeks": "0"})
    assert not FollowUp.objects.open().exists()
    client.post(address("suggest", visit), {"weeks": "many"})
    assert not FollowUp.objects.open().exists()


def plan(clinic: make.Clinic, **changes: Any) -> dict[str, Any]:
    """Return the question of the page that books the next visit."""
    return {
        "service": clinic.service.pk,
        "location": clinic.location.pk,
        "practitioner": clinic.practitioner.pk,
        "day": "2027-03-09",
        "at": "09:00",
        "visits": 3,
        "every": 1,
    } | changes


def test_a_series_is_shown_with_its_clashes_and_booked_with_the_times_chosen_instead(
    client: Client,
    clinic: make.Clinic,
    visit: Appointment,
    django_capture_on_commit_callbacks: Any,
) -> None:
    sign_in(client, "add_appointment", "view_appointment")
    taken = make.FIRST + timedelta(days=14)
    # The clocks have gone forward.
    taken -= timedelta(hours=1)
    make.book(clinic, taken, contact=make.contact("Sam Other"), now=AFTER)
    url = address("book", visit)
    shown = soup(client.get(url, plan(clinic)))
    assert "Another visit is in the way." in shown.text
    assert shown.find("button", {"name": "book"}) is None
    assert client.post(url, plan(clinic, book="1")).status_code == 409
    assert Appointment.objects.count() == 2
    other = shown.find("input", {"name": "instead-1"})["value"]
    chosen = plan(clinic, **{"instead-1": other})
    assert "All of them are free." in client.post(url, chosen).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url, chosen | {"book": "1"})
    booked = Appointment.objects.exclude(series=None)
    assert [each.wall_start[:10] for each in booked] == ["2027-03-09", "2027-03-16", "2027-03-23"]
    assert {each.client_name for each in booked} == {make.CONTACT.name}
    assert len(mail.outbox) == 1


def test_the_next_visit_of_somebody_on_the_list_serves_the_follow_up(
    client: Client, clinic: make.Clinic, follow_up: FollowUp
) -> None:
    sign_in(client, "add_appointment", "view_appointment", "view_followup")
    url = address("book", follow_up)
    form = soup(client.get(url))
    assert form.find("input", {"name": "at"})["value"].startswith("09:00")
    question = plan(clinic, day="2027-03-18", visits=1)
    assert "All of them are free." in page(client, url, **question)
    client.post(url, question | {"book": "1"})
    follow_up.refresh_from_db()
    assert follow_up.booked is not None


def test_a_client_who_asked_for_a_call_is_booked_from_the_list(
    client: Client, clinic: make.Clinic
) -> None:
    called = follow_up_actions.ask_for_call(
        submission=make_intake.completed(make_intake.SELF_HELP),
        contact=Contact("Kim Caller", "", "+12125550177"),
        consent=make.CONSENT,
        best_time="",
        now=make.NOW,
    )
    sign_in(client, "add_appointment", "view_appointment", "view_followup")
    page(client, address("book", called))
    client.post(address("book", called), plan(clinic, visits=1, book="1"))
    called.refresh_from_db()
    assert called.booked is not None
    assert called.booked.submission == called.submission


def test_b13_only_who_may_overbook_is_offered_to(
    client: Client, clinic: make.Clinic, visit: Appointment
) -> None:
    taken = make.FIRST + timedelta(days=7)
    make.book(clinic, taken, contact=make.contact("Sam Other"), now=AFTER)
    question = plan(clinic, visits=1)
    forced = question | {"book": "1", "overbook": "on", "reason": "Urgent"}
    url = address("book", visit)
    sign_in(client, "add_appointment", "view_appointment")
    assert "Book it all the same" not in page(client, url, **question)
    assert client.post(url, forced).status_code == 422
    sign_in(client, "add_appointment", "view_appointment", "overbook")
    assert "Book it all the same" in page(client, url, **question)
    assert client.post(url, forced | {"reason": ""}).status_code == 422
    client.post(url, forced)
    booked = Appointment.objects.get(overbooked=True)
    assert booked.overbooked_reason == "Urgent"
    assert "Urgent" in page(client, address("inspect", booked))
