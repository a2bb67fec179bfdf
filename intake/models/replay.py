"""A draft that decides stored submissions again: how many would end differently, and which."""

import json

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from intake.engine import codec
from intake.engine.types import Questionnaire as Definition
from intake.engine.types import Urgency
from intake.models.questionnaire import Questionnaire
from intake.models.submission import Submission


class ReplayState(models.TextChoices):
    """Where a replay stands."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")
    FAILED = "failed", _("Failed")


class ReplayQuerySet(models.QuerySet["Replay"]):
    """Replays, in the clinic's words."""

    def of(self, questionnaire: Questionnaire) -> "ReplayQuerySet":
        """Those of one questionnaire, the newest first, without the long text of its draft."""
        return self.filter(questionnaire=questionnaire.pk).defer("content")

    def waiting(self) -> "ReplayQuerySet":
        """Those that nobody has begun."""
        return self.filter(state=ReplayState.WAITING)

    def running(self) -> "ReplayQuerySet":
        """Those that somebody works on."""
        return self.filter(state=ReplayState.RUNNING)

    def under_way(self) -> "ReplayQuerySet":
        """Those that have not come to an end."""
        return self.filter(state__in=UNDER_WAY)

    def numbered(self, pk: int) -> "Replay | None":
        """Return the one with that number, or None."""
        return self.filter(pk=pk).first()

    def with_names(self) -> "ReplayQuerySet":
        """Those with the name of who asked, in the same query."""
        return self.select_related("requested_by")


UNDER_WAY = (ReplayState.WAITING, ReplayState.RUNNING)


class Replay(models.Model):
    """One run of a draft over the newest submissions of its questionnaire.

    `content` is the draft's canonical JSON as it was when asked for. `counts` holds only numbers:
    {"routes": {"booking → self_help": 1}, "urgencies": {…}, "causes": {"tight → ": 2},
    "unreadable": 0, "incomplete": 3}.
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

    objects = ReplayQuerySet.as_manager()

    class Meta:
        verbose_name = _("replay")
        verbose_name_plural = _("replays")
        ordering = ["-requested_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.questionnaire} · {self.pk}"

    @property
    def is_under_way(self) -> bool:
        """Whether it has not come to an end."""
        return self.state in UNDER_WAY

    @property
    def is_finished(self) -> bool:
        """Whether every submission it was to decide was decided."""
        return self.state == ReplayState.DONE

    @cached_property
    def definition(self) -> Definition:
        """The draft as it was when asked for."""
        return codec.from_json(json.loads(self.content))


def _rank(field: str) -> models.Case:
    levels = [models.When(**{field: level.value}, then=level.rank) for level in Urgency]
    return models.Case(*levels, default=0, output_field=models.SmallIntegerField())


class ReplayChangeQuerySet(models.QuerySet["ReplayChange"]):
    """Changed submissions, in the clinic's words."""

    def worst_first(self) -> "ReplayChangeQuerySet":
        """Those the draft finds less urgent first, then the newest; with `lowered` in levels."""
        lowered = _rank("submission__urgency") - _rank("urgency")
        found = self.select_related("submission").annotate(lowered=lowered)
        return found.order_by(
            models.Case(models.When(lowered__gt=0, then=-models.F("lowered")), default=0),
            "-submission_id",
        )

    def of_submission(self, pk: int) -> "ReplayChange | None":
        """Return the change of one submission with its version, or None."""
        return self.filter(submission=pk).select_related("submission__version").first()

    def between(self, routes: tuple[str, ...]) -> "ReplayChangeQuerySet":
        """Those that led to the first of two routes and would lead to the second."""
        return self.filter(submission__route=routes[0], route=routes[1])


class ReplayChange(models.Model):
    """A submission that the draft would decide differently; it goes when the submission goes."""

    replay = models.ForeignKey(Replay, on_delete=models.CASCADE, related_name="changes")
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="+")
    route = models.CharField(_("would lead to"), max_length=20)
    urgency = models.CharField(_("how urgent"), max_length=20)
    top_cause = models.CharField(_("first cause"), max_length=60, blank=True)

    objects = ReplayChangeQuerySet.as_manager()

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
