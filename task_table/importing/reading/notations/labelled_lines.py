"""Numbered paragraphs, each followed by lines such as 牵头单位： and 责任单位：."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from task_table.importing.reading.columns import Column, column_of_label
from task_table.importing.reading.problems import Problem, at_line
from task_table.importing.reading.table import RawRow, RawTable, digits

NUMBERED: Final = re.compile(r"^\s*(?P<number>\d{1,4})\s*[.、．]\s*(?P<rest>\D.*)$")
_LABEL: Final = re.compile(r"^\s*[（(]?(?P<label>\w{2,8})\s*[:：]\s*(?P<cell>.*?)\s*$")
_HEADING: Final = re.compile(r"^\s*[（(]?[一二三四五六七八九十]+[)）、]")
_AFTER: Final = re.compile(r"^\s*(?:备注|附注|说明|注)\s*[:：]")


@dataclass
class _Item:
    """A numbered paragraph and the labelled cells found below it."""

    line: int
    number: str
    text: str
    cells: dict[Column, str] = field(default_factory=dict)
    wrapped: bool = False


def sniff(lines: Sequence[str]) -> bool:
    """A numbered paragraph that has units under a label is enough."""
    return any(item.cells for item in _items(lines)[0])


def rows(lines: Sequence[str]) -> RawTable:
    """Read the paragraphs that have units; other numbered paragraphs are the plan's own text."""
    items, problems = _items(lines)
    tasks = [item for item in items if item.cells]
    named = any(Column.LEAD in item.cells for item in tasks)
    dated = any(Column.DUE in item.cells for item in tasks)
    rows = tuple(_row(item, named=named, dated=dated) for item in tasks)
    last = rows[-1].line if rows else 0
    return RawTable(rows, tuple(problem for line, problem in problems if line < last))


def _row(item: _Item, *, named: bool, dated: bool) -> RawRow:
    return RawRow(
        number=item.number,
        text=item.text,
        lead=item.cells.get(Column.LEAD, "") if named else None,
        units=item.cells.get(Column.UNITS, ""),
        due=item.cells.get(Column.DUE, "") if dated else None,
        line=item.line,
        wrapped=item.wrapped,
    )


def _items(lines: Sequence[str]) -> tuple[list[_Item], list[tuple[int, Problem]]]:
    items: list[_Item] = []
    problems: list[tuple[int, Problem]] = []
    field_open: Column | None = None
    for line_number, line in enumerate(lines, 1):
        label = _labelled(line)
        if start := NUMBERED.match(line):
            items.append(_Item(line_number, digits(start["number"]), start["rest"].strip()))
            field_open = Column.TEXT
        elif items and label:
            field_open = _fill(items[-1], *label)
        elif not line.strip() or not items or _HEADING.match(line) or _AFTER.match(line):
            field_open = None
        elif field_open:
            _go_on(items[-1], field_open, line.strip())
        elif items[-1].cells:
            problems.append((line_number, _stray(line_number, line)))
    return items, problems


def _labelled(line: str) -> tuple[Column, str] | None:
    match = _LABEL.match(line)
    column = column_of_label(match["label"]) if match else None
    if match is None or column not in {Column.LEAD, Column.UNITS, Column.DUE}:
        return None
    return column, match["cell"]


def _fill(item: _Item, column: Column, cell: str) -> Column:
    before = item.cells.get(column)
    item.cells[column] = f"{before}\n{cell}" if before else cell
    return column


def _go_on(item: _Item, column: Column, line: str) -> None:
    item.wrapped = True
    if column is Column.TEXT:
        item.text += line
    else:
        item.cells[column] += line


def _stray(line_number: int, line: str) -> Problem:
    return Problem(at_line(line_number), f"“{line.strip()[:20]}”不属于任何一项，没有读入。")
