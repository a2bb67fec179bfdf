"""Numbers for the dashboard: counted by the database, small groups hidden.

Each figure is a table of rows and columns. What stands for fewer than five people is hidden, and
so is a second number beside it, so that nobody can work the first out from a total known
elsewhere. Other apps add figures of their own.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal

from django.utils import timezone
from django.utils.functional import Promise

from intake.landings import FEWEST_TOLD

Words = str | Promise | date
Cell = int | float | None
"""None is hidden."""
Shape = Literal["stacked", "bars", "spread", "rate"]


@dataclass(frozen=True, slots=True)
class Period:
    """Some whole weeks up to now, cut into weeks, or into months where they are many."""

    weeks: int
    now: datetime

    @property
    def by_month(self) -> bool:
        """Whether it is told by month."""
        return self.weeks > 26

    @property
    def first_day(self) -> date:
        """The first local day: a Monday, or the first of a month."""
        today = timezone.localdate(self.now)
        monday = today - timedelta(days=today.weekday(), weeks=self.weeks - 1)
        return monday.replace(day=1) if self.by_month else monday

    @property
    def since(self) -> datetime:
        """The instant it begins."""
        midnight = datetime.combine(self.first_day, datetime.min.time())
        return timezone.make_aware(midnight)

    def buckets(self) -> list[date]:
        """Return the first day of each week or month, in order."""
        last = timezone.localdate(self.now)
        found = [self.first_day]
        while (following := self.after(found[-1])) <= last:
            found.append(following)
        return found

    def after(self, first: date) -> date:
        """Return the first day of the next week or month."""
        if not self.by_month:
            return first + timedelta(weeks=1)
        return (first.replace(day=1) + timedelta(days=32)).replace(day=1)


@dataclass(frozen=True, slots=True)
class Figure:
    """One chart and its table. `cells` are as stored; read `rows`, in which small ones are hidden.

    `extra` are columns computed from the shown cells of a row: None where one of them is hidden.
    """

    key: str
    title: Words
    about: Words
    shape: Shape
    head: Words
    columns: tuple[Words, ...]
    labels: tuple[Words, ...]
    cells: tuple[tuple[Cell, ...], ...]
    counts: bool = True
    unit: Words = ""
    extra: Mapping[Words, Callable[[tuple[int, ...]], float | None]] = field(default_factory=dict)

    @property
    def all_columns(self) -> tuple[Words, ...]:
        """The heads of the columns, the computed ones last."""
        return (*self.columns, *self.extra)

    def rows(self) -> list[tuple[Words, tuple[Cell, ...]]]:
        """Return label and cells of each row, None where a number is hidden."""
        shown = hide_small(self.cells) if self.counts else self.cells
        return [
            (label, (*cells, *self._computed(cells)))
            for label, cells in zip(self.labels, shown, strict=True)
        ]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to see yet."""
        return not any(cell for cells in self.cells for cell in cells)

    def _computed(self, cells: tuple[Cell, ...]) -> Iterator[Cell]:
        for compute in self.extra.values():
            known = tuple(int(cell) for cell in cells if cell is not None)
            yield compute(known) if len(known) == len(cells) else None


Maker = Callable[[Period], Figure]
_makers: dict[str, Maker] = {}


def register(key: str, maker: Maker) -> None:
    """Add or replace a figure; they are shown in the order they are registered."""
    _makers[key] = maker


def all_figures(period: Period) -> list[Figure]:
    """Return every figure of a period."""
    return [maker(period) for maker in _makers.values()]


def figure(key: str, period: Period) -> Figure | None:
    """Return one figure of a period, None when there is no such figure."""
    maker = _makers.get(key)
    return maker(period) if maker else None


def hide_small(table: tuple[tuple[Any, ...], ...]) -> tuple[tuple[Cell, ...], ...]:
    """Hide every number from 1 to 4, and another beside each that would stand alone.

    A row or column never has exactly one hidden number: its total would tell it.
    """
    hidden = {
        (row, column)
        for row, cells in enumerate(table)
        for column, cell in enumerate(cells)
        if 0 < cell < FEWEST_TOLD
    }
    lines = _lines(table)
    while extra := next(filter(None, (_second(line, hidden, table) for line in lines)), None):
        hidden.add(extra)
    return tuple(
        tuple(None if (row, column) in hidden else cell for column, cell in enumerate(cells))
        for row, cells in enumerate(table)
    )


Place = tuple[int, int]


def _lines(table: tuple[tuple[Any, ...], ...]) -> list[list[Place]]:
    if not table:
        return []
    rows, columns = range(len(table)), range(len(table[0]))
    across = [[(row, column) for column in columns] for row in rows]
    down = [[(row, column) for row in rows] for column in columns]
    return [line for line in (*across, *down) if len(line) > 1]


def _second(
    line: list[Place], hidden: set[Place], table: tuple[tuple[Any, ...], ...]
) -> Place | None:
    """Return the smallest number to hide beside one that is hidden alone, None if none need be."""
    if sum(place in hidden for place in line) != 1:
        return None
    others = [place for place in line if place not in hidden]
    return min(others, key=lambda place: (table[place[0]][place[1]] == 0, _value(table, place)))


def _value(table: tuple[tuple[Any, ...], ...], place: Place) -> float:
    return float(table[place[0]][place[1]])
