"""The intake's examinations for `doctor`: content, keys, records, tasks, migrations, clock."""

from collections.abc import Iterator
from datetime import MAXYEAR, UTC, datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from causes.models import CausePage
from intake import access_log, crypto, health, pruning, rotation
from intake.engine.lint import Level
from intake.health import Finding, error, warning
from intake.models import Alert, AlertNotice, ClinicSettings, DutyPerson
from intake.surveying import survey

PATIENCE = timedelta(hours=1)
CLOCKS_APART = timedelta(seconds=30)
FAILED_TASKS_SINCE = timedelta(days=7)
AT_ONCE = datetime(MAXYEAR, 1, 1, tzinfo=UTC)
"""When the queue says that a task runs which was not put off."""
SEND_THE_REST = "resend_confirmations, send_reminders, offer_freed_times and escalate_alerts"
"""The commands that do again what a task has left undone, each thing once."""


def register() -> None:
    """Name every examination of the intake."""
    for name, look in {
        "Migrations": migrations,
        "Clock": clock,
        "Encryption keys": keys,
        "Questionnaires": questionnaires,
        "Articles": articles,
        "Urgent results": alerts,
        "Tasks": tasks,
        "Records past their time": retention,
        "Proofs of deletion": deletions,
        "Access log": log,
    }.items():
        health.register(name, look)


def migrations(now: datetime) -> Iterator[Finding]:
    """Find migrations that were not run."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        yield error(f"{len(plan)} migrations have not run.", "Run: python manage.py migrate")


def clock(now: datetime) -> Iterator[Finding]:
    """Find a server and a database that disagree about the time."""
    stored = ClinicSettings.objects.annotate(at=Now()).values_list("at", flat=True).first()
    if stored is not None and abs(stored - timezone.now()) > CLOCKS_APART:
        yield error(
            "The clocks of server and database are more than 30 seconds apart.",
            "Let both machines set their clocks over the network.",
        )


def keys(now: datetime) -> Iterator[Finding]:
    """Find values that no key opens, and those a rotation has not reached."""
    unreadable = outdated = 0
    for model, field in rotation.encrypted_fields():
        for _pk, stored in rotation.newest_stored(model, field):
            try:
                crypto.decrypt(stored)
            except crypto.UnreadableError:
                unreadable += 1
            else:
                outdated += not crypto.is_newest(stored)
    if unreadable:
        cure = "Put the lost key back at the end of CLINIC_INTAKE_ENCRYPTION_KEYS."
        yield error(f"No key opens {unreadable} of the newest stored values.", cure)
    if outdated:
        cure = "Run: python manage.py rotate_keys"
        yield warning(f"{outdated} of the newest stored values are under an older key.", cure)


def questionnaires(now: datetime) -> Iterator[Finding]:
    """Find published questionnaires with errors, such as a route to an article that is gone."""
    for one in survey():
        for found in one.findings:
            if found.level is Level.ERROR:
                what = f"{one.questionnaire.key}: {found.place}: {found.message}"
                yield error(what, "Run: python manage.py check_questionnaires")


def articles(now: datetime) -> Iterator[Finding]:
    """Find articles whose review is overdue."""
    for title in CausePage.objects.past_review(timezone.localdate(now)).titles():
        yield warning(f"The review of “{title}” is overdue.", "Read it again and set the next day.")


def alerts(now: datetime) -> Iterator[Finding]:
    """Find urgent results that nobody sees to, and that nobody would be told of the next one."""
    late = Alert.objects.waiting().raised_before(now - PATIENCE).count()
    if late:
        cure = "Open the worklist in the admin; check who is on duty."
        yield error(f"{late} urgent results wait for longer than an hour.", cure)
    unsent = AlertNotice.objects.untold().filter(due_at__lt=now - PATIENCE).count()
    if unsent:
        cure = (
            "Check the mail server, then run every five minutes: python manage.py escalate_alerts"
        )
        yield error(f"{unsent} e-mails about urgent results have not been sent.", cure)
    if not DutyPerson.objects.reachable().exists():
        cure = (
            "Add somebody in the admin under Clinic, People on duty: on duty, with an account that "
            "is active and has an e-mail address. Until then all superusers with one are told."
        )
        yield warning("Nobody on duty can be reached when a result is urgent.", cure)


def tasks(now: datetime) -> Iterator[Finding]:
    """Find tasks that failed, tasks that no worker takes, and tasks no worker ends."""
    if not apps.is_installed("django_tasks_db"):
        return
    model: Any = apps.get_app_config("django_tasks_database").get_model("DBTaskResult")
    results = model.objects
    failed = results.filter(status="FAILED", finished_at__gte=now - FAILED_TASKS_SINCE).count()
    if failed:
        cure = (
            "See what they were: the column task_path of the table of task results. Then run what "
            f"sends the rest: {SEND_THE_REST}."
        )
        yield error(f"{failed} tasks failed in the last seven days.", cure)
    due = Q(run_after__lt=now - PATIENCE) | Q(run_after__gte=AT_ONCE)
    stuck = results.filter(due, status="READY", enqueued_at__lt=now - PATIENCE).count()
    if stuck:
        cure = "Keep running: python manage.py db_worker"
        yield error(f"{stuck} tasks wait for a worker for longer than an hour.", cure)
    begun = results.filter(status="RUNNING", started_at__lt=now - PATIENCE).count()
    if begun:
        cure = (
            "A worker died in the middle of them, and nobody begins them again. Restart "
            f"db_worker and run what sends the rest: {SEND_THE_REST}. Then delete their rows from "
            "the table of task results."
        )
        yield error(f"{begun} tasks were begun more than an hour ago and did not end.", cure)


def retention(now: datetime) -> Iterator[Finding]:
    """Find records that should have been deleted."""
    for name, number in pruning.preview(now - timedelta(days=2)).items():
        if number:
            cure = "Run every day: python manage.py prune"
            yield warning(f"{name}: {number} kept longer than the clinic says.", cure)


def deletions(now: datetime) -> Iterator[Finding]:
    """Find a proof of deletion that was changed or taken out."""
    broken = pruning.broken_record()
    if broken is not None:
        cure = "Compare the table of deletion records with a backup."
        yield error(f"The proof of deletion {broken.pk} does not fit the one before.", cure)


def log(now: datetime) -> Iterator[Finding]:
    """Find an access log that the database lets anybody change."""
    if not access_log.is_installed(connection):
        yield error(
            f"The database {DEFAULT_DB_ALIAS!r} would let the access log be changed.",
            "Run: python manage.py migrate",
        )
