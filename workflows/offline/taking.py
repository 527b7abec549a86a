"""Reads a file that came back: is it ours and whose, and what each row says as a page posts it."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.http import QueryDict

from workflows.evidence.kinds import Unfit
from workflows.evidence.media import BROKEN
from workflows.offline.authenticity import Foreign, Origin, Sent
from workflows.offline.child import Broken, run
from workflows.offline.columns import (
    COLUMNS,
    CONSENT,
    CONSENTS,
    KEY,
    LABELS,
    NUMBER,
    TICKS,
    Column,
    figure_columns_of,
)
from workflows.offline.paper import HIDDEN, SHEET
from workflows.sheet_forms import prefix_of

Cells = dict[str, Any]
HEADINGS_WITHIN = 10
# 2026-03-31, 2026/3/31, 2026.3.31, 2026年3月31日, with a time or without.
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T][\d:.]*)?")
NOT_OURS = (
    "这不是从本系统下载的离线表，或者“{page}”页已经丢失。"
    "请重新下载离线表，把内容复制过去，存为 .xlsx 文件再上传。"
)
WRONG_KIND = {
    "formula": "是公式。请改成文字或日期",
    "error": "是错误值。请改成文字",
    "formatted": "是带格式的数值（如百分比、金额）。请改成文字，照读的样子写",
    "day": "是日期。请改成文字",
}
# A date cell may be kept as a number of any format.
DAYS = {"day", "formatted"}


@dataclass
class Told:
    """One row of the file: its number there, the report it is about, and what it says.

    `wrong` are sentences by field about cells that cannot be read.
    """

    line: int
    key: int
    sent: Sent
    said: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)

    def post(self, data: QueryDict) -> None:
        """Write the row into `data` as its page would post it, on the revision it was sent with."""
        data[f"{prefix_of(self.key)}-revision"] = str(self.sent.revision)
        for name, words in self.said.items():
            # A figure's field that is there and empty takes the figure back.
            if words or name.startswith("figure-"):
                data[f"{prefix_of(self.key)}-{name}"] = words


@dataclass
class Taken:
    """A file of ours: whose it is, its rows, and what could not be told to any row."""

    origin: Origin
    rows: list[Told]
    notes: list[str]
    personal: list[str]


def take(path: Path) -> Taken:
    """Return what an uploaded file says; raises Unfit with what to do where it is none of ours."""
    return told_by(read(path))


def read(path: Path) -> dict[str, Any]:
    """Return the workbook's cells, read by the child."""
    try:
        book: dict[str, Any] = json.loads(run("grid", str(path)))
    except Broken as broken:
        raise Unfit(BROKEN) from broken
    return book


def told_by(book: dict[str, Any]) -> Taken:
    """Return what a workbook's cells say, as `workflows.offline.grid` gives them."""
    if said := book.get("unfit"):
        raise Unfit(said)
    for page in (SHEET, HIDDEN):
        if page not in book["sheets"]:
            raise Unfit(NOT_OURS.format(page=page))
    origin = _origin(book["sheets"][HIDDEN]["rows"])
    return _Reader(book, origin).taken()


def _origin(rows: Cells) -> Origin:
    said = {number: _first(cells) for number, cells in rows.items()}
    try:
        return Origin.of(said.get("0", ""), said.get("1", ""))
    except Foreign as foreign:
        raise Unfit(str(foreign)) from foreign


def _first(cells: Any) -> str:
    return str(cells.get("0", {}).get("text", ""))


