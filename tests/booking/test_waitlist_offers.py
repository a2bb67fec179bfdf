"""An offered time: kept, taken, missed, turned down, run out."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse

from intake.booking import waitlist_actions
from intake.booking.errors import ClientBusy, OfferGone, TimeTaken
from intake.booking.models import (
    BookingSettings,
    DayException,
    WaitlistEntry,
    WaitlistOffer,
)
from tests.booking.pages import words
from tests.factories import booking as make
from tests.factories import intake as make_intake
from tests.factories import waitlist
from tests.factories.booking import FIRST, NOW
from tests.factories.waitlist import asked, cancel, claim, free, open_offers, wait

HOUR = timedelta(hours=1)
OFFER_TIME = timedelta(hours=2)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_an_offered_time_is_nobody_elses_until_the_offer_ends(clinic, commit, clock):
    wait(clinic)
    (offer,) = free(clinic, commit)
    for now in (NOW, offer.expires_at - timedelta(seconds=1)):
        with pytest.raises(TimeTaken):
            make.hold(clinic, now=now)
    assert make.hold(clinic, now=offer.expires_at).starts_at == FIRST


def test_browsers_that_keep_and_give_back_times_leave_an_offered_one_alone(clinic, commit):
    wait(clinic)
    (offer,) = free(clinic, commit)
    for number in range(4):
        make.hold(clinic, FIRST + (number + 1) * HOUR, holder="one browser", address="192.0.2.1")
    offer.hold.refresh_from_db()
    assert offer.hold.status.is_held


def test_taking_it_books_the_visit_and_writes_once(clinic, commit):
    visit = make_intake.completed(make_intake.BOOKING)
    entry = wait(clinic, submission=visit)
    (offer,) = free(clinic, commit)
    mail.outbox.clear()
    with commit():
        booked, again = claim(offer), claim(offer)
    assert booked == again
    booked.refresh_from_db()
    assert booked.status.is_booked
    assert (booked.client_name, booked.client_email) == ("Robin", "robin@example.com")
    assert (booked.submission, booked.consented_at) == (visit, entry.consented_at)
    (message,) = mail.outbox
    assert message.subject.startswith("Your visit:")
    entry.refresh_from_db()
    assert entry.status.is_served
    assert entry.appointment == booked


def test_the_first_to_take_it_has_it_and_the_others_stay_on_the_list(clinic, commit):
    wait(clinic, "First"), wait(clinic, "Second")
    first, second = free(clinic, commit)
    claim(second)
    with pytest.raises(OfferGone):
        claim(first)
    first.refresh_from_db()
    assert first.get_state_display() == "somebody was faster, or it ran out"
    assert [each.client_name for each in WaitlistEntry.objects.waiting()] == ["First"]
    assert asked() == []


def test_who_missed_it_is_asked_again_when_it_is_free_again(clinic, commit):
    wait(clinic, "First"), wait(clinic, "Second")
    first, _second = free(clinic, commit)
    booked = claim(first)
    with commit():
        cancel(booked)
    assert asked() == ["Second"]


def test_an_offer_that_ran_out_cannot_be_taken(clinic, commit):
    wait(clinic)
    (offer,) = free(clinic, commit)
    with pytest.raises(OfferGone):
        claim(offer, now=offer.expires_at)
    assert claim(offer, now=offer.expires_at - timedelta(seconds=1)).status.is_booked


def test_when_an_offer_runs_out_the_next_is_asked_and_then_the_time_is_public(
    clinic, commit, clock, rules
):
    wait(clinic, "First"), wait(clinic, "Second")
    (first,) = free(clinic, commit)
    with commit():
        call_command("offer_freed_times", verbosity=0)
    assert asked() == ["First"]
    clock.now = NOW + OFFER_TIME
    with commit():
        call_command("offer_freed_times", verbosity=0)
    (second,) = open_offers()
    assert (second.entry.client_name, second.hold) == ("Second", first.hold)
    assert second.hold.hold_expires_at == NOW + 2 * OFFER_TIME
    with pytest.raises(TimeTaken):
        make.hold(clinic, now=clock.now)
    clock.now = NOW + 2 * OFFER_TIME
    call_command("offer_freed_times", verbosity=0)
    assert asked() == []
    second.hold.refresh_from_db()
    assert not second.hold.status.is_held
    assert [each.client_name for each in WaitlistEntry.objects.waiting()] == ["First", "Second"]


def test_turning_it_down_asks_the_next_and_nobody_twice(clinic, commit, rules):
    wait(clinic, "First"), wait(clinic, "Second")
    (first,) = free(clinic, commit)
    for _ in range(2):
        waitlist_actions.decline_offer(offer=first, now=NOW)
    (second,) = open_offers()
    assert second.entry.client_name == "Second"
    waitlist_actions.decline_offer(offer=second, now=NOW)
    assert asked() == []
    assert make.hold(clinic).starts_at == FIRST
    with pytest.raises(OfferGone):
        claim(second)


def test_a_time_nobody_wants_goes_on_to_who_waits_for_another_visit(clinic, commit, rules):
    short = make.make_service(length_minutes=30)
    short.practitioners.add(clinic.practitioner)
    wait(clinic, "First")
    wait(clinic, "Short", service=short)
    (first,) = free(clinic, commit)
    waitlist_actions.decline_offer(offer=first, now=NOW)
    (offer,) = open_offers()
    assert (offer.entry.client_name, offer.hold.service) == ("Short", short)


def test_a_day_that_was_closed_meanwhile_is_not_offered_on(clinic, commit, rules):
    wait(clinic, "First"), wait(clinic, "Second")
    (first,) = free(clinic, commit)
    DayException.objects.create(day=FIRST.date())
    waitlist_actions.decline_offer(offer=first, now=NOW)
    assert asked() == []


def test_a_time_the_public_took_after_the_offer_stays_taken(clinic, commit, clock):
    wait(clinic)
    (offer,) = free(clinic, commit)
    make.book(clinic, now=offer.expires_at)
    clock.now = NOW + OFFER_TIME
    call_command("offer_freed_times", verbosity=0)
    assert asked() == []
    offer.refresh_from_db()
    assert not offer.status.is_open


def test_a_client_who_has_a_visit_then_is_told_and_keeps_the_offer(clinic, commit):
    wait(clinic)
    other = make.make_practitioner(clinic.service, clinic.location, name="Sam Example")
    booked = make.hold(clinic, practitioner_id=other.pk)
    make.confirm(booked, contact=waitlist.person("Robin"))
    (offer,) = free(clinic, commit)
    with pytest.raises(ClientBusy):
        claim(offer)
    assert asked() == ["Robin"]


def test_who_took_one_time_gives_the_other_offers_to_the_next(clinic, commit, rules):
    wait(clinic, "First", form_id="a")
    wait(clinic, "First", form_id="b")
    (one,) = free(clinic, commit)
    free(clinic, commit, FIRST + 3 * HOUR)
    wait(clinic, "Second")
    assert asked() == ["First", "First"]
    claim(one)
    assert asked() == ["Second"]
    assert [each.client_name for each in WaitlistEntry.objects.waiting()] == ["Second"]


def test_without_a_last_day_a_wait_lapses_after_what_the_clinic_says(client, clinic, clock, rules):
    BookingSettings.objects.update(longest_wait_days=30)
    entry = wait(clinic)
    page = reverse("intake_booking:waiting", args=[entry.token])
    assert "You stay on the list until Wednesday 31 March 2027" in words(client.get(page))
    for days, over in ((30, False), (31, True)):
        clock.now = NOW + timedelta(days=days)
        call_command("offer_freed_times", verbosity=0)
        entry.refresh_from_db()
        assert entry.status.is_lapsed is over
    assert "You waited as long as we keep people on the list" in words(client.get(page))


def test_a_wait_lapses_when_its_last_day_is_over_at_the_place(clinic, clock):
    entry = wait(clinic, last_day=date(2027, 3, 1))
    for hours, over in ((16, False), (17, True)):  # midnight in New York is 05:00 in UTC
        clock.now = NOW + timedelta(hours=hours)
        call_command("offer_freed_times", verbosity=0)
        entry.refresh_from_db()
        assert entry.status.is_lapsed is over


def test_a_mail_that_could_not_be_sent_is_sent_later_and_once(clinic, commit):
    wait(clinic)
    (offer,) = free(clinic, commit)
    WaitlistOffer.objects.update(mailed_at=None)
    mail.outbox.clear()
    for _ in range(2):
        call_command("offer_freed_times", verbosity=0)
    assert [message.to for message in mail.outbox] == [["robin@example.com"]]
    offer.refresh_from_db()
    assert offer.mailed_at is not None
