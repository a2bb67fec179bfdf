"""A spreadsheet file (Office Open XML) of one sheet of text, written while it is being sent."""

import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from html import escape
from itertools import count, product
from string import ascii_uppercase

from django.utils import timezone
from stream_zip import ZIP_32, Method, stream_zip

MOST_ROWS = 1_048_575
"""What a sheet holds below its headings."""
LONGEST_CELL = 32_767
PART = 16_384
FILE_PART = 4_096
"""Small, so that the beginning of the file leaves before many rows are read."""
MODE = stat.S_IFREG | 0o600

NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"

FRAME = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{SHEET}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{SHEET}.worksheet+xml"/>'
    "</Types>",
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    "</Relationships>",
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
    '<sheets><sheet name="Export" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    "</Relationships>",
}
"""All there is around the sheet, by the name of the file inside the file."""
SHEET_BEGINS = (
    f'{HEAD}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    "</sheetView></sheetViews><sheetData>"
)
SHEET_ENDS = "</sheetData></worksheet>"

Member = tuple[str, datetime, int, Method, Iterable[bytes]]


def workbook(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """Yield the parts of the file; the headings stay in sight while one scrolls."""
    yield from stream_zip(_members(headings, rows), chunk_size=FILE_PART)


def _members(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[Member]:
    now = timezone.now()
    for name, content in FRAME.items():
        yield name, now, MODE, ZIP_32, [f"{HEAD}{content}".encode()]
    yield "xl/worksheets/sheet1.xml", now, MODE, ZIP_32, _sheet(headings, rows)


def _sheet(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    letters = list(_letters(len(headings)))
    gathered = [SHEET_BEGINS, _row(1, letters, headings)]
    size = 0
    for number, cells in enumerate(rows, start=2):
        gathered.append(_row(number, letters, cells))
        size += len(gathered[-1])
        if size > PART:
            yield "".join(gathered).encode()
            gathered, size = [], 0
    yield "".join([*gathered, SHEET_ENDS]).encode()


def _row(number: int, letters: Sequence[str], cells: Sequence[str]) -> str:
    written = (
        f'<c r="{letter}{number}" t="inlineStr"><is><t xml:space="preserve">{_text(cell)}</t>'
        "</is></c>"
        for letter, cell in zip(letters, cells, strict=False)
        if cell
    )
    return f'<row r="{number}">{"".join(written)}</row>'


def _text(cell: str) -> str:
    if len(cell) > LONGEST_CELL:
        cell = f"{cell[: LONGEST_CELL - 1]}…"
    return escape(NOT_IN_XML.sub("", cell), quote=False)


def _letters(how_many: int) -> Iterator[str]:
    """Yield the names of the columns: A to Z, AA to ZZ and so on."""
    for length in count(1):
        for letters in product(ascii_uppercase, repeat=length):
            if how_many == 0:
                return
            how_many -= 1
            yield "".join(letters)
