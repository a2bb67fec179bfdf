"""How many clients were sent to an article lately. Only numbers leave this room."""

from collections import Counter
from datetime import datetime, timedelta

from intake.engine.types import Route
from intake.models import Submission
from intake.models.version import definition_of

WINDOW = timedelta(days=30)
FEWEST_TOLD = 5
"""A smaller number could be somebody one knows, so it is not told."""

READING_ROUTES = (Route.SELF_HELP, Route.BOOKING)


def landings(key: str, language: str, now: datetime) -> dict[Route, int]:
    """Return how many clients' results led to the article in the last 30 days, by route.

    A result leads there by its first cause, or by a rule that names the article itself.
    """
    recent = Submission.objects.decided_since(now - WINDOW, language)
    found = Counter(dict(recent.by_route_of_cause(key)))
    naming = {version: _rules_naming(version, key) for version in recent.versions()}
    asked = [version for version, rules in naming.items() if rules]
    if asked:
        for version, route, decision in recent.besides_cause(key, asked):
            found[route] += bool(decision and decision["rule"] in naming[version])
    return {route: found[route.value] for route in READING_ROUTES}


def _rules_naming(version_id: int, key: str) -> set[str]:
    return {rule.key for rule in definition_of(version_id).rules if rule.article == key}
