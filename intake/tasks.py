"""What the intake does outside the request. Arguments are primary keys, never anything personal."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from django_tasks import task

from intake import alert_actions, alert_mails, pruning
from intake.models import AlertNotice, Replay
from intake.replaying import run_replay

RETRY = timedelta(minutes=5)
"""When a notice that the mail server refused is tried again."""


class NoticeNotSentError(Exception):
    """Raised when the mail server refused a notice; names the kind of refusal alone."""


@task()
def replay_submissions(replay_id: int) -> None:
    """Run a replay that was asked for; one that is gone by now needs nothing.

    Raise ReplayStoppedError when it breaks off.
    """
    if replay := Replay.objects.filter(pk=replay_id).first():
        run_replay(replay=replay)


@task()
@sensitive_variables()
def send_alert_notice(notice_id: int) -> None:
    """Tell a member of staff that an urgent result waits, and try again where it fails."""
    try:
        send_notice(notice_id)
    except NoticeNotSentError:
        if send_alert_notice.get_backend().supports_defer:
            send_alert_notice.using(run_after=timezone.now() + RETRY).enqueue(notice_id)
        raise


@task()
def escalate_alerts() -> None:
    """Tell the next person of every alert nobody has seen to in time."""
    alert_actions.escalate_all(now=timezone.now())


def escalate_later(when: datetime) -> None:
    """Let a worker tell the next person in time; where tasks cannot wait, a command does."""
    if escalate_alerts.get_backend().supports_defer:
        escalate_alerts.using(run_after=when).enqueue()


@task()
def prune() -> None:
    """Delete what the clinic need not keep any longer, as the command `prune` does once a day."""
    pruning.prune(now=timezone.now(), by_name="prune")


@sensitive_variables()
def send_notice(notice_id: int) -> bool:
    """Send a notice once, while nobody sees to the alert; return whether an e-mail left.

    Raise NoticeNotSentError. A crash leaves the notice claimed: it may have left.
    """
    this = AlertNotice.objects.filter(pk=notice_id)
    if not this.claim(timezone.now()):
        return False
    notice = this.select_related("alert", "person").get()
    try:
        alert_mails.notice(notice).send()
    except Exception as error:
        this.give_back()
        raise NoticeNotSentError(type(error).__name__) from None
    return True
