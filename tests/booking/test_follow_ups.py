"""Follow-ups: what opens them, what serves them, what closes them, and every attempt."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from wagtail.models import Site

from intake.booking import change_actions, follow_up_actions, follow_up_mails, staff_actions
from intake.booking.contacts import Consent, Contact
from intake.booking.errors import CareFirst, NotChangeable, TimeTaken
from intake.booking.models import (
    Appointment,
    BookingSettings,
    ContactAttempt,
    DayException,
    FollowUp,
    Service,
)
from tests.factories import booking as make
from tests.factories import intake as make_intake

AFTER = make.FIRST + timedelta(hours=2)
IN_TWO_WEEKS = make.FIRST + timedelta(days=14)
Kind, Reason = FollowUp.Kind, FollowUp.ClosingReason
Way, Outcome = ContactAttempt.Way, ContactAttempt.Outcome


@pytest.fixture
def staff(db: None) -> User:
    """A member of staff."""
    return User.objects.create_user("desk")


@pytest.fixture
def visit(clinic: make.Clinic) -> Appointment:
    """A visit that has taken place by `AFTER`."""
    return make.book(clinic)


def suggest(visit: Appointment, staff: User, weeks: int = 2, **changes: Any) -> FollowUp:
    return follow_up_actions.suggest_follow_up(
        appointment=visit, weeks=weeks, by=staff, now=AFTER, **changes
    )


def due(day: date) -> list[FollowUp]:
    return list(FollowUp.objects.due(day))


def test_a_suggestion_is_due_so_many_weeks_after_the_visit(visit: Appointment, staff: User) -> None:
    follow_up = suggest(visit, staff)
    visit.refresh_from_db()
    assert visit.follow_up_weeks == 2
    assert follow_up.due_on == date(2027, 3, 16)
    assert follow_up.client_name == make.CONTACT.name
    assert follow_up.consent_text == visit.consent_text
    assert due(date(2027, 3, 15)) == []
    assert due(date(2027, 3, 16)) == [follow_up]
    assert [event.kind for event in visit.events.all()] == ["suggested", "booked"]


def test_suggesting_again_changes_the_day_and_nothing_else(visit: Appointment, staff: User) -> None:
    first = suggest(visit, staff)
    again = suggest(visit, staff, weeks=4)
    assert (first.pk, again.due_on) == (again.pk, date(2027, 3, 30))
    assert FollowUp.objects.count() == 1


def test_the_kind_of_visit_for_known_clients_is_suggested_where_there_is_one(
    clinic: make.Clinic, visit: Appointment, staff: User
) -> None:
    assert suggest(visit, staff).service == clinic.service
    known = make.make_service(name="Follow-up", audience=Service.Audience.KNOWN)
    clinic.practitioner.services.add(known)
    assert suggest(visit, staff).service == known


def test_a_visit_to_come_or_cancelled_gets_no_suggestion(visit: Appointment, staff: User) -> None:
    with pytest.raises(NotChangeable):
        follow_up_actions.suggest_follow_up(appointment=visit, weeks=2, by=staff, now=make.NOW)
    change_actions.cancel_appointment(appointment=visit, by=staff, now=make.NOW)
    with pytest.raises(NotChangeable):
        suggest(visit, staff)


def test_a_suggestion_taken_back_is_due_no_more(visit: Appointment, staff: User) -> None:
    follow_up = suggest(visit, staff)
    follow_up_actions.withdraw_suggestion(appointment=visit, by=staff, now=AFTER)
    visit.refresh_from_db()
    assert visit.follow_up_weeks is None
    assert due(follow_up.due_on) == []
    assert suggest(visit, staff).status.is_open


def test_a_client_with_a_later_visit_is_not_waited_for(
    clinic: make.Clinic, visit: Appointment, staff: User
) -> None:
    later = make.book(clinic, IN_TWO_WEEKS)
    follow_up = suggest(visit, staff)
    assert follow_up.booked == later
    assert due(follow_up.due_on) == []


def test_any_visit_the_client_books_serves_it_and_cancelling_opens_it_again(
    clinic: make.Clinic, visit: Appointment, staff: User
) -> None:
    follow_up = suggest(visit, staff)
    booked = make.book(clinic, IN_TWO_WEEKS)
    follow_up.refresh_from_db()
    assert (follow_up.status.is_open, follow_up.booked) == (False, booked)
    change_actions.cancel_appointment(appointment=booked, by=None, now=AFTER)
    follow_up.refresh_from_db()
    assert (follow_up.status.is_open, follow_up.booked) == (True, None)


def test_the_visit_of_another_client_serves_nothing(
    clinic: make.Clinic, visit: Appointment, staff: User
) -> None:
    follow_up = suggest(visit, staff)
    make.book(clinic, IN_TWO_WEEKS, contact=make.contact("Sam Other"))
    follow_up.refresh_from_db()
    assert follow_up.status.is_open


def test_what_staff_book_serves_it_too(
    clinic: make.Clinic, visit: Appointment, staff: User
) -> None:
    follow_up = suggest(visit, staff)
    booked = staff_actions.book_for_client(
        service=clinic.service,
        location=clinic.location,
        start=IN_TWO_WEEKS,
        contact=Contact.of(follow_up),
        consent=Consent.of(follow_up),
        by=staff,
        now=AFTER,
    )
    follow_up.refresh_from_db()
    assert follow_up.booked == booked


def test_a_client_books_the_suggested_visit_once_with_the_contact_they_gave(
    clinic: make.Clinic,
    visit: Appointment,
    staff: User,
    django_capture_on_commit_callbacks: Any,
) -> None:
    follow_up = suggest(visit, staff)
    with django_capture_on_commit_callbacks(execute=True):
        booked = follow_up_actions.book_follow_up(
            follow_up=follow_up, start=IN_TWO_WEEKS, now=AFTER
        )
        again = follow_up_actions.book_follow_up(follow_up=follow_up, start=IN_TWO_WEEKS, now=AFTER)
    assert booked == again
    assert booked.client_email == make.CONTACT.email
    assert booked.consented_at == visit.consented_at
    assert booked.created_by is None
    assert [message.to for message in mail.outbox] == [[make.CONTACT.email]]
    follow_up.refresh_from_db()
    assert follow_up.booked == booked


def test_b13_a_client_never_books_a_follow_up_against_the_rules(
    clinic: make.Clinic, visit: Appointment, staff: User
) -> None:
    follow_up = suggest(visit, staff)
    make.book(clinic, IN_TWO_WEEKS, contact=make.contact("Sam Other"))
    for start in (IN_TWO_WEEKS, IN_TWO_WEEKS + timedelta(hours=12)):
        with pytest.raises(TimeTaken):
            follow_up_actions.book_follow_up(follow_up=follow_up, start=start, now=AFTER)


def test_a_closed_follow_up_is_booked_by_no_old_link(visit: Appointment, staff: User) -> None:
    follow_up = suggest(visit, staff)
    follow_up_actions.withdraw_suggestion(appointment=visit, by=staff, now=AFTER)
    with pytest.raises(NotChangeable):
        follow_up_actions.book_follow_up(follow_up=follow_up, start=IN_TWO_WEEKS, now=AFTER)


def test_a_missed_visit_is_due_on_the_next_working_day(
    clinic: make.Clinic, visit: Appointment, staff: User
) -> None:
    clinic.practitioner.hours.exclude(weekday__in=(1, 2, 4)).delete()
    DayException.objects.create(day=date(2027, 3, 3), closed=True)
    change_actions.note_no_show(appointment=visit, by=staff, now=AFTER)
    (follow_up,) = FollowUp.objects.all()
    assert (follow_up.kind, follow_up.due_on) == (Kind.NO_SHOW, date(2027, 3, 5))


def test_a_no_show_taken_back_is_off_the_list_and_noted_again_is_on_it(
    visit: Appointment, staff: User
) -> None:
    change_actions.note_no_show(appointment=visit, by=staff, now=AFTER)
    change_actions.undo_attendance(appointment=visit, by=staff, now=AFTER)
    assert [each.closing_reason for each in FollowUp.objects.all()] == [Reason.MISTAKE]
    change_actions.note_no_show(appointment=visit, by=staff, now=AFTER)
    assert [each.status.is_open for each in FollowUp.objects.all()] == [True]
    change_actions.note_arrival(appointment=visit, by=staff, now=AFTER)
    assert [each.status.is_open for each in FollowUp.objects.all()] == [False]


def ask(submission: Any, **changes: Any) -> FollowUp:
    values = {
        "contact": Contact("Kim Caller", "", "+12125550177"),
        "consent": make.CONSENT,
        "best_time": FollowUp.BestTime.MORNING,
        "now": make.NOW,
    } | changes
    return follow_up_actions.ask_for_call(submission=submission, **values)


def test_a_client_who_can_help_themselves_may_ask_for_a_call_once(clock: Any, db: None) -> None:
    submission = make_intake.completed(make_intake.SELF_HELP)
    first, again = ask(submission), ask(submission)
    assert first == again
    assert (first.kind, first.due_on, first.best_time) == (Kind.CALL, date(2027, 3, 1), "morning")
    assert first.client_name == "Kim Caller"


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        (make_intake.EMERGENCY, CareFirst),
        (make_intake.SAME_DAY, CareFirst),
        (make_intake.BOOKING, NotChangeable),
    ],
)
def test_no_call_is_promised_where_the_answers_lead_elsewhere(
    clock: Any, db: None, answers: Any, error: type[Exception]
) -> None:
    with pytest.raises(error):
        ask(make_intake.completed(answers))
    assert not FollowUp.objects.exists()


def test_every_attempt_is_a_row_and_a_double_click_is_one(visit: Appointment, staff: User) -> None:
    follow_up = suggest(visit, staff)

    def call(outcome: str, minutes: int) -> None:
        follow_up_actions.log_attempt(
            follow_up=follow_up,
            way=Way.CALL,
            outcome=outcome,
            by=staff,
            now=AFTER + timedelta(minutes=minutes),
        )

    for outcome, minutes in ((Outcome.NO_ANSWER, 0), (Outcome.NO_ANSWER, 0), (Outcome.REACHED, 5)):
        call(outcome, minutes)
    found = [each.outcome for each in ContactAttempt.objects.of(follow_up)]
    assert found == [Outcome.REACHED, Outcome.NO_ANSWER]


def test_an_email_goes_out_once_as_staff_wrote_it(visit: Appointment, staff: User) -> None:
    follow_up = suggest(visit, staff)
    for _ in range(2):
        attempt = follow_up_actions.write_to_client(
            follow_up=follow_up, subject="Hello", text="Come <b>again</b>.", by=staff, now=AFTER
        )
    (message,) = mail.outbox
    assert (message.subject, message.body) == ("Hello", "Come <b>again</b>.")
    assert "<b>" not in message.alternatives[0][0]
    assert attempt.outcome == Outcome.SENT


def test_an_email_the_server_refuses_is_an_attempt_that_says_so(
    visit: Appointment, staff: User, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "no.such.Backend"
    attempt = follow_up_actions.write_to_client(
        follow_up=suggest(visit, staff), subject="Hello", text="Hello", by=staff, now=AFTER
    )
    attempt.refresh_from_db()
    assert attempt.outcome == Outcome.REFUSED


def test_the_draft_has_the_clinics_words_and_the_page_of_the_visit(
    visit: Appointment, staff: User
) -> None:
    follow_up = suggest(visit, staff)
    assert f"/booking/a/{visit.token}/" in follow_up_mails.draft(follow_up)[1]
    words = "{name}, {clinic} misses you. {odd} {link}"
    site = Site.objects.get(is_default_site=True)
    BookingSettings.objects.create(site=site, follow_up_email=words)
    _, text = follow_up_mails.draft(follow_up)
    assert text.startswith("Robin Sample, Our clinic misses you. {odd} http")


@pytest.mark.parametrize(
    ("kind", "says", "field"),
    [
        (Kind.NEXT_VISIT, "it is time for your next visit", "follow_up_email"),
        (Kind.NO_SHOW, "we missed you", "missed_email"),
        (Kind.CALL, "you asked Our clinic for a call", "call_email"),
    ],
)
def test_the_draft_says_why_the_clinic_writes(
    visit: Appointment, kind: FollowUp.Kind, says: str, field: str
) -> None:
    follow_up = FollowUp(kind=kind, appointment=visit, client_name="Robin")
    subjects = {follow_up_mails.draft(FollowUp(kind=each))[0] for each in Kind}
    assert len(subjects) == len(Kind)
    assert says in follow_up_mails.draft(follow_up)[1]
    site = Site.objects.get(is_default_site=True)
    BookingSettings.objects.create(site=site, **{field: "Own words, {name}."})
    assert follow_up_mails.draft(follow_up)[1] == "Own words, Robin."


def test_who_did_not_come_is_led_to_times_for_the_same_kind_of_visit(visit: Appointment) -> None:
    missed = FollowUp(kind=Kind.NO_SHOW, appointment=visit)
    link = follow_up_mails.link_for(missed)
    assert f"visit={visit.service.key}&" in link
    assert f"place={visit.location_id}&" in link
    assert link.endswith(f"who={visit.practitioner_id}")
    assert follow_up_mails.link_for(FollowUp(kind=Kind.CALL)).endswith("/booking/")


def test_staff_close_with_a_reason_and_take_it_back(visit: Appointment, staff: User) -> None:
    follow_up = suggest(visit, staff)
    follow_up_actions.close_follow_up(follow_up=follow_up, reason=Reason.WELL, by=staff, now=AFTER)
    assert (follow_up.closing_reason, follow_up.closed_by) == (Reason.WELL, staff)
    assert due(follow_up.due_on) == []
    follow_up_actions.reopen_follow_up(follow_up=follow_up)
    assert (follow_up.closing_reason, follow_up.closed_by) == ("", None)
    assert due(follow_up.due_on) == [follow_up]


def test_what_a_visit_has_served_is_not_closed(
    clinic: make.Clinic, visit: Appointment, staff: User
) -> None:
    follow_up = suggest(visit, staff)
    make.book(clinic, IN_TWO_WEEKS)
    with pytest.raises(NotChangeable):
        follow_up_actions.close_follow_up(
            follow_up=follow_up, reason=Reason.WELL, by=staff, now=AFTER
        )
