"""The cells of the scoring sheet: where a score stands in a draft's raw stream data.

Raw data is what StreamFields store, plain lists and dicts. Nothing here reads the database.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import quote, unquote

from intake.engine.types import Urgency

Json = Any
Score = int | str
"""A number of points, or the level of a red flag ("" for none)."""

PREFIX = "cell"
LEVELS = ("", *(urgency.value for urgency in Urgency if urgency.rank))
MOST = 9999


class Draft(Protocol):
    """What the sheet reads of a questionnaire; streams are StreamField values."""

    totals: Any
    steps: Any
    point_rules: Any


@dataclass(frozen=True, slots=True)
class Place:
    """Where one score stands.

    question: its key; "" for a combination. answer: key of the option, bounds of the number
    range, or key of the combination. total: key of the total; "" for the red flag.
    """

    question: str
    answer: str
    total: str

    @property
    def name(self) -> str:
        """The name of its input in the form."""
        parts = (self.question, self.answer, self.total)
        return "/".join([PREFIX, *(quote(part, safe="") for part in parts)])

    @property
    def is_flag(self) -> bool:
        """Whether a red flag stands there, not points."""
        return not self.total

    @property
    def nothing(self) -> Score:
        """What an empty cell there means."""
        return "" if self.is_flag else 0


def place_from_name(name: str) -> Place | None:
    """Return the place an input's name stands for; None for any other input."""
    prefix, *parts = name.split("/")
    if prefix != PREFIX or len(parts) != 3:
        return None
    return Place(*(unquote(part) for part in parts))


@dataclass(frozen=True, slots=True)
class Item:
    """An answer or a combination as the draft holds it; `value` may be changed in place."""

    question: str
    answer: str
    label: str
    value: dict[str, Json]
    takes_flag: bool

    @property
    def points(self) -> dict[str, int]:
        """Its points per total, zeros left out."""
        found = self.value.get("points")
        pairs = found.items() if isinstance(found, dict) else ()
        return {total: points for total, points in pairs if points and isinstance(points, int)}

    @property
    def flag(self) -> str:
        """The level of its red flag; "" for none."""
        level = self.value.get("flag") or ""
        return level if level in LEVELS else ""

    def score(self, total: str) -> Score:
        """Return its points for a total, or its red flag for ""."""
        return self.points.get(total, 0) if total else self.flag

    def set_score(self, total: str, score: Score) -> None:
        """Write points or a red flag; no points leave no trace."""
        if not total:
            self.value["flag"] = score
            return
        kept = self.value.get("points")
        points = dict(kept) if isinstance(kept, dict) else {}
        if score:
            points[total] = score
        else:
            points.pop(total, None)
        self.value["points"] = points


@dataclass(frozen=True, slots=True)
class AskedItem:
    """A question with its answers, in the step it belongs to."""

    key: str
    label: str
    kind: str
    step: int
    ask_at_most: int | None
    items: tuple[Item, ...]


def questions_of(draft: Draft) -> Iterator[AskedItem]:
    """Yield the questions of a draft that can give points, in the order of the steps."""
    for number, step in enumerate(draft.steps.raw_data):
        at_most = step["value"].get("ask_at_most")
        for child in step["value"].get("questions") or []:
            question = child["value"]
            items = tuple(_answers(question))
            if items:
                label = question.get("short") or question.get("text") or ""
                key = question.get("key") or ""
                yield AskedItem(key, label, child["type"], number, at_most, items)


def _answers(question: Mapping[str, Json]) -> Iterator[Item]:
    key = question.get("key") or ""
    for option in _list_values(question.get("options")):
        yield Item(key, option.get("key") or "", option.get("text") or "", option, True)
    for band in _list_values(question.get("bands")):
        bounds = _number(band.get("at_least")), _number(band.get("below"))
        yield Item(key, "..".join(bounds), _band_label(*bounds), band, True)


def combinations_of(draft: Draft) -> tuple[Item, ...]:
    """Return the point rules of a draft."""
    values = [block["value"] for block in draft.point_rules.raw_data]
    return tuple(
        Item("", value.get("key") or "", value.get("reason") or "", value, False)
        for value in values
    )


def items_by_address(draft: Draft) -> dict[tuple[str, str], Item]:
    """Return all answers and combinations that can be told apart, by question and answer."""
    items = [item for asked in questions_of(draft) for item in asked.items]
    items += combinations_of(draft)
    counts = Counter((item.question, item.answer) for item in items)
    keys = Counter(asked.key for asked in questions_of(draft))
    return {
        (item.question, item.answer): item
        for item in items
        if counts[item.question, item.answer] == 1
        and item.answer
        and (keys[item.question] == 1 or not item.takes_flag)
        and (item.question or not item.takes_flag)
    }


def scores_of(draft: Draft) -> dict[Place, Score]:
    """Return every score of a draft that is not empty, by its place."""
    scores: dict[Place, Score] = {}
    for (question, answer), item in items_by_address(draft).items():
        for total, points in item.points.items():
            scores[Place(question, answer, total)] = points
        if item.flag:
            scores[Place(question, answer, "")] = item.flag
    return scores


def _list_values(raw: Iterable[Json] | None) -> Iterator[dict[str, Json]]:
    """Yield the values of a ListBlock, whose items Wagtail stores with or without an id."""
    for item in raw or []:
        yield item["value"] if item.get("type") == "item" and "value" in item else item


def _number(value: Json) -> str:
    return "" if value is None or value == "" else f"{float(value):g}"


def _band_label(at_least: str, below: str) -> str:
    if at_least and below:
        return f"{at_least} – {below}"
    return f"≥ {at_least}" if at_least else f"< {below}" if below else "…"


# --- what is typed ---------------------------------------------------------------------------


def points_from_text(text: str) -> int:
    """Return what was typed as points; empty is 0. Raise ValueError when it is no such number."""
    plain = text.strip().replace("\N{MINUS SIGN}", "-")
    if not plain:
        return 0
    digits = plain.lstrip("+-")
    if not (digits.isascii() and digits.isdecimal()) or len(plain) - len(digits) > 1:
        raise ValueError(text)
    if len(digits.lstrip("0")) > len(str(MOST)):
        raise ValueError(text)
    return int(plain)


def level_from_text(text: str) -> str:
    """Return what was chosen as a red flag. Raise ValueError when there is no such level."""
    if text not in LEVELS:
        raise ValueError(text)
    return text


# --- the most a client can collect -----------------------------------------------------------

SEVERAL = ("multiple_choice", "body_map")


def most_of_question(asked: AskedItem, total: str) -> int:
    """Return the most points for a total that one answer to a question gives."""
    together = alone = 0
    for item in asked.items:
        points = item.points.get(total, 0)
        if asked.kind in SEVERAL and not item.value.get("exclusive"):
            together += max(points, 0)
        else:
            alone = max(alone, points)
    return max(together, alone)


def most_of_draft(draft: Draft, total: str) -> int:
    """Return the most points for a total, were every question asked that a step may ask."""
    steps: dict[int, list[int]] = {}
    limits: dict[int, int | None] = {}
    for asked in questions_of(draft):
        steps.setdefault(asked.step, []).append(most_of_question(asked, total))
        limits[asked.step] = asked.ask_at_most
    combinations = sum(max(item.points.get(total, 0), 0) for item in combinations_of(draft))
    best = (sum(sorted(most, reverse=True)[: limits[step]]) for step, most in steps.items())
    return combinations + sum(best)
