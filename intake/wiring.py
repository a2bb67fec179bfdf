"""What the intake hands to others when Django has loaded: checks, guards, inventories."""

from django.apps import AppConfig
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.db.models.signals import post_migrate
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy
from wagtail.actions import action_registry

from causes import guards, reading
from intake import (
    access_log,
    article_guard,
    checks,  # noqa: F401  (importing it registers its checks)
    examinations,
    figure_queries,
    log_secrets,
    privacy,
    privacy_types,
    pruning,
    scoping,
    staff_groups,
    subject,
    subjects,
    sweeping,
)
from intake.gate import PublishQuestionnaireAction
from intake.models import AlertNotice, Questionnaire


def connect(config: AppConfig) -> None:
    """Publish through the gate; keep articles that are led to, secrets, and the access log."""
    guards.register(article_guard.reasons)
    figure_queries.connect()
    reading.register("intake/js/read.js", reading_address)
    privacy_types.register("intake", privacy.INVENTORY)
    pruning.register("intake", sweeping.sweeps)
    scoping.register("intake", called_to)
    staff_groups.register("intake", staff_groups.INTAKE)
    subjects.register(subject.KIND, gettext_lazy("answers"), subject.SubmissionSubject())
    examinations.register()
    log_secrets.hide_after("again", "continue", "your-data")
    post_migrate.connect(access_log.ensure, sender=config, dispatch_uid="intake.access_log")
    action_registry.register(Questionnaire, PublishQuestionnaireAction)


def reading_address(key: str) -> str:
    """Return where a reading of an article is counted, "" where the site mounts no intake."""
    try:
        return reverse("intake:read", args=[key])
    except NoReverseMatch:
        return ""


def called_to(user: scoping.Staff) -> Q:
    """Return the condition of the submissions a member of staff was called to by an alert."""
    if isinstance(user, AnonymousUser):
        return Q(pk__in=[])
    return Q(pk__in=AlertNotice.objects.submissions_told_to(user.pk))
