"""Lays a table out as a sheet: header frozen and repeated in print, filter, widths, landscape."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from notifications.summaries.edition import Edition

# Excel's numbers of paper sizes; its highest row, and the height of a line, in points.
A3, A4 = 8, 9
HIGHEST, LINE = 409, 15
CELL = {"text_wrap": True, "valign": "top", "align": "left", "indent": 1, "font_name": "宋体"}


Writers = dict[type, Callable[[int, int, Any], object]]


class Share(float):
    """A part of one, printed as percent."""


@dataclass(frozen=True)
class Sheet:
    """A table under its name, with the widths of its columns and notes below it."""

    name: str
    table: pd.DataFrame
    widths: tuple[int, ...]
    notes: list[str] = field(default_factory=list)
    paper: int = A4


def write_sheet(book: Any, sheet: Sheet, edition: Edition) -> None:
    """Write the table, its header in bold on grey, and how it is printed."""
    page, cell = book.add_worksheet(sheet.name), book.add_format(CELL)
    head = book.add_format(CELL | {"bold": True, "bg_color": "#E3E8EE", "bottom": 2})
    for column, width in enumerate(sheet.widths):
        page.set_column(column, column, width, cell)
    for column, word in enumerate(sheet.table.columns):
        page.write_string(0, column, str(word), head)
    _write_lines(page, sheet, _writers(book, page))
    last = len(sheet.table.columns) - 1
    page.autofilter(0, 0, max(len(sheet.table), 1), last)
    page.freeze_panes(1, 0)
    _write_notes(book, page, sheet, last)
    page.repeat_rows(0)
    print_on_paper(page, sheet.paper, edition)


def _write_lines(page: Any, sheet: Sheet, writers: Writers) -> None:
    for row, line in enumerate(sheet.table.itertuples(index=False), start=1):
        page.set_row(row, height_of(line, sheet.widths))
        for column, value in enumerate(line):
            # An empty text would be a cell like a filled one: Excel counts it, and filters by it.
            if value != "" and (write := writers.get(type(value))):
                write(row, column, value)


def _writers(book: Any, page: Any) -> Writers:
    """Return how a value is written by its type; what is nothing stays empty."""
    day, share = (book.add_format(CELL | {"num_format": form}) for form in ("yyyy-mm-dd", "0.0%"))
    return {
        str: page.write_string,
        int: page.write_number,
        date: lambda row, column, value: page.write_datetime(row, column, value, day),
        Share: lambda row, column, value: page.write_number(row, column, value, share),
    }


def height_of(texts: Sequence[object], widths: Sequence[int]) -> int:
    """Return a row's height in points: not every program makes it fit wrapped text by itself.

    Numbers and days are never wrapped.

    >>> height_of(["短", "一二三四五六七八九十"], [8, 8])
    60
    """
    lines = [
        lines_in(text, width)
        for text, width in zip(texts, widths, strict=True)
        if isinstance(text, str)
    ]
    return min(HIGHEST, LINE * max(lines, default=1))


def lines_in(text: str, width: int) -> int:
    """Return how many lines a text takes in a column; most fit by their length, and are not read.

    >>> lines_in("", 8), lines_in("一二三", 8), lines_in("abcdef", 8), lines_in("一二三四", 8)
    (1, 1, 1, 2)
    """
    room = width - 2
    return 1 if 2 * len(text) <= room else -(-width_of(text) // room)


def width_of(text: str) -> int:
    """Return how many columns a text takes: a Chinese character takes two, as it does in GBK."""
    return len(text.encode("gbk", "replace"))


def _write_notes(book: Any, page: Any, sheet: Sheet, last: int) -> None:
    note = book.add_format(CELL)
    for place, text in enumerate(sheet.notes, start=len(sheet.table) + 2):
        page.merge_range(place, 0, place, last, "", note)
        page.write_string(place, 0, text, note)
        page.set_row(place, 34)


def print_on_paper(page: Any, paper: int, edition: Edition) -> None:
    """Print landscape, as wide as the paper, with the edition on every page."""
    page.set_landscape()
    page.set_paper(paper)
    page.fit_to_pages(1, 0)
    page.set_header(f"&L{edition.title}&R{edition.mark}")
    page.set_footer("&C第&P页，共&N页")
