"""The public pages of the waitlist."""

from datetime import date, time, timedelta

import pytest
from django.core import mail
from django.urls import reverse

from intake.booking import waitlist_actions
from intake.booking.models import Appointment, WaitlistEntry, WaitlistOffer, WeeklyHours
from intake.conf import cookie_name
from intake.models import ClinicSettings
from tests.booking.pages import DETAILS, TIMES, keep, offered, soup, words
from tests.factories import booking as make
from tests.factories import intake as make_intake
from tests.factories import waitlist
from tests.factories.booking import FIRST, NOW
from tests.factories.waitlist import cancel, open_offers, taken, wait

JOIN = reverse("intake_booking:waitlist")
WISHES = {"weekdays": ["1", "3"], "part": "morning", "last_day": "2027-03-31"}


@pytest.fixture
def offer(clinic, django_capture_on_commit_callbacks):
    """A freed time that one person may take."""
    wait(clinic)
    booked = taken(clinic)
    with django_capture_on_commit_callbacks(execute=True):
        cancel(booked)
    (made,) = open_offers()
    return made


def page_of(name, row):
    return reverse(f"intake_booking:{name}", args=[row.token])


def asked_for(clinic):
    return {"visit": clinic.service.key, "place": clinic.location.pk}


def join(client, clinic, **more):
    return client.post(JOIN, asked_for(clinic) | {"form_id": "one"} | WISHES | DETAILS | more)


def test_the_times_page_leads_to_the_waitlist(client, clinic):
    link = soup(client.get(TIMES)).select_one(f'main a[href^="{JOIN}?"]')
    assert "No time that suits?" in words(client.get(TIMES))
    assert client.get(link["href"]).status_code == 200


def test_without_a_free_time_the_waitlist_is_the_way_on(client, clinic):
    WeeklyHours.objects.update(effective_to=date(2027, 1, 1))
    make.make_practitioner(clinic.service, clinic.location, weekdays=())
    page = client.get(TIMES)
    assert "There is no free time online just now." in words(page)
    button = soup(page).select_one(f'main a.c-button[href^="{JOIN}?"]')
    assert "visit=" in button["href"]


def test_the_page_asks_for_the_visit_and_the_person_that_were_chosen(client, clinic):
    other = make.make_practitioner(clinic.service, clinic.location, name="Sam Example")
    page = client.get(JOIN, asked_for(clinic) | {"who": other.pk})
    assert clinic.service.name in words(page)
    checked = [box["value"] for box in soup(page).select("input[checked]")]
    assert checked == ["any", str(other.pk)]


def test_without_a_kind_of_visit_the_way_leads_to_the_kinds(client, clinic):
    make.make_practitioner(make.make_service(), clinic.location)
    assert client.get(JOIN)["Location"] == TIMES


def test_joining_leads_to_a_page_that_says_what_one_waits_for(
    client, clinic, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        first, second = join(client, clinic), join(client, clinic)
    assert first["Location"] == second["Location"]
    entry = WaitlistEntry.objects.get()
    assert (entry.weekdays, entry.earliest, entry.latest) == ([1, 3], None, time(12))
    assert entry.last_day == date(2027, 3, 31)
    assert entry.client_phone == "+12125550134"
    assert len(mail.outbox) == 1
    said = words(client.get(first["Location"]))
    for fact in (
        "You are on the waitlist",
        "Tuesday or Thursday, until 12:00",
        "until Wed 31 March 2027",
        "Whoever is free",
        entry.reference,
        "ro…@example.com",
        "What we cannot promise",
    ):
        assert fact in said
    assert DETAILS["email"] not in said


def test_what_is_missing_is_said_and_what_was_typed_is_kept(client, clinic):
    refused = join(client, clinic, name="", phone="12", last_day="2027-02-01", consent="")
    assert refused.status_code == 422
    page = soup(refused)
    summary = page.select_one('[role="alert"]').get_text(" ")
    for sentence in (
        "Enter your name",
        "Enter a phone number with its area code",
        "Enter a last day that is still to come",
        "Select the box to agree",
    ):
        assert sentence in summary
    for link in page.select('[role="alert"] a'):
        assert page.find(id=link["href"][1:]), link
    assert page.find("input", {"name": "email"})["value"] == DETAILS["email"]
    assert [box["value"] for box in page.select('[name="weekdays"][checked]')] == ["1", "3"]
    assert page.find("input", {"name": "form_id"})["value"] == "one"
    assert not WaitlistEntry.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"first_day": "2027-04-01"}, "Enter a last day that is not before the first day"),
        ({"first_day": "soon"}, "Enter a day such as 2027-03-09"),
        ({"name": "a\x00b"}, "Remove the characters that cannot be printed"),
        ({"weekdays": ["9"]}, "Select a valid choice"),
        ({"practitioners": ["999"]}, "Select a valid choice"),
    ],
)
def test_wishes_that_cannot_be_are_refused(client, clinic, changes, sentence):
    refused = join(client, clinic, **changes)
    assert refused.status_code == 422
    assert sentence in words(refused)


