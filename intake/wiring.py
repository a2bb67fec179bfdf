"""What the intake hands to others when Django has loaded: checks, guards, inventories."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from wagtail.actions import action_registry

from causes import guards
from intake import (
    access_log,
    article_guard,
    checks,  # noqa: F401  (importing it registers its checks)
    log_secrets,
    privacy,
    privacy_types,
    pruning,
    sweeping,
)
from intake.gate import PublishQuestionnaireAction
from intake.models import Questionnaire


def connect(config: AppConfig) -> None:
    """Publish through the gate; keep articles that are led to, secrets, and the access log."""
    guards.register(article_guard.reasons)
    privacy_types.register("intake", privacy.INVENTORY)
    pruning.register("intake", sweeping.sweeps)
    log_secrets.hide_after("again", "continue")
    post_migrate.connect(access_log.ensure, sender=config, dispatch_uid="intake.access_log")
    action_registry.register(Questionnaire, PublishQuestionnaireAction)
