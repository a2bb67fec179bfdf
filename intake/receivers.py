"""What happens by itself when something is published."""

from typing import Any

from intake.actions import freeze_version
from intake.models import Questionnaire


def on_published(sender: type, instance: Any, revision: Any = None, **_kwargs: Any) -> None:
    """Freeze a questionnaire that went live; a publish scheduled for later is not live yet."""
    if isinstance(instance, Questionnaire) and instance.live:
        freeze_version(questionnaire=instance, by=revision.user if revision else None)
