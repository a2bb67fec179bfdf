"""The page of the day before: what it asks, what it answers, whom it calls."""

import logging
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django_tasks import task_backends
from wagtail.models import Site

from intake.booking import change_actions, mails, tasks
from intake.booking.models import Appointment, BookingSettings, SafetyCheck
from tests.booking.pages import soup, words
from tests.booking.test_warning_signs import heart_steps
from tests.factories import booking as make
from tests.factories import intake as factory
from tests.factories.booking import NOW

NONE, NOT_SURE = "none_of_these", "not_sure"
ALERTED = "desk@example.com\nlead@example.com"
PERSONAL = ("robin", "sample", "212", "bladder", "fever", "sign", "pain")


@pytest.fixture
def asked(clinic):
    factory.intake_page(factory.published())
    site = Site.objects.get(is_default_site=True)
    BookingSettings.objects.update_or_create(site=site, defaults={"alert_emails": ALERTED})


@pytest.fixture
def booked(asked, clinic):
    found = make.book(clinic)
    mail.outbox.clear()
    return found


def page_of(appointment):
    return reverse("intake_booking:before", args=[appointment.token])


def answer(client, appointment, *options):
    return client.post(page_of(appointment), {"q-red_flags": options}, follow=True)


def test_it_asks_the_warning_signs_and_nothing_else(client, booked):
    response = client.get(page_of(booked))
    boxes = soup(response).select("main input[type=checkbox]")
    assert {box["name"] for box in boxes} == {"q-red_flags"}
    assert [box["value"] for box in boxes] == ["bladder", "fever", "cancer", NOT_SURE, NONE]
    assert not soup(response).select("main input[checked]")
    assert "Tue 2 March, 09:00 (New York time)" in words(response)


def test_a_mail_scanner_that_opens_every_address_changes_nothing(client, booked):
    for address in (page_of(booked), reverse("intake_booking:before_done", args=[booked.token])):
        for ask in (client.get, client.head):
            response = ask(address)
            assert response.status_code in (200, 302)
            assert response["Referrer-Policy"] == "same-origin"
            assert "no-store" in response["Cache-Control"]
    assert not SafetyCheck.objects.exists()


def test_without_a_sign_the_client_is_thanked_and_told_when_to_get_help(client, booked):
    response = answer(client, booked, NONE)
    text = words(response)
    assert "Thank you See you on Tue 2 March, 09:00 (New York time)" in text
    assert "Call 911 if, from now on:" in text
    check = SafetyCheck.objects.get()
    assert (check.urgency, check.answers, check.answered_at) == ("none", {"red_flags": [NONE]}, NOW)
    assert mail.outbox == []


def test_nothing_picked_says_what_to_do_and_keeps_nothing(client, booked):
    response = answer(client, booked)
    assert response.status_code == 422
    assert "Select what you have noticed, or “None of these”" in words(response)
    assert not SafetyCheck.objects.exists()


