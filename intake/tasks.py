"""What the intake does outside the request. Arguments are primary keys, never anything personal."""

from django_tasks import task

from intake.models import Replay
from intake.replaying import run_replay


@task()
def replay_submissions(replay_id: int) -> None:
    """Run a replay that was asked for; one that is gone by now needs nothing.

    Raise ReplayStoppedError when it breaks off.
    """
    if replay := Replay.objects.filter(pk=replay_id).first():
        run_replay(replay=replay)
