"""What a client said on coming back after self-help, and where that led."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intake.block_fields import PROGRESS_CHOICES
from intake.engine.safety import Progress
from intake.engine.types import Route
from intake.models.submission import ROUTES, Submission


class SecondLookQuerySet(models.QuerySet["SecondLook"]):
    """Second looks, in the clinic's words."""

    def latest_of(self, submission: Submission) -> "SecondLook | None":
        """Return what a client said last on coming back, or None."""
        return self.filter(submission=submission).order_by("-looked_at", "-pk").first()


class SecondLook(models.Model):
    """One answer to "how is it now?"; a client may come back more than once."""

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="second_looks"
    )
    progress = models.CharField(_("how it is now"), max_length=20, choices=PROGRESS_CHOICES)
    route = models.CharField(_("leads to"), max_length=20, choices=ROUTES)
    looked_at = models.DateTimeField(_("came back"), default=timezone.now)

    objects = SecondLookQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("second look")
        verbose_name_plural = _("second looks")
        ordering = ["-looked_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.submission} · {self.pk}"

    @property
    def needs_person(self) -> bool:
        """Whether it led to a visit."""
        return self.route == Route.BOOKING.value

    @property
    def is_better(self) -> bool:
        """Whether the client said so; "not sure" is not."""
        return self.progress == Progress.BETTER.value

    @property
    def is_worse(self) -> bool:
        """Whether the client said so."""
        return self.progress == Progress.WORSE.value
