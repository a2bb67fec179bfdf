"""Why a result is what it is, in the client's own words. Nothing here asks the database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from intake.engine.report import answer_words
from intake.engine.types import (
    Cite,
    Decision,
    Entry,
    Questionnaire,
    ReasonKind,
    Route,
    Urgency,
)

MOST_BECAUSE = 4
FEWEST_BECAUSE = 2


@dataclass(frozen=True, slots=True)
class Because:
    """One answer that decided, in the words of the form.

    `anchor` is the piece of the article that speaks of it, "" when none does.
    """

    question: str
    answer: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class CauseView:
    """A cause that may be named, with its article where there is one."""

    key: str
    title: str
    page: Any


@dataclass(frozen=True, slots=True)
class ResultView:
    """A decision as the client sees it.

    `own` is the article that the rule itself names; `weighs_causes` tells whether the
    questionnaire could have named a cause at all.
    """

    route: str
    urgency: str
    reason: str
    because: tuple[Because, ...]
    causes: tuple[CauseView, ...]
    closest: CauseView | None
    service: str
    own: CauseView | None = None
    weighs_causes: bool = True

    @property
    def template(self) -> str:
        """The page this decision is shown on."""
        is_emergency = self.urgency == Urgency.EMERGENCY_NOW.value
        return f"intake/result_{'emergency' if is_emergency else self.route}.html"

    @property
    def named(self) -> CauseView | None:
        """What to read first, where the answers are clear enough to say so."""
        return self.own or (self.causes[0] if self.causes else None)

    @property
    def first(self) -> CauseView | None:
        """What to read about first: the rule's own article, the named cause, the closest."""
        return self.named or self.closest

    @property
    def article(self) -> Any:
        """The article to read first, or None."""
        return self.first.page if self.first else None


def result_view(
    questionnaire: Questionnaire, decision: Decision, pages: Mapping[str, Any]
) -> ResultView:
    """Return a decision with the client's own answers and the articles it leads to."""
    own = pages.get(decision.article) if decision.article else None
    named = [cause.key for cause in decision.causes if cause.named and decision.top_cause]
    closest = decision.closest_cause
    routing = [r for r in decision.reasons if r.kind is not ReasonKind.CAUSE]
    view = ResultView(
        route=decision.route.value,
        urgency=decision.urgency.value,
        reason=next((reason.text for reason in routing if reason.text), ""),
        because=(),
        causes=tuple(_cause(questionnaire, key, pages) for key in named),
        closest=_cause(questionnaire, closest, pages) if closest else None,
        service=decision.service,
        own=CauseView(decision.article, own.title, own) if own else None,
        weighs_causes=bool(questionnaire.causes),
    )
    return replace(view, because=because(questionnaire, decision, _topics(view.article)))


def because(
    questionnaire: Questionnaire, decision: Decision, topics: Mapping[str, str]
) -> tuple[Because, ...]:
    """Return the two to four answers that decided: first those behind the route, strongest first.

    `topics` is what the article speaks of, topic → anchor.
    """
    found = []
    for cite in deciding(decision):
        question = questionnaire.question(cite.question)
        if question is not None:
            said = answer_words(question, cite.options, cite.number)
            found.append(Because(question.label, ", ".join(said), topics.get(question.about, "")))
    return tuple(found)


def deciding(decision: Decision) -> list[Cite]:
    """Return the answers a client is told about, each question once, four at most.

    Where the route and the cause both have reasons, each gets its share of the four. An urgent
    result names only its red flags; else the answers with most points fill up to two.
    """
    routing = _merged(_cites(decision, of_cause=False))
    if decision.route is Route.URGENT:
        return list(routing.values())[:MOST_BECAUSE]
    cause = _merged(_cites(decision, of_cause=True))
    for key in routing.keys() & cause.keys():
        routing[key] = _both(routing[key], cause.pop(key))
    share = max(MOST_BECAUSE - len(cause), MOST_BECAUSE // 2)
    chosen = list(routing.values())[:share]
    chosen += list(cause.values())[: MOST_BECAUSE - len(chosen)]
    return chosen if len(chosen) >= FEWEST_BECAUSE else _filled_up(chosen, decision)


def _cites(decision: Decision, *, of_cause: bool) -> Iterable[Cite]:
    for reason in decision.reasons:
        if (reason.kind is ReasonKind.CAUSE) == of_cause:
            yield from reason.cites


def _merged(cites: Iterable[Cite]) -> dict[str, Cite]:
    """Return the cites by question, the options of the same question together."""
    found: dict[str, Cite] = {}
    for cite in cites:
        seen = found.get(cite.question)
        found[cite.question] = _both(seen, cite) if seen else cite
    return found


def _both(one: Cite, other: Cite) -> Cite:
    options = tuple(dict.fromkeys((*one.options, *other.options)))
    return Cite(one.question, options, one.number if one.number is not None else other.number)


def _filled_up(chosen: list[Cite], decision: Decision) -> list[Cite]:
    """Return the answers with those that gave most points besides, up to the fewest to show."""
    seen = {cite.question for cite in chosen}
    given: dict[str, list[Entry]] = {}
    for entry in decision.ledger:
        if entry.option and not entry.rule and entry.points > 0 and entry.question not in seen:
            given.setdefault(entry.question, []).append(entry)
    ranked = sorted(given.items(), key=lambda item: -sum(entry.points for entry in item[1]))
    more = [
        Cite(question, tuple(dict.fromkeys(entry.option for entry in entries)))
        for question, entries in ranked
    ]
    return [*chosen, *more][:FEWEST_BECAUSE]


def articles_of(decision: Decision) -> list[str]:
    """Return the keys of the articles a result may link to."""
    named = [cause.key for cause in decision.causes if cause.named]
    keys = [decision.article, *named, decision.closest_cause]
    return list(dict.fromkeys(key for key in keys if key))


def _topics(article: Any) -> Mapping[str, str]:
    found: Mapping[str, str] = getattr(article, "topics", None) or {}
    return found


def _cause(questionnaire: Questionnaire, key: str, pages: Mapping[str, Any]) -> CauseView:
    total = questionnaire.total(key)
    return CauseView(key, total.title if total else key, pages.get(key))
