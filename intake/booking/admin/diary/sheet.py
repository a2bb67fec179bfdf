"""The diary as its page shows it: columns with visits, closed hours and free times in order."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from intake.booking import slots, texts
from intake.booking.admin.diary.choice import DiaryChoice
from intake.booking.admin.diary.rows import DiaryRows, Off, day_range
from intake.booking.admin.diary.scale import Hour, Place, Scale, hours_to_show
from intake.booking.models import Appointment, DayException, DayNote, Practitioner
from intake.booking.states import OCCUPYING, State, may_become
from intake.scoping import Staff

FREE_STEP = timedelta(minutes=30)
MOST_LANES = 4


@dataclass(frozen=True, slots=True)
class Shut:
    """Hours in which nobody can be booked, and the word for why."""

    place: Place
    clock: str
    words: str


@dataclass(frozen=True, slots=True)
class Free:
    """A free time that a click books; `start` is its instant (UTC, ISO 8601)."""

    place: Place
    clock: str
    start: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A visit in the diary. `elsewhere` names its place where that is another than the diary's."""

    visit: Appointment
    place: Place
    lane: str
    clock: str
    elsewhere: str
    before: Place | None
    after: Place | None
    may_arrive: bool
    may_move: bool

    @property
    def state(self) -> str:
        """The word for where the visit stands."""
        return str(self.visit.status.label)

    @property
    def name(self) -> str:
        """The client's name, or what to say while there is none."""
        if self.visit.client_name:
            return self.visit.client_name
        return _("Filling in the form") if self.visit.status.is_held else _("No name kept")


Line = Shut | Free | Entry