def test_an_address_that_is_on_the_list_often_enough_is_told(client, clinic):
    for _ in range(waitlist_actions.MOST_ENTRIES_A_DAY):
        wait(clinic, contact=make.CONTACT)
    refused = join(client, clinic)
    assert refused.status_code == 409
    assert "this address is on the waitlist already" in words(refused)


def test_finished_answers_go_along_and_urgent_ones_lead_to_care(client, clinic):
    submission = make_intake.completed(make_intake.BOOKING)
    started, token = make_intake.started(make_intake.EMERGENCY)
    make_intake.actions.complete_submission(submission=started)
    client.cookies[cookie_name()] = token
    for response in (client.get(JOIN, asked_for(clinic)), join(client, clinic)):
        assert response["Location"] == reverse("intake:result")
    assert not WaitlistEntry.objects.exists()
    assert wait(clinic, submission=submission).priority > wait(clinic, "Kim").priority


@pytest.mark.django_db
def test_a_clinic_that_asks_first_asks_here_too(client, clinic):
    from wagtail.models import Site

    site = Site.objects.get(is_default_site=True)
    ClinicSettings.objects.update_or_create(site=site, defaults={"direct_booking": False})
    assert "Answer a few questions first" in words(client.get(JOIN, asked_for(clinic)))


def test_wishes_are_changed_from_the_own_page_and_the_place_is_kept(client, clinic):
    entry = wait(clinic, weekdays=(1,), earliest=time(12), latest=time(17))
    address = page_of("change_wishes", entry)
    checked = [box["value"] for box in soup(client.get(address)).select("input[checked]")]
    assert checked == ["1", "afternoon"]
    assert client.post(address, {"last_day": "2027-02-01"}).status_code == 422
    assert client.post(address, {"weekdays": ["4"], "part": "evening"}).status_code == 302
    changed = WaitlistEntry.objects.get()
    assert (changed.weekdays, changed.earliest, changed.latest) == ([4], time(17), None)
    assert changed.created_at == entry.created_at


def test_leaving_is_a_post_and_the_page_says_so_afterwards(client, clinic):
    entry = wait(clinic)
    address = page_of("leave_waitlist", entry)
    assert client.get(address).status_code == 405
    for _ in range(2):
        assert client.post(address)["Location"] == page_of("waiting", entry)
    assert "You are not on the waitlist any more" in words(client.get(page_of("waiting", entry)))
    assert client.get(page_of("change_wishes", entry)).status_code == 302
    assert client.post(page_of("change_wishes", entry), WISHES).status_code == 302


def test_the_own_page_shows_what_is_free(client, offer):
    page = client.get(page_of("waiting", offer.entry))
    assert "Free for you: Tue 2 March, 09:00 (New York time)" in words(page)
    assert soup(page).select_one(f'main a[href="{page_of("offer", offer)}"]')


