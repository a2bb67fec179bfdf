"""What e-mails and calendar files say of a visit, whoever made it and wherever its client is."""

from datetime import UTC, timedelta
from email import message_from_bytes

import ics as ics_reader
import pytest
import vobject
from django.core import mail
from django.utils import timezone, translation
from wagtail.models import Site

from intake.booking import change_actions, mails
from intake.booking.models import Appointment, BookingSettings, Service
from intake.models import ClinicSettings
from tests.booking.pages import DETAILS, keep, soup, words
from tests.factories import booking as make
from tests.factories.booking import FIRST, NOW

HOUR = timedelta(hours=1)
LATER = FIRST + timedelta(days=2)
JOINING = "We call you on the number you gave us."


@pytest.fixture
def by_phone(clinic):
    clinic.service.kind = Service.Kind.PHONE
    clinic.service.joining = JOINING
    clinic.service.save()
    return clinic


def bodies(message):
    return message.body, message.alternatives[0][0]


def calendar_in(message):
    return next(each[1] for each in message.attachments)


def sequence(message):
    return int(vobject.readOne(calendar_in(message)).vevent.sequence.value)


def test_letters_say_until_when_the_link_moves_or_cancels(clinic):
    booked = make.book(clinic, LATER)
    for write in (mails.confirmation, mails.moved):
        for body in bodies(write(booked, NOW)):
            assert "you can move or cancel it until Wed 3 March 2027, 09:00 (New York time)" in body
            assert f"/booking/a/{booked.token}/" in body


def test_within_the_notice_letters_say_to_phone(clinic):
    terms = "Later changes cost half the price."
    site = Site.objects.get(is_default_site=True)
    ClinicSettings.objects.create(site=site, phone="(212) 555-0142")
    BookingSettings.objects.create(site=site, change_notice_text=terms)
    booked = make.book(clinic, FIRST)
    for body in bodies(mails.confirmation(booked, FIRST - HOUR)):
        assert "you can move or cancel" not in body
        assert "To move or cancel it, phone (212) 555-0142" in body
        assert terms in body


def test_a_cancellation_leads_to_another_time_with_the_same_person(client, clinic):
    booked = make.book(clinic, LATER)
    cancelled = change_actions.cancel_appointment(appointment=booked, by=None, now=NOW)
    page = f"/booking/a/{cancelled.token}/"
    for body in bodies(mails.cancellation(cancelled, NOW)):
        assert page in body
    assert f"who={clinic.practitioner.pk}" in client.get(page).content.decode()


def test_d14_staff_and_clients_are_told_the_same_in_the_clinics_words(clinic, admin_user):
    own = make.book(clinic, LATER)
    theirs = make.book(clinic, LATER, practitioner_id=_colleague(clinic), contact=OTHER)
    Appointment.objects.filter(pk=theirs.pk).update(created_by=admin_user)
    theirs = Appointment.objects.with_names().get(pk=theirs.pk)
    # What the admin does for a member of staff with another language and zone in their profile.
    with translation.override("de"), timezone.override("Pacific/Auckland"):
        by_staff = mails.confirmation(theirs, NOW)
    by_client = mails.confirmation(own, NOW)
    assert by_staff.subject == by_client.subject
    for staff_body, client_body in zip(bodies(by_staff), bodies(by_client), strict=True):
        assert "Thu 4 March 2027, 09:00 (New York time)" in staff_body
        assert _nameless(staff_body, theirs) == _nameless(client_body, own)


OTHER = make.contact("Other Person")


def _colleague(clinic):
    return make.make_practitioner(clinic.service, clinic.location, name="Sam Sample").pk


def _nameless(body, appointment):
    parts = {
        appointment.client_name: "NAME",
        appointment.practitioner.name: "WHO",
        appointment.token: "TOKEN",
        appointment.reference: "REFERENCE",
    }
    for text, stand_in in parts.items():
        body = body.replace(text, stand_in)
    return body


