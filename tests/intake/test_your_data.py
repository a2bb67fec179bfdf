"""What is kept about a client: shown, taken along, and erased when they ask."""

import json
import re

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from intake import privacy_actions, subjects
from intake.booking import waitlist_mails
from intake.booking.models import Appointment, FollowUp, WaitlistEntry
from intake.models import AccessEntry, DeletionRecord, PrivacyRequest, Submission
from tests.factories import booking as make
from tests.factories import intake as factory

pytestmark = pytest.mark.django_db


def words(response) -> str:
    main = BeautifulSoup(response.content, "html.parser").find("main")
    return " ".join(main.get_text(" ").split())


def link(record: Submission | Appointment, name: str = "your_data", *more: str) -> str:
    kind = "submission" if isinstance(record, Submission) else "appointment"
    token = subjects.link_token(kind, record.reference)
    return reverse(f"intake:{name}", args=[token, *more])


@pytest.fixture
def visit() -> Appointment:
    """Robin's visit, booked with finished answers."""
    submission = factory.completed(factory.BOOKING)
    return make.book(make.make_clinic(), submission=submission)


def asked(record: Submission | Appointment, what: str, client: Client | None = None):
    return (client or Client()).post(link(record, "your_data_ask", what))


def carried_out(by=None) -> DeletionRecord | None:
    request = PrivacyRequest.objects.waiting().get()
    by = by or factory.staff()
    return privacy_actions.carry_out(request=request, by=by, now=timezone.now())


def test_a_visit_shows_contact_visit_and_answers(visit) -> None:
    shown = words(Client().get(link(visit)))
    for word in ("Robin Sample", "robin@example.com", "+12125550134", visit.reference):
        assert word in shown
    assert visit.submission.reference in shown
    assert make.CONSENT.text in shown


def test_answers_without_a_name_are_shown_in_the_words_of_the_form() -> None:
    submission = factory.completed()
    shown = words(Client().get(link(submission)))
    assert submission.reference in shown
    question = next(iter(submission.definition.questions))
    assert question.label in shown


def test_every_time_says_by_which_clock_it_is_told(visit) -> None:
    for address in (link(visit.submission), link(visit, "your_data_file", "html")):
        shown = Client().get(address).content.decode()
        assert "(New York time)" in shown
        assert not re.search(r"\d\d:\d\d(?! \(New York time\))", shown)


def test_the_same_is_sent_as_json_and_as_a_page(visit) -> None:
    answer = Client().get(link(visit, "your_data_file", "json"))
    assert answer["Content-Disposition"] == 'attachment; filename="what-we-keep.json"'
    sections = json.loads(answer.content)["sections"]
    assert ["Name", "Robin Sample"] in sections[0]["rows"]
    page = Client().get(link(visit, "your_data_file", "html"))
    assert b"Robin Sample" in page.content


