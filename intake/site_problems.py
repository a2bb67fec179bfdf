"""What a definition counts on outside itself: articles to read and visits to book."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from causes.models import CausePage
from intake.articles import articles_for
from intake.engine.lint import Level, Problem
from intake.engine.types import Questionnaire, Route
from intake.services import services


def site_problems(questionnaire: Questionnaire) -> tuple[Problem, ...]:
    """Return what this site lacks for a definition, errors first."""
    return (*_articles(questionnaire), *_services(questionnaire))


def routed_articles(questionnaire: Questionnaire) -> dict[str, str]:
    """Return the keys of the articles that clients may be sent to → the place that sends them.

    A self-help rule without its own article sends to the article of whichever cause leads.
    """
    found = {rule.article: rule.key for rule in questionnaire.rules if rule.article}
    if any(rule.route is Route.SELF_HELP and not rule.article for rule in questionnaire.rules):
        for cause in questionnaire.causes:
            found.setdefault(cause.key, cause.key)
    return found


def _articles(questionnaire: Questionnaire) -> Iterator[Problem]:
    wanted = routed_articles(questionnaire)
    if not wanted:
        return
    if not CausePage.objects.exists():
        yield Problem(
            Level.WARNING,
            "no_articles",
            questionnaire.key,
            _("This site has no articles, so self-help has nothing to read. Write the articles."),
        )
        return
    readable = articles_for(wanted, questionnaire.language)
    for key, place in wanted.items():
        if key not in readable:
            sentence = _(
                "Clients may be sent to the article “%(key)s”, which nobody can read in this "
                "language. Publish it, or send them elsewhere."
            )
            yield Problem(Level.ERROR, "article_missing", place, sentence % {"key": key})


def _services(questionnaire: Questionnaire) -> Iterator[Problem]:
    known = services.known()
    if not known:
        return
    named = [(rule.service, rule.key) for rule in questionnaire.rules if rule.service]
    if questionnaire.second_look.service:
        named.append((questionnaire.second_look.service, questionnaire.key))
    for service, place in named:
        if service not in known:
            sentence = _(
                "No visit “%(service)s” can be booked, so the client chooses one. "
                "Add that visit, or name another one."
            )
            yield Problem(Level.WARNING, "service_unknown", place, sentence % {"service": service})
