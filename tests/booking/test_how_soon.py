"""The decision of the questions says how soon a visit should be."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.test import Client

from intake.actions import complete_submission
from intake.booking.how_soon import how_soon
from intake.conf import cookie_name
from intake.models import Submission
from tests.booking.pages import TIMES, offered, words
from tests.factories import booking as make
from tests.factories import intake as factory

NEW_YORK = ZoneInfo("America/New_York")


def soon_please(days: int = 7) -> tuple[Submission, str]:
    """Answer a questionnaire whose rule wants a visit within some days."""
    rules = [rule | {"see_within_days": days} for rule in factory.small()["rules"]]
    factory.published(factory.small(rules=rules))
    submission, token = factory.started(factory.BOOKING)
    return complete_submission(submission=submission, now=make.NOW), token


def page(client: Client, clinic: make.Clinic, token: str) -> str:
    client.cookies[cookie_name()] = token
    return words(client.get(TIMES, {"visit": clinic.service.key}))


def test_the_last_day_is_counted_on_the_clinics_calendar(clinic):
    soon = how_soon(soon_please()[0], NEW_YORK)
    assert soon is not None
    assert (soon.days, soon.last_day.isoformat()) == (7, "2027-03-08")


def test_without_finished_answers_any_time_will_do(clinic):
    factory.published(factory.small())
    assert how_soon(None, NEW_YORK) is None
    assert how_soon(factory.started(factory.BOOKING)[0], NEW_YORK) is None


def test_the_free_times_say_by_when(client, clinic):
    shown = page(client, clinic, soon_please()[1])
    assert "Your answers speak for a visit within 7 days." in shown
    assert "Choose a time by Monday 8 March if you can." in shown
    assert "No time is free online by then" not in shown


def test_no_free_time_by_then_leads_to_the_telephone(client, clinic, clock):
    _submission, token = soon_please()
    clinic.service.minimum_notice_hours = 24 * 9
    clinic.service.save()
    assert "No time is free online by then" in page(client, clinic, token)


def test_a_rule_without_days_says_nothing(client, clinic):
    factory.published(factory.small())
    submission, token = factory.started(factory.BOOKING)
    complete_submission(submission=submission, now=make.NOW + timedelta(minutes=1))
    assert "Your answers speak for" not in page(client, clinic, token)


def test_the_decision_leads_to_those_who_give_the_visit_and_to_nobody_else(client, clinic):
    pelvic = make.make_service(key="pelvic", name="Pelvic visit")
    make.make_practitioner(pelvic, clinic.location, name="Kim Pelvic", weekdays=[2])
    rules = [
        rule | ({"service": "pelvic"} if rule["route"] == "booking" else {})
        for rule in factory.small()["rules"]
    ]
    factory.published(factory.small(rules=rules))
    submission, token = factory.started(factory.BOOKING)
    complete_submission(submission=submission, now=make.NOW)
    client.cookies[cookie_name()] = token
    shown = client.get(TIMES, {"visit": submission.decision["service"]})
    assert "Pelvic visit" in words(shown)
    assert "With Kim Pelvic" in words(shown)
    assert clinic.practitioner.name not in words(shown)
    assert {start.weekday() for start in offered(shown)} == {2}
