"""Writes an offline sheet as .xlsx: a Paper in, bytes out, in the child."""

import sys
from datetime import date
from io import BytesIO
from typing import Any

import xlsxwriter

from workflows.offline.limits import bound
from workflows.offline.paper import HIDDEN, NOTES, SHEET, Heading, Paper

# Whatever people wrote stays text: no formula, no number, no link.
AS_TEXT = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
WIDE = 84  # characters of the notes' column
FIRST = 3  # rows above the first line: title, facts, headings
LINE, HIGHEST = 14.0, 400.0  # points; a row of Excel's has 409 at most
EARLIEST, LATEST = date(2021, 1, 1), date(2040, 12, 31)
CELL = {"text_wrap": True, "valign": "top", "border": 1, "font_size": 10}
FORMATS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "about": {"font_size": 10},
    "head": {**CELL, "bold": True, "bg_color": "#D9E2EC", "valign": "vcenter"},
    "shown": {**CELL, "bg_color": "#F0F2F4"},
    # As text, so that 85% stays what was typed.
    "text": {**CELL, "locked": False, "num_format": "@"},
    "choice": {**CELL, "locked": False, "num_format": "@"},
    "date": {**CELL, "locked": False, "num_format": "yyyy-mm-dd"},
    "note": {"text_wrap": True, "valign": "top", "font_size": 11},
}


def render_xlsx(paper: Paper) -> bytes:
    """Return the bytes of the workbook: the sheet, how to fill it in, and the hidden page."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, AS_TEXT) as book:
        book.set_properties({"title": paper.title, "author": "责任台账", "comments": paper.code})
        formats = {name: book.add_format(said) for name, said in FORMATS.items()}
        _write_sheet(book.add_worksheet(SHEET), paper, formats)
        _write_notes(book.add_worksheet(NOTES), paper, formats)
        _hide(book.add_worksheet(HIDDEN), paper)
    return file.getvalue()


def _write_sheet(sheet: Any, paper: Paper, formats: dict[str, Any]) -> None:
    sheet.write_string(0, 0, paper.title, formats["title"])
    sheet.write_string(1, 0, paper.about, formats["about"])
    for place, heading in enumerate(paper.headings):
        sheet.set_column(place, place, heading.width)
        sheet.write_string(FIRST - 1, place, heading.title, formats["head"])
        _check_column(sheet, place, heading, paper)
    widths = [heading.width for heading in paper.headings]
    for number, line in enumerate(paper.lines, FIRST):
        sheet.set_row(number, height_of(line.cells, widths))
        for place, heading in enumerate(paper.headings):
            kind = heading.kind if line.is_open[place] else "shown"
            _write(sheet, number, place, line.cells[place], kind, formats[kind])
    _lay_out(sheet, paper)


def height_of(texts: list[str], widths: list[int], least: int = 3) -> float:
    """Return a row's height in points, so that its longest text is read; programs differ in asking.

    >>> height_of(["短"], [30]), height_of(["字" * 100], [30])
    (42.0, 98.0)
    """
    lines = [_lines_of(text, width) for text, width in zip(texts, widths, strict=True)]
    return min(LINE * max(least, *lines), HIGHEST)


def _lines_of(text: str, width: int) -> int:
    """Return how many lines a text takes in a column so wide; a Chinese letter counts as two."""
    taken = [sum(1 if letter.isascii() else 2 for letter in line) for line in text.split("\n")]
    return sum(max(1, -(-each // width)) for each in taken)


def _write(sheet: Any, number: int, place: int, text: str, kind: str, look: Any) -> None:
    if text and kind == "date":
        sheet.write_datetime(number, place, date.fromisoformat(text), look)
    elif text:
        sheet.write_string(number, place, text, look)
    else:
        sheet.write_blank(number, place, None, look)


def _check_column(sheet: Any, place: int, heading: Heading, paper: Paper) -> None:
    """Let a cell be chosen from a list, or be a date, as the program that opens it understands."""
    last = FIRST + len(paper.lines) - 1
    if heading.kind == "choice":
        rule: dict[str, Any] = {"validate": "list", "source": heading.choices}
        said = f"请选择：{'、'.join(heading.choices)}；不填的留空。"
    elif heading.kind == "date":
        rule = {"validate": "date", "criteria": "between", "minimum": EARLIEST, "maximum": LATEST}
        said = "请填写日期，例如 2026-03-31。"
    else:
        return
    told = {"error_title": heading.title, "error_message": said}
    sheet.data_validation(FIRST, place, last, place, rule | told)


def _lay_out(sheet: Any, paper: Paper) -> None:
    sheet.freeze_panes(FIRST, 2)
    sheet.protect("", {"format_columns": True, "format_rows": True, "select_locked_cells": True})
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(FIRST - 1)
    sheet.set_footer(f"&L校验码 {paper.code}&R第 &P 页，共 &N 页")
    sheet.set_selection(FIRST, 0, FIRST, 0)


def _write_notes(sheet: Any, paper: Paper, formats: dict[str, Any]) -> None:
    sheet.set_column(0, 0, WIDE)
    sheet.write_string(0, 0, "怎样填写和报送", formats["title"])
    for number, words in enumerate([*paper.notes, *paper.cautions], 1):
        sheet.set_row(number, height_of([words], [WIDE], least=1) + LINE / 2)
        sheet.write_string(number, 0, words, formats["note"])
    sheet.protect()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _hide(sheet: Any, paper: Paper) -> None:
    sheet.write_string(0, 0, paper.facts)
    sheet.write_string(1, 0, paper.seal)
    sheet.protect()
    sheet.very_hidden()


if __name__ == "__main__":
    bound()
    sys.stdout.buffer.write(render_xlsx(Paper.from_json(sys.stdin.buffer.read())))
