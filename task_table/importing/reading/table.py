"""The rows of a responsibility table before anything in them is interpreted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from task_table.importing.reading.columns import Column, Header
from task_table.importing.reading.problems import Problem, at_line


@dataclass(frozen=True)
class RawRow:
    """One task as printed; `lead` or `due` is None where the notation has no place for it."""

    number: str
    text: str
    lead: str | None
    units: str
    due: str | None
    line: int
    wrapped: bool = False


@dataclass(frozen=True)
class RawTable:
    """All rows of a file, what could not be read, and a note printed inside the header."""

    rows: tuple[RawRow, ...]
    problems: tuple[Problem, ...] = ()
    header_note: str = ""


@dataclass(frozen=True)
class Record:
    """The cells of one printed row and the line it starts on."""

    line: int
    cells: tuple[str, ...]
    wrapped: bool = False


def table_of(records: Sequence[Record], header: Header, strays: Sequence[Problem]) -> RawTable:
    """Give each cell of each record its meaning by the header; problems in the order of lines."""
    problems = [problem for record in records for problem in _check_width(record, header)]
    unknown = [Problem("表头", f"不认识“{name}”一栏，其内容没有读入。") for name in header.unknown]
    rows = tuple(_row(record, header) for record in records)
    return RawTable(rows, (*unknown, *problems, *strays), header.note)


def check_numbers(rows: Sequence[RawRow]) -> Iterator[Problem]:
    """Name every number that is missing, repeated or out of order, where it shows."""
    seen: dict[int, int] = {}
    highest = 0
    for row in rows:
        number = int(row.number)
        yield from _check_number(number, row.line, highest, seen)
        seen.setdefault(number, row.line)
        highest = max(highest, number)
    numbers = range(1, min(highest, len(rows) + 1000) + 1)
    yield from _missing([number for number in numbers if number not in seen], rows)


def check_cells(rows: Sequence[RawRow]) -> Iterator[Problem]:
    """Name every row without a text or without any unit."""
    for row in rows:
        if not row.text:
            yield Problem(at_line(row.line), f"第 {row.number} 项没有任务文字。")
        if not (row.units or row.lead):
            yield Problem(at_line(row.line), f"第 {row.number} 项没有责任单位。")


def _check_number(
    number: int, line: int, highest: int, seen: Mapping[int, int]
) -> Iterator[Problem]:
    if number in seen:
        first = at_line(seen[number])
        yield Problem(at_line(line), f"序号 {number} 重复，已见于{first}。")
    elif number < highest:
        yield Problem(at_line(line), f"序号 {number} 排在 {highest} 之后，顺序不对。")


def _missing(numbers: Sequence[int], rows: Sequence[RawRow]) -> Iterator[Problem]:
    for number in numbers:
        after = next(row for row in rows if int(row.number) > number)
        yield Problem(at_line(after.line), f"缺少第 {number} 项：这一行已是第 {after.number} 项。")


def _check_width(record: Record, header: Header) -> Iterator[Problem]:
    extra = [cell for cell in record.cells[len(header.columns) :] if cell.strip()]
    if extra:
        yield Problem(at_line(record.line), f"这一行比表头多 {len(extra)} 格，多出的没有读入。")


def _row(record: Record, header: Header) -> RawRow:
    def joined(column: Column, between: str) -> str:
        return between.join(cell for cell in header.cells(record.cells, column) if cell)

    return RawRow(
        number=digits(joined(Column.NUMBER, "")),
        text=joined(Column.TEXT, "").replace("\n", ""),
        lead=joined(Column.LEAD, "\n") if header.names_leads else None,
        units=joined(Column.UNITS, "\n"),
        due=joined(Column.DUE, " ") if Column.DUE in header.columns else None,
        line=record.line,
        wrapped=record.wrapped,
    )


def digits(cell: str) -> str:
    """Read a printed number without its dot and leading zeros.

    >>> digits("０8."), digits("第12项")
    ('8', '12')
    """
    found = "".join(char for char in cell if char.isdecimal())
    return str(int(found)) if found else ""
