"""A table saved as CSV: quoted cells, in which a line break parts two units."""

import csv
from collections.abc import Iterator, Sequence

from task_table.importing.reading.columns import Column, Header, parse_header
from task_table.importing.reading.problems import Problem, at_line
from task_table.importing.reading.source import NotAPlan
from task_table.importing.reading.table import RawTable, Record, digits, table_of


def sniff(lines: Sequence[str]) -> bool:
    """A header row with commas is enough."""
    return any(_header(line) for line in lines)


def rows(lines: Sequence[str]) -> RawTable:
    """Read every numbered row below the first header."""
    start, header = next((n, found) for n, line in enumerate(lines) if (found := _header(line)))
    read = list(_records(lines[start + 1 :], start + 2))
    numbered = [record for record in read if _number(record, header)]
    last = max((record.line for record in numbered), default=0)
    strays = [
        Problem(at_line(record.line), "这一行没有序号，没有读入。")
        for record in read
        if _is_stray(record, header) and record.line < last
    ]
    return table_of(numbered, header, strays)


def _header(line: str) -> Header | None:
    return parse_header(next(csv.reader([line]), [])) if "," in line else None


def _records(lines: Sequence[str], first_line: int) -> Iterator[Record]:
    # Strict: a quotation mark without its pair would else swallow the rows below it, unseen.
    reader = csv.reader((line + "\n" for line in lines), strict=True)
    starts_on = first_line
    try:
        for cells in reader:
            yield Record(starts_on, tuple(cells))
            starts_on = first_line + reader.line_num
    except csv.Error as error:
        raise NotAPlan(
            f"第 {starts_on} 行起的引号不成对，无法分格。请在表格软件中重新另存为 CSV。"
        ) from error


def _number(record: Record, header: Header) -> str:
    printed = "".join(header.cells(record.cells, Column.NUMBER))
    return digits(printed) if len(printed) <= 6 else ""


def _is_stray(record: Record, header: Header) -> bool:
    written = any(cell.strip() for cell in record.cells)
    return written and not _number(record, header) and not parse_header(record.cells)
