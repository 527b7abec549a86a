"""Reads the plan's main indicators (专栏 2): a table with a base year, a target year and 属性."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from task_table.importing.reading.problems import Problem, at_line


class Nature(StrEnum):
    """Whether an indicator binds (约束性) or is expected (预期性)."""

    BINDING = "binding"
    EXPECTED = "expected"


class Operator(StrEnum):
    """How the actual value is compared with the target; WORDS cannot be computed."""

    AT_LEAST = ">="
    MORE_THAN = ">"
    AT_MOST = "<="
    LESS_THAN = "<"
    WORDS = "words"


@dataclass(frozen=True)
class Value:
    """A printed figure: `number` is None for a dash or for words; percent stays percent (95)."""

    printed: str
    operator: Operator
    number: Decimal | None


@dataclass(frozen=True)
class IndicatorReading:
    """One row of the table, figures both as printed and as numbers."""

    number: str
    group: str
    name: str
    measure: str
    baseline_year: int
    baseline_printed: str
    baseline: Decimal | None
    target_year: int
    target_printed: str
    operator: Operator
    target: Decimal | None
    nature: Nature | None
    line: int


@dataclass(frozen=True)
class IndicatorTable:
    """The indicators of a document and what could not be read among them."""

    indicators: tuple[IndicatorReading, ...] = ()
    problems: tuple[Problem, ...] = ()


_NATURES: Final = {"约束性": Nature.BINDING, "预期性": Nature.EXPECTED}
_OPERATORS: Final = {
    ">": Operator.MORE_THAN, "＞": Operator.MORE_THAN, "大于": Operator.MORE_THAN,
    "超过": Operator.MORE_THAN, "高于": Operator.MORE_THAN, "≥": Operator.AT_LEAST,
    ">=": Operator.AT_LEAST, "不低于": Operator.AT_LEAST, "不少于": Operator.AT_LEAST,
    "≤": Operator.AT_MOST, "<=": Operator.AT_MOST, "不高于": Operator.AT_MOST,
    "不超过": Operator.AT_MOST, "<": Operator.LESS_THAN, "＜": Operator.LESS_THAN,
    "低于": Operator.LESS_THAN, "": Operator.AT_LEAST,
}  # fmt: skip
_SIGNS: Final = "|".join(sorted(map(re.escape, filter(None, _OPERATORS)), key=len, reverse=True))
_VALUE: Final = re.compile(rf"^({_SIGNS})?\s*(\d+(?:,\d{{3}})*(?:\.\d+)?)\s*([%％])?$")
_DASHES: Final = frozenset({"", "—", "——", "-", "－", "–", "/"})
_YEAR: Final = re.compile(r"^((?:19|20)\d{2})\s*年?")
_NAME: Final = re.compile(r"^(\d{1,4})\s*[.、．]\s*(.+?)\s*(?:[（(]([^（()）]{1,4})[)）])?$")


def parse_value(cell: str) -> Value:
    """Read a figure. A bare figure is a floor (>=); > stays strict; anything else stays words.

    >>> parse_value("> 95%")
    Value(printed='> 95%', operator=<Operator.MORE_THAN: '>'>, number=Decimal('95'))
    >>> parse_value("1138").operator, parse_value("—").number
    (<Operator.AT_LEAST: '>='>, None)
    >>> parse_value("与地区国内生产总值增长基本同步").operator
    <Operator.WORDS: 'words'>
    """
    printed = cell.strip()
    match = _VALUE.match(printed)
    if match is None:
        return Value(printed, Operator.WORDS, None)
    return Value(printed, _OPERATORS[match[1] or ""], Decimal(match[2].replace(",", "")))


def read_indicators(lines: Sequence[str]) -> IndicatorTable:
    """Find the table by its header 指标 / year / year / 属性, and read it to the first blank line.

    专栏 1 (规划目标, 实现情况) has neither years nor 属性 and is passed over.
    """
    found = ((n, years) for n, line in enumerate(lines) if (years := _years(line)))
    start, years = next(found, (None, None))
    if start is None or years is None:
        return IndicatorTable()
    reading = list(_read_rows(lines, start + 1, years))
    rows = tuple(row for row in reading if isinstance(row, IndicatorReading))
    problems = (row for row in reading if isinstance(row, Problem))
    return IndicatorTable(rows, (*problems, *_check_rows(rows)))


def _years(line: str) -> tuple[int, int] | None:
    cells = [re.sub(r"\s+", "", cell) for cell in line.split("\t")]
    if len(cells) != 4 or cells[0] != "指标" or cells[3] not in {"属性", "性质", "指标属性"}:
        return None
    base, target = _YEAR.match(cells[1]), _YEAR.match(cells[2])
    return (int(base[1]), int(target[1])) if base and target else None


def _read_rows(
    lines: Sequence[str], start: int, years: tuple[int, int]
) -> Iterator[IndicatorReading | Problem]:
    group = ""
    for number, line in enumerate(lines[start:], start + 1):
        if not line.strip():
            return
        cells = [cell.strip() for cell in line.split("\t")]
        if not any(cells[1:]) and not _NAME.match(cells[0]):
            group = cells[0]
        elif not _years(line):
            yield _indicator(cells, group, years, number)


def _indicator(
    cells: Sequence[str], group: str, years: tuple[int, int], line: int
) -> IndicatorReading | Problem:
    name = _NAME.match(cells[0])
    if name is None or len(cells) != 4:
        return Problem(at_line(line), "指标表的这一行不是“序号.名称、基期值、目标值、属性”四格。")
    baseline, target = parse_value(cells[1]), parse_value(cells[2])
    return IndicatorReading(
        number=str(int(name[1])),
        group=group,
        name=name[2],
        measure=name[3] or _percent(baseline, target),
        baseline_year=years[0],
        baseline_printed=baseline.printed,
        baseline=baseline.number,
        target_year=years[1],
        target_printed=target.printed,
        operator=target.operator,
        target=target.number,
        nature=_NATURES.get(cells[3]),
        line=line,
    )


def _percent(*values: Value) -> str:
    return "%" if any(value.printed.endswith(("%", "％")) for value in values) else ""


def _check_rows(rows: Sequence[IndicatorReading]) -> Iterator[Problem]:
    for position, row in enumerate(rows, 1):
        if row.number != str(position):
            yield Problem(at_line(row.line), f"指标序号应为 {position}，印的是 {row.number}。")
        if row.nature is None:
            yield Problem(at_line(row.line), f"指标 {row.number} 的属性既不是约束性也不是预期性。")
        if row.target_printed in _DASHES:
            yield Problem(at_line(row.line), f"指标 {row.number} 没有目标值。")
