"""Lays a table out as a sheet: header frozen and repeated in print, filter, widths, landscape."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from unicodedata import east_asian_width

import pandas as pd

from notifications.summaries.edition import Edition

# Excel's numbers of paper sizes; its highest row, and the height of a line, in points.
A3, A4 = 8, 9
HIGHEST, LINE = 409, 15
CELL = {"text_wrap": True, "valign": "top", "align": "left", "indent": 1, "font_name": "宋体"}


@dataclass(frozen=True)
class Sheet:
    """A table under its name, its columns' widths, notes below it; `shares` are parts of one."""

    name: str
    table: pd.DataFrame
    widths: tuple[int, ...]
    notes: list[str] = field(default_factory=list)
    paper: int = A4
    shares: tuple[str, ...] = ()


def write_sheet(writer: Any, sheet: Sheet, edition: Edition) -> None:
    """Write the table, its header in bold on grey, and how it is printed."""
    sheet.table.to_excel(writer, sheet_name=sheet.name, index=False, header=False, startrow=1)
    book, page = writer.book, writer.sheets[sheet.name]
    cell = book.add_format(CELL)
    head = book.add_format(CELL | {"bold": True, "bg_color": "#E3E8EE", "bottom": 2})
    for column, width in enumerate(sheet.widths):
        page.set_column(column, column, width, cell)
    for column, word in enumerate(sheet.table.columns):
        page.write_string(0, column, str(word), head)
    _write_days(page, sheet, book.add_format(CELL | {"num_format": "yyyy-mm-dd"}))
    _write_shares(page, sheet, book.add_format(CELL | {"num_format": "0.0%"}))
    for place, line in enumerate(sheet.table.itertuples(index=False), start=1):
        page.set_row(place, height_of(line, sheet.widths))
    last = len(sheet.table.columns) - 1
    page.autofilter(0, 0, max(len(sheet.table), 1), last)
    page.freeze_panes(1, 0)
    _write_notes(book, page, sheet, last)
    page.repeat_rows(0)
    print_on_paper(page, sheet.paper, edition)


def _write_days(page: Any, sheet: Sheet, layout: Any) -> None:
    """Write days once more, laid out as the cells beside them: pandas knows their number only."""
    for row, line in enumerate(sheet.table.itertuples(index=False), start=1):
        for column, value in enumerate(line):
            if isinstance(value, date):
                page.write_datetime(row, column, value, layout)


def _write_shares(page: Any, sheet: Sheet, layout: Any) -> None:
    """Write shares once more as percent; a part of nothing stays empty."""
    for word in sheet.shares:
        column = list(sheet.table.columns).index(word)
        for row, share in enumerate(sheet.table[word], start=1):
            if pd.notna(share):
                page.write_number(row, column, share, layout)


def height_of(texts: Sequence[object], widths: Sequence[int]) -> int:
    """Return a row's height in points: not every program makes it fit wrapped text by itself.

    >>> height_of(["短", "一二三四五六七八九十"], [8, 8])
    60
    """
    lines = [
        -(-width_of(str(text)) // (width - 2)) for text, width in zip(texts, widths, strict=True)
    ]
    return min(HIGHEST, LINE * max(1, *lines))


def width_of(text: str) -> int:
    """Return how many columns a text takes: a Chinese character takes two."""
    return sum(2 if east_asian_width(letter) in "WFA" else 1 for letter in text)


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
