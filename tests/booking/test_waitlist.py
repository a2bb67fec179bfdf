"""Joining the waitlist, and who is asked about a freed time, in which order."""

from datetime import date, time, timedelta

import pytest
from django.core import mail

from intake.booking import change_actions, waitlist_actions
from intake.booking.errors import CareFirst, TooManyEntries
from intake.booking.models import (
    Appointment,
    Room,
    WaitlistEntry,
    WaitlistOffer,
)
from intake.models import Submission
from tests.factories import booking as make
from tests.factories import intake as make_intake
from tests.factories.booking import FIRST, NOW
from tests.factories.waitlist import asked, cancel, claim, free, open_offers, taken, wait

HOUR = timedelta(hours=1)
OFFER_TIME = timedelta(hours=2)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


# --- joining and leaving ---------------------------------------------------------------------


def test_the_same_form_sent_twice_is_one_place_and_one_mail(clinic, commit):
    with commit():
        first = wait(clinic, form_id="one form")
        second = wait(clinic, form_id="one form")
    assert first == second
    assert WaitlistEntry.objects.count() == 1
    (message,) = mail.outbox
    assert message.subject == "You are on the waitlist"
    assert f"/booking/waitlist/{first.token}/" in message.body
    assert f"/booking/waitlist/{first.token}/" in message.alternatives[0][0]


def test_who_knows_an_address_does_not_get_at_the_place_of_its_owner(clinic):
    assert wait(clinic).token != wait(clinic).token


def test_one_address_is_put_on_the_list_only_so_often_a_day(clinic):
    for _ in range(waitlist_actions.MOST_ENTRIES_A_DAY):
        wait(clinic)
    with pytest.raises(TooManyEntries):
        wait(clinic)
    assert wait(clinic, "Somebody")


def test_urgent_answers_do_not_wait_here(clinic):
    with pytest.raises(CareFirst):
        wait(clinic, submission=Submission(route="urgent"))
    assert not WaitlistEntry.objects.exists()


def test_leaving_ends_the_wait_and_asks_the_next(clinic, commit, rules):
    first, _second = wait(clinic, "First"), wait(clinic, "Second")
    free(clinic, commit)
    assert asked() == ["First"]
    assert waitlist_actions.leave_waitlist(entry=first, now=NOW)
    assert not waitlist_actions.leave_waitlist(entry=first, now=NOW)
    assert asked() == ["Second"]


# --- who is asked ----------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["cancelled", "moved", "missed"])
def test_b16_a_time_that_becomes_free_is_offered_at_once(clinic, commit, clock, admin_user, way):
    wait(clinic)
    booked = taken(clinic)
    with commit():
        if way == "cancelled":
            cancel(booked)
        elif way == "moved":
            change_actions.move_appointment(
                appointment=booked, start=FIRST + 4 * HOUR, by=None, now=NOW
            )
        else:
            change_actions.note_no_show(appointment=booked, by=admin_user, now=NOW)
    (offer,) = open_offers()
    assert offer.hold.starts_at == FIRST
    assert offer.hold.status.is_held
    assert offer.expires_at == offer.hold.hold_expires_at == NOW + OFFER_TIME
    assert Appointment.objects.filter(pk=booked.pk).exists()


def test_the_offer_is_a_mail_with_time_zone_and_end_and_no_health(clinic, commit):
    entry = wait(clinic)
    mail.outbox.clear()
    (offer,) = free(clinic, commit)
    message = mail.outbox[-1]
    assert message.to == [entry.client_email]
    assert message.subject == "A time is free: Tue 2 March 2027, 09:00 (New York time)"
    for body in (message.body, message.alternatives[0][0]):
        assert "Mon 1 March 2027, 09:00 (New York time)" in body
        assert f"/booking/offer/{offer.token}/" in body
        assert f"/booking/waitlist/{entry.token}/" in body
        for word in ("pain", "hip", "symptom", "answers"):
            assert word not in body.lower()
    assert offer.mailed_at == NOW


