"""The frozen version of a questionnaire: what clients were asked, for ever."""

import json
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.engine import codec
from intake.engine.types import Questionnaire as Definition
from intake.models.questionnaire import Questionnaire


class FrozenError(Exception):
    """Raised when something tries to change or delete what was frozen."""


class QuestionnaireVersionQuerySet(models.QuerySet["QuestionnaireVersion"]):
    """Frozen versions, in the clinic's words."""

    def current_of(self, questionnaire_id: int | None) -> "QuestionnaireVersion | None":
        """Return the version clients are asked now, or None when nothing is published."""
        return (
            self.filter(questionnaire_id=questionnaire_id, questionnaire__live=True)
            .order_by("-number")
            .first()
        )

    def current_for_key(
        self, key: str, language: str | None = None
    ) -> "QuestionnaireVersion | None":
        """Return the current version of the questionnaire with that key, or None."""
        versions = self.filter(questionnaire__key=key, questionnaire__live=True)
        if language:
            versions = versions.filter(language=language)
        return versions.order_by("questionnaire__locale_id", "-number").first()

    def published_keys(self) -> list[str]:
        """Return the keys of the questionnaires that can be asked today, in order."""
        live = self.filter(questionnaire__live=True).order_by("questionnaire__key")
        return list(live.values_list("questionnaire__key", flat=True).distinct())

    def update(self, **kwargs: Any) -> int:
        """Refuse: a frozen version never changes."""
        raise FrozenError("A frozen version cannot be changed.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        """Refuse: a frozen version never changes."""
        raise FrozenError("A frozen version cannot be changed.")

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> Any:
        """Refuse: it can also overwrite; versions are frozen one at a time."""
        raise FrozenError("Versions are frozen one at a time.")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse: submissions are pinned to frozen versions."""
        raise FrozenError("A frozen version cannot be deleted.")


class QuestionnaireVersion(models.Model):
    """Canonical JSON of a published questionnaire, its sha256, its number, who and when.

    `proof` is what held when it was published: {"cases": [...], "sign_offs": [...],
    "warnings": [...]}, in plain words for the safety file.
    """

    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveIntegerField(_("number"))
    key = models.SlugField(_("key"), max_length=60)
    title = models.CharField(_("title"), max_length=120)
    language = models.CharField(_("language"), max_length=20)
    schema_version = models.PositiveSmallIntegerField(_("schema version"))
    sha256 = models.CharField(_("sha256"), max_length=64, db_index=True)
    content = models.TextField(_("canonical JSON"))
    note = models.CharField(_("note"), max_length=255, blank=True, default="")
    proof = models.JSONField(_("proof"), default=dict)
    published_at = models.DateTimeField(_("published"), auto_now_add=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("published by"),
    )

    objects = QuestionnaireVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("questionnaire version")
        verbose_name_plural = _("questionnaire versions")
        ordering = ["questionnaire", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "number"], name="intake_version_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} · {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store a new version; refuse to store an old one again."""
        if not self._state.adding:
            raise FrozenError("A frozen version cannot be changed.")
        # Without it Django would first try to update a row with the same number.
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse: submissions are pinned to it."""
        raise FrozenError("A frozen version cannot be deleted.")

    @property
    def definition(self) -> Definition:
        """The questionnaire as the engine reads it."""
        return _load(self.sha256, self.content)


def definition_of(version_id: int) -> Definition:
    """Return the definition of a version; the database is asked only the first time."""
    return _load_by_id(version_id)


@lru_cache(maxsize=64)
def _load_by_id(version_id: int) -> Definition:
    # Safe to keep: a version never changes.
    version = QuestionnaireVersion.objects.only("sha256", "content").get(pk=version_id)
    return version.definition


@lru_cache(maxsize=64)
def _load(sha256: str, content: str) -> Definition:
    return codec.from_json(json.loads(content))
