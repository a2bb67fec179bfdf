"""App configuration of the intake."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class IntakeConfig(AppConfig):
    name = "intake"
    label = "intake"
    verbose_name = _("Intake")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register checks; publish through the gate; keep articles that are led to, and secrets."""
        from wagtail.actions import action_registry

        from causes import guards
        from intake import access_log, article_guard, checks, log_secrets  # noqa: F401
        from intake.gate import PublishQuestionnaireAction
        from intake.models import Questionnaire

        guards.register(article_guard.reasons)
        log_secrets.hide_after("again", "continue")
        post_migrate.connect(access_log.ensure, sender=self, dispatch_uid="intake.access_log")
        action_registry.register(Questionnaire, PublishQuestionnaireAction)
