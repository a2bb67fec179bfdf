"""What a client said on coming back after self-help, and where that led."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intake.block_fields import PROGRESS_CHOICES
from intake.models.submission import ROUTES, Submission


class SecondLook(models.Model):
    """One answer to "how is it now?"; a client may come back more than once."""

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="second_looks"
    )
    progress = models.CharField(_("how it is now"), max_length=20, choices=PROGRESS_CHOICES)
    route = models.CharField(_("leads to"), max_length=20, choices=ROUTES)
    looked_at = models.DateTimeField(_("came back"), default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("second look")
        verbose_name_plural = _("second looks")
        ordering = ["-looked_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.submission} · {self.pk}"
