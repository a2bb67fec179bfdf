"""A replay in a clinic's own settings: it waits in the database, a real worker runs it."""

import json
import subprocess
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.concurrency.production import PATIENCE_SECONDS, WORKER, Clinic, running_clinic

STORED, CHANGED = 4_000, 800
PREPARE = f"""
from tests.factories import intake as factory
from tests.intake import replays
version = factory.published()
replays.store_many(version, {STORED})
replays.save_draft(version, replays.stricter())
"""
ASK = """
from intake.models import Questionnaire
from intake.replaying import request_replay
draft = Questionnaire.objects.get().get_latest_revision_as_object()
print(request_replay(questionnaire=draft, most=10_000).pk)
"""
CANCEL = """
import time
from intake.models import Replay
from intake.replaying import cancel_replay
print("ready", flush=True)
while not Replay.objects.filter(pk={pk}, done__gt=0).exists():
    time.sleep(0.01)
cancel_replay(replay=Replay.objects.get(pk={pk}))
"""

# The mark brings these tests into the run on PostgreSQL; the clinic has a database of its own.
pytestmark = pytest.mark.django_db


def ask_for_replay(clinic: Clinic) -> int:
    """Ask for a replay of the draft; return its number."""
    return int(clinic.manage("shell", "--no-imports", "--command", ASK).split()[-1])


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    """A clinic with many stored submissions and a draft that decides some of them otherwise."""
    with running_clinic(tmp_path_factory.mktemp("clinic"), "replay") as found:
        found.manage("shell", "--no-imports", "--command", PREPARE)
        yield found


def watched(clinic: Clinic, worker: "subprocess.Popen[str]", pk: int) -> set[tuple[str, int]]:
    """Return every (state, done) that can be seen from outside while the worker works."""
    seen: set[tuple[str, int]] = set()
    end = time.monotonic() + PATIENCE_SECONDS
    sql = f"SELECT state, done FROM intake_replay WHERE id = {pk}"
    with clinic.connection() as connection:
        while worker.poll() is None and time.monotonic() < end:
            seen.update(connection.execute(sql).fetchall())
            time.sleep(0.005)
    output, _nothing = worker.communicate(timeout=PATIENCE_SECONDS)
    assert worker.returncode == 0, output
    return seen


def result(clinic: Clinic, pk: int) -> tuple[Any, ...]:
    """Return state, numbers and changed rows of a replay."""
    [row] = clinic.rows(
        "SELECT state, total, done, changed, "
        "(SELECT count(*) FROM intake_replaychange WHERE replay_id = intake_replay.id) "
        f"FROM intake_replay WHERE id = {pk}"
    )
    return row


def test_a_worker_runs_it_and_its_progress_is_seen_from_outside(clinic: Clinic) -> None:
    pk = ask_for_replay(clinic)
    assert result(clinic, pk)[0] == "waiting"
    seen = watched(clinic, clinic.command(*WORKER), pk)
    between = [done for state, done in seen if state == "running" and 0 < done < STORED]
    assert len(between) >= 2
    assert all(done % 500 == 0 for done in between)
    assert result(clinic, pk) == ("done", STORED, STORED, CHANGED, CHANGED)


def test_a_cancel_from_another_process_stops_the_worker(clinic: Clinic) -> None:
    pk = ask_for_replay(clinic)
    canceller = clinic.python(CANCEL.format(pk=pk))
    assert canceller.stdout is not None
    assert canceller.stdout.readline().strip() == "ready"
    watched(clinic, clinic.command(*WORKER), pk)
    canceller.communicate(timeout=PATIENCE_SECONDS)
    assert canceller.returncode == 0
    state, total, done, changed, rows = result(clinic, pk)
    assert (state, total) == ("cancelled", STORED)
    assert 0 < done < STORED
    assert changed == rows


def test_what_waits_for_the_worker_is_a_number_and_nothing_else(clinic: Clinic) -> None:
    pk = ask_for_replay(clinic)
    ask_for_replay(clinic)
    waiting = clinic.rows(
        "SELECT args_kwargs, task_path FROM django_tasks_database_dbtaskresult "
        "WHERE status = 'READY' AND task_path LIKE 'intake.tasks.%'"
    )
    assert len(waiting) == 1
    arguments = waiting[0][0]
    plain = json.loads(arguments) if isinstance(arguments, str) else arguments
    assert plain == {"args": [pk], "kwargs": {}}