class _Reader:
    """Goes through the rows of the sheet and tells each to the report its key names."""

    def __init__(self, book: dict[str, Any], origin: Origin) -> None:
        sheet = book["sheets"][SHEET]
        self.rows: dict[int, Any] = {int(each): cells for each, cells in sheet["rows"].items()}
        self.from_1904: bool = book["from_1904"]
        self.personal: list[str] = book["personal"]
        self.merged = set(_lines_of(sheet["merged"]))
        self.origin = origin
        self.head = self._find_head()
        self.places = self._places()
        self.figures = figure_columns_of(self.places)

    def _find_head(self) -> int:
        for number in sorted(self.rows)[:HEADINGS_WITHIN]:
            if KEY in self._texts(number).values():
                return number
        raise Unfit(f"找不到“{KEY}”一栏。{NOT_OURS.format(page=SHEET)}")

    def _places(self) -> dict[str, str]:
        """Return where each column stands: columns may have been moved, not taken away."""
        titles = self._texts(self.head)
        counted = Counter(titles.values())
        for column in COLUMNS:
            wanted = column.field or column.title in (NUMBER, KEY)
            if wanted and column.title != CONSENT and counted[column.title] != 1:
                raise Unfit(
                    f"表头里应当有且只有一栏“{column.title}”。请不要增删、改名各栏；"
                    "请重新下载离线表，把内容复制过去再上传。"
                )
        return {title: place for place, title in titles.items()}

    def _texts(self, number: int) -> dict[str, str]:
        return {place: cell["text"].strip() for place, cell in self.rows[number].items()}

    def taken(self) -> Taken:
        told, notes = [], []
        for line in sorted(number for number in self.rows if number > self.head):
            try:
                told.append(self._told(line))
            except _Unknown as unknown:
                notes.append(f"第{line + 1}行没有读入：{unknown}")
            except _Empty:
                continue
        twice = {key for key, count in Counter(each.key for each in told).items() if count > 1}
        notes += [
            f"第{each.line + 1}行没有读入：与另一行的编号相同。请删去多余的行。"
            for each in told if each.key in twice
        ]  # fmt: skip
        rows = [each for each in told if each.key not in twice]
        return Taken(self.origin, rows, notes, self.personal)

    def _told(self, line: int) -> Told:
        key, sent = self._report(line)
        told = Told(line, key, sent)
        for column in (*COLUMNS, *self.figures):
            if column.field and column.title in self.places:
                self._tell(told, column)
        if line in self.merged:
            told.wrong["progress"] = "这一行有合并的单元格。请取消合并，逐行填写。"
        return told

    def _report(self, line: int) -> tuple[int, Sent]:
        """Return which report a row is about; its number must fit, lest a word go astray."""
        key, number = self._cell(line, KEY)["text"], self._cell(line, NUMBER)["text"]
        fields = [each.title for each in (*COLUMNS, *self.figures) if each.field]
        answers = (self._cell(line, title)["text"] for title in fields)
        if not key.isdecimal() and not any(answers):
            raise _Empty
        sent = self.origin.rows.get(int(key)) if key.isdecimal() and len(key) < 19 else None
        if sent is None:
            raise _Unknown("不是原表中的行。请只填写原有的行。")
        if number.strip() != sent.number:
            raise _Unknown("序号和编号对不上，可能是错行。请对照原表把这一行的内容放回原处。")
        return int(key), sent

    def _cell(self, line: int, title: str) -> dict[str, str]:
        nothing = {"kind": "text", "text": ""}
        found: dict[str, str] = self.rows[line].get(self.places.get(title, ""), nothing)
        return found

    def _tell(self, told: Told, column: Column) -> None:
        cell = self._cell(told.line, column.title)
        kind, text = cell["kind"], cell["text"]
        if kind in WRONG_KIND and not (kind in DAYS and column.kind == "date"):
            told.wrong[column.field] = f"“{column.title}”一格{self._wrong(column, kind)}后再上传。"
            return
        try:
            told.said[column.field] = self._as_posted(column, kind, text)
        except KeyError:
            choices = "”“".join(column.choices)
            told.wrong[column.field] = (
                f"“{column.title}”一格写的是“{text[:20]}”，只能填“{choices}”，或者留空。"
            )

    def _wrong(self, column: Column, kind: str) -> str:
        """Say what a cell holds that cannot be read: a date out of all reason is an error value."""
        if column.kind == "date" and kind == "error":
            return "不是日期。请写成 2026-03-31 的样子"
        return WRONG_KIND[kind]

    def _as_posted(self, column: Column, kind: str, text: str) -> str:
        """Return a cell's text as the page would post it; raises KeyError for no choice of ours."""
        if column.kind == "date":
            return _day(kind, text, self.from_1904)
        if column.field == "no_change":
            ticked = text == "1" if kind == "tick" else TICKS[text.strip()]
            return "on" if ticked else ""
        if column.field == "concurs":
            consent = CONSENTS[text.strip()]
            return "" if consent is None else str(consent)
        if column.field == "status":
            return _VALUES[text.strip()]
        return text


_VALUES = {label: value for value, label in LABELS.items()} | {"": ""}


class _Unknown(Exception):
    """A row that cannot be told to any report."""


class _Empty(Exception):
    """A row that says nothing at all."""


def _lines_of(merged: list[str]) -> Iterator[int]:
    """Yield the lines, from 0, that merged cells reach over.

    >>> list(_lines_of(["G5:G7"]))
    [4, 5, 6]
    """
    for reference in merged:
        first, _, last = reference.partition(":")
        numbers = ["".join(filter(str.isdecimal, each)) for each in (first, last or first)]
        if all(numbers):
            yield from range(int(numbers[0]) - 1, min(int(numbers[1]), 10_000))


def _day(kind: str, text: str, from_1904: bool) -> str:
    """Return a date cell as a date field is posted; what is no date stays as it was written.

    >>> _day("formatted", "46112", False), _day("number", "20260331", False)
    ('2026-03-31', '2026-03-31')
    >>> _day("text", "2026年3月31日", False), _day("text", "2026.3.31", False)
    ('2026-3-31', '2026-3-31')
    >>> _day("text", "月底前", False)
    '月底前'
    """
    text = text.strip()
    if kind in ("number", "formatted") or (text.isdecimal() and len(text) == 8):
        return _day_of_number(text, from_1904)
    found = DAY.fullmatch(text)
    return "-".join(found.groups()) if found else text


def _day_of_number(text: str, from_1904: bool) -> str:
    """Return the day that a workbook counts from 1900 or 1904, or that is written as 20260331."""
    if len(text) == 8 and text.isdecimal():
        return f"{text[:4]}-{text[4:6]}-{text[6:]}"
    whole = text.partition(".")[0]
    if not whole.isdecimal() or not 20_000 <= int(whole) <= 80_000:
        return text
    first = date(1904, 1, 1) if from_1904 else date(1899, 12, 30)
    return (first + timedelta(days=int(whole))).isoformat()