def test_looking_at_an_offer_takes_nothing_and_a_post_takes_it(client, offer):
    address = page_of("offer", offer)
    said = words(client.get(address))
    assert "Tue 2 March, 09:00 (New York time)" in said
    assert "until Mon 1 March, 09:00 (New York time)" in said
    assert not Appointment.objects.booked().exists()
    taken_page = client.post(address)
    assert taken_page["Location"] == page_of("appointment", offer.hold)
    assert client.post(address)["Location"] == taken_page["Location"]
    assert client.get(address)["Location"] == taken_page["Location"]
    assert "Your visit is booked" in words(client.get(taken_page["Location"]))
    own = client.get(page_of("waiting", offer.entry))
    assert "You have a visit" in words(own)


def test_turning_it_down_keeps_the_place_and_shows_other_times(client, clinic, offer):
    address = page_of("decline_offer", offer)
    assert client.get(address).status_code == 405
    page = client.post(address, follow=True)
    assert "You turned this time down" in words(page)
    assert "You are still on the waitlist" in words(page)
    assert FIRST in offered(page)
    assert keep(client, clinic, offered(page)[0]).status_code == 302


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_offer_that_ran_out_is_a_kind_page_with_other_times(client, offer, clock, method):
    clock.now = offer.expires_at
    page = getattr(client, method)(page_of("offer", offer))
    assert page.status_code == (200 if method == "get" else 409)
    said = words(page)
    assert "This time is not kept for you any more" in said
    assert "You are still on the waitlist, in the same place." in said
    assert offered(page)


def test_who_was_slower_sees_a_kind_page(client, clinic, django_capture_on_commit_callbacks):
    wait(clinic, "First"), wait(clinic, "Second")
    booked = taken(clinic)
    with django_capture_on_commit_callbacks(execute=True):
        cancel(booked)
    first, second = open_offers()
    assert client.post(page_of("offer", second)).status_code == 302
    for response in (client.post(page_of("offer", first)), client.get(page_of("offer", first))):
        assert "Somebody else was faster" in words(response)
        assert FIRST not in offered(response)


def test_who_has_a_visit_then_is_told_what_to_do(client, clinic, offer):
    other = make.make_practitioner(clinic.service, clinic.location, name="Sam Example")
    held = make.hold(clinic, practitioner_id=other.pk)
    make.confirm(held, contact=waitlist.person("Robin"))
    refused = client.post(page_of("offer", offer))
    assert refused.status_code == 409
    assert "You have another visit at that time." in words(refused)


def test_who_needs_medical_care_is_told_so_instead_of_a_time(client, clinic, offer):
    submission = make_intake.completed(make_intake.EMERGENCY)
    WaitlistEntry.objects.update(submission=submission)
    for response in (client.get(page_of("offer", offer)), client.post(page_of("offer", offer))):
        assert "Get medical advice first" in words(response)
    assert not Appointment.objects.booked().exists()


def test_no_page_is_kept_indexed_or_told_to_others(client, clinic, offer):
    addresses = [
        JOIN + f"?visit={clinic.service.key}",
        page_of("waiting", offer.entry),
        page_of("change_wishes", offer.entry),
        page_of("offer", offer),
    ]
    for address in addresses:
        page = client.get(address)
        assert page.status_code == 200, address
        assert {"private", "no-store"} <= set(page["Cache-Control"].split(", "))
        assert page["X-Robots-Tag"] == "noindex"
        assert page["Referrer-Policy"] == "same-origin"
        assert offer.entry.client_name not in soup(page).title.get_text()


@pytest.mark.parametrize(
    "name",
    ["waiting", "change_wishes", "leave_waitlist", "offer", "decline_offer"],
)
def test_a_link_that_opens_nothing_says_not_found_and_keeps_its_secret(
    client, clinic, caplog, name
):
    address = reverse(f"intake_booking:{name}", args=["5" * 40])
    assert client.post(address).status_code in (404, 405)
    assert "5" * 40 not in caplog.text
    assert not WaitlistOffer.objects.exists()


def test_looking_changes_nothing(client, clinic, offer, clock):
    before = list(WaitlistOffer.objects.values()), list(WaitlistEntry.objects.values())
    clock.now = NOW + timedelta(days=3)
    for row, name in ((offer, "offer"), (offer.entry, "waiting"), (offer.entry, "change_wishes")):
        client.get(page_of(name, row))
    assert before == (list(WaitlistOffer.objects.values()), list(WaitlistEntry.objects.values()))
