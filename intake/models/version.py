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

    def asked_now(self) -> "QuestionnaireVersionQuerySet":
        """Return the newest version of every live questionnaire, translations side by side."""
        newest = models.Max("questionnaire__versions__number")
        live = self.filter(questionnaire__live=True).alias(newest=newest)
        rows = live.filter(number=models.F("newest")).only(
            "sha256", "content", "questionnaire__translation_key"
        )
        return rows.select_related("questionnaire").order_by(
            "questionnaire__translation_key", "questionnaire_id"
        )

    def published_keys(self) -> list[str]:
        """Return the keys of the questionnaires that can be asked today, in order."""
        live = self.filter(questionnaire__live=True).order_by("questionnaire__key")
        return list(live.values_list("questionnaire__key", flat=True).distinct())

    def of(self, questionnaire: Questionnaire) -> "QuestionnaireVersionQuerySet":
        """Return its versions, newest first, without their long content."""
        versions = self.filter(questionnaire_id=questionnaire.pk).select_related("published_by")
        return versions.defer("content", "proof").order_by("-number")

    def with_use(self) -> "QuestionnaireVersionQuerySet":
        """Add `submission_count`: how many clients were asked each."""
        return self.annotate(submission_count=models.Count("submissions"))

    def newest_of(self, questionnaire: Questionnaire) -> "QuestionnaireVersion | None":
        """Return its last version with the content, or None when it was never published."""
        return self.filter(questionnaire_id=questionnaire.pk).order_by("-number").first()

    def numbered(self, questionnaire: Questionnaire, number: int) -> "QuestionnaireVersion | None":
        """Return one version of a questionnaire with its content, or None."""
        versions = self.filter(questionnaire_id=questionnaire.pk, number=number)
        return versions.select_related("published_by").first()

    def stretch(
        self, questionnaire: Questionnaire, first: int, last: int
    ) -> "QuestionnaireVersionQuerySet":
        """Return the versions numbered from first to last with their content, oldest first."""
        versions = self.filter(questionnaire_id=questionnaire.pk, number__range=(first, last))
        return versions.select_related("published_by").order_by("number")

    def of_translations(self, questionnaire: Questionnaire) -> "QuestionnaireVersionQuerySet":
        """Return what clients are asked now in its other languages."""
        newest = models.Max("questionnaire__versions__number")
        others = self.filter(
            questionnaire__translation_key=questionnaire.translation_key, questionnaire__live=True
        ).exclude(questionnaire_id=questionnaire.pk)
        return others.annotate(newest=newest).filter(number=models.F("newest")).order_by("language")

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
