"""What staff book for a client: the rules, what they may leave out, and what marks it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core import mail

from intake.booking.change_actions import cancel_appointment
from intake.booking.contacts import Consent, Contact
from intake.booking.errors import ClientBusy, MayNotOverbook, TimeTaken
from intake.booking.models import Appointment, AppointmentEvent
from intake.booking.slots import Refusal
from intake.booking.staff_actions import book_for_client
from tests.factories import booking as make

CALLER = Contact(name="Kim Caller", email="", phone="+12125550177")


@pytest.fixture
def staff(db: None) -> User:
    """A member of staff without special permissions."""
    return User.objects.create_user("desk", first_name="Dee", last_name="Desk")


@pytest.fixture
def chief(db: None) -> User:
    """A member of staff who may overbook."""
    user = User.objects.create_user("chief")
    user.user_permissions.add(Permission.objects.get(codename="overbook"))
    return user


def for_client(
    clinic: make.Clinic, by: User, start: datetime = make.FIRST, **changes: Any
) -> Appointment:
    values = {
        "service": clinic.service,
        "location": clinic.location,
        "start": start,
        "contact": CALLER,
        "consent": Consent.by_phone("I agree.", by),
        "by": by,
        "now": make.NOW,
    } | changes
    return book_for_client(**values)


def test_a_client_on_the_phone_needs_no_email_address_and_gets_no_mail(
    clinic: make.Clinic, staff: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        booked = for_client(clinic, staff)
    assert booked.status.is_booked
    assert booked.created_by == staff
    assert mail.outbox == []
    assert list(Appointment.objects.without_confirmation(make.NOW)) == []


def test_a_client_with_an_email_address_is_told_once(
    clinic: make.Clinic, staff: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        first = for_client(clinic, staff, contact=make.CONTACT)
        again = for_client(clinic, staff, contact=make.CONTACT)
    assert first == again
    assert [message.to for message in mail.outbox] == [[make.CONTACT.email]]


def test_the_words_read_out_on_the_phone_are_kept_with_who_read_them(
    clinic: make.Clinic, staff: User
) -> None:
    booked = for_client(clinic, staff)
    assert booked.consent_text == "By phone, asked by Dee Desk: I agree."
    assert booked.consent_version == Consent("I agree.").version
    assert booked.consented_at == make.NOW


def test_consent_carried_to_the_next_visit_keeps_its_words_and_day(
    clinic: make.Clinic, staff: User
) -> None:
    first = make.book(clinic)
    later = make.NOW + timedelta(hours=1)
    booked = for_client(
        clinic,
        staff,
        make.FIRST + timedelta(days=7),
        contact=Contact.of(first),
        consent=Consent.of(first),
        now=later,
    )
    assert booked.consent_text == first.consent_text
    assert booked.consent_version == first.consent_version
    assert booked.consented_at == first.consented_at
    assert booked.client_digest == first.client_digest


@pytest.mark.parametrize(
    ("rule", "change", "start"),
    [
        (Refusal.TOO_SOON, {"minimum_notice_hours": 72}, make.FIRST),
        (Refusal.TOO_FAR, {"horizon_days": 5}, make.FIRST + timedelta(days=9)),
    ],
)
def test_staff_may_leave_out_notice_and_horizon_where_they_say_so(
    db: None, clock: Any, staff: User, rule: Refusal, change: dict[str, int], start: datetime
) -> None:
    clinic = make.make_clinic(**change)
    with pytest.raises(TimeTaken) as refused:
        for_client(clinic, staff, start)
    assert refused.value.refusal is rule
    assert for_client(clinic, staff, start, ignore_limits=True).status.is_booked


def test_leaving_out_the_limits_opens_no_closed_hour(clinic: make.Clinic, staff: User) -> None:
    evening = make.FIRST + timedelta(hours=10)
    with pytest.raises(TimeTaken) as refused:
        for_client(clinic, staff, evening, ignore_limits=True)
    assert refused.value.refusal is Refusal.CLOSED
    assert refused.value.next_free


def test_a_client_is_not_booked_twice_at_once(clinic: make.Clinic, staff: User) -> None:
    make.make_practitioner(clinic.service, clinic.location, name="Second Person")
    for_client(clinic, staff, contact=make.CONTACT)
    with pytest.raises(ClientBusy):
        for_client(clinic, staff, make.FIRST + timedelta(minutes=30), contact=make.CONTACT)


def test_b13_staff_overbook_only_with_a_flag_a_reason_and_the_permission(
    clinic: make.Clinic, staff: User, chief: User
) -> None:
    make.book(clinic)
    with pytest.raises(TimeTaken):
        for_client(clinic, chief)
    with pytest.raises(MayNotOverbook):
        for_client(clinic, chief, overbook=True, reason="  ")
    with pytest.raises(MayNotOverbook):
        for_client(clinic, staff, overbook=True, reason="Urgent")
    booked = for_client(clinic, chief, overbook=True, reason="Urgent")
    assert booked.overbooked
    assert booked.overbooked_reason == "Urgent"
    assert AppointmentEvent.objects.of(booked).get().reason == "Urgent"


def test_b13_the_public_path_meets_what_was_overbooked(clinic: make.Clinic, chief: User) -> None:
    first = make.book(clinic)
    for_client(clinic, chief, overbook=True, reason="Urgent")
    cancel_appointment(appointment=first, by=chief, now=make.NOW)
    with pytest.raises(TimeTaken):
        make.hold(clinic)


def test_b14_not_even_overbooking_puts_one_client_in_two_places(
    clinic: make.Clinic, chief: User
) -> None:
    second = make.make_practitioner(clinic.service, clinic.location, name="Second Person")
    make.book(clinic, contact=make.CONTACT, practitioner_id=clinic.practitioner.pk)
    make.book(clinic, contact=CALLER, practitioner_id=second.pk)
    half_past = make.FIRST + timedelta(minutes=30)
    why: dict[str, Any] = {"overbook": True, "reason": "Urgent", "contact": make.CONTACT}
    for start in (make.FIRST, half_past):
        with pytest.raises(ClientBusy):
            for_client(clinic, chief, start, practitioner_id=second.pk, **why)
    assert not Appointment.objects.filter(overbooked=True).exists()


def test_b14_a_client_whose_visit_was_overbooked_gets_no_other_beside_it(
    clinic: make.Clinic, chief: User
) -> None:
    second = make.make_practitioner(clinic.service, clinic.location, name="Second Person")
    make.book(clinic, contact=make.CONTACT, practitioner_id=clinic.practitioner.pk)
    over = {"overbook": True, "reason": "Urgent", "practitioner_id": clinic.practitioner.pk}
    assert for_client(clinic, chief, **over).overbooked
    with pytest.raises(ClientBusy):
        for_client(clinic, chief, practitioner_id=second.pk)


def test_staff_who_may_overbook_also_book_a_closed_hour(clinic: make.Clinic, chief: User) -> None:
    evening = make.FIRST + timedelta(hours=10)
    assert for_client(clinic, chief, evening, overbook=True, reason="Only then").overbooked


def test_a_free_time_is_booked_as_usual_although_overbooking_was_allowed(
    clinic: make.Clinic, chief: User
) -> None:
    assert not for_client(clinic, chief, overbook=True, reason="Urgent").overbooked


def test_a_double_click_on_overbooking_books_once(
    clinic: make.Clinic, chief: User, django_capture_on_commit_callbacks: Any
) -> None:
    make.book(clinic)
    with django_capture_on_commit_callbacks(execute=True):
        other = Contact(name="Pat Other", email="pat@example.com", phone="")
        first = for_client(clinic, chief, contact=other, overbook=True, reason="Urgent")
        again = for_client(clinic, chief, contact=other, overbook=True, reason="Urgent")
    assert first == again
    assert len(mail.outbox) == 1
