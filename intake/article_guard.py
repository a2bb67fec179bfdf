"""Which published questionnaires lead to an article, and why it therefore has to stay."""

from dataclasses import dataclass

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from causes.models import CausePage
from intake.engine.types import Questionnaire as Definition
from intake.engine.types import Rule, Total
from intake.models import Questionnaire, QuestionnaireVersion
from intake.models.version import definition_of


@dataclass(frozen=True, slots=True)
class Way:
    """A published questionnaire that leads to an article: as its cause, by its rules, or both."""

    questionnaire_id: int
    version_id: int
    definition: Definition
    cause: Total | None
    rules: tuple[Rule, ...]


def ways_to(key: str, language: str) -> list[Way]:
    """Return the questionnaires clients are asked now that lead to the article with that key."""
    newest = QuestionnaireVersion.objects.filter(questionnaire=OuterRef("pk")).order_by("-number")
    live = Questionnaire.objects.published().filter(locale__language_code=language)
    asked = live.annotate(newest=Subquery(newest.values("pk")[:1])).exclude(newest=None)
    ways = [
        _way(pk, version_id, key)
        for pk, version_id in asked.order_by("pk").values_list("pk", "newest")
    ]
    return [way for way in ways if way.cause or way.rules]


def reasons(article: CausePage) -> list[str]:
    """Return a sentence for each published questionnaire that leads to the article."""
    ways = ways_to(article.cause_key, article.locale.language_code)
    return [_reason(way, article.cause_key) for way in ways]


def _way(pk: int, version_id: int, key: str) -> Way:
    definition = definition_of(version_id)
    cause = next((total for total in definition.causes if total.key == key), None)
    rules = tuple(rule for rule in definition.rules if rule.article == key)
    return Way(pk, version_id, definition, cause, rules)


def _reason(way: Way, key: str) -> str:
    template = (
        _(
            "The questionnaire “%(title)s” sends clients to it, for the cause “%(cause)s”. First "
            "publish another article with the key “%(key)s”, or take the cause out of the "
            "questionnaire, or unpublish the questionnaire."
        )
        if way.cause
        else _(
            "The questionnaire “%(title)s” sends clients to it by a rule. First publish another "
            "article with the key “%(key)s”, or choose another article in the rule, or unpublish "
            "the questionnaire."
        )
    )
    cause = way.cause.title if way.cause else ""
    return template % {"title": way.definition.title, "cause": cause, "key": key}
