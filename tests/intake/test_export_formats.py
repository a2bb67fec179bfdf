"""What an export writes is read back by the programs it is for."""

import csv
import io
import json
from collections.abc import Iterator

import pytest
from openpyxl import load_workbook

from intake.export_formats import FORMATS, BrokenOff, Column, formula_safe

COLUMNS = (Column("who", "Who"), Column("answer.story", "In your words [story]"))
ODD = 'a "quoted" line;\nand <another> & more, Zoë ☂'
ROWS = [["A1", ODD], ["A2", ""], ["A3", "=HYPERLINK(A1)"]]
DANGEROUS = ["=1+1", "+1 212 555 0134", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1"]


def written(form: str, rows: list = ROWS) -> bytes:
    return b"".join(FORMATS[form].write(COLUMNS, rows))


def sheet(content: bytes) -> list[tuple]:
    book = load_workbook(io.BytesIO(content), read_only=True)
    [found] = book.worksheets
    return [tuple(cell or "" for cell in row) for row in found.iter_rows(values_only=True)]


def padded(row: tuple, length: int = len(COLUMNS)) -> tuple:
    return row + ("",) * (length - len(row))


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline="")))


def test_a_csv_is_read_back() -> None:
    assert read_csv(written("csv")) == [
        ["Who", "In your words [story]"],
        ["A1", ODD],
        ["A2", ""],
        ["A3", "'=HYPERLINK(A1)"],
    ]


def test_a_spreadsheet_is_read_back_as_text() -> None:
    assert [padded(row) for row in sheet(written("xlsx"))] == [
        ("Who", "In your words [story]"),
        ("A1", ODD),
        ("A2", ""),
        ("A3", "=HYPERLINK(A1)"),
    ]
    book = load_workbook(io.BytesIO(written("xlsx")))
    cell = book["Export"]["B4"]
    assert (cell.data_type, cell.value) == ("s", "=HYPERLINK(A1)")
    assert book["Export"].freeze_panes == "A2"


def test_json_lines_are_read_back_one_by_one() -> None:
    lines = [json.loads(line) for line in written("jsonl").decode().splitlines()]
    assert lines[0] == {"who": "A1", "answer.story": ODD}
    assert lines[1] == {"who": "A2", "answer.story": None}


@pytest.mark.parametrize("cell", DANGEROUS)
def test_no_cell_of_a_csv_begins_a_formula(cell: str) -> None:
    [_headings, [first, second]] = read_csv(written("csv", [[cell, cell]]))
    assert first == second == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "a=b", "3-4", "'=1", "you@example.com"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert formula_safe(cell) == cell


def test_a_heading_can_be_no_formula_either() -> None:
    [heading] = read_csv(b"".join(FORMATS["csv"].write([Column("x", "=1 [x]")], [])))
    assert heading == ["'=1 [x]"]


def test_what_xml_cannot_hold_is_left_out_of_a_spreadsheet_and_what_is_too_long_is_cut() -> None:
    rows = [["a\x00b\x0bc\ud800d", "x" * 40_000]]
    [_headings, (odd, long)] = sheet(written("xlsx", rows))
    assert odd == "abcd"
    assert long == "x" * 32_766 + "…"


def test_half_a_surrogate_stops_no_text_file() -> None:
    for form in ("csv", "jsonl"):
        assert b"a?b" in written(form, [["a\ud800b", ""]])


def test_many_columns_and_rows_keep_their_places() -> None:
    columns = [Column(f"c{number}", f"c{number}") for number in range(800)]
    rows = [[f"{row}/{number}" for number in range(800)] for row in range(50)]
    content = b"".join(FORMATS["xlsx"].write(columns, rows))
    found = sheet(content)
    assert found[0][-1] == "c799"
    assert found[-1] == tuple(rows[-1])


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_that_broke_off_says_so_in_its_last_line(form: str) -> None:
    content = written(form, [["A1", ""], BrokenOff(1)])
    if form == "xlsx":
        assert padded(sheet(content)[-1]) == ("# export broke off after 1 rows", "")
    else:
        assert content.decode().splitlines()[-1] == "# export broke off after 1 rows"


@pytest.mark.parametrize("form", FORMATS)
def test_the_beginning_leaves_before_many_rows_are_read(form: str) -> None:
    read = 0

    def rows() -> Iterator[list[str]]:
        nonlocal read
        for number in range(200_000):
            read += 1
            yield [f"{number:x}" * 12, "An answer of usual length."]

    parts = FORMATS[form].write(COLUMNS, rows())
    assert next(parts)
    assert read < 2_000


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_to_write_is_a_file_as_well(form: str) -> None:
    content = written(form, [])
    if form == "xlsx":
        assert sheet(content) == [("Who", "In your words [story]")]
    else:
        assert content.decode().count("\n") == (1 if form == "csv" else 0)