@dataclass(frozen=True, slots=True)
class Column:
    """One practitioner's day: its lines in order of time, and what was cancelled.

    `hours` says when they work, or why not; `now` is where the present moment stands.
    """

    practitioner: Practitioner
    day: date
    heading: str
    url: str
    is_today: bool
    scale: Scale
    hours: str
    lines: tuple[Line, ...]
    cancelled: tuple[Entry, ...]
    now: Place | None

    @property
    def entries(self) -> list[Entry]:
        """The visits, in order of time."""
        return [line for line in self.lines if isinstance(line, Entry)]

    @property
    def shown(self) -> list[tuple[str, Line]]:
        """The lines, each with the name of its kind."""
        return [(type(line).__name__.lower(), line) for line in self.lines]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The diary of a day or a week. `axis` are the hours beside the columns."""

    choice: DiaryChoice
    zone: str
    heading: str
    practitioners: tuple[Practitioner, ...]
    columns: tuple[Column, ...]
    axis: tuple[Hour, ...]
    notes: tuple[DayNote, ...]

    @property
    def is_overview(self) -> bool:
        """Whether it is the week of several people, which is a table and no grid."""
        return self.choice.is_week and len({each.practitioner.pk for each in self.columns}) > 1

    @property
    def by_practitioner(self) -> list[tuple[Practitioner, list[Column]]]:
        """The columns of each practitioner."""
        pairs = groupby(self.columns, key=lambda column: column.practitioner)
        return [(practitioner, list(columns)) for practitioner, columns in pairs]

    @property
    def cancelled(self) -> list[tuple[Column, Entry]]:
        """What was cancelled on the days shown."""
        return [(column, entry) for column in self.columns for entry in column.cancelled]

    @property
    def visit_count(self) -> int:
        """How many visits are shown, cancelled ones left out."""
        return sum(len(column.entries) for column in self.columns)


def sheet_of(choice: DiaryChoice, now: datetime, reader: Staff, *, with_free: bool) -> Sheet:
    """Return what the reader may see of a diary; `with_free` offers free times to book."""
    rows = DiaryRows(choice.location, choice.days, now, reader)
    chosen = [each for each in rows.practitioners if choice.practitioner_id in (None, each.pk)]
    pairs = [(each, day) for each in chosen for day in choice.days]
    hours = hours_to_show(_everything(rows, pairs), rows.zone)
    makers = [
        _ColumnMaker(rows, choice, each, Scale(rows.zone, day, *hours), with_free)
        for each, day in pairs
    ]
    columns = tuple(maker.column() for maker in makers)
    regular = [column for column in columns if not column.scale.changes_clock] or list(columns)
    return Sheet(
        choice=choice,
        zone=texts.zone_words(rows.zone),
        heading=heading_of(choice),
        practitioners=tuple(rows.practitioners),
        columns=columns,
        axis=regular[0].scale.hours if regular else (),
        notes=tuple(rows.notes),
    )


def heading_of(choice: DiaryChoice) -> str:
    """Return the day in words, or the first and the last of a week."""
    first, last = choice.days[0], choice.days[-1]
    if not choice.is_week:
        return date_format(first, "l j F Y")
    return f"{date_format(first, 'D j F')} – {date_format(last, 'D j F Y')}"


def _everything(
    rows: DiaryRows, pairs: Iterable[tuple[Practitioner, date]]
) -> Iterator[slots.Range]:
    """Yield all opening hours and visits of some days, cut at midnight."""
    for practitioner, day in pairs:
        start, end = day_range(day, rows.location)
        for opening in rows.calendar_of(practitioner).openings(day):
            yield slots.boundary(opening.wall_start, rows.zone), opening.closes
        for visit in rows.visits_of(practitioner, (start, end)):
            yield max(visit.starts_at, start), min(visit.ends_at, end)


class _ColumnMaker:
    """Arranges one practitioner's day."""

    def __init__(
        self,
        rows: DiaryRows,
        choice: DiaryChoice,
        practitioner: Practitioner,
        scale: Scale,
        with_free: bool,
    ) -> None:
        self.rows, self.choice, self.practitioner = rows, choice, practitioner
        self.scale, self.with_free = scale, with_free
        self.zone = rows.zone
        self.openings = [
            (slots.boundary(each.wall_start, self.zone), each)
            for each in rows.calendar_of(practitioner).openings(scale.day)
        ]
        self.off = rows.off_of(practitioner)
        self.visits = rows.visits_of(practitioner, scale.window)

    def column(self) -> Column:
        day = self.scale.day
        stays = [each for each in self.visits if not each.status.is_cancelled]
        lanes = _lanes(stays)
        entries = [self._entry(each, lanes[each.pk]) for each in stays]
        gone = [self._entry(each, "") for each in self.visits if each.status.is_cancelled]
        timed: list[tuple[datetime, Line]] = [
            *((entry.visit.starts_at, entry) for entry in entries),
            *self._shut(),
            *(self._free() if self.with_free else ()),
        ]
        is_week = self.choice.is_week
        now = self.scale.clip((self.rows.now, self.rows.now + timedelta(minutes=1)))
        return Column(
            practitioner=self.practitioner,
            day=day,
            heading=date_format(day, "D j M") if is_week else self.practitioner.name,
            url=self._url(),
            is_today=day == self.choice.today,
            scale=self.scale,
            hours=self._hours_words(),
            lines=tuple(line for _at, line in sorted(timed, key=lambda pair: pair[0])),
            cancelled=tuple(gone),
            now=self.scale.place(now) if now else None,
        )

    def _url(self) -> str:
        """Return where the heading leads: to the day of a week, or to the person's week."""
        if self.choice.is_week:
            return self.choice.url(day=self.scale.day, span="")
        return self.choice.url(who=self.practitioner.pk, span="week")

    def _entry(self, visit: Appointment, lane: str) -> Entry:
        start, end = visit.starts_at, visit.ends_at
        before, after = (visit.occupied_from, start), (end, visit.occupied_to)
        is_elsewhere = visit.location_id != self.rows.location.pk
        may_arrive = may_become(visit.status, State.ARRIVED) and visit.status.is_booked
        return Entry(
            visit=visit,
            place=self.scale.place((start, end)),
            lane=lane,
            clock=self._clock((start, end)),
            elsewhere=str(visit.location) if is_elsewhere else "",
            before=self._buffer(visit, before),
            after=self._buffer(visit, after),
            may_arrive=may_arrive and self.scale.day == self.choice.today,
            may_move=visit.status.is_booked and not is_elsewhere,
        )

    def _buffer(self, visit: Appointment, wanted: slots.Range) -> Place | None:
        shown = self.scale.clip(wanted)
        takes_time = visit.status in OCCUPYING
        return self.scale.place(shown) if shown and takes_time else None

    def _shut(self) -> Iterator[tuple[datetime, Shut]]:
        """Yield time off, then everything else outside the opening hours, never twice."""
        covered = [(start, opening.closes) for start, opening in self.openings]
        end_of_last = self.scale.window[0]
        for off in self.off:
            part = self.scale.clip((max(off.start, end_of_last), off.end))
            if part:
                end_of_last = part[1]
                covered.append(part)
                yield part[0], self._shut_line(part, _off_words(off))
        closing = self.rows.closing_of(self.practitioner, self.scale.day)
        for part in _gaps(covered, self.scale.window):
            yield part[0], self._shut_line(part, _closed_words(closing))

    def _shut_line(self, part: slots.Range, words: str) -> Shut:
        return Shut(self.scale.place(part), self._clock(part), words)

    def _free(self) -> Iterator[tuple[datetime, Free]]:
        """Yield every half hour in which nothing stands and that is not over."""
        taken = slots.Taken(
            (
                *((v.occupied_from, v.occupied_to) for v in self.visits if v.status in OCCUPYING),
                *((off.start, off.end) for off in self.off),
            )
        )
        for _start, opening in self.openings:
            for wall in opening.walls(FREE_STEP):
                start = slots.instant_of(wall, self.zone)
                if start is None:
                    continue
                part = (start, min(start + FREE_STEP, opening.closes))
                if part[1] > self.rows.now and not taken.meets(part):
                    clock = texts.clock(start.astimezone(self.zone))
                    yield start, Free(self.scale.place(part), clock, start.isoformat())

    def _hours_words(self) -> str:
        if self.openings:
            return ", ".join(self._clock((start, each.closes)) for start, each in self.openings)
        return _closed_words(self.rows.closing_of(self.practitioner, self.scale.day))

    def _clock(self, part: slots.Range) -> str:
        start, end = (texts.clock(each.astimezone(self.zone)) for each in part)
        return f"{start}–{end}"


