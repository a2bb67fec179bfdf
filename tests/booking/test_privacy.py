"""What an error report may say: where it broke, and nothing about the client."""

import sys
from contextlib import contextmanager

import pytest
from django.core.signals import got_request_exception
from django.views.debug import ExceptionReporter

from intake.booking import actions, mails, tasks
from tests.booking.pages import DETAILS, keep
from tests.factories import booking as make


def break_down(*args, **kwargs):
    raise RuntimeError("The disk is full")


def reports_of(request, is_email):
    reporter = ExceptionReporter(request, *sys.exc_info(), is_email=is_email)
    return [reporter.get_traceback_text(), reporter.get_traceback_html()]


@contextmanager
def reported(is_email):
    """Collect the error reports of the requests inside."""
    reports = []

    def collect(sender, request=None, **kwargs):
        reports.extend(reports_of(request, is_email))

    got_request_exception.connect(collect)
    yield reports
    got_request_exception.disconnect(collect)


# Far from `break_down`: a report quotes the lines around it.
PERSONAL = (DETAILS["name"], DETAILS["email"], DETAILS["phone"], "2125550134")


def assert_nobody_is_named(reports):
    assert "The disk is full" in reports[0]
    for report in reports:
        for text in PERSONAL:
            assert text not in report


@pytest.mark.parametrize("is_email", [True, False])
@pytest.mark.parametrize("place", ["_book", "confirm_appointment"])
def test_an_error_report_of_a_booking_names_nobody(client, clinic, monkeypatch, is_email, place):
    kept = keep(client, clinic)["Location"]
    token = kept.split("/")[3]
    client.raise_request_exception = False
    monkeypatch.setattr(actions, place, break_down)
    with reported(is_email) as reports:
        response = client.post(kept, DETAILS)
    assert response.status_code == 500
    assert_nobody_is_named(reports)
    # In an e-mail, which shows no variables, the address is the only place that has the token.
    if is_email:
        assert token not in reports[0].replace(kept, "")


@pytest.mark.parametrize("is_email", [True, False])
def test_an_error_report_of_a_mail_names_nobody(clinic, monkeypatch, is_email):
    booked = make.book(clinic)
    monkeypatch.setattr(mails, "calendar_of", break_down)
    try:
        tasks.send_confirmation.call(booked.pk)
    except RuntimeError:
        assert_nobody_is_named(reports_of(None, is_email))
    else:
        pytest.fail("the mail was sent")


def test_an_error_report_of_the_action_alone_names_nobody(clinic, monkeypatch):
    held = make.hold(clinic)
    monkeypatch.setattr(actions, "_book", break_down)
    try:
        make.confirm(held)
    except RuntimeError:
        frames = ExceptionReporter(None, *sys.exc_info()).get_traceback_frames()
    # What the caller knows is the caller's business: look from the action on.
    names = [frame["function"] for frame in frames]
    below = frames[names.index("confirm_appointment") :]
    assert names[-1] == "break_down"
    for text in PERSONAL:
        assert text not in repr([frame["vars"] for frame in below])