def test_d15_every_move_and_the_cancellation_reach_the_entry_in_the_calendar(
    clinic, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        visit = make.book(clinic, LATER)
    for hours in (1, 2):
        with django_capture_on_commit_callbacks(execute=True):
            visit = change_actions.move_appointment(
                appointment=visit, start=LATER + hours * HOUR, by=None, now=NOW
            )
    with django_capture_on_commit_callbacks(execute=True):
        change_actions.cancel_appointment(appointment=visit, by=None, now=NOW)
    assert [sequence(each) for each in mail.outbox] == [0, 1, 2, 3]
    files = [calendar_in(each) for each in mail.outbox]
    events = [vobject.readOne(each) for each in files]
    others = [next(iter(ics_reader.Calendar(each).events)) for each in files]
    assert len({each.vevent.uid.value for each in events} | {each.uid for each in others}) == 1
    starts = [LATER, LATER + HOUR, LATER + 2 * HOUR, LATER + 2 * HOUR]
    assert [each.vevent.dtstart.value for each in events] == starts
    assert [each.begin.datetime.astimezone(UTC) for each in others] == starts
    assert [each.method.value for each in events] == ["PUBLISH"] * 3 + ["CANCEL"]
    for content in files:
        assert "DTSTART:2027" in content
        assert "TZID" not in content


def test_the_calendar_part_of_a_letter_says_what_to_do_with_it(clinic):
    booked = make.book(clinic, LATER)
    raw = message_from_bytes(mails.confirmation(booked, NOW).message().as_bytes())
    (part,) = [each for each in raw.walk() if each.get_content_type() == "text/calendar"]
    assert part.get_param("method") == "PUBLISH"
    assert vobject.readOne(part.get_payload(decode=True).decode()).method.value == "PUBLISH"


def test_a_move_and_a_cancellation_at_once_never_share_a_sequence(clinic):
    booked = make.book(clinic, LATER)
    stale = Appointment.objects.get()
    change_actions.move_appointment(appointment=booked, start=LATER + HOUR, by=None, now=NOW)
    cancelled = change_actions.cancel_appointment(appointment=stale, by=None, now=NOW)
    assert cancelled.ics_sequence == 2


@pytest.mark.parametrize(
    ("zone", "kept", "said"),
    [
        ("Europe/Berlin", "Europe/Berlin", "15:00 (Berlin time)"),
        ("Asia/Calcutta", "Asia/Calcutta", "19:30 (Calcutta time)"),
        ("America/Toronto", "America/Toronto", ""),
        ("Mars/Olympus", "", ""),
        ("../../etc/passwd", "", ""),
        ("Europe/Berlin\x00", "", ""),
        ("x" * 5000, "", ""),
        ("", "", ""),
    ],
)
def test_a_call_is_also_said_by_the_clients_own_clock(client, by_phone, zone, kept, said):
    held = keep(client, by_phone, LATER)
    booked = client.post(held["Location"], DETAILS | {"client_zone": zone})
    appointment = Appointment.objects.with_names().get()
    assert appointment.client_zone == kept
    page = words(client.get(booked["Location"]))
    for text in (page, *bodies(mails.confirmation(appointment, NOW))):
        assert "Thu 4 March" in text
        assert "09:00 (New York time)" in text
        assert JOINING in text
        assert ("Where you are" in text) is bool(said)
        assert said in text


def test_a_zone_lost_on_the_way_does_not_lose_the_typed_details(client, by_phone):
    held = keep(client, by_phone, LATER)
    again = client.post(held["Location"], DETAILS | {"name": "", "client_zone": "Europe/Berlin"})
    assert soup(again).find("input", {"name": "client_zone"})["value"] == "Europe/Berlin"


def test_at_the_clinic_only_its_own_clock_counts_and_nobody_asks_for_another(client, clinic):
    held = keep(client, clinic, LATER)
    page = client.get(held["Location"])
    assert soup(page).find("input", {"name": "client_zone"}) is None
    assert "zone.js" not in page.content.decode()
    client.post(held["Location"], DETAILS | {"client_zone": "Europe/Berlin"})
    appointment = Appointment.objects.with_names().get()
    assert appointment.client_zone == ""
    assert "Berlin" not in mails.confirmation(appointment, NOW).body


def test_how_to_take_part_is_in_the_calendar_file(by_phone):
    booked = make.book(by_phone, LATER)
    content = calendar_in(mails.confirmation(booked, NOW))
    assert JOINING in vobject.readOne(content).vevent.description.value


def test_d19_the_promised_wall_time_and_zone_are_kept_over_a_move(clinic):
    booked = make.book(clinic, LATER)
    assert (booked.wall_start, booked.zone_name) == ("2027-03-04T09:00", "America/New_York")
    moved = change_actions.move_appointment(
        appointment=booked, start=LATER + HOUR, by=None, now=NOW
    )
    assert (moved.wall_start, moved.zone_name) == ("2027-03-04T10:00", "America/New_York")
