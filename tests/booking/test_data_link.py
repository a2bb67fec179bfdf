"""From the page of a visit to what is kept: through the client's own mailbox."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from intake import limiting
from intake.booking.models import Appointment
from tests.booking.pages import words
from tests.factories import booking as make
from tests.factories import intake as factory


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
