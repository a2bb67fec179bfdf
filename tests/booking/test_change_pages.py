"""A client moves or cancels their own visit, on pages their one link leads to."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.core import mail
from django.urls import reverse
from wagtail.models import Site

from intake.booking import change_actions, urls
from intake.booking.models import Appointment, BookingSettings
from tests.booking.pages import DETAILS, EXTREMES, keep, offered, soup, words
from tests.factories import booking as make
from tests.factories.booking import CONTACT, FIRST, NOW

HOUR = timedelta(hours=1)
LATER = FIRST + timedelta(days=2)
SCANNER = {"headers": {"user-agent": "Mozilla/5.0 (mail link scanner)"}}


@pytest.fixture
def booked(clinic):
    """A visit in three days, far enough away to be changed."""
    return make.book(clinic, LATER)


def rules(**changes):
    return BookingSettings.objects.create(site=Site.objects.get(is_default_site=True), **changes)


def link(appointment, name="appointment"):
    return reverse(f"intake_booking:{name}", args=[appointment.token])


def move(client, appointment, start):
    return client.post(link(appointment, "move"), {"start": start.isoformat()})


def cancel(client, appointment, seen=None):
    seen = seen or appointment.starts_at
    return client.post(link(appointment, "cancel"), {"start": seen.isoformat()})


def buttons(response):
    return [each["href"] for each in soup(response).select("main a.c-button")]


def test_the_permanent_page_leads_to_moving_and_cancelling(client, booked):
    page = client.get(link(booked))
    assert {link(booked, "move"), link(booked, "cancel"), link(booked, "ics")} <= {*buttons(page)}
    assert "until Wed 3 March, 09:00 (New York time)" in words(page)


def test_the_free_times_for_a_move_mark_the_time_the_visit_has(client, booked):
    page = client.get(link(booked, "move"))
    (own,) = soup(page).select(".booking-time--own")
    assert own.get_text(" ", strip=True) == "09:00 your time now"
    assert LATER in offered(page)
    more = soup(page).find("a", string="Show more times")["href"]
    assert len(offered(client.get(more))) > len(offered(page))


def test_a_move_leads_to_the_permanent_page_which_says_what_was_before(
    client, booked, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        moved = move(client, booked, LATER + 4 * HOUR)
    assert moved["Location"] == link(booked)
    page = words(client.get(link(booked)))
    assert "Thu 4 March, 13:00 (New York time)" in page
    assert "This is the new time. Before, it was Thu 4 March, 09:00 (New York time)." in page
    (message,) = mail.outbox
    assert "Thu 4 March 2027, 13:00 (New York time)" in message.body


def test_b12_a_visit_moves_by_a_quarter_over_itself_and_a_refused_move_leaves_it(client, clinic):
    clinic.service.step_minutes = 15
    clinic.service.save()
    booked = make.book(clinic, LATER)
    make.book(clinic, LATER + 2 * HOUR, contact=make.contact("Other Person"))
    assert move(client, booked, LATER + timedelta(minutes=15)).status_code == 302
    booked.refresh_from_db()
    assert booked.starts_at == LATER + timedelta(minutes=15)
    assert move(client, booked, LATER + 2 * HOUR).status_code == 409
    booked.refresh_from_db()
    assert booked.starts_at == LATER + timedelta(minutes=15)
    assert booked.status.is_booked


def test_a_lost_race_for_a_move_shows_the_next_free_times(client, clinic, booked):
    page = client.get(link(booked, "move"))
    wanted = LATER + 2 * HOUR
    assert wanted in offered(page)
    make.book(clinic, wanted, contact=make.contact("Other Person"))
    lost = move(client, booked, wanted)
    assert lost.status_code == 409
    assert "Someone has just booked Thu 4 March, 11:00 (New York time)." in words(lost)
    assert offered(lost)
    assert wanted not in offered(lost)
    assert move(client, booked, offered(lost)[0]).status_code == 302


def test_moving_onto_another_visit_of_ones_own_is_refused_with_other_times(client, clinic, booked):
    colleague = make.make_practitioner(clinic.service, clinic.location, name="Sam Sample")
    make.book(clinic, LATER + 2 * HOUR, practitioner_id=colleague.pk)
    refused = move(client, booked, LATER + 2 * HOUR)
    assert refused.status_code == 409
    assert "You have another visit at that time: Thu 4 March, 11:00" in words(refused)
    near = {each.get("value") for each in soup(refused).select("section[role=alert] input")}
    assert near
    assert (LATER + 2 * HOUR).isoformat() not in near


def test_b13_no_address_for_clients_books_on_top_of_a_visit(client, clinic, booked):
    other = make.book(clinic, LATER + 2 * HOUR, contact=make.contact("Other Person"))
    force = {"overbooked": "on", "overbooked_reason": "now"}
    data = force | {"start": other.starts_at.isoformat()}
    assert client.post(link(booked, "move"), data).status_code == 409
    assert keep(client, clinic, other.starts_at, **force).status_code == 409


@pytest.mark.parametrize("start", ["", "yesterday", *EXTREMES])
def test_a_move_without_a_time_asks_for_one(client, booked, start):
    response = client.post(link(booked, "move"), {"start": start})
    assert response.status_code == 422
    assert soup(response).select_one(".c-error-summary a").get_text() == "Select a time"


def test_the_same_move_twice_is_one_move_and_one_mail(
    client, booked, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            assert move(client, booked, LATER + HOUR)["Location"] == link(booked)
    assert booked.events.moves().count() == 1
    assert len(mail.outbox) == 1


def test_cancelling_asks_first_and_then_says_when_it_was(
    client, booked, django_capture_on_commit_callbacks
):
    asked = client.get(link(booked, "cancel"))
    assert "Cancel this visit?" in words(asked)
    assert link(booked) in {*buttons(asked)}
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            assert cancel(client, booked)["Location"] == link(booked)
    page = words(client.get(link(booked)))
    assert "Your visit is cancelled" in page
    assert "It was cancelled on Mon 1 March, 07:00 (New York time)." in page
    (message,) = mail.outbox
    assert message.subject.startswith("Cancelled")


def test_what_was_cancelled_is_booked_again_with_the_same_person_and_kind(client, clinic, booked):
    cancel(client, booked)
    (again,) = buttons(client.get(link(booked)))
    parts = f"visit={clinic.service.key}&place={clinic.location.pk}&who={clinic.practitioner.pk}"
    assert again.endswith(parts)
    assert LATER in offered(client.get(again + "&days=8"))


def test_a_cancel_page_about_another_time_asks_again(client, booked):
    change_actions.move_appointment(appointment=booked, start=LATER + HOUR, by=None, now=NOW)
    stale = cancel(client, booked, seen=LATER)
    assert stale.status_code == 409
    assert "Nothing is cancelled yet." in words(stale)
    assert "Now it is on Thu 4 March, 10:00 (New York time)." in words(stale)
    booked.refresh_from_db()
    assert booked.status.is_booked
    assert cancel(client, booked).status_code == 302


@pytest.mark.parametrize("name", ["move", "cancel"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_what_was_cancelled_in_another_tab_leads_to_the_truth(client, booked, name, method):
    change_actions.cancel_appointment(appointment=booked, by=None, now=NOW)
    data = {"start": (LATER + HOUR).isoformat()}
    assert getattr(client, method)(link(booked, name), data)["Location"] == link(booked)


@pytest.mark.parametrize("name", ["move", "cancel"])
def test_a_change_that_another_one_overtook_leads_to_the_truth(client, booked, monkeypatch, name):
    stale = Appointment.objects.with_names().get()
    change_actions.cancel_appointment(appointment=booked, by=None, now=NOW)
    monkeypatch.setattr("intake.booking.change_views.get_object_or_404", lambda rows: stale)
    response = move(client, booked, LATER + HOUR) if name == "move" else cancel(client, booked)
    assert response["Location"] == link(booked)
    booked.refresh_from_db()
    assert (booked.status.is_cancelled, booked.starts_at) == (True, LATER)


@pytest.mark.parametrize("name", ["move", "cancel"])
@pytest.mark.parametrize(("before", "open_"), [(24, True), (23, False)])
def test_within_the_notice_a_page_says_to_phone(client, booked, clock, name, before, open_):
    rules(change_notice_text="Later changes cost half the price.")
    clock.now = LATER - before * HOUR
    page = client.get(link(booked, name))
    assert ("Phone to change this visit" in words(page)) is not open_
    assert "Later changes cost half the price." in words(page)
    post = move(client, booked, LATER + 24 * HOUR) if name == "move" else cancel(client, booked)
    assert post.status_code == (302 if open_ else 409)
    permanent = client.get(link(booked))
    if not open_:
        assert link(booked, "move") not in buttons(permanent)
        assert "until 24 hours before they begin" in words(permanent)


def test_a_clinic_without_notice_lets_clients_until_the_visit_begins(client, booked, clock):
    rules(change_notice_hours=0)
    clock.now = LATER - timedelta(seconds=1)
    assert client.get(link(booked, "cancel")).status_code == 200
    clock.now = LATER + timedelta(seconds=1)
    assert client.get(link(booked, "cancel"))["Location"] == link(booked)


def test_the_permanent_page_knows_arrived_and_missed_visits(client, booked, clock, admin_user):
    clock.now = LATER + HOUR / 2
    assert "Your visit has begun" in words(client.get(link(booked)))
    change_actions.note_arrival(appointment=booked, by=admin_user, now=clock.now)
    assert "You are here for your visit" in words(client.get(link(booked)))
    change_actions.note_no_show(
        appointment=change_actions.undo_attendance(
            appointment=booked, by=admin_user, now=clock.now
        ),
        by=admin_user,
        now=clock.now,
    )
    missed = client.get(link(booked))
    assert "This visit did not take place" in words(missed)
    assert "visit=" in buttons(missed)[0]


def test_the_permanent_page_asks_few_questions(client, booked, django_assert_max_num_queries):
    client.get(link(booked))
    with django_assert_max_num_queries(8):
        client.get(link(booked))


def everything():
    tables = [*apps.get_app_config("intake_booking").get_models()]
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in tables}


@pytest.mark.parametrize("stage", ["held", "booked", "cancelled"])
@pytest.mark.parametrize("method", ["get", "head"])
def test_a_mail_scanner_that_follows_every_link_changes_nothing(client, clinic, stage, method):
    kept = make.hold(clinic, LATER)
    if stage != "held":
        kept = make.confirm(kept)
    if stage == "cancelled":
        change_actions.cancel_appointment(appointment=kept, by=None, now=NOW)
    before = everything()
    visited = 0
    for pattern in urls.urlpatterns:
        if set(pattern.pattern.converters) <= {"token"}:
            args = [kept.token] if pattern.pattern.converters else []
            address = reverse(f"intake_booking:{pattern.name}", args=args)
            response = getattr(client, method)(address, **SCANNER)
            assert response.status_code in (200, 302, 404, 405), address
            visited += 1
    assert visited >= 7
    assert everything() == before
    assert mail.outbox == []


def test_b14_a_client_with_a_visit_at_that_time_keeps_what_was_typed(client, clinic):
    colleague = make.make_practitioner(clinic.service, clinic.location, name="Sam Sample")
    make.book(clinic, FIRST, practitioner_id=clinic.practitioner.pk)
    kept = keep(client, clinic, FIRST, who=colleague.pk)
    details = DETAILS | {"email": CONTACT.email, "name": CONTACT.name}
    refused = client.post(kept["Location"], details)
    assert refused.status_code == 409
    assert "You have another visit at that time: Tue 2 March, 09:00" in words(refused)
    assert soup(refused).find("input", {"name": "email"})["value"] == CONTACT.email
    free = offered(refused)
    assert free
    assert all(abs(each - FIRST) >= HOUR for each in free)
    again = client.post(kept["Location"], details | {"start": free[0].isoformat()})
    assert again["Location"].startswith("/booking/a/")


def test_b15_the_same_form_with_another_time_is_refused_kindly(client, clinic):
    kept = keep(client, clinic, LATER)
    first = client.post(kept["Location"], DETAILS)
    other = client.post(kept["Location"], DETAILS | {"start": (LATER + HOUR).isoformat()})
    assert other.status_code == 409
    assert "You have booked already" in words(other)
    assert first["Location"] in {*buttons(other)}
    appointment = Appointment.objects.get()
    assert appointment.starts_at == LATER
    assert link(appointment, "move") in {*buttons(other)}


def test_too_many_kept_times_say_when_to_try_again(client, clinic, settings):
    settings.CLINIC_INTAKE_HOLDS_PER_ADDRESS = 1
    make.hold(clinic, LATER, address="127.0.0.1")
    refused = keep(client, clinic)
    assert refused.status_code == 429
    assert refused["Retry-After"] == "600"
    assert "free again after 10 minutes" in words(refused)
    assert f"visit={clinic.service.key}" in buttons(refused)[0]
