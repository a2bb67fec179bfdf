"""Two definitions side by side: every difference, in the words editors know."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from typing import Any, TypeVar

from intake.engine.fields import decides, field_change
from intake.engine.matching import Match, Name, match, named
from intake.engine.sentences import (
    URGENCY_WORDS,
    condition_words,
    either,
    question_name,
    quoted,
    rule_name,
    stretch_words,
    total_title,
)
from intake.engine.types import Band, Option, Points, Question, Questionnaire

Thing = TypeVar("Thing")

RULES = {
    "point_rules": "points for a combination",
    "red_flag_rules": "red flag",
    "rules": "rule",
}
"""The lists of rules of a questionnaire, and what one of each is called."""

PARTS = {"limits": "Limits", "second_look": "Second look", "safety": "Safety file"}

OWN = {"key", "title", "default_reason", "language"}
"""The fields of a questionnaire that are no lists and no parts."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.

    place: key of the question, rule, total or step, or of the questionnaire. label: the name of
    that part as editors know it. words: the difference, a sentence that stands alone.
    """

    place: str
    label: str
    words: str


def compare(old: Questionnaire, new: Questionnaire) -> tuple[Change, ...]:
    """Return every difference from an old definition to a new one, in the order of the form."""
    return tuple(_Comparison(old, new, texts=True).changes())


def score_differences(one: Questionnaire, other: Questionnaire) -> tuple[Change, ...]:
    """Return the differences that can change a decision: keys, points, flags, conditions, limits.

    Two translations of one questionnaire have none. What both have is named as in `one`.
    """
    return tuple(_Comparison(one, other, texts=False).changes())


class _Comparison:
    """One walk through two definitions; without `texts`, only what decides is looked at."""

    def __init__(self, old: Questionnaire, new: Questionnaire, *, texts: bool) -> None:
        self.old, self.new, self.texts = old, new, texts
        self.named = new if texts else old

    def changes(self) -> Iterator[Change]:
        apart = {field.name for field in fields(self.old)} - OWN
        yield from self._whole("", self._fields(self.old, self.new, apart))
        yield from self._steps()
        yield from self._questions()
        yield from self._totals()
        for attribute, called in RULES.items():
            yield from self._rules(attribute, called)
        yield from self._naming()
        yield from self._whole("", self._needs())
        for part, called in PARTS.items():
            old, new = getattr(self.old, part), getattr(self.new, part)
            yield from self._whole(f"{called}: ", self._fields(old, new, {"hazards"}))
        yield from self._whole("", self._hazards())

    def _whole(self, begin: str, differences: Iterator[str]) -> Iterator[Change]:
        for words in differences:
            yield Change(self.named.key, self.named.title, _capital(f"{begin}{words}"))

    # --- fields, points and lists ------------------------------------------------------------

    def _fields(
        self, old: Any, new: Any, apart: set[str] | None = None, *, naming: bool = False
    ) -> Iterator[str]:
        """Yield the words for every field of two records that differs, but for those `apart`."""
        for field in fields(old):
            before, after = getattr(old, field.name), getattr(new, field.name)
            if field.name in (apart or ()) or before == after:
                continue
            if self.texts or decides(field.name, before, after):
                sides = (self.old, before), (self.new, after)
                yield field_change(field.name, *sides, naming=naming)

    def _points(self, old: Points, new: Points) -> Iterator[str]:
        before, after = _sums(old), _sums(new)
        for total in dict.fromkeys((*before, *after)):
            was, now = before.get(total, 0), after.get(total, 0)
            if was != now:
                yield f"{self._title(total)} {was} → {now}"

    def _title(self, total: str) -> str:
        both = (self.named, self.old, self.new)
        owner = next((side for side in both if side.total(total)), self.named)
        return total_title(owner, total)

    def _label(self, old: Question, new: Question) -> str:
        return new.label if self.texts else old.label

    # --- steps and questions -----------------------------------------------------------------

    def _steps(self) -> Iterator[Change]:
        found = match(self.old.steps, self.new.steps, lambda step: step.key)
        for step, words in _came_and_went(found, lambda step: f"step {quoted(step.title)}"):
            yield Change(step.key, step.title, _capital(words))
        for old, new in found.kept:
            title = new.title if self.texts else old.title
            for words in self._fields(old, new, {"questions"}):
                yield Change(new.key, title, f"Step {quoted(title)}: {words}")

    def _questions(self) -> Iterator[Change]:
        before, after = _homes(self.old), _homes(self.new)
        for name, (_step, question) in before.items():
            if name not in after:
                words = f"{quoted(question.label)} removed"
                yield Change(question.key, question.label, words)
        for name, (step, question) in after.items():
            if name in before:
                yield from self._question(before[name][1], question)
            else:
                yield Change(question.key, question.label, self._added(question, step))
        yield from self._moved(before, after)

    def _added(self, question: Question, step: Name) -> str:
        words = f"{quoted(question.label)} added to {self._step_title(step)}"
        if question.show_if is None:
            return words
        return f"{words}, asked when {condition_words(self.new, question.show_if)}"

    def _step_title(self, name: Name) -> str:
        side = self.named if name in named(self.named.steps, _key) else self.new
        return quoted(named(side.steps, _key)[name].title)

    def _moved(self, before: "_Homes", after: "_Homes") -> Iterator[Change]:
        stay: dict[Name, Name] = {}
        for name, (step, question) in after.items():
            if name in before and before[name][0] == step:
                stay[name] = step
            elif name in before:
                label = self._label(before[name][1], question)
                words = f"{quoted(label)} moved to {self._step_title(step)}"
                yield Change(name[0], label, words)
        for step in dict.fromkeys(stay.values()):
            old = [name for name in before if stay.get(name) == step]
            new = [name for name in after if stay.get(name) == step]
            for name, ahead in match(old, new, repr).moved:
                label = self._label(before[name][1], after[name][1])
                where = f"after {question_name(self.named, ahead[0])}" if ahead else _TO_THE_FRONT
                yield Change(name[0], label, f"{quoted(label)} moved {where}")

    def _question(self, old: Question, new: Question) -> Iterator[Change]:
        label = self._label(old, new)
        found = match(old.options, new.options, _key)
        differences = [
            *(
                f"{quoted(label)}: {words}"
                for words in self._fields(old, new, {"options", "bands"})
            ),
            *(
                f"{quoted(label)}: {words}"
                for _option, words in _came_and_went(found, self._option, self._gives)
            ),
        ]
        for one, other in found.kept:
            name = quoted(other.text if self.texts else one.text)
            differences += [f"{name}: {words}" for words in self._scored(one, other)]
        differences += [f"{quoted(label)}, {words}" for words in self._bands(old, new)]
        for words in differences:
            yield Change(new.key, label, words)

    def _option(self, option: Option) -> str:
        return f"option {quoted(option.text)}"

    def _scored(self, old: Option | Band, new: Option | Band) -> Iterator[str]:
        yield from self._points(old.points, new.points)
        yield from self._fields(old, new, {"points"})

    def _gives(self, scored: Option | Band) -> str:
        """Return what an option or a range gives, in brackets; nothing where it gives nothing."""
        gives = [f"{self._title(total)} {points}" for total, points in scored.points]
        if scored.flag.rank:
            gives.append(f"red flag {URGENCY_WORDS[scored.flag]}")
        return f" ({', '.join(gives)})" if gives else ""

    def _bands(self, old: Question, new: Question) -> Iterator[str]:
        if len(old.bands) == len(new.bands):
            for number, (one, other) in enumerate(zip(old.bands, new.bands, strict=True), 1):
                called = _stretch(one) if _stretch(one) == _stretch(other) else f"range {number}"
                for words in self._scored(one, other):
                    yield f"{called}: {words}"
            return
        found = match(old.bands, new.bands, _stretch)
        for _band, words in _came_and_went(found, _stretch, self._gives):
            yield words
        for one, other in found.kept:
            for words in self._scored(one, other):
                yield f"{_stretch(other)}: {words}"

    # --- totals and rules --------------------------------------------------------------------

    def _totals(self) -> Iterator[Change]:
        found = match(self.old.totals, self.new.totals, _key)
        for total, words in _came_and_went(found, lambda total: f"total {quoted(total.title)}"):
            yield Change(total.key, total.title, _capital(words))
        for old, new in found.kept:
            title = new.title if self.texts else old.title
            for words in self._fields(old, new):
                yield Change(new.key, title, f"Total {quoted(title)}: {words}")

    def _rules(self, attribute: str, called: str) -> Iterator[Change]:
        found: Match[Any] = match(getattr(self.old, attribute), getattr(self.new, attribute), _key)

        def name(rule: Any) -> str:
            return f"{called} {rule_name(rule)}"

        for rule, words in _came_and_went(found, name):
            side = self.old if rule in found.removed else self.new
            said = _capital(f"{words}: {condition_words(side, rule.when)}")
            yield Change(rule.key, _capital(name(rule)), said)
        for old, new in found.kept:
            kept = _capital(name(new if self.texts else old))
            points = (getattr(old, "points", ()), getattr(new, "points", ()))
            for words in (*self._points(*points), *self._fields(old, new, {"points"})):
                yield Change(new.key, kept, f"{kept}: {words}")

    # --- the rest ----------------------------------------------------------------------------

    def _naming(self) -> Iterator[Change]:
        old, new = self.old.naming, self.new.naming
        yield from self._whole("", self._fields(old, new, {"unclear_points"}, naming=True))
        points = self._points(old.unclear_points, new.unclear_points)
        yield from self._whole("when no cause is named: ", points)

    def _needs(self) -> Iterator[str]:
        found = match(self.old.self_help_needs, self.new.self_help_needs, repr)
        for group in found.removed:
            yield f"self-help no longer needs an answer to {_group(self.old, group)}"
        for group in found.added:
            yield f"self-help needs an answer to {_group(self.new, group)}"
        if found.moved and self.texts:
            yield "the answers that self-help needs are in another order"

    def _hazards(self) -> Iterator[str]:
        if not self.texts:
            return
        found = match(self.old.safety.hazards, self.new.safety.hazards, lambda h: h.harm)
        for _hazard, words in _came_and_went(found, lambda h: f"hazard {quoted(h.harm)}"):
            yield words
        for old, new in found.kept:
            for words in self._fields(old, new):
                yield f"hazard {quoted(new.harm)}: {words}"


_Homes = dict[Name, tuple[Name, Question]]
_TO_THE_FRONT = "to the front"


def _homes(questionnaire: Questionnaire) -> _Homes:
    """Return each question with the step it stands on."""
    steps = named(questionnaire.steps, _key).items()
    places = [(name, question) for name, step in steps for question in step.questions]
    return named(places, lambda place: place[1].key)


def _key(thing: Any) -> str:
    key: str = thing.key
    return key


def _came_and_went(
    found: Match[Thing],
    name: Callable[[Thing], str],
    gives: Callable[[Thing], str] = lambda _thing: "",
) -> Iterator[tuple[Thing, str]]:
    for thing in found.removed:
        yield thing, f"{name(thing)} removed"
    for thing in found.added:
        yield thing, f"{name(thing)} added{gives(thing)}"
    for thing, ahead in found.moved:
        where = _TO_THE_FRONT if ahead is None else f"after {name(ahead)}"
        yield thing, f"{name(thing)} moved {where}"


def _capital(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"


def _sums(points: Points) -> dict[str, int]:
    sums: dict[str, int] = {}
    for total, value in points:
        sums[total] = sums.get(total, 0) + value
    return sums


def _stretch(band: Band) -> str:
    return stretch_words(band.at_least, band.below) or "any number"


def _group(questionnaire: Questionnaire, group: tuple[str, ...]) -> str:
    return either([question_name(questionnaire, key) for key in group])
