"""Go on with urgent results nobody has seen to: run it every five minutes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from intake import alert_actions, tasks
from intake.models import AlertNotice


class Command(BaseCommand):
    """However often it runs, each person is told of each alert once."""

    help = "Tell the next person on duty of urgent results that wait; ends with 1 on refused mail."

    def handle(self, *args: Any, **options: Any) -> None:
        """Tell the next, then send what a worker or the mail server missed."""
        told = alert_actions.escalate_all(now=timezone.now())
        sent, refused = 0, []
        for notice in AlertNotice.objects.untold():
            try:
                sent += tasks.send_notice(notice.pk)
            except tasks.NoticeNotSentError as error:
                refused.append(f"{notice} ({error})")
        if options["verbosity"]:
            self.stdout.write(f"Told the next person: {told}. Sent late: {sent}.")
        if refused:
            raise CommandError("Not sent: " + ", ".join(refused))
