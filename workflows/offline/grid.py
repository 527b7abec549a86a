"""Reads an uploaded workbook into plain cells: `python -m workflows.offline.grid PATH`, JSON out.

Ours rather than openpyxl's: a sheet is a few parts of XML, what reads it stays on one screen, knows
no formula, and brings nothing along. Runs in the child, without Django; ECMA-376, part 1, 18.3.
"""

import json
import posixpath
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element
from zipfile import BadZipFile, ZipFile

from defusedxml.ElementTree import fromstring

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
# The formats of a number under which it reads as it is kept: general, whole, text.
PLAIN_FORMATS = {0, 1, 49}


@dataclass
class Cell:
    """What a cell holds: `kind` is text, number, formatted, tick, formula or error."""

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
    try:
        with ZipFile(path) as package:
            return Book(*_parts(package), personal)
    except (KeyError, ValueError, IndexError, TypeError, SyntaxError, BadZipFile) as error:
        raise Unfit(BROKEN) from error


def _check_size(path: Path) -> None:
    try:
        with ZipFile(path) as package:
            if sum(part.file_size for part in package.infolist()) > MOST_BYTES:
                raise Unfit(SUSPICIOUS)
    except (BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Unfit(BROKEN) from error


def _parts(package: ZipFile) -> tuple[dict[str, Grid], bool]:
    book = fromstring(package.read("xl/workbook.xml"))
    strings = _strings(package)
    formats = _formats(package)
    targets = {
        each.get("Id"): each.get("Target", "")
        for each in _tree(package, "xl/_rels/workbook.xml.rels")
    }
    sheets = [each for each in book.iter() if _name(each) == "sheet"]
    if len(sheets) > MOST_SHEETS:
        raise Unfit(TOO_WIDE)
    grids = {}
    for sheet in sheets:
        target = targets[_attribute(sheet, "id")]
        place = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
        grids[sheet.get("name", "")] = _grid(_tree(package, place), strings, formats)
    from_1904 = any(each.get("date1904") in ("1", "true") for each in book.iter())
    return grids, from_1904


def _tree(package: ZipFile, place: str) -> Element:
    tree: Element = fromstring(package.read(place))
    return tree


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _attribute(element: Element, name: str) -> str:
    return next((said for key, said in element.attrib.items() if key.endswith(f"}}{name}")), "")


def _strings(package: ZipFile) -> list[str]:
    """Return the texts that cells share; a workbook without any has no such part."""
    place = "xl/sharedStrings.xml"
    if place not in package.namelist():
        return []
    return [_text(each) for each in _tree(package, place)]


def _text(element: Element) -> str:
    """Join the runs of a text; how a word is pronounced (rPh) is no part of it."""
    pieces: list[str] = []
    for child in element:
        if _name(child) == "t":
            pieces.append(child.text or "")
        elif _name(child) == "r":
            pieces.append(_text(child))
    # Excel's way to write a carriage return, and the escape of what only looks like one.
    return "".join(pieces).replace("_x000D_", "").replace("_x005F_", "_")


def _formats(package: ZipFile) -> list[int]:
    """Return the number format of each style a cell may name."""
    if "xl/styles.xml" not in package.namelist():
        return []
    styles = _tree(package, "xl/styles.xml")
    cells = next((each for each in styles if _name(each) == "cellXfs"), ())
    return [int(each.get("numFmtId", "0")) for each in cells]


def _grid(sheet: Element, strings: list[str], formats: list[int]) -> Grid:
    grid = Grid()
    for part in sheet:
        if _name(part) == "sheetData":
            for number, row in _numbered(part, MOST_ROWS):
                grid.rows[number] = dict(_cells(row, strings, formats))
        elif _name(part) == "mergeCells":
            grid.merged = [each.get("ref", "") for each in part][:MOST_ROWS]
    return grid


def _numbered(data: Element, most: int) -> Iterator[tuple[int, Element]]:
    """Yield rows that hold anything, numbered from 0; one without a number follows the last."""
    last = -1
    for row in data:
        last = int(row.get("r", last + 2)) - 1
        if len(row) and any(len(cell) for cell in row):
            if last >= most:
                raise Unfit(TOO_WIDE)
            yield last, row


def _cells(row: Element, strings: list[str], formats: list[int]) -> Iterator[tuple[int, Cell]]:
    last = -1
    for cell in row:
        last = _column(cell.get("r", "")) if cell.get("r") else last + 1
        found = _cell(cell, strings, formats)
        if found is not None and found.text:
            if last >= MOST_COLUMNS:
                raise Unfit(TOO_WIDE)
            yield last, found


def _column(reference: str) -> int:
    """Return the column of a reference, from 0.

    >>> _column("A1"), _column("Z9"), _column("AB12")
    (0, 25, 27)
    """
    place = 0
    for letter in reference.rstrip("0123456789"):
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def _cell(cell: Element, strings: list[str], formats: list[int]) -> Cell | None:
    parts = {_name(each): each for each in cell}
    if "f" in parts:
        return Cell("formula", "=")
    if cell.get("t") == "inlineStr":
        return Cell("text", _text(parts["is"])) if "is" in parts else None
    value = parts["v"].text if "v" in parts else None
    if value is None:
        return None
    kind = cell.get("t", "n")
    if kind == "s":
        return Cell("text", strings[int(value)])
    if kind in ("str", "d"):
        return Cell("text", value)
    if kind in ("b", "e"):
        return Cell("tick" if kind == "b" else "error", value)
    return _number(value, int(cell.get("s", "0")), formats)


def _number(value: str, style: int, formats: list[int]) -> Cell:
    """Return a number as people read it, or that it wears a format that would change it."""
    plain = not formats or formats[style] in PLAIN_FORMATS
    amount = float(value)
    text = str(int(amount)) if amount.is_integer() and abs(amount) < 10**15 else value
    return Cell("number" if plain else "formatted", text)


def said_of(path: Path) -> dict[str, Any]:
    """Return the workbook as plain data, or under `unfit` why it is not taken."""
    try:
        return asdict(read_book(path))
    except Unfit as unfit:
        return {"unfit": str(unfit)}


if __name__ == "__main__":
    bound()
    print(json.dumps(said_of(Path(sys.argv[1]))))
