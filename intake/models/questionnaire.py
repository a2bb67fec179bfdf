"""What an editor writes: the questionnaire as a draftable, translatable snippet."""

from copy import copy
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.fields import StreamField
from wagtail.models import (
    DraftStateMixin,
    Locale,
    LockableMixin,
    PreviewableMixin,
    Revision,
    RevisionMixin,
    TranslatableMixin,
    WorkflowMixin,
)

from intake import freeze
from intake.block_fields import DrawnInput, PointsField, ProgressField
from intake.blocks import (
    HazardBlock,
    NeedBlock,
    PointRuleBlock,
    RedFlagRuleBlock,
    RuleBlock,
    StepBlock,
    TotalBlock,
)
from intake.engine.safety import SecondLook
from intake.engine.types import Questionnaire as Definition
from intake.panels import EDITOR


class PointsModelField(models.JSONField):
    """Points per total, edited as text and stored as {total key: points}."""

    def formfield(self, **kwargs: Any) -> Any:
        return PointsField(
            required=False,
            initial=self.default,
            label=capfirst(self.verbose_name),
            help_text=self.help_text,
        )


class ProgressModelField(models.JSONField):
    """Some of the answers to "how is it now?", stored as a list."""

    def formfield(self, **kwargs: Any) -> Any:
        return ProgressField(
            required=not self.blank,
            initial=self.default,
            label=capfirst(self.verbose_name),
            help_text=self.help_text,
        )


def person_when_default() -> list[str]:
    """Everything but "better" sends a client who comes back to a person."""
    return [progress.value for progress in SecondLook().person_when]


