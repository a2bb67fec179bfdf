"""The files an export can be: CSV, spreadsheet, JSON lines. Each is written row by row."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intake import export_xlsx

Cells = Sequence[str]
PART = 32_768
"""How many characters are gathered before they are sent."""
BROKE_OFF = "# export broke off"
"""How the last line begins when not every row could be written."""
FORMULA_BEGINS = tuple("=+-@\t\r\n＝＋－＠")
"""What a spreadsheet takes for the beginning of a formula, in full width too."""
FORMULA_SET = frozenset(FORMULA_BEGINS)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name for programs and its heading for people."""

    key: str
    heading: str


@dataclass(frozen=True, slots=True)
class BrokenOff:
    """Stands where the rows end before their time."""

    after: int

    @property
    def words(self) -> str:
        """What the file says in its last line."""
        return f"{BROKE_OFF} after {self.after} rows"


Lines = Iterable[Cells | BrokenOff]


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file."""

    key: str
    label: str | Promise
    media_type: str
    write: Callable[[Sequence[Column], Lines], Iterator[bytes]]
    most_rows: int | None = None


def formula_safe(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in FORMULA_SET else cell


def write_csv(columns: Sequence[Column], lines: Lines) -> Iterator[bytes]:
    """Yield a CSV file: the headings at once, then the rows in parts."""
    gathered = StringIO()
    writer = csv.writer(gathered)
    writer.writerow([formula_safe(column.heading) for column in columns])
    yield _taken(gathered)
    for line in lines:
        if isinstance(line, BrokenOff):
            gathered.write(f"{line.words}\r\n")
        else:
            writer.writerow([formula_safe(cell) for cell in line])
        if gathered.tell() > PART:
            yield _taken(gathered)
    yield _taken(gathered)


def write_json_lines(columns: Sequence[Column], lines: Lines) -> Iterator[bytes]:
    """Yield one JSON object a row; cells without a value are null."""
    keys = [column.key for column in columns]
    gathered = StringIO()
    for number, line in enumerate(lines):
        if isinstance(line, BrokenOff):
            gathered.write(f"{line.words}\n")
        else:
            row = {key: cell or None for key, cell in zip(keys, line, strict=True)}
            gathered.write(json.dumps(row, ensure_ascii=False) + "\n")
        if number == 0 or gathered.tell() > PART:
            yield _taken(gathered)
    yield _taken(gathered)


def write_xlsx(columns: Sequence[Column], lines: Lines) -> Iterator[bytes]:
    """Yield a spreadsheet of one sheet. Its cells are text, so nothing in it is a formula."""
    rows = ([line.words] if isinstance(line, BrokenOff) else line for line in lines)
    return export_xlsx.workbook([column.heading for column in columns], rows)


def _taken(gathered: StringIO) -> bytes:
    part = gathered.getvalue().encode("utf-8", "replace")
    gathered.seek(0)
    gathered.truncate()
    return part


FORMATS = {
    each.key: each
    for each in (
        Format(
            "xlsx",
            _("Spreadsheet (XLSX), for Excel and LibreOffice"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            write_xlsx,
            export_xlsx.MOST_ROWS,
        ),
        Format("csv", _("CSV, for other programs"), "text/csv; charset=utf-8", write_csv),
        Format(
            "jsonl",
            _("JSON lines, one object a row, for engineers"),
            "application/x-ndjson; charset=utf-8",
            write_json_lines,
        ),
    )
}
