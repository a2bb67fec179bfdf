"""A draft that decides stored submissions again: how many would end differently, and which."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.models.questionnaire import Questionnaire
from intake.models.submission import Submission


class ReplayState(models.TextChoices):
    """Where a replay stands."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")
    FAILED = "failed", _("Failed")


class Replay(models.Model):
    """One run of a draft over the newest submissions of its questionnaire.

    `content` is the draft's canonical JSON as it was when asked for. `counts` holds only numbers:
    {"routes": {"booking → self_help": 1}, "causes": {…}, "urgencies": {…}}.
    """

    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.CASCADE, related_name="replays"
    )
    sha256 = models.CharField(max_length=64)
    content = models.TextField(_("canonical JSON"))
    state = models.CharField(
        _("state"), max_length=20, choices=ReplayState.choices, default=ReplayState.WAITING
    )
    most = models.PositiveIntegerField(_("how many submissions"))
    total = models.PositiveIntegerField(_("found"), default=0)
    done = models.PositiveIntegerField(_("decided again"), default=0)
    changed = models.PositiveIntegerField(_("end differently"), default=0)
    counts = models.JSONField(_("counts"), default=dict)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("asked for by"),
    )
    requested_at = models.DateTimeField(_("asked for"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("replay")
        verbose_name_plural = _("replays")
        ordering = ["-requested_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.questionnaire} · {self.pk}"


class ReplayChange(models.Model):
    """A submission that the draft would decide differently; it goes when the submission goes."""

    replay = models.ForeignKey(Replay, on_delete=models.CASCADE, related_name="changes")
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="+")
    route = models.CharField(_("would lead to"), max_length=20)
    urgency = models.CharField(_("how urgent"), max_length=20)
    top_cause = models.CharField(_("first cause"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("changed submission")
        verbose_name_plural = _("changed submissions")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["replay", "submission"], name="intake_replay_submission"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.replay_id} · {self.submission_id}"
