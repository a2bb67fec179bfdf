"""Appointments leave as a file: for those who may, what they may see, noted, and bit by bit."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from intake import exporting
from intake.booking import change_actions
from intake.models import AccessEntry
from tests.factories import booking as make
from tests.factories.booking import CONTACT
from tests.factories.intake import staff

VIEW = "intake_booking.view_appointment"
ALL = "intake_booking.see_all_appointments"
EXPORT = "intake_booking.export_appointment"
MAY = (VIEW, ALL, EXPORT)
HOUR = timedelta(hours=1)


@pytest.fixture
def booked(clinic):
    return make.book(clinic)


def ask(client, *permissions, **data):
    client.force_login(staff(*(permissions or MAY)))
    return client.post(reverse("intake_booking_export"), {"format": "csv"} | data)


def content(response):
    assert response.streaming, response.content.decode()
    return b"".join(response.streaming_content)


def table(response):
    return list(csv.DictReader(io.StringIO(content(response).decode(), newline="")))


def test_a_row_says_when_what_where_and_with_whom_and_names_no_client(client, booked):
    [row] = table(ask(client))
    assert row == {
        "Reference": booked.reference,
        "State": "booked",
        "Time zone": "America/New_York",
        "Starts": "2027-03-02T09:00:00-05:00",
        "Ends": "2027-03-02T10:00:00-05:00",
        "Booked": "2027-03-01T07:00:00-05:00",
        "Arrived": "",
        "Marked as missed": "",
        "Cancelled": "",
        "Visit": "First visit",
        "With": "Alex Example",
        "Where": "Main Street",
        "Room": "",
        "Answers": "",
        "On top of another visit": "",
    }


def test_contacts_come_where_they_are_asked_for(client, booked):
    [row] = table(ask(client, with_contacts="on"))
    assert row["Client’s name"] == CONTACT.name
    assert row["Client’s e-mail"] == CONTACT.email
    # A plus sign begins a formula, too.
    assert row["Client’s phone"] == f"'{CONTACT.phone}"
    entry = AccessEntry.objects.get()
    assert (entry.action, entry.kind, entry.count) == ("export", "appointment with contacts", 1)


def test_a_spreadsheet_and_json_lines_hold_the_same(client, booked):
    book = load_workbook(io.BytesIO(content(ask(client, format="xlsx", with_contacts="on"))))
    cells = [cell.value for cell in book["Export"][2]]
    line = json.loads(content(ask(client, format="jsonl", with_contacts="on")))
    assert cells == list(line.values())
    assert line["client_phone"] == CONTACT.phone


def test_times_kept_for_a_moment_are_not_exported(client, clinic, booked):
    make.hold(clinic, make.FIRST + 2 * HOUR)
    assert [row["Reference"] for row in table(ask(client))] == [booked.reference]


def test_the_export_is_narrowed_to_days_and_states(client, clinic, booked):
    other = make.book(clinic, make.FIRST + 24 * HOUR, contact=make.contact("Kim Other"))
    change_actions.cancel_appointment(appointment=other, by=None, now=make.NOW)
    found = table(ask(client, since="2027-03-03", state="cancelled"))
    assert [row["Reference"] for row in found] == [other.reference]


def test_practitioners_export_their_own_clients(client, clinic, booked):
    user = staff(VIEW, EXPORT)
    client.force_login(user)
    address = reverse("intake_booking_export")
    assert "nothing matches" in client.post(address, {"format": "csv"}).content.decode()
    clinic.practitioner.user = user
    clinic.practitioner.save()
    assert len(table(client.post(address, {"format": "csv"}))) == 1


@pytest.mark.parametrize("missing", [VIEW, EXPORT])
def test_without_permission_nothing_leaves(client, booked, missing):
    response = ask(client, *(each for each in MAY if each != missing))
    assert not response.streaming
    assert booked.reference not in response.content.decode()
    assert not AccessEntry.objects.filter(action="export").exists()


def test_the_list_leads_to_the_export_for_those_who_may(client, booked):
    address = reverse("intake_booking_export")
    client.force_login(staff(*MAY))
    assert address in client.get(reverse("appointment:index")).content.decode()
    client.force_login(staff(VIEW, ALL))
    assert address not in client.get(reverse("appointment:index")).content.decode()


def test_a_contact_that_no_key_opens_is_said_to_be_unreadable(client, booked):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE intake_booking_appointment SET client_name = 'gAAAAAbroken'")
    [row] = table(ask(client, with_contacts="on"))
    assert row["Client’s name"] == "(cannot be read)"
    assert row["Client’s e-mail"] == CONTACT.email


def test_a_slice_is_one_query_and_the_first_part_leaves_before_any(client, clinic, monkeypatch):
    monkeypatch.setattr(exporting, "SLICE", 2)
    for day in range(5):
        make.insert(clinic, make.FIRST + day * 24 * HOUR, 60)
    parts = ask(client, with_contacts="on").streaming_content
    with CaptureQueriesContext(connection) as queries:
        assert next(parts).startswith(b"Reference,")
        assert len(queries) == 0
        assert b"".join(parts).count(b"\r\n") == 5
    assert len(queries) == 3
