"""Whose bookings a member of staff sees, and what the access log keeps of it."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from intake.booking.admin.scoped import KINDS
from intake.booking.models import Appointment, FollowUp
from intake.models import AccessEntry
from intake.staff_groups import FRONT_DESK, LEAD, THERAPISTS, load_groups
from tests.factories import booking as make
from tests.factories import intake as factory
from tests.factories import waitlist

HOUR = timedelta(hours=1)


@pytest.fixture
def therapist(clinic: make.Clinic) -> User:
    """Whose diary the small clinic has."""
    load_groups()
    user = member(THERAPISTS)
    clinic.practitioner.user = user
    clinic.practitioner.save()
    return user


@pytest.fixture
def colleague(clinic: make.Clinic, therapist: User) -> make.Clinic:
    """The same place with another practitioner."""
    other = make.make_practitioner(clinic.service, clinic.location, name="Bo Colleague")
    return make.Clinic(clinic.location, clinic.service, other)


@pytest.fixture
def visits(clinic: make.Clinic, colleague: make.Clinic) -> tuple[Appointment, Appointment]:
    """A visit with the therapist, and one with the colleague an hour later."""
    theirs = {"client_name": "Robin Sample"}
    own = make.insert(clinic, make.FIRST, 60, **theirs)
    stranger = make.insert(colleague, make.FIRST + HOUR, 60, client_name="Strange Person")
    return own, stranger


def member(group: str) -> User:
    user = User.objects.create_user(group.replace(" ", "-"))
    user.groups.add(Group.objects.get(name=group))
    return user


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(client: Client, url: str, **data: Any) -> str:
    return client.get(url, data).content.decode()


def test_a_therapist_sees_the_visits_of_their_own_clients(therapist: User, visits: Any) -> None:
    own, stranger = visits
    page = text(signed_in(therapist), reverse("appointment:index"))
    assert own.reference in page
    assert stranger.reference not in page


def test_who_is_assigned_the_answers_sees_the_visit_as_well(therapist: User, visits: Any) -> None:
    _own, stranger = visits
    stranger.submission = factory.completed()
    stranger.submission.assigned_to = therapist
    stranger.submission.save()
    stranger.save()
    assert stranger in Appointment.objects.visible_to(therapist)


@pytest.mark.parametrize("group", [FRONT_DESK, LEAD])
def test_the_desk_and_the_lead_see_all(therapist: User, visits: Any, group: str) -> None:
    page = text(signed_in(member(group)), reverse("appointment:index"))
    assert all(visit.reference in page for visit in visits)


@pytest.mark.parametrize("name", ["inspect", "cancel", "book"])
def test_a_strangers_page_is_refused_and_the_refusal_noted(
    therapist: User, visits: Any, name: str
) -> None:
    _own, stranger = visits
    answer = signed_in(therapist).get(reverse(f"appointment:{name}", args=[stranger.pk]))
    assert answer.status_code == 403
    entry = AccessEntry.objects.get()
    assert (entry.username, entry.action) == (therapist.username, "refused")
    assert (entry.kind, entry.reference) == ("appointment", stranger.reference)


def test_what_does_not_exist_is_not_noted(therapist: User) -> None:
    assert signed_in(therapist).get(reverse("appointment:inspect", args=[999])).status_code == 404
    assert not AccessEntry.objects.exists()


def test_the_diary_of_a_therapist_has_their_column_alone(therapist: User, visits: Any) -> None:
    page = text(signed_in(therapist), reverse("intake_diary:diary"), day="2027-03-02")
    assert "Robin Sample" in page
    assert "Strange Person" not in page
    assert "Bo Colleague" not in page
    entry = AccessEntry.objects.get(kind="diary")
    assert (entry.reference, entry.count) == ("2027-03-02", 1)


def test_why_a_time_is_not_free_names_no_strangers_visit(therapist: User, visits: Any) -> None:
    _own, stranger = visits
    asked = {
        "service": stranger.service_id,
        "location": stranger.location_id,
        "day": "2027-03-02",
        "at": "10:00",
    }
    url = reverse("why_not_free:index")
    for group, sees in ((None, False), (FRONT_DESK, True)):
        page = text(signed_in(member(group) if group else therapist), url, **asked)
        assert (stranger.reference in page) is sees


def test_an_appointment_that_is_looked_at_is_noted_once_in_a_while(
    therapist: User, visits: Any
) -> None:
    own, _stranger = visits
    client = signed_in(therapist)
    for _ in range(2):
        assert client.get(reverse("appointment:inspect", args=[own.pk])).status_code == 200
    assert AccessEntry.objects.filter(action="view", reference=own.reference).count() == 1


def test_the_list_of_follow_ups_shows_names_and_is_noted(therapist: User, visits: Any) -> None:
    own, stranger = visits
    for visit in visits:
        FollowUp.objects.create(
            kind=FollowUp.Kind.NO_SHOW,
            appointment=visit,
            client_name=visit.client_name,
            reference=f"FU-{visit.pk}",
            due_on=make.NOW.date(),
        )
    page = text(signed_in(therapist), reverse("followup:index"))
    assert own.client_name in page
    assert stranger.client_name not in page
    assert AccessEntry.objects.get().count == 1


def test_nothing_of_the_waitlist_opens_to_a_therapist(therapist: User, clinic: Any) -> None:
    entry = waitlist.wait(clinic)
    assert signed_in(therapist).get(reverse("waitlistentry:index")).status_code == 403
    refused = signed_in(therapist).get(reverse("waitlistentry:inspect", args=[entry.pk]))
    assert refused.status_code == 403
    assert AccessEntry.objects.get(action="refused").reference == entry.reference


def test_a_list_costs_the_same_for_three_and_thirty(
    therapist: User, clinic: make.Clinic, colleague: make.Clinic
) -> None:
    client, costs, made = signed_in(therapist), [], 0
    for wanted in (3, 30):
        while made < wanted:
            make.insert(clinic, make.FIRST + made * HOUR, 60)
            make.insert(colleague, make.FIRST + made * HOUR, 60)
            made += 1
        client.get(reverse("appointment:index"))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(reverse("appointment:index"))
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_every_kind_of_record_has_a_name_in_the_access_log() -> None:
    assert all(hasattr(model.objects, "visible_to") for model in KINDS)
