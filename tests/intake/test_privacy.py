"""Health data stays in its rooms."""

import logging
import sys
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.core.signals import got_request_exception
from django.db import connection
from django.views.debug import ExceptionReporter

from intake import actions
from tests.factories import intake as factory
from tests.intake.walker import CHECK, LEAVE, RESULT, SAVE, START, Walker, resume_url, step_url

ANSWERS = {
    **factory.SELF_HELP,
    "work": f"{factory.MARKER} keeper",
    "story": f"A {factory.MARKER} bit me",
}


def every_other_table() -> str:
    names = [name for name in connection.introspection.table_names() if "fts" not in name]
    found = []
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f'SELECT * FROM "{name}"')
            found.append(repr(cursor.fetchall()))
    return "\n".join(found)


def test_a_whole_journey_leaves_no_answer_anywhere_else(
    walker: Walker, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        walker.get(START)
        walker.walk_to_check(ANSWERS)
        for url in (CHECK, SAVE, resume_url(walker.token), step_url("words")):
            assert walker.get(url).status_code == 200
        walker.answer("words", {"story": f"{factory.MARKER} " * 400})
        walker.client.post(CHECK)
        walker.get(RESULT)
        token = walker.token
        walker.client.post(LEAVE)
        walker.get(RESULT)
    said = caplog.text
    kept = repr(getattr(cache, "_cache", {}))
    assert factory.MARKER not in said + kept + every_other_table()
    assert "buttock" not in said + kept
    assert token not in kept
    assert mail.outbox == []
    assert not Session.objects.exists()


def test_no_answer_travels_in_an_address(walker: Walker) -> None:
    url = walker.start()["Location"]
    while url.startswith("/intake/q/"):
        assert "=" not in url
        assert walker.token not in url
        url = walker.client.post(url, {f"q-{k}": v for k, v in ANSWERS.items()})["Location"]
    assert url == CHECK


@pytest.mark.parametrize("is_email", [True, False])
def test_an_error_report_says_where_it_broke_and_not_what_was_answered(
    walker: Walker, monkeypatch: pytest.MonkeyPatch, is_email: bool
) -> None:
    def break_down(**written: Any) -> None:
        raise RuntimeError("The disk is full")

    walker.walk_to_check(ANSWERS)
    walker.client.raise_request_exception = False
    reports = []
    with monkeypatch.context() as patched:
        patched.setattr(actions, "record_answers", break_down)

        def keep(sender: Any, request: Any = None, **_: Any) -> None:
            reporter = ExceptionReporter(request, *sys.exc_info(), is_email=is_email)
            reports.extend([reporter.get_traceback_text(), reporter.get_traceback_html()])

        got_request_exception.connect(keep)
        response = walker.answer("words", {"story": f"A {factory.MARKER} bit me"})
        got_request_exception.disconnect(keep)
    assert response.status_code == 500
    assert "The disk is full" in reports[0]
    for report in reports:
        assert factory.MARKER not in report
        assert walker.token not in report


@pytest.mark.django_db
def test_a_dump_of_the_database_holds_no_answer_in_the_clear(capsys: Any) -> None:
    factory.completed(ANSWERS)
    call_command("dumpdata", "intake")
    assert factory.MARKER not in capsys.readouterr().out