def test_an_emergency_shows_one_number_and_alerts_the_staff_once(
    client, booked, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        response = answer(client, booked, "bladder")
        answer(client, booked, "bladder")
    assert "Call 911 now" in words(response)
    assert "bladder" not in words(response)
    assert not soup(response).select("main a:not([href^='tel:'])")
    (message,) = mail.outbox
    assert message.to == ["desk@example.com", "lead@example.com"]
    assert reverse("intake_booking_signs") in message.body
    said = f"{message.subject} {message.body}".lower()
    assert not [word for word in PERSONAL if word in said.replace("sign in", "")]
    assert booked.reference.lower() not in said
    check = SafetyCheck.objects.get()
    assert (check.urgency, check.alarmed_at) == ("emergency_now", NOW)


@pytest.mark.parametrize(
    ("option", "heading"),
    [
        ("fever", "Get medical advice today"),
        (NOT_SURE, "See a doctor before your visit"),
    ],
)
def test_a_lesser_sign_says_what_to_do_and_is_no_alert(
    client, booked, option, heading, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        response = answer(client, booked, option)
    text = words(response)
    assert soup(response).h1.get_text() == heading
    assert "stays booked until you or we change it" in text
    assert "Call 911 if, now or later:" in text
    assert mail.outbox == []
    assert SafetyCheck.objects.unacknowledged().count() == 1


def test_not_sure_on_a_red_flag_is_never_no(client, booked):
    answer(client, booked, NOT_SURE)
    assert SafetyCheck.objects.get().needs_care


def test_it_may_be_answered_again_and_the_latest_counts(client, booked, clock):
    answer(client, booked, "fever")
    clock.now += timedelta(minutes=5)
    assert "Thank you" in words(answer(client, booked, NONE))
    assert SafetyCheck.objects.count() == 2
    # What was seen before still waits for somebody.
    assert SafetyCheck.objects.unacknowledged().count() == 1


def test_the_answers_are_encrypted_in_the_database(client, booked):
    answer(client, booked, "fever")
    with connection.cursor() as cursor:
        cursor.execute("SELECT answers FROM intake_booking_safetycheck")
        (stored,) = cursor.fetchone()
    assert "fever" not in stored


def test_the_version_is_the_one_the_client_answered(client, asked, clinic):
    submission = factory.completed(factory.BOOKING)
    booked = make.book(clinic, submission=submission)
    words_now = factory.with_text(factory.small(), "red_flags", "Anything new?")
    newer = factory.published(words_now)
    assert "Do you have any of these?" in words(client.get(page_of(booked)))
    answer(client, booked, "cancer")
    assert SafetyCheck.objects.get().version == submission.version
    other = make.confirm(make.hold(clinic, make.FIRST + timedelta(hours=2)), contact=OTHER)
    assert "Anything new?" in words(client.get(page_of(other)))
    answer(client, other, NONE)
    assert SafetyCheck.objects.of(other).get().version == newer


OTHER = make.actions.Contact(name="Kim Other", email="kim@example.com", phone="+12125550135")


def test_a_visit_booked_late_is_asked_on_its_page_and_in_its_confirmation(client, booked, clock):
    visit_page = reverse("intake_booking:appointment", args=[booked.token])
    link = page_of(booked)
    assert link not in client.get(visit_page).content.decode()
    clock.now = booked.starts_at - timedelta(hours=20)
    assert link in client.get(visit_page).content.decode()
    confirmation = mails.confirmation(booked, clock.now)
    assert link in confirmation.body
    assert link in confirmation.alternatives[0][0]
    answer(client, booked, NONE)
    assert link not in client.get(visit_page).content.decode()
    assert link not in mails.confirmation(booked, clock.now).body


def test_a_sign_that_depends_on_an_answer_is_asked_on_the_same_page(client, clinic):
    steps = [*heart_steps(), *factory.SMALL["steps"]]
    factory.intake_page(factory.published(factory.small(steps=steps)))
    booked = make.book(clinic)
    others = {"q-chest": "yes", "q-red_flags": NONE}
    first = client.post(page_of(booked), others)
    assert first.status_code == 422
    assert "Into the arm?" in words(first)
    last = client.post(page_of(booked), others | {"q-arm": "no"}, follow=True)
    assert "Thank you" in words(last)
    answers = {"chest": "yes", "arm": "no", "red_flags": [NONE]}
    assert SafetyCheck.objects.get().answers == answers
    worst = client.post(page_of(booked), {"q-chest": "yes", "q-arm": "yes"}, follow=True)
    assert "Call 911 now" in words(worst)


def test_an_emergency_needs_no_other_answer(client, clinic):
    factory.intake_page(factory.published(factory.default()))
    booked = make.book(clinic)
    response = client.post(page_of(booked), {"q-red_flags_legs": "cannot_bear_weight"}, follow=True)
    assert "Call 911 now" in words(response)
    assert SafetyCheck.objects.get().answers == {"red_flags_legs": ["cannot_bear_weight"]}


@pytest.mark.parametrize("method", ["get", "post"])
def test_after_the_visit_or_a_cancellation_it_says_so_kindly(client, booked, clock, method):
    ask = getattr(client, method)
    change_actions.cancel_appointment(appointment=booked, by=None, now=NOW)
    assert "Your visit is cancelled" in words(ask(page_of(booked), {"q-red_flags": "bladder"}))
    later = make.book(make.make_clinic())
    clock.now = later.starts_at
    assert "The time for this page is over" in words(ask(page_of(later), {"q-red_flags": NONE}))
    assert not SafetyCheck.objects.exists()


def test_where_nothing_is_published_or_asked_it_says_so(client, clinic, booked):
    BookingSettings.objects.update(ask_red_flags=False)
    assert "There is nothing to answer" in words(client.get(page_of(booked)))
    BookingSettings.objects.update(ask_red_flags=True)
    Site.objects.get().root_page.get_children().delete()
    assert "There is nothing to answer" in words(client.get(page_of(booked)))


@pytest.mark.parametrize("name", ["before", "before_done"])
def test_it_opens_only_for_the_link_of_a_booked_visit(client, asked, clinic, name):
    held = make.hold(clinic)
    for token in (held.token, "0" * 40):
        assert client.get(reverse(f"intake_booking:{name}", args=[token])).status_code == 404


def test_the_result_without_answers_leads_to_the_questions(client, booked):
    done = reverse("intake_booking:before_done", args=[booked.token])
    assert client.get(done)["Location"] == page_of(booked)


def test_no_log_line_carries_the_link_or_an_answer(client, booked, caplog):
    caplog.set_level(logging.DEBUG)
    client.raise_request_exception = False
    answer(client, booked, "bladder")
    client.get(page_of(booked) + "nowhere/")
    client.post(page_of(booked) + "done/")
    assert booked.token not in caplog.text
    assert "bladder" not in caplog.text


def alarm(client, booked):
    answer(client, booked, "bladder")
    return SafetyCheck.objects.get()


def test_a_refused_alert_is_tried_again_by_the_command(client, booked, broken_mail):
    check = alarm(client, booked)
    with broken_mail():
        result = tasks.send_alert.enqueue(check.pk)
        assert "desk@" not in result.errors[0].traceback
        with pytest.raises(CommandError, match=f"{booked.reference} .SMTPRecipientsRefused"):
            call_command("send_reminders", verbosity=0)
    call_command("send_reminders", verbosity=0)
    call_command("send_reminders", verbosity=0)
    assert len(mail.outbox) == 1


def test_where_tasks_can_wait_a_refused_alert_is_tried_again(client, booked, settings, broken_mail):
    check = alarm(client, booked)
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    with broken_mail(), pytest.raises(tasks.MailRefused):
        tasks.send_alert.call(check.pk)
    (again,) = task_backends["default"].results
    assert (again.args, again.task.run_after) == ([check.pk], NOW + tasks.RETRY)


def test_without_addresses_the_alarm_waits_on_the_list(client, booked):
    BookingSettings.objects.update(alert_emails="")
    check = alarm(client, booked)
    tasks.send_alert.call(check.pk)
    check.refresh_from_db()
    assert (mail.outbox, check.alarmed_at) == ([], None)
    assert SafetyCheck.objects.unacknowledged().get() == check


def test_nobody_is_alerted_once_somebody_has_seen_to_it(client, booked, admin_user):
    check = alarm(client, booked)
    SafetyCheck.objects.filter(pk=check.pk).acknowledge(by=admin_user, now=NOW)
    tasks.send_alert.call(check.pk)
    assert mail.outbox == []


@pytest.fixture
def reader(db, clock):
    """A member of staff who may read answers and see appointments, in a browser of their own."""
    browser = Client()
    user = factory.staff(
        "intake.read_answers",
        "intake_booking.view_appointment",
        "intake_booking.see_all_appointments",
    )
    browser.force_login(user)
    browser.user = user
    return browser


def test_the_list_has_what_nobody_saw_to_on_top(client, reader, booked, clinic):
    alarm(client, booked)
    signs = reverse("intake_booking_signs")
    other = make.confirm(make.hold(clinic, make.FIRST + timedelta(hours=2)), contact=OTHER)
    answer(client, other, "fever")
    page = reader.get(signs).content.decode()
    assert page.index(booked.reference) < page.index(other.reference)
    check = SafetyCheck.objects.of(booked).get()
    done = reader.post(reverse("intake_booking_seen", args=[check.pk]), follow=True)
    page = done.content.decode()
    assert page.index(other.reference) < page.index(booked.reference)
    assert "Noted: you see to it." in page
    check.refresh_from_db()
    assert (check.acknowledged_by, check.acknowledged_at) == (reader.user, NOW)
    again = reader.post(reverse("intake_booking_seen", args=[check.pk]), follow=True)
    assert "Somebody saw to it already." in again.content.decode()


def test_an_empty_list_says_what_will_appear_here(reader):
    page = reader.get(reverse("intake_booking_signs")).content.decode()
    assert "When a client answers the page sent the day before" in page


def test_the_home_page_says_so_while_nobody_has_seen_to_it(client, reader, booked):
    home = reverse("wagtailadmin_home")
    signs = reverse("intake_booking_signs")
    sentence = "answered before a visit with a warning sign"
    assert sentence not in reader.get(home).content.decode()
    check = alarm(client, booked)
    assert sentence in reader.get(home).content.decode()
    assert signs in reader.get(home).content.decode()
    reader.post(reverse("intake_booking_seen", args=[check.pk]))
    assert sentence not in reader.get(home).content.decode()


def test_those_who_may_not_read_answers_see_none_of_it(client, booked):
    check = alarm(client, booked)
    browser = Client()
    browser.force_login(
        factory.staff("intake_booking.view_appointment", "intake_booking.see_all_appointments")
    )
    signs, seen = reverse("intake_booking_signs"), reverse("intake_booking_seen", args=[check.pk])
    for response in (browser.get(signs), browser.post(seen)):
        assert response.status_code == 403
    home = browser.get(reverse("wagtailadmin_home")).content.decode()
    page = browser.get(reverse("appointment:inspect", args=[booked.pk])).content.decode()
    for text in (home, page):
        assert signs not in text
        assert "warning sign" not in text.lower()
        assert "Emergency" not in text
    assert "Reminders" in page
    assert SafetyCheck.objects.unacknowledged().exists()


def test_the_page_of_an_appointment_shows_reminders_and_answers(client, reader, booked):
    alarm(client, booked)
    page = words(reader.get(reverse("appointment:inspect", args=[booked.pk])))
    assert "the day before Tue 2 March 2027, 09:00 (New York time)" in page
    assert "Mon 1 March 2027, 09:00 (New York time) to be sent" in page
    assert "Emergency" in page
    assert "Warning signs I cannot hold my bladder" in page
    assert "Nobody has seen to it yet" in page
    change_actions.cancel_appointment(appointment=booked, by=None, now=NOW)
    page = words(reader.get(reverse("appointment:inspect", args=[booked.pk])))
    assert "not needed the visit was cancelled" in page


def test_deleting_an_appointment_deletes_what_its_client_answered(client, booked):
    alarm(client, booked)
    Appointment.objects.filter(pk=booked.pk).delete()
    assert not SafetyCheck.objects.exists()