def test_the_more_urgent_come_first_then_who_has_waited_longest(clinic, commit, rules):
    rules.offers_at_once = 4
    rules.save()
    well = make_intake.completed(make_intake.SELF_HELP)
    visit = make_intake.completed(make_intake.BOOKING)
    wait(clinic, "Well", submission=well)
    wait(clinic, "Unasked")
    wait(clinic, "Early", submission=visit)
    wait(clinic, "Late", submission=visit)
    wait(clinic, "Last", submission=well)
    free(clinic, commit)
    assert asked() == ["Early", "Late", "Unasked", "Well"]


def test_only_whom_it_suits_is_asked(clinic, commit):
    other_service = make.make_service()
    make.make_practitioner(other_service, clinic.location)
    stranger = make.make_practitioner(clinic.service, clinic.location, name="Sam Example")
    wait(clinic, "Weekend", weekdays=(5, 6))
    wait(clinic, "Evening", earliest=time(17))
    wait(clinic, "March", first_day=date(2027, 3, 3))
    wait(clinic, "Gone", last_day=date(2027, 3, 1))
    wait(clinic, "Fan", practitioners=(stranger,))
    wait(clinic, "Other", service=other_service)
    wait(clinic, "Fits", weekdays=(1,), latest=time(9), practitioners=(clinic.practitioner,))
    with commit():
        cancel(make.confirm(make.hold(clinic, practitioner_id=clinic.practitioner.pk)))
    assert asked() == ["Fits"]


def test_a_time_that_comes_too_soon_is_offered_to_nobody(clinic, commit, clock):
    wait(clinic, latest=time(9))
    booked = taken(clinic)
    clock.now = FIRST - timedelta(minutes=20)
    with commit():
        cancel(booked, now=clock.now)
    assert asked() == []


def test_who_has_come_to_need_medical_care_is_never_asked(clinic, commit):
    visit = make_intake.completed(make_intake.BOOKING)
    wait(clinic, submission=visit)
    (offer,) = free(clinic, commit)
    Submission.objects.filter(pk=visit.pk).update(route="urgent")
    with pytest.raises(CareFirst):
        claim(WaitlistOffer.objects.for_token(offer.token).get())
    WaitlistOffer.objects.all().delete()
    waitlist_actions.sweep_waitlist(now=NOW + OFFER_TIME)
    free(clinic, commit, FIRST + 2 * HOUR)
    assert asked() == []


def test_a_client_on_the_list_twice_is_asked_once(clinic, commit):
    wait(clinic), wait(clinic)
    free(clinic, commit)
    assert asked() == ["Robin"]


def test_a_freed_time_serves_whoever_waits_for_another_kind_of_visit(clinic, commit):
    short = make.make_service(length_minutes=30)
    short.practitioners.add(clinic.practitioner)
    wait(clinic, "One", service=short)
    free(clinic, commit)
    (offer,) = open_offers()
    assert offer.hold.service == short
    # The other half of the hour is everybody's.
    assert make.hold(clinic, FIRST + HOUR / 2, service=short)


def test_two_who_wait_for_half_of_it_get_half_each(clinic, commit, rules):
    short = make.make_service(length_minutes=30)
    short.practitioners.add(clinic.practitioner)
    wait(clinic, "One", service=short)
    wait(clinic, "Two", service=short)
    starts = [offer.hold.starts_at for offer in free(clinic, commit)]
    assert starts == [FIRST, FIRST + HOUR / 2]


def test_a_freed_room_helps_who_only_lacked_the_room(clinic, commit):
    clinic.service.uses_room = True
    clinic.service.save()
    Room.objects.create(location=clinic.location, name="Blue")
    second = make.make_practitioner(clinic.service, clinic.location, name="Sam Example")
    booked = make.confirm(make.hold(clinic, practitioner_id=clinic.practitioner.pk))
    wait(clinic, "Fan", practitioners=(second,))
    with commit():
        cancel(booked)
    (offer,) = open_offers()
    assert offer.hold.practitioner == second
