"""Puts a plan's reading together: title, tasks with their leads and dates, indicators, problems."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Final

from task_table.importing.reading.dates import DueReading, parse_due_column, parse_due_on
from task_table.importing.reading.flags import Flag
from task_table.importing.reading.footnote import LeadRule, find_footnotes, parse_footnote
from task_table.importing.reading.indicators import IndicatorReading, read_indicators
from task_table.importing.reading.notations import read_table
from task_table.importing.reading.problems import Problem
from task_table.importing.reading.source import read_lines
from task_table.importing.reading.table import RawRow, RawTable, check_cells, check_numbers
from task_table.importing.reading.units import has_unclosed_bracket, parse_units, printed_twice

_NOT_A_TITLE: Final = re.compile(r"^(?:附件|附表|目录)|^\d+\s*[.、．]|[\t,]")
_ENDS: Final = ("。", "！", "？", "；", "。”", "…")


class DueSource(StrEnum):
    """Where a task's date comes from."""

    TEXT = "text"
    COLUMN = "column"
    COVER = "cover"
    DEFAULT = "default"
    NONE = "none"


@dataclass(frozen=True)
class TaskReading:
    """One task; where no lead is named, `joint` is true and all units stand in `support`."""

    number: str
    text: str
    lead: tuple[str, ...]
    support: tuple[str, ...]
    joint: bool
    open_ended: bool
    due_on: date | None
    due_source: DueSource
    flags: tuple[Flag, ...]
    line: int


@dataclass(frozen=True)
class PlanReading:
    """All that a file says, and every place where it could not be understood."""

    title: str
    tasks: tuple[TaskReading, ...]
    indicators: tuple[IndicatorReading, ...]
    footnote: str
    problems: tuple[Problem, ...]


def read_file(path: Path | str) -> PlanReading:
    """Read a plan from a file; raises NotAPlan where it is none."""
    return read_plan(read_lines(path))


def read_plan(lines: Sequence[str]) -> PlanReading:
    """Read a plan from its lines; raises NotAPlan where they hold no responsibility table."""
    table = read_table(lines)
    indicators = read_indicators(lines)
    notes = find_footnotes(lines) or ((table.header_note,) if table.header_note else ())
    rule = parse_footnote(notes[0]) if len(notes) == 1 else None
    return PlanReading(
        title=_title(lines),
        tasks=tuple(_task(row, rule) for row in table.rows),
        indicators=indicators.indicators,
        footnote="\n".join(notes),
        problems=(*_problems(table, notes, rule), *indicators.problems),
    )


def _title(lines: Sequence[str]) -> str:
    """The first printed line that is neither 附件 nor part of the table, or nothing."""
    printed = (line.strip() for line in lines if line.strip() and not line.startswith("附件"))
    first = next(printed, "")
    return "" if _NOT_A_TITLE.search(first) else first


def _problems(table: RawTable, notes: Sequence[str], rule: LeadRule | None) -> Iterator[Problem]:
    yield from table.problems
    yield from check_numbers(table.rows)
    yield from check_cells(table.rows)
    if len(notes) > 1:
        yield Problem("备注", f"有 {len(notes)} 条备注讲牵头单位，没有采用。请只保留一条。")
    elif notes and rule is None:
        yield Problem("备注", f"读不懂这条备注，没有据此确定牵头单位：{notes[0]}")
    elif rule:
        yield from _check_rule(table, rule)


def _check_rule(table: RawTable, rule: LeadRule) -> Iterator[Problem]:
    printed = {row.number for row in table.rows}
    for number in rule.named:
        if number not in printed:
            yield Problem("备注", f"备注提到第 {number} 项，表中没有这一项。")


def _task(row: RawRow, rule: LeadRule | None) -> TaskReading:
    lead, support, unit_flags = _assign(row, rule)
    due, source = _due(row)
    flags = (*_text_flags(row), *unit_flags, *due.flags)
    return TaskReading(
        number=row.number,
        text=row.text,
        lead=lead,
        support=support,
        joint=not lead,
        open_ended=due.open_ended,
        due_on=due.due_on,
        due_source=source,
        flags=tuple(dict.fromkeys(flags)),
        line=row.line,
    )


def _text_flags(row: RawRow) -> Iterator[Flag]:
    if not row.text.endswith(_ENDS):
        yield Flag.NO_FULL_STOP
    if row.wrapped:
        yield Flag.ROW_WRAPPED


def _assign(
    row: RawRow, rule: LeadRule | None
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[Flag, ...]]:
    """Part the units into lead and support: by the lead's own cell, else by the footnote."""
    first = parse_units(row.lead or "")
    printed = first + parse_units(row.units)
    units = tuple(dict.fromkeys(printed))
    wanted = len(first) if row.lead is not None else rule and rule.leads_in(row.number)
    count = len(set(first)) if row.lead is not None else min(wanted or 0, len(units))
    flags = _unit_flags(row, printed, wanted or 0, count)
    return units[:count], units[count:], tuple(flags)


def _unit_flags(row: RawRow, printed: tuple[str, ...], wanted: int, count: int) -> Iterator[Flag]:
    if not count:
        yield Flag.NO_LEAD_NAMED
    if row.lead is None and wanted > count:
        yield Flag.FEWER_UNITS_THAN_LEADS
    if printed_twice(printed):
        yield Flag.UNIT_PRINTED_TWICE
    if has_unclosed_bracket(row.lead or "") or has_unclosed_bracket(row.units):
        yield Flag.UNCLOSED_BRACKET


def _due(row: RawRow) -> tuple[DueReading, DueSource]:
    """Take the date of the text, or of the column.

    Where both give the same day the source is the text: that is where the plan itself promises it,
    the column repeats it. Where they differ the column holds, being the explicit limit; flagged.
    """
    text = parse_due_on(row.text)
    column = parse_due_column(row.due or "")
    if column.due_on and column.due_on != text.due_on:
        return _differing(column, text), DueSource.COLUMN
    if text.due_on:
        return _from_text(text, column), DueSource.TEXT
    flags = text.flags + column.flags
    return DueReading(None, column.open_ended, flags), DueSource.NONE


def _differing(column: DueReading, text: DueReading) -> DueReading:
    differ = (Flag.COLUMN_AND_TEXT_DIFFER,) if text.due_on else ()
    return DueReading(column.due_on, flags=column.flags + text.flags + differ)


def _from_text(text: DueReading, column: DueReading) -> DueReading:
    """A column that says 持续推进 beside a dated text contradicts it; the date is kept."""
    differ = (Flag.COLUMN_AND_TEXT_DIFFER,) if column.open_ended else ()
    return DueReading(text.due_on, flags=text.flags + column.flags + differ)
