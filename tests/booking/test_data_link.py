"""From the page of a visit to what is kept: through the client's own mailbox."""

import re

import pytest
from django.core import mail
from django.urls import reverse
from django_tasks import task_backends

from intake import limiting, subjects
from intake.booking.models import Appointment
from tests.booking.pages import words
from tests.factories import booking as make
from tests.factories import intake as factory
from tests.factories.waitlist import wait


def address(visit: Appointment, name: str = "data_link") -> str:
    return reverse(f"intake_booking:{name}", args=[visit.token])


@pytest.fixture
def visit(clinic) -> Appointment:
    return make.book(clinic, submission=factory.completed(factory.BOOKING))


def test_no_page_behind_the_link_of_a_visit_holds_a_way_to_the_answers(client, visit):
    for name in ("appointment", "data_link", "data_link_sent", "move", "cancel"):
        assert "/your-data/appointment" not in client.get(address(visit, name)).content.decode()


def test_looking_sends_nothing_and_asking_sends_the_link_to_the_address_on_file(
    client, visit, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        asked = words(client.get(address(visit)))
        client.get(address(visit, "data_link_sent"))
    assert "ro…@example.com" in asked
    assert not mail.outbox
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(address(visit))
    assert answer["Location"] == address(visit, "data_link_sent")
    (message,) = mail.outbox
    assert message.to == ["robin@example.com"]
    found = re.search(r"/intake/your-data/\S+/", message.body)
    assert found
    assert found[0] in message.alternatives[0][0]
    assert visit.submission.reference in words(client.get(found[0]))


def test_without_an_address_the_client_phones(client, visit, django_capture_on_commit_callbacks):
    Appointment.objects.update(client_email="")
    with django_capture_on_commit_callbacks(execute=True):
        asked = client.post(address(visit))
    assert not mail.outbox
    assert "Send me the link" not in asked.content.decode()
    assert visit.reference in words(asked)


def test_a_time_that_is_only_kept_has_nothing_to_show(client, clinic):
    assert client.get(address(make.hold(clinic, make.FIRST))).status_code == 404


def test_nobody_fills_a_mailbox_with_links(client, visit, settings):
    settings.CLINIC_INTAKE_RATE_LIMITS = {"mail": "1/hour"}
    limiting.forget_all()
    assert [client.post(address(visit)).status_code for _ in range(2)] == [302, 429]
    limiting.forget_all()


ASK, ASKED = (reverse(f"intake_booking:{page}") for page in ("ask_data_link", "data_link_asked"))


@pytest.fixture
def sent(django_capture_on_commit_callbacks):
    """Type an address, follow the answer, and return what the page says and what was mailed."""

    def type_in(client, email: str) -> tuple[str, list[mail.EmailMessage]]:
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(ASK, {"email": email}, follow=True)
        assert answer.redirect_chain == [(ASKED, 302)]
        return words(answer), list(mail.outbox)

    return type_in


def test_who_only_waits_or_is_to_be_called_is_sent_a_new_link_and_a_stranger_is_told_the_same(
    client, clinic, sent
):
    entry = wait(clinic, "Robin")
    said, (message,) = sent(client, "  ROBIN@Example.com ")
    assert message.to == ["robin@example.com"]
    link = re.search(r"/intake/your-data/\S+/", message.body)
    assert link
    assert entry.reference in words(client.get(link[0]))
    assert entry.service.name not in message.body + message.subject + message.alternatives[0][0]
    assert sent(client, "nobody@example.com") == (said, [])


def test_each_client_under_one_address_has_a_link_of_their_own(client, clinic, visit, sent):
    other = make.actions.Contact("Other Sample", visit.client_email, "+12125550136")
    wait(clinic, contact=make.CONTACT)
    wait(clinic, contact=other)
    _said, messages = sent(client, visit.client_email)
    assert sorted(each.body.splitlines()[0] for each in messages) == [
        "Hello Other Sample,",
        "Hello Robin Sample,",
    ]


def test_a_task_names_rows_and_no_address(clinic, settings, client, sent):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    entry = wait(clinic, "Robin")
    for email in ("robin@example.com", "nobody@example.com"):
        sent(client, email)
    known, unknown = task_backends["default"].results
    assert (known.args, unknown.args) == ([[["waitlist", entry.pk]]], [[]])


def test_nobody_fills_a_mailbox_from_many_places(clinic, settings, client):
    settings.CLINIC_INTAKE_RATE_LIMITS = {"mail": "1/hour"}
    limiting.forget_all()
    status = [
        client.post(ASK, {"email": email}, REMOTE_ADDR=f"192.0.2.{number}").status_code
        for number, email in enumerate(("a@example.com", "A@example.com", "b@example.com"))
    ]
    assert status == [302, 429, 302]
    limiting.forget_all()


def test_an_address_that_is_none_is_asked_for_again_and_a_link_that_ran_out_leads_there(
    client, clinic
):
    refused = client.post(ASK, {"email": "robin"})
    assert refused.status_code == 422
    assert "Enter an e-mail address such as" in words(refused)
    gone = client.get(reverse("intake:your_data", args=[subjects.link_token("waitlist", "X")]))
    assert f'href="{ASK}"' in gone.content.decode()