def test_nobody_keeps_the_pages(visit) -> None:
    for address in (link(visit), link(visit, "your_data_file", "json")):
        answer = Client().get(address)
        assert "no-store" in answer["Cache-Control"]
        assert "private" in answer["Cache-Control"]
        assert answer["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("what", ["forged", "strange kind", "run out"])
def test_a_link_that_opens_nothing_says_what_to_do(what, visit, settings) -> None:
    token = subjects.link_token("appointment", visit.reference)
    if what == "forged":
        token = token[:-3] + "xxx"
    elif what == "strange kind":
        token = subjects.link_token("nothing", visit.reference)
    else:
        settings.CLINIC_INTAKE_YOUR_DATA_DAYS = -1
    answer = Client().get(reverse("intake:your_data", args=[token]))
    assert answer.status_code == 404
    assert "This link does not work any more" in words(answer)


def test_a_link_to_answers_does_not_open_a_visit_of_the_same_reference(visit) -> None:
    token = subjects.link_token("submission", visit.reference)
    assert Client().get(reverse("intake:your_data", args=[token])).status_code == 404


def test_asking_twice_is_one_request_and_the_page_says_so(visit) -> None:
    client = Client()
    assert asked(visit, "erase", client).status_code == 302
    asked(visit, "erase", client)
    assert PrivacyRequest.objects.waiting().count() == 1
    assert "Erase what you keep about me" in words(client.get(link(visit)))


def test_looking_asks_for_nothing(visit) -> None:
    assert Client().get(link(visit, "your_data_ask", "erase")).status_code == 405
    assert not PrivacyRequest.objects.exists()


def test_erasing_leaves_counts_and_no_person(visit, django_capture_on_commit_callbacks) -> None:
    asked(visit, "erase")
    staff = factory.staff()
    record = carried_out(by=staff)
    assert record is not None
    assert record.counts["intake_booking.Appointment"] == 1
    assert record.counts["intake.Submission"] == 1
    assert record.left == {"appointment": 0}
    assert record.by_name == staff.get_username()
    for model in (Appointment, Submission, WaitlistEntry, FollowUp):
        assert not model.objects.exists()
    entry = AccessEntry.objects.get(action="erase")
    assert (entry.reference, entry.username) == (visit.reference, staff.get_username())


def test_the_same_name_and_contact_is_erased_with_all_visits_another_name_is_not(visit) -> None:
    clinic = make.Clinic(visit.location, visit.service, visit.practitioner)
    again = make.book(clinic, make.FIRST + make.timedelta(days=1))
    child = make.actions.Contact(name="Kim Sample", email="robin@example.com", phone="+12125550134")
    other = make.confirm(make.hold(clinic, make.FIRST + make.timedelta(days=2)), contact=child)
    asked(again, "erase")
    carried_out()
    assert list(Appointment.objects.values_list("pk", flat=True)) == [other.pk]


def test_a_legal_hold_refuses_the_erasure_and_keeps_the_request(visit) -> None:
    Submission.objects.update(legal_hold=True)
    asked(visit, "erase")
    with pytest.raises(privacy_actions.HeldError):
        carried_out()
    assert PrivacyRequest.objects.waiting().count() == 1
    assert Appointment.objects.exists()


def test_withdrawing_cancels_what_is_to_come_and_keeps_the_record(
    visit, monkeypatch, django_capture_on_commit_callbacks
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: make.NOW)
    asked(visit, "withdraw")
    with django_capture_on_commit_callbacks(execute=True):
        carried_out()
    visit.refresh_from_db()
    assert visit.status.is_cancelled
    assert any("cancelled" in message.body for message in mail.outbox)


def test_carrying_out_twice_does_it_once(visit) -> None:
    asked(visit, "erase")
    request = PrivacyRequest.objects.get()
    by, now = factory.staff(), timezone.now()
    privacy_actions.carry_out(request=request, by=by, now=now)
    assert privacy_actions.carry_out(request=request, by=by, now=now) is None
    assert DeletionRecord.objects.count() == 1


def test_who_is_erased_has_nothing_left_to_withdraw_from(visit) -> None:
    asked(visit, "withdraw")
    asked(visit, "erase")
    request = PrivacyRequest.objects.waiting().get(kind=PrivacyRequest.Kind.ERASE)
    privacy_actions.carry_out(request=request, by=factory.staff(), now=timezone.now())
    assert not PrivacyRequest.objects.waiting().exists()
    assert {each.decision for each in PrivacyRequest.objects.all()} == {"done"}


def test_a_refusal_keeps_its_reason_encrypted(visit) -> None:
    asked(visit, "erase")
    request = PrivacyRequest.objects.get()
    assert privacy_actions.refuse(
        request=request, reason="The law keeps it", by=factory.staff(), now=timezone.now()
    )
    request.refresh_from_db()
    assert (request.decision, request.reason) == ("refused", "The law keeps it")


def test_results_and_visits_lead_there(visit, client) -> None:
    submission, token = factory.started(factory.SELF_HELP)
    from intake.actions import complete_submission
    from intake.conf import cookie_name

    complete_submission(submission=submission)
    client.cookies[cookie_name()] = token
    assert "/your-data/" in client.get(reverse("intake:result")).content.decode()
    page = client.get(reverse("intake_booking:appointment", args=[visit.token]))
    assert "/your-data/" in page.content.decode()


def test_a_client_who_only_asked_for_a_call_sees_it_and_is_erased_with_it() -> None:
    submission = factory.completed()
    call = FollowUp.objects.create(
        kind="call",
        submission=submission,
        due_on=make.NOW.date(),
        **make.CONTACT.as_fields(),
    )
    shown = words(Client().get(link(submission)))
    assert "Robin Sample" in shown
    assert call.reference in shown
    asked(submission, "erase")
    carried_out()
    assert not FollowUp.objects.exists()
    assert not Submission.objects.exists()


def test_erasing_answers_takes_the_visit_they_led_to_along(visit) -> None:
    asked(visit.submission, "erase")
    carried_out()
    assert not Appointment.objects.exists()
    assert not Submission.objects.exists()


def test_what_was_said_about_warning_signs_is_shown(visit) -> None:
    question = next(each for each in visit.submission.definition.questions if each.options)
    visit.safety_checks.create(
        version=visit.submission.version,
        answers={question.key: question.options[0].key},
        urgency="none",
        answered_at=make.NOW,
    )
    shown = words(Client().get(link(visit)))
    assert "Warning signs before the visit" in shown
    assert question.options[0].text in shown.partition("Warning signs before the visit")[2]


def waits(submission: Submission | None = None, contact=make.CONTACT) -> WaitlistEntry:
    clinic = make.make_clinic()
    return WaitlistEntry.objects.create(
        token_digest=contact.name,
        service=clinic.service,
        location=clinic.location,
        submission=submission,
        **contact.as_fields(),
    )


def test_who_only_waits_sees_it_and_is_erased_with_the_call_and_the_answers() -> None:
    entry = waits(factory.completed(factory.BOOKING))
    call = FollowUp.objects.create(
        kind=FollowUp.Kind.CALL,
        submission=factory.completed(factory.SELF_HELP),
        due_on=timezone.localdate(),
        **make.CONTACT.as_fields(),
    )
    other = waits(contact=make.contact("Kim Other"))
    for kind, record in (("waitlist", entry), ("follow-up", call)):
        token = subjects.link_token(kind, record.reference)
        shown = words(Client().get(reverse("intake:your_data", args=[token])))
        for known in (entry, call, entry.submission, call.submission):
            assert shown.count(f"Reference {known.reference}") == 1
    privacy_actions.erase_record(
        kind_of_record="waitlist", reference=entry.reference, by=factory.staff(), now=timezone.now()
    )
    assert not Submission.objects.exists()
    assert not FollowUp.objects.exists()
    assert WaitlistEntry.objects.get() == other


def test_a_hold_on_the_answers_of_who_only_waits_keeps_the_client() -> None:
    submission = factory.completed(factory.BOOKING)
    entry = waits(submission)
    Submission.objects.filter(pk=submission.pk).update(legal_hold=True)
    with pytest.raises(privacy_actions.HeldError):
        privacy_actions.erase_record(
            kind_of_record="waitlist",
            reference=entry.reference,
            by=factory.staff(),
            now=timezone.now(),
        )
    assert WaitlistEntry.objects.exists()


def test_a_hold_on_other_answers_of_the_same_client_keeps_these_too() -> None:
    entry = waits(factory.completed(factory.BOOKING))
    held = factory.completed(factory.SELF_HELP)
    FollowUp.objects.create(
        kind="call", submission=held, due_on=make.NOW.date(), **make.CONTACT.as_fields()
    )
    Submission.objects.filter(pk=held.pk).update(legal_hold=True)
    asked(entry.submission, "erase")
    with pytest.raises(privacy_actions.HeldError):
        carried_out()
    assert WaitlistEntry.objects.get() == entry


def test_who_joins_the_waitlist_is_sent_the_way_to_what_is_kept() -> None:
    message = waitlist_mails.joined(waits())
    address = next(line for line in message.body.splitlines() if "/your-data/" in line)
    assert "Robin Sample" in words(Client().get(address[address.index("/intake/") :]))
