"""Keeping, booking, giving back and cancelling a time."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from intake.booking import actions, change_actions, guard, slots, tokens
from intake.booking.errors import CareFirst, NotChangeable, TimeTaken
from intake.booking.models import Appointment, DayException
from intake.booking.slots import Refusal
from intake.booking.states import State
from intake.models import Submission
from tests.factories import booking as make
from tests.factories.booking import CONTACT, FIRST, NOW

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
TEN_MINUTES = timedelta(minutes=10)

pytestmark = pytest.mark.django_db


def test_b6_a_held_time_is_refused_to_the_second_client_at_once():
    clinic = make.make_clinic()
    make.hold(clinic)
    with pytest.raises(TimeTaken) as refused:
        make.hold(clinic)
    assert refused.value.refusal is Refusal.OCCUPIED


def test_a_refusal_carries_the_next_free_times_near_the_wanted_one():
    clinic = make.make_clinic()
    start = FIRST + 3 * HOUR
    make.hold(clinic, start)
    with pytest.raises(TimeTaken) as refused:
        make.hold(clinic, start)
    free = [each.start for each in refused.value.next_free]
    assert start not in free
    assert free == sorted(free)
    assert all(abs(each - start) <= 3 * HOUR for each in free)
    assert all(make.hold(clinic, free[0]).starts_at == free[0] for _ in range(1))


@pytest.mark.parametrize(
    ("start", "refusal"),
    [
        (NOW - HOUR, Refusal.TOO_SOON),
        (FIRST + 7 * MINUTE, Refusal.NOT_A_START),
        (FIRST - HOUR, Refusal.CLOSED),
        (FIRST + 7 * HOUR + 30 * MINUTE, Refusal.PAST_CLOSING),
        (FIRST + timedelta(days=365), Refusal.TOO_FAR),
    ],
)
def test_b2_a_time_that_was_never_offered_is_refused(start, refusal):
    clinic = make.make_clinic()
    with pytest.raises(TimeTaken) as refused:
        make.hold(clinic, start)
    assert refused.value.refusal is refusal
    assert not Appointment.objects.exists()


def test_b2_a_closed_day_is_refused():
    clinic = make.make_clinic()
    DayException.objects.create(day=FIRST.date())
    with pytest.raises(TimeTaken) as refused:
        make.hold(clinic)
    assert refused.value.refusal is Refusal.CLOSED


def test_b2_a_practitioner_who_does_not_give_that_visit_is_refused():
    clinic = make.make_clinic()
    other = make.make_practitioner(make.make_service(), clinic.location)
    with pytest.raises(TimeTaken):
        make.hold(clinic, practitioner_id=other.pk)


def test_b4_buffers_keep_two_visits_apart():
    clinic = make.make_clinic(buffer_before_minutes=10, buffer_after_minutes=20)
    held = make.hold(clinic, FIRST + HOUR)
    assert held.occupied_from == FIRST + 50 * MINUTE
    assert held.occupied_to == FIRST + 2 * HOUR + 20 * MINUTE
    for start in (FIRST, FIRST + 2 * HOUR):
        with pytest.raises(TimeTaken):
            make.hold(clinic, start)
    assert make.hold(clinic, FIRST + 150 * MINUTE)


def test_b5_any_practitioner_means_two_at_once_and_no_third():
    clinic = make.make_clinic()
    second = make.make_practitioner(clinic.service, clinic.location, name="Sam Example")
    taken = [make.hold(clinic).practitioner, make.hold(clinic).practitioner]
    assert taken == [clinic.practitioner, second]
    with pytest.raises(TimeTaken):
        make.hold(clinic)


def test_choosing_a_practitioner_never_gives_another_one():
    clinic = make.make_clinic()
    second = make.make_practitioner(clinic.service, clinic.location, name="Sam Example")
    assert make.hold(clinic, practitioner_id=second.pk).practitioner == second
    with pytest.raises(TimeTaken):
        make.hold(clinic, practitioner_id=second.pk)


@pytest.mark.parametrize("practitioners", [1, 2])
@pytest.mark.parametrize("moment", ["before the diary is read", "after the diary is read"])
def test_the_other_half_of_a_double_click_gets_the_same_hold(monkeypatch, practitioners, moment):
    clinic = make.make_clinic()
    for _ in range(practitioners - 1):
        make.make_practitioner(clinic.service, clinic.location, name="Sam Example")
    others = []

    class Slow(actions.Diaries):
        """A diary that is read while the other click is under way."""

        def __init__(self, **kwargs):
            monkeypatch.undo()
            if moment.startswith("after"):
                super().__init__(**kwargs)
            others.append(make.hold(clinic, holder="one browser"))
            if moment.startswith("before"):
                super().__init__(**kwargs)

    monkeypatch.setattr(actions, "Diaries", Slow)
    assert [make.hold(clinic, holder="one browser")] == others
    assert Appointment.objects.count() == 1


def test_the_same_browser_asking_again_gets_the_hold_it_has():
    clinic = make.make_clinic()
    first = make.hold(clinic, holder="one browser")
    assert make.hold(clinic, holder="one browser") == first
    assert Appointment.objects.count() == 1


def test_a_browser_that_keeps_too_many_times_gives_back_the_oldest():
    clinic = make.make_clinic()
    held = [make.hold(clinic, FIRST + each * HOUR, holder="one browser") for each in range(3)]
    states = [Appointment.objects.get(pk=each.pk).status for each in held]
    assert states == [State.EXPIRED, State.HELD, State.HELD]
    assert make.hold(clinic, FIRST)


def test_giving_a_hold_back_frees_the_time_at_once():
    clinic = make.make_clinic()
    actions.release_hold(appointment=make.hold(clinic))
    assert make.hold(clinic).starts_at == FIRST


def test_giving_back_does_not_touch_a_booked_visit():
    booked = make.book(make.make_clinic())
    actions.release_hold(appointment=booked)
    booked.refresh_from_db()
    assert booked.status.is_booked


@pytest.mark.parametrize("after", [TEN_MINUTES - SECOND, TEN_MINUTES, TEN_MINUTES + SECOND])
def test_b8_a_late_client_gets_the_time_while_nobody_else_wants_it(after):
    clinic = make.make_clinic()
    booked = make.confirm(make.hold(clinic), now=NOW + after)
    assert booked.status.is_booked
    assert booked.client_name == CONTACT.name


@pytest.mark.parametrize(
    ("after", "first_wins"),
    [(TEN_MINUTES - SECOND, True), (TEN_MINUTES, False), (TEN_MINUTES + SECOND, False)],
)
def test_b8_a_hold_gives_way_to_another_client_exactly_when_it_has_run_out(after, first_wins):
    clinic = make.make_clinic()
    first = make.hold(clinic)
    if first_wins:
        with pytest.raises(TimeTaken):
            make.hold(clinic, now=NOW + after)
        assert make.confirm(first, now=NOW + after).status.is_booked
    else:
        second = make.hold(clinic, now=NOW + after)
        first.refresh_from_db()
        with pytest.raises(TimeTaken):
            make.confirm(first, now=NOW + after)
        assert make.confirm(second, now=NOW + after).status.is_booked


def test_a_late_client_cannot_book_a_time_that_has_begun():
    clinic = make.make_clinic()
    held = make.hold(clinic, now=FIRST - 5 * MINUTE)
    with pytest.raises(TimeTaken) as refused:
        make.confirm(held, now=FIRST + 6 * MINUTE)
    assert refused.value.refusal is Refusal.TOO_SOON


def test_b9_confirming_twice_is_one_booking_and_one_mail(django_capture_on_commit_callbacks):
    held = make.hold(make.make_clinic())
    with django_capture_on_commit_callbacks(execute=True):
        first, second = make.confirm(held), make.confirm(held)
    assert first == second
    assert len(mail.outbox) == 1


def test_confirming_again_with_another_time_changes_nothing():
    held = make.hold(make.make_clinic())
    make.confirm(held)
    again = make.confirm(held, start=FIRST + HOUR)
    assert again.starts_at == FIRST


def test_a_client_who_lost_the_race_books_another_time_in_one_go():
    clinic = make.make_clinic()
    late = make.hold(clinic)
    make.book(clinic, now=NOW + TEN_MINUTES)
    late.refresh_from_db()
    with pytest.raises(TimeTaken) as refused:
        make.confirm(late, now=NOW + TEN_MINUTES)
    start = refused.value.next_free[0].start
    booked = make.confirm(late, now=NOW + TEN_MINUTES, start=start)
    assert booked.status.is_booked
    assert booked.starts_at == start
    assert booked.ends_at == start + HOUR


def test_b10_the_guard_alone_decides_when_the_rules_were_asked_too_early(monkeypatch):
    clinic = make.make_clinic()
    make.hold(clinic)
    monkeypatch.setattr(slots, "refusal", lambda *args: None)
    with pytest.raises(TimeTaken):
        make.hold(clinic)
    assert Appointment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_guard_the_same_race_books_twice(monkeypatch):
    from django.db import connection

    clinic = make.make_clinic()
    guard.remove(connection)
    try:
        make.hold(clinic)
        monkeypatch.setattr(slots, "refusal", lambda *args: None)
        make.hold(clinic)
        assert Appointment.objects.count() == 2
    finally:
        Appointment.objects.all().delete()
        guard.ensure()


def test_a_booking_keeps_the_promise_whatever_the_place_says_later():
    clinic = make.make_clinic()
    booked = make.book(clinic)
    clinic.location.time_zone = "America/Los_Angeles"
    clinic.location.save()
    booked = Appointment.objects.get(pk=booked.pk)
    assert (booked.zone_name, booked.wall_start) == ("America/New_York", "2027-03-02T09:00")
    assert booked.zone.key == "America/New_York"


def test_b16_cancelling_frees_the_time_and_keeps_the_history():
    clinic = make.make_clinic()
    booked = make.book(clinic)
    cancelled = change_actions.cancel_appointment(appointment=booked, by=None, now=NOW)
    assert cancelled.status.is_cancelled
    assert cancelled.ics_sequence == 1
    assert make.book(clinic).starts_at == FIRST
    assert Appointment.objects.count() == 2


def test_cancelling_again_changes_nothing_and_writes_once(django_capture_on_commit_callbacks):
    booked = make.book(make.make_clinic())
    with django_capture_on_commit_callbacks(execute=True):
        change_actions.cancel_appointment(appointment=booked, by=None, now=NOW)
        again = change_actions.cancel_appointment(appointment=booked, by=None, now=NOW + HOUR)
    assert again.cancelled_at == NOW
    assert [message.subject[:9] for message in mail.outbox] == ["Cancelled"]


def test_a_hold_cannot_be_cancelled_and_a_cancelled_visit_cannot_be_booked():
    held = make.hold(make.make_clinic())
    with pytest.raises(NotChangeable):
        change_actions.cancel_appointment(appointment=held, by=None, now=NOW)
    stale = Appointment.objects.get(pk=held.pk)
    change_actions.cancel_appointment(appointment=make.confirm(held), by=None, now=NOW)
    with pytest.raises(NotChangeable):
        make.confirm(stale)


@pytest.mark.parametrize("route", ["urgent"])
def test_answers_that_call_for_medical_care_get_no_time(route):
    clinic = make.make_clinic()
    urgent = Submission(route=route)
    with pytest.raises(CareFirst):
        make.hold(clinic, submission=urgent)
    with pytest.raises(CareFirst):
        make.confirm(make.hold(clinic), submission=urgent)
    assert not Appointment.objects.ever_booked().exists()


def test_a_client_is_found_by_name_mail_phone_or_reference_and_by_nothing_else():
    booked = make.book(make.make_clinic())
    for text in (
        "robin  SAMPLE",
        "Robin@Example.com",
        "(212) 555-0134",
        booked.reference.lower(),
    ):
        assert list(Appointment.objects.of_client(text)) == [booked]
    for text in ("", " ", "Robin", "212 555 0135"):
        assert not Appointment.objects.of_client(text).exists()


def test_the_database_never_sees_a_contact_or_a_token_in_clear():
    from django.db import connection

    booked = make.book(make.make_clinic())
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM intake_booking_appointment")
        row = repr(cursor.fetchall())
    for secret in (CONTACT.name, CONTACT.email, CONTACT.phone, booked.token):
        assert secret not in row


def test_a_link_token_has_enough_bits_and_opens_one_appointment():
    clinic = make.make_clinic()
    one, other = make.book(clinic), make.book(clinic, FIRST + HOUR)
    assert len(bytes.fromhex(one.token)) * 8 >= 128
    assert Appointment.objects.for_token(one.token).get() == one
    assert one.token != other.token
    assert tokens.digest(one.token) == one.token_digest


def test_consent_is_kept_with_its_exact_words_version_and_time():
    booked = make.book(make.make_clinic())
    assert booked.consent_text == make.CONSENT.text
    assert booked.consent_version == make.CONSENT.version
    assert booked.consented_at == NOW
    assert actions.Consent("Other words").version != make.CONSENT.version


def test_times_at_the_edge_of_the_calendar_are_refused_and_do_not_crash():
    clinic = make.make_clinic()
    for start in (datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)):
        with pytest.raises(TimeTaken):
            make.hold(clinic, start)
