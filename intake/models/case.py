"""Worked cases next to the questionnaire, and the sign-offs of those that end differently."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.engine.cases import Case
from intake.engine.types import Route, Urgency
from intake.models.questionnaire import Questionnaire
from intake.models.submission import ROUTES, URGENCIES
from intake.models.version import FrozenError


class WorkedCaseQuerySet(models.QuerySet["WorkedCase"]):
    """Worked cases, in the clinic's words."""

    def of(self, questionnaire: Questionnaire) -> "WorkedCaseQuerySet":
        """Return the cases of a questionnaire; its translations share them."""
        return self.filter(questionnaire__translation_key=questionnaire.translation_key)

    def one_of(self, questionnaire: Questionnaire, pk: int | str) -> "WorkedCase | None":
        """Return one case of a questionnaire, or None when it has no such case."""
        number = int(pk) if str(pk).isdecimal() and len(str(pk)) < 19 else 0
        return self.of(questionnaire).filter(pk=number).first()

    def hand_on(self, leaving: Questionnaire) -> None:
        """Give the cases of a questionnaire to a translation, which is held to them too."""
        if heir := leaving.get_translations().order_by("pk").first():
            self.filter(questionnaire=leaving).update(questionnaire=heir)

    def names(self) -> list[str]:
        """Return their names, in order."""
        return list(self.values_list("name", flat=True))


class WorkedCase(models.Model):
    """A made-up person: the story, the answers, and where they should lead."""

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.CASCADE, related_name="cases")
    name = models.SlugField(_("name"), max_length=60)
    story = models.TextField(
        _("story"),
        blank=True,
        help_text=_("Invented, or changed so far that nobody can be recognized."),
    )
    answers = models.JSONField(_("answers"), default=dict)
    route = models.CharField(_("should lead to"), max_length=20, choices=ROUTES)
    urgency = models.CharField(
        _("how urgent"), max_length=20, choices=URGENCIES, default=Urgency.NONE.value
    )
    top_cause = models.CharField(_("first cause"), max_length=60, blank=True)
    acceptable_routes = models.JSONField(_("also accepted routes"), default=list, blank=True)
    acceptable_causes = models.JSONField(_("also accepted causes"), default=list, blank=True)

    objects = WorkedCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("worked case")
        verbose_name_plural = _("worked cases")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "name"], name="intake_case_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def as_case(self) -> Case:
        """Return the case as the engine judges it."""
        return Case(
            name=self.name,
            answers=self.answers,
            route=Route(self.route),
            urgency=Urgency(self.urgency),
            top_cause=self.top_cause or None,
            causes=tuple(self.acceptable_causes),
            routes=tuple(Route(route) for route in self.acceptable_routes),
        )


class SignOffQuerySet(models.QuerySet["SignOff"]):
    """Sign-offs, in the clinic's words."""

    def of(self, questionnaire: Questionnaire) -> "SignOffQuerySet":
        """Return the sign-offs of a questionnaire and its translations, newest first."""
        return self.filter(questionnaire__translation_key=questionnaire.translation_key)

    def standing(
        self, questionnaire: Questionnaire, digests: Iterable[str]
    ) -> dict[tuple[str, str, str, str], "SignOff"]:
        """Return (case sha256, route, urgency, first cause) → the newest sign-off of that."""
        found = self.of(questionnaire).filter(case_sha256__in=list(digests))
        newest_last = found.order_by("signed_at", "pk")
        return {
            (signed.case_sha256, signed.route, signed.urgency, signed.top_cause): signed
            for signed in newest_last
        }

    def update(self, **kwargs: Any) -> int:
        """Refuse: what was signed stays as it was signed."""
        raise FrozenError("A sign-off cannot be changed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse: sign-offs are kept for ever."""
        raise FrozenError("A sign-off cannot be deleted.")


class SignOff(models.Model):
    """A named person accepts that a case ends differently than written; kept for ever.

    It stands for this case as it was written (`case_sha256`) and for this one outcome, in every
    later draft, so that another change of either asks again.
    """

    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.PROTECT, related_name="sign_offs"
    )
    case_name = models.CharField(_("case"), max_length=60)
    case_sha256 = models.CharField(max_length=64)
    expected = models.CharField(_("expected"), max_length=255)
    route = models.CharField(_("leads to"), max_length=20, choices=ROUTES)
    urgency = models.CharField(_("how urgent"), max_length=20, choices=URGENCIES)
    top_cause = models.CharField(_("first cause"), max_length=60, blank=True)
    reason = models.TextField(_("reason"))
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("signed by"),
    )
    signed_name = models.CharField(_("name of the signer"), max_length=200)
    signed_at = models.DateTimeField(_("signed"), auto_now_add=True)

    objects = SignOffQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-off")
        verbose_name_plural = _("sign-offs")
        ordering = ["-signed_at", "-pk"]
        indexes = [models.Index(fields=["questionnaire", "case_sha256"], name="intake_sign_off")]

    def __str__(self) -> str:
        return f"{self.case_name} · {self.signed_name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store a new sign-off; refuse to store an old one again."""
        if not self._state.adding:
            raise FrozenError("A sign-off cannot be changed.")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse: sign-offs are kept for ever."""
        raise FrozenError("A sign-off cannot be deleted.")