class QuestionnaireForm(WagtailAdminModelForm):
    """The editor's form: drafts may be unfinished, publishing needs a clean definition."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "second_look_service" in self.fields:
            self.fields["second_look_service"].widget = DrawnInput("intake-pick", kind="service")
        if "key" in self.fields and self.instance.frozen_key:
            self.fields["key"].widget.attrs["readonly"] = True

    def clean_key(self) -> str:
        key = str(self.cleaned_data["key"])
        if problem := self.instance.rename_problem(key):
            raise ValidationError(problem)
        return key

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if Questionnaire.objects.has_twin(self.instance, cleaned.get("key", "")):
            self.add_error("key", _("Choose another key: a questionnaire already has this one"))
        if not self.is_deferred_validation and not self.errors:
            trial = copy(self.instance)
            for name, value in cleaned.items():
                setattr(trial, name, value)
            for problem in trial.problems():
                self.add_error(None, problem)
        return cleaned


class QuestionnaireQuerySet(models.QuerySet["Questionnaire"]):
    """Questionnaires, in the clinic's words."""

    def published(self) -> "QuestionnaireQuerySet":
        """Those that clients can be asked today."""
        return self.filter(live=True)

    def keyed(self, key: str, locale: Locale) -> "Questionnaire | None":
        """Return the questionnaire with that key in one language, or None."""
        return self.filter(key=key, locale=locale).first()

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete them; worked cases that a translation shares stay with it."""
        for questionnaire in self:
            questionnaire.cases.hand_on(questionnaire)
        return super().delete()

    delete.alters_data = delete.queryset_only = True  # type: ignore[attr-defined]

    def surveyed(self, *, key: str = "", drafts: bool = False) -> "QuestionnaireQuerySet":
        """Return what `check_questionnaires` looks at: those live, or all for their drafts."""
        rows = self.all() if drafts else self.published()
        rows = rows.filter(key=key) if key else rows
        return rows.select_related("locale", "latest_revision").order_by("key", "pk")

    def has_twin(self, questionnaire: "Questionnaire", key: str) -> bool:
        """Tell whether another questionnaire in the same language has that key."""
        locale_id = questionnaire.locale_id or Locale.get_default().pk
        return self.filter(key=key, locale=locale_id).exclude(pk=questionnaire.pk).exists()


class Questionnaire(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    TranslatableMixin,
    models.Model,
):
    """Questions, points, red flags and rules as editable content; published → frozen."""

    key = models.SlugField(
        _("key"),
        max_length=60,
        help_text=_("Set once; other software asks for the questionnaire by this name."),
    )
    title = models.CharField(_("title"), max_length=120)
    totals = StreamField(
        [("total", TotalBlock())],
        blank=True,
        verbose_name=_("causes and scores"),
        help_text=_("Whatever collects points. Each is a column in the points of every answer."),
    )
    steps = StreamField(
        [("step", StepBlock())], blank=True, collapsed=True, verbose_name=_("steps")
    )
    point_rules = StreamField(
        [("rule", PointRuleBlock())],
        blank=True,
        collapsed=True,
        verbose_name=_("points for combinations"),
    )
    red_flag_rules = StreamField(
        [("rule", RedFlagRuleBlock())],
        blank=True,
        collapsed=True,
        verbose_name=_("red flags on combinations"),
    )
    rules = StreamField(
        [("rule", RuleBlock())], blank=True, collapsed=True, verbose_name=_("routing rules")
    )
    self_help_needs = StreamField(
        [("need", NeedBlock())],
        blank=True,
        verbose_name=_("needed before self-help"),
        help_text=_("When one of these groups has no answer, a person takes over."),
    )
    naming_minimum = models.SmallIntegerField(
        _("points to name a cause"), default=4, help_text=_("Below it: “not clear yet”.")
    )
    naming_margin = models.PositiveSmallIntegerField(
        _("margin for “also possible”"), default=2, help_text=_("Points behind the first cause.")
    )
    naming_floor = models.SmallIntegerField(
        _("points under which nothing stands out"),
        default=2,
        help_text=_("Below it the client is always sent to a person."),
    )
    unclear_points = PointsModelField(_("points when no cause is clear"), default=dict, blank=True)
    longest_path = models.PositiveSmallIntegerField(_("most questions on a path"), default=20)
    before_emergency = models.PositiveSmallIntegerField(
        _("most questions before an emergency is known"), default=6
    )
    default_reason = models.CharField(
        _("reason when no rule matches"),
        max_length=255,
        default="Your answers do not point clearly one way, so it is best that a person looks.",
    )
    second_look_days = models.PositiveSmallIntegerField(
        _("days in which a client may come back"),
        default=30,
        help_text=_("After self-help, through the link on the result. 0 offers no second look."),
    )
    second_look_person_when = ProgressModelField(
        _("send to a person when it is"), default=person_when_default
    )
    second_look_reason = models.CharField(
        _("reason for the second look"), max_length=255, blank=True, default=""
    )
    second_look_service = models.CharField(
        _("visit to book then"), max_length=60, blank=True, default=""
    )
    intended_use = models.TextField(_("intended use"), blank=True, default="")
    not_for = models.TextField(_("must not be used for"), blank=True, default="")
    hazards = StreamField(
        [("hazard", HazardBlock())], blank=True, collapsed=True, verbose_name=_("hazards")
    )
    change_note = models.CharField(
        _("what changed and why"),
        max_length=255,
        blank=True,
        default="",
        help_text=_("Kept with the version when this is published."),
    )
    objects = QuestionnaireQuerySet.as_manager()

    exclude_fields_in_copy = [
        "first_published_at", "last_published_at", "live_revision", "go_live_at", "expire_at",
        "expired", "locked", "locked_at", "locked_by",
    ]  # fmt: skip

    base_form_class = QuestionnaireForm
    edit_handler = EDITOR

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("questionnaire")
        verbose_name_plural = _("questionnaires")
        constraints = [
            models.UniqueConstraint(fields=["key", "locale"], name="intake_questionnaire_key"),
        ]
        permissions = [
            ("sign_off_questionnaire", _("Can sign off that a worked case ends differently")),
        ]

    def __str__(self) -> str:
        return self.title

    publisher: Any = None
    """Who publishes it just now, kept with the frozen version."""

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; refuse to go live with what clients could not be asked safely.

        Every way of publishing ends here with `live`, so this one gate holds for all of them.
        """
        fields = kwargs.get("update_fields")
        if not self.live or (fields is not None and "live" not in fields):
            super().save(*args, **kwargs)
            return
        from intake.gate import going_live

        with going_live(self):
            super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete it; worked cases that a translation shares stay with that."""
        self.cases.hand_on(self)
        return super().delete(*args, **kwargs)

    def publish(
        self,
        revision: Revision,
        user: Any = None,
        changed: bool = True,
        log_action: bool | str = True,
        previous_revision: Revision | None = None,
        skip_permission_checks: bool = False,
    ) -> Any:
        """Publish a revision or schedule it, through the gate."""
        from intake.gate import publish

        return publish(
            revision=revision,
            user=user,
            changed=changed,
            log_action=log_action,
            previous_revision=previous_revision,
            skip_permission_checks=skip_permission_checks,
        )

    def copy_for_translation(
        self, locale: Locale, exclude_fields: list[str] | None = None
    ) -> "Questionnaire":
        """Return an unsaved translation: a draft, for no version of it is frozen yet."""
        translation: Questionnaire = super().copy_for_translation(locale, exclude_fields)
        translation.live = False
        translation.has_unpublished_changes = True
        return translation

    @property
    def language(self) -> str:
        """The language code of the content; the site's own before the first save."""
        locale = self.locale if self.locale_id else Locale.get_default()
        return str(locale.language_code)

    def definition(self) -> Definition:
        """Return what is written as the engine reads it; raise DefinitionError if it cannot."""
        return freeze.to_engine(self)

    @property
    def frozen_key(self) -> str:
        """The key under which it was last published; "" before that."""
        if self._state.adding:
            return ""
        newest_first = self.versions.order_by("-number")
        return str(newest_first.values_list("key", flat=True).first() or "")

    def rename_problem(self, key: str) -> str:
        """Return why the key cannot be that one any more; "" when it can."""
        frozen = self.frozen_key
        if frozen in ("", key):
            return ""
        return str(_("The key stays “%(key)s”: it was published with it.") % {"key": frozen})

    def problems(self) -> list[str]:
        """Return the errors that forbid publishing, each with its place and its cure."""
        from intake.publishing import problem_rows

        return [str(row) for row in problem_rows(self) if row.is_error]

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        """Return the template of the editor's preview."""
        return "intake/questionnaire_preview.html"

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        """Return every question of the draft as it would be drawn; nothing is stored."""
        from intake.presenters import draft_views

        steps = draft_views(freeze.to_preview(self))
        return {**super().get_preview_context(request, mode_name), "steps": steps}
