"""The doctor finds what quietly goes wrong, says what to do, and its exit code serves cron."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from cryptography.fernet import Fernet
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django_tasks_db.backend import DatabaseBackend
from django_tasks_db.models import DBTaskResult
from wagtail.models import Site

from causes.models import CausePage
from intake import access_log, health, pruning, tasks
from intake.booking import guard
from intake.booking.models import Appointment, WaitlistOffer
from intake.models import (
    Alert,
    AlertNotice,
    ClinicSettings,
    DeletionRecord,
    DutyPerson,
    Submission,
)
from tests.factories import booking as make
from tests.factories import intake as factory
from tests.factories.waitlist import free, wait

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)
DAY = timedelta(days=1)


def found(name: str, now: datetime = NOW) -> list[str]:
    return [each.what for each in health.examine(now)[name]]


def on_duty() -> User:
    person = factory.staff("intake.view_submission")
    User.objects.filter(pk=person.pk).update(email="duty@example.com")
    DutyPerson.objects.create(user=person)
    return person


def test_a_healthy_site_is_well() -> None:
    make.make_clinic()
    on_duty()
    assert {name: each for name, each in health.examine(NOW).items() if each} == {}


def test_every_examination_can_be_read_by_a_program_and_ends_with_its_code(capsys) -> None:
    on_duty()
    call_command("doctor", json=True)
    assert set(json.loads(capsys.readouterr().out)) >= {"Overlaps", "Encryption keys", "Clock"}
    submission = factory.completed()
    Alert.objects.create(submission=submission, raised_at=NOW - DAY)
    with pytest.raises(SystemExit) as ended:
        call_command("doctor", quiet=True)
    assert ended.value.code == 2
    assert capsys.readouterr().out.startswith("x Urgent results: 1 urgent results wait")


@pytest.mark.parametrize("lacks", [{"email": ""}, {"is_active": False}])
def test_nobody_to_reach_about_urgent_results_is_a_warning_that_says_what_to_do(lacks) -> None:
    said = ["Nobody on duty can be reached when a result is urgent."]
    assert found("Urgent results") == said
    person = on_duty()
    assert found("Urgent results") == []
    User.objects.filter(pk=person.pk).update(**lacks)
    (finding,) = health.examine(NOW)["Urgent results"]
    assert (finding.severity, finding.what) == (health.Severity.WARNING, *said)
    assert "People on duty" in finding.cure


def test_an_overlap_is_named_by_both_references() -> None:
    clinic = make.make_clinic()
    guard.remove(connection)
    first = make.insert(clinic, make.FIRST, 60)
    second = make.insert(clinic, make.FIRST + timedelta(minutes=30), 60)
    said = found("Overlaps")
    assert "The guard against overlaps is missing." in said
    assert f"{first} and {second} overlap." in said


def test_mail_that_was_not_sent_is_counted(django_capture_on_commit_callbacks) -> None:
    make.book(make.make_clinic())
    assert found("Mail about visits", make.NOW + timedelta(hours=2)) == [
        "1 e-mails about visits have not been sent."
    ]


def test_overdue_reminders_are_counted() -> None:
    visit = make.book(make.make_clinic(), make.FIRST + 7 * DAY)
    due = max(each.due_at for each in visit.reminders.all())
    assert found("Reminders", due + timedelta(minutes=30)) != found("Reminders", due - 30 * DAY)


def test_a_visit_whose_wall_time_moved_with_the_rules_of_its_zone_is_named() -> None:
    visit = make.book(make.make_clinic())
    Appointment.objects.filter(pk=visit.pk).update(wall_start="2027-03-02T10:00")
    (said,) = found("Promised times", make.NOW)
    assert str(visit) in said
    assert "promised for 2027-03-02T10:00, now shown as 2027-03-02T09:00" in said


def test_a_lost_key_is_an_error_and_an_old_one_a_warning(settings) -> None:
    factory.completed()
    (old,) = settings.CLINIC_INTAKE_ENCRYPTION_KEYS
    newest = Fernet.generate_key().decode()
    settings.CLINIC_INTAKE_ENCRYPTION_KEYS = [newest, old]
    assert ["older key" in each for each in found("Encryption keys")] == [True]
    settings.CLINIC_INTAKE_ENCRYPTION_KEYS = [newest]
    assert ["No key opens" in each for each in found("Encryption keys")] == [True]


def test_an_article_past_its_review_is_named() -> None:
    article = factory.article(last_reviewed=date(2019, 1, 1), next_review=date(2020, 1, 1))
    assert found("Articles") == [f"The review of “{article.title}” is overdue."]


def test_records_past_their_time_are_counted() -> None:
    submission = factory.completed()
    Submission.objects.filter(pk=submission.pk).update(completed_at=NOW - 100 * DAY)
    assert found("Records past their time") == [
        "answers without a visit: 1 kept longer than the clinic says."
    ]


def test_a_changed_proof_and_an_open_log_are_errors() -> None:
    pruning.prune(now=NOW)
    DeletionRecord.objects.update(counts={"answers": 99})
    access_log.remove(connection)
    assert len(found("Proofs of deletion")) == len(found("Access log")) == 1


def test_migrations_that_have_not_run_are_counted() -> None:
    (latest,) = MigrationLoader(connection).graph.leaf_nodes("intake_booking")
    MigrationRecorder(connection).record_unapplied(*latest)
    assert found("Migrations") == ["1 migrations have not run."]


def test_clocks_that_disagree_are_an_error(monkeypatch) -> None:
    ClinicSettings.objects.get_or_create(site=Site.objects.get(is_default_site=True))
    assert found("Clock") == []
    late = timezone.now() + timedelta(minutes=1)
    monkeypatch.setattr(timezone, "now", lambda: late)
    assert found("Clock") == ["The clocks of server and database are more than 30 seconds apart."]


def test_kept_times_that_ran_out_long_ago_are_counted() -> None:
    make.hold(make.make_clinic(), make.FIRST)
    assert found("Holds that ran out", make.NOW + DAY) == []
    assert found("Holds that ran out", make.NOW + 3 * DAY) == [
        "1 kept times ran out more than two days ago."
    ]


def test_a_route_to_an_article_that_is_gone_is_named() -> None:
    article = factory.article()
    rules = [rule | {"article": article.cause_key} for rule in factory.small()["rules"]]
    factory.published(factory.small(rules=rules))
    assert found("Questionnaires") == []
    # The site refuses this on every page; a restored table does not ask.
    CausePage.objects.filter(pk=article.pk).update(live=False)
    assert any(article.cause_key in each for each in found("Questionnaires"))


def test_an_examination_that_breaks_is_a_finding_without_what_it_read(monkeypatch) -> None:
    def broken(now: datetime) -> list[health.Finding]:
        raise ValueError("Robin Sample")

    monkeypatch.setitem(health._examinations, "Clock", broken)
    assert found("Clock") == ["This could not be examined: ValueError."]
    assert found("Overlaps") == []


def test_notices_of_alerts_that_were_not_sent_are_counted() -> None:
    person = on_duty()
    alert = Alert.objects.create(submission=factory.completed(), raised_at=NOW)
    notice = AlertNotice.objects.create(alert=alert, person=person, due_at=NOW - DAY)
    said = ["1 e-mails about urgent results have not been sent."]
    assert found("Urgent results") == said
    AlertNotice.objects.filter(pk=notice.pk).update(mailed_at=NOW)
    assert found("Urgent results") == []


def test_offers_nobody_was_told_of_or_passed_on_are_counted(
    monkeypatch, django_capture_on_commit_callbacks
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: make.NOW)
    clinic = make.make_clinic()
    wait(clinic)
    (offer,) = free(clinic, lambda: django_capture_on_commit_callbacks(execute=True))
    assert found("Waitlist", make.NOW) == []
    WaitlistOffer.objects.update(mailed_at=None)
    assert found("Waitlist", make.NOW + timedelta(minutes=90)) == [
        "1 offers from the waitlist have not been sent."
    ]
    assert found("Waitlist", offer.expires_at + timedelta(minutes=90)) == [
        "1 offers ran out more than an hour ago and were not passed on."
    ]
    monkeypatch.setattr("django.utils.timezone.now", lambda: offer.expires_at)
    call_command("offer_freed_times", verbosity=0)
    assert found("Waitlist", offer.expires_at + timedelta(minutes=90)) == []


def queued(begun: datetime | None = None) -> DBTaskResult:
    """Put a task in the queue that production uses; let a worker take it where it has `begun`."""
    queue = DatabaseBackend("default", {"QUEUES": ["default"]})
    task = DBTaskResult.objects.get(pk=queue.enqueue(tasks.prune, [], {}).id)
    if begun:
        task.claim("worker")
        DBTaskResult.objects.filter(pk=task.pk).update(started_at=begun)
    return task


def test_a_task_that_failed_is_an_error_that_says_what_to_do(capsys) -> None:
    on_duty()
    queued(begun=NOW).set_failed(ValueError("Robin Sample"))
    with pytest.raises(SystemExit) as ended:
        call_command("doctor", quiet=True)
    said = capsys.readouterr().out
    assert ended.value.code == 2
    assert said.startswith("x Tasks: 1 tasks failed in the last seven days. See what they were")
    assert "resend_confirmations" in said
    assert "Robin" not in said
    assert found("Tasks", NOW + 8 * DAY) == []


def test_a_task_that_waits_or_runs_for_hours_is_an_error_and_one_that_is_done_is_not() -> None:
    late = NOW + timedelta(hours=2)
    queued(begun=late)
    queued(begun=NOW).set_successful(None)
    assert found("Tasks", late) == []
    queued()
    assert found("Tasks", late) == ["1 tasks wait for a worker for longer than an hour."]
    DBTaskResult.objects.filter(pk=queued().pk).update(run_after=late - timedelta(minutes=30))
    queued(begun=NOW)
    waits, ran = health.examine(late)["Tasks"]
    assert waits.what.startswith("1 tasks wait")
    assert ran.what == "1 tasks were begun more than an hour ago and did not end."
    assert ran.severity is health.Severity.ERROR
    assert "Restart db_worker" in ran.cure
