"""Reads an uploaded workbook into plain cells: `python -m workflows.offline.grid PATH`, JSON out.

Runs in the child, without Django. openpyxl keeps formulas as they are written and computes nothing.
"""

import json
import sys
import warnings
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell as Read
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.utils.escape import unescape
from openpyxl.worksheet.worksheet import Worksheet

from workflows.evidence.compound import check_compound
from workflows.evidence.kinds import HEAD, Family, Unfit, check_family
from workflows.evidence.media import BROKEN
from workflows.evidence.packages import SUSPICIOUS, words_of_package
from workflows.offline.limits import bound
from workflows.personal_data import personal_numbers

# Unpacked; a sheet of 45 rows full of text has two.
MOST_BYTES = 40 * 2**20
MOST_ROWS, MOST_COLUMNS, MOST_SHEETS = 2_000, 200, 20
TOO_WIDE = "表格的行、列或工作表太多，不像是本系统的离线表。请只填写下载的表再上传。"
# The formats of a number under which it reads as it is kept.
PLAIN_FORMATS = {"General", "0", "@"}
KINDS = {"f": "formula", "e": "error", "b": "tick"}


@dataclass
class Cell:
    """What a cell holds: `kind` is text, number, formatted, day, tick, formula or error."""

    kind: str
    text: str


@dataclass
class Grid:
    """One worksheet: its cells by row and column from 0, and what was merged."""

    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)


@dataclass
class Book:
    """A workbook: its sheets by name, how its days count, citizens' numbers found anywhere."""

    sheets: dict[str, Grid]
    from_1904: bool
    personal: list[str]


def read_book(path: Path) -> Book:
    """Return what is in the file; raises Unfit where it is none of ours, or broken."""
    with path.open("rb") as file:
        family = check_family("xlsx", file.read(HEAD))
    if family == Family.OLE:
        check_compound(path.read_bytes(), "xlsx")
        raise Unfit(BROKEN)
    _check_size(path)
    with path.open("rb") as file:
        texts = list(words_of_package(file, "xlsx"))
    personal = sorted({number for text in texts for number in personal_numbers(text)})
    with path.open("rb") as file, warnings.catch_warnings():
        # It warns of what it leaves out; a date out of all reason becomes an error value.
        warnings.simplefilter("ignore")
        book = load_workbook(file, keep_links=False)
    if len(book.sheetnames) > MOST_SHEETS:
        raise Unfit(TOO_WIDE)
    sheets = {sheet.title: _grid(sheet) for sheet in book.worksheets}
    return Book(sheets, book.epoch == CALENDAR_MAC_1904, personal)


def _check_size(path: Path) -> None:
    try:
        with ZipFile(path) as package:
            if sum(part.file_size for part in package.infolist()) > MOST_BYTES:
                raise Unfit(SUSPICIOUS)
    except (BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Unfit(BROKEN) from error


def _grid(sheet: Worksheet) -> Grid:
    if sheet.max_row > MOST_ROWS or sheet.max_column > MOST_COLUMNS:
        raise Unfit(TOO_WIDE)
    grid = Grid(merged=[str(each) for each in sheet.merged_cells.ranges])
    for number, row in enumerate(sheet.iter_rows()):
        if cells := {place: _cell(cell) for place, cell in enumerate(row) if _is_filled(cell)}:
            grid.rows[number] = cells
    return grid


def _is_filled(cell: Read) -> bool:
    return cell.value not in (None, "")


def _cell(cell: Read) -> Cell:
    """Return a cell as people read it, or that it wears a format that would change it."""
    value = cell.value
    if cell.data_type in KINDS:
        return Cell(KINDS[cell.data_type], str(int(value)) if value in (True, False) else "=")
    if isinstance(value, datetime | date):
        return Cell("day", value.isoformat()[:10])
    if isinstance(value, int | float):
        plain = cell.number_format in PLAIN_FORMATS
        return Cell("number" if plain else "formatted", _amount(value))
    return Cell("text", unescape(str(value)))


def _amount(value: float) -> str:
    return str(int(value)) if float(value).is_integer() and abs(value) < 10**15 else str(value)


def said_of(path: Path) -> dict[str, Any]:
    """Return the workbook as plain data, or under `unfit` why it is not taken."""
    try:
        return asdict(read_book(path))
    except Unfit as unfit:
        return {"unfit": str(unfit)}


if __name__ == "__main__":
    bound()
    print(json.dumps(said_of(Path(sys.argv[1]))))
