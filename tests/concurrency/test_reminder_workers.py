"""Reminders in a clinic's own settings: several processes send, each reminder leaves once."""

import re
import subprocess
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.concurrency.production import PATIENCE_SECONDS, WORKER, Clinic, running_clinic

VISITS = 15
PREPARE = f"""
from datetime import time, timedelta
from django.utils import timezone
from wagtail.models import Site
from intake.booking import tasks
from intake.booking.models import BookingSettings, Reminder
from tests.factories import booking as make

# Not saved one by one, which would let a worker plan all reminders anew, for tomorrow.
BookingSettings.objects.bulk_create([
    BookingSettings(
        site=Site.objects.get(), quiet_from=time(0), quiet_until=time(0), second_reminder_hours=2
    )
])
now = timezone.now()
clinic = make.make_clinic()
for number in range({VISITS}):
    visit = make.insert(
        clinic, now + timedelta(days=1, hours=number), 60, client_email="robin@example.com"
    )
    reminder = Reminder.objects.create(
        appointment=visit, kind=Reminder.Kind.DAY_BEFORE, for_start=visit.starts_at, due_at=now
    )
    for _ in range(2):
        tasks.send_reminder.enqueue(reminder.pk)
"""
SEND = """
import time
from pathlib import Path
from django.conf import settings
from django.core.management import call_command

settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
settings.EMAIL_FILE_PATH = {mails!r}
print("ready", flush=True)
while not Path({gate!r}).exists():
    time.sleep(0.01)
call_command(*{arguments!r})
"""
STATES = "SELECT state, count(*) FROM intake_booking_reminder GROUP BY state"

# The mark brings these tests into the run on PostgreSQL; the clinic has a database of its own.
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    """A clinic with reminders that are due, each of which waits twice for a worker."""
    with running_clinic(tmp_path_factory.mktemp("clinic"), "reminders") as found:
        found.manage("shell", "--no-imports", "--command", PREPARE)
        yield found


def sender(clinic: Clinic, *arguments: str) -> "subprocess.Popen[str]":
    """Start a command that sends e-mails into files once the gate opens."""
    mails, gate = str(clinic.folder / "mails"), str(clinic.folder / "gate")
    process = clinic.python(SEND.format(mails=mails, gate=gate, arguments=arguments))
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "ready"
    return process


def test_two_workers_and_two_commands_send_each_reminder_exactly_once(clinic: Clinic) -> None:
    commands = [WORKER, WORKER, ("send_reminders",), ("send_reminders",)]
    senders = [sender(clinic, *arguments) for arguments in commands]
    (clinic.folder / "gate").touch()
    for process in senders:
        output, _nothing = process.communicate(timeout=PATIENCE_SECONDS)
        assert process.returncode == 0, output
    sent = "".join(path.read_text() for path in (clinic.folder / "mails").iterdir())
    told = Counter(re.findall(r"https://clinic\.example/booking/a/(\w+)/before/\n", sent))
    assert len(told) == VISITS
    assert set(told.values()) == {1}
    assert clinic.rows(STATES) == [("sent", VISITS)]
