"""Whether an exported file holds what it must: every row, the last one too, and no formula."""

import csv
import json
from collections.abc import Iterator, Sequence

from openpyxl import load_workbook

from intake.export_formats import BROKE_OFF, FORMULA_BEGINS

Rows = Iterator[Sequence[str]]


def wrong_with(name: str, path: str, rows: int, last: str) -> Iterator[str]:
    """Say what is wrong with a file of so many rows, the last of them with that reference."""
    read = {"xlsx": _xlsx, "jsonl": _json_lines}.get(name, _csv)
    count, reference, formulas = 0, "", 0
    for cells in read(path):
        count, reference = count + 1, cells[0]
        formulas += read is _csv and any(cell.startswith(FORMULA_BEGINS) for cell in cells)
    if count != rows:
        yield f"{count} of {rows} rows were exported"
    if reference.startswith(BROKE_OFF):
        yield "the export broke off"
    elif reference != last:
        yield f"the last row is {reference or 'missing'}, not {last}"
    if formulas:
        yield f"{formulas} rows hold what a spreadsheet takes for a formula"


def _csv(path: str) -> Rows:
    with open(path, encoding="utf-8", newline="") as file:  # noqa: PTH123
        rows = csv.reader(file)
        next(rows, None)
        yield from rows


def _json_lines(path: str) -> Rows:
    with open(path, encoding="utf-8") as file:  # noqa: PTH123
        for line in file:
            yield [line.strip()] if line.startswith(BROKE_OFF) else [json.loads(line)["reference"]]


def _xlsx(path: str) -> Rows:
    with open(path, "rb") as file:  # noqa: PTH123
        book = load_workbook(file, read_only=True)
        for row in book["Export"].iter_rows(min_row=2, max_col=1, values_only=True):
            yield [str(row[0] or "")]