def _off_words(off: Off) -> str:
    return _("Time off: %(note)s") % {"note": off.note} if off.note else _("Time off")


def _closed_words(closing: DayException | None) -> str:
    if closing is not None and closing.holiday:
        return _("Holiday: %(name)s") % {"name": closing.holiday}
    if closing is not None and closing.note:
        return _("Closed: %(note)s") % {"note": closing.note}
    return _("Closed")


def _gaps(covered: Iterable[slots.Range], window: slots.Range) -> Iterator[slots.Range]:
    """Yield what of a window no range covers."""
    at = window[0]
    for start, end in sorted(covered):
        if start > at:
            yield at, min(start, window[1])
        at = max(at, end)
    if at < window[1]:
        yield at, window[1]


def _lanes(visits: list[Appointment]) -> dict[int, str]:
    """Return the class that sets each visit beside those it overlaps: "2-1" is the first of two."""
    found: dict[int, str] = {}
    cluster: list[tuple[Appointment, int]] = []
    ends: list[datetime] = []
    for visit in [*visits, None]:
        if visit is None or (ends and visit.starts_at >= max(ends)):
            width = min(len(ends), MOST_LANES)
            found |= {each.pk: f"{width}-{min(lane, width)}" for each, lane in cluster}
            cluster, ends = [], []
        if visit is not None:
            free = next((i for i, end in enumerate(ends) if end <= visit.starts_at), len(ends))
            ends[free : free + 1] = [visit.ends_at]
            cluster.append((visit, free + 1))
    return found
