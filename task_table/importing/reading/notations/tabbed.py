"""Cells parted by tabs under a header row that may repeat, with rows that may wrap."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from task_table.importing.reading.columns import Header, parse_header
from task_table.importing.reading.problems import Problem, at_line
from task_table.importing.reading.table import RawTable, Record, table_of

_NUMBERED: Final = re.compile(r"^\s*\d{1,6}\s*[.、．]?\s*\t")
_AFTER_TABLE: Final = re.compile(r"^\s*(?:备注|附注|说明|注\s*[:：]|附件|关键词注释)")


def sniff(lines: Sequence[str]) -> bool:
    """A header row with tabs is enough."""
    return any(_header(line) for line in lines)


def rows(lines: Sequence[str]) -> RawTable:
    """Read every numbered row below the first header."""
    start, header = next((n, found) for n, line in enumerate(lines) if (found := _header(line)))
    end = max((n for n, line in enumerate(lines) if _NUMBERED.match(line)), default=start)
    reading = _Reading(width=len(header.columns), last_numbered=end + 1)
    for number, line in enumerate(lines[start + 1 :], start + 2):
        reading.take(number, line)
    return table_of(reading.records, header, reading.strays)


def _header(line: str) -> Header | None:
    return parse_header(line.rstrip("\t ").split("\t")) if "\t" in line else None


@dataclass
class _Reading:
    """Where the reader stands: the rows so far, and whether the last one may still go on."""

    width: int
    last_numbered: int
    records: list[Record] = field(default_factory=list)
    strays: list[Problem] = field(default_factory=list)
    gap: bool = True
    over: bool = False

    def take(self, number: int, line: str) -> None:
        if _NUMBERED.match(line):
            self.records.append(Record(number, tuple(line.split("\t"))))
            self.gap = self.over = False
        elif not line.strip() or _header(line):
            self.gap = True
        elif self._goes_on(line):
            self._extend(line)
        else:
            self._stray(number, line)

    def _goes_on(self, line: str) -> bool:
        """A full row goes on only right below itself; an unfinished one also past a page break."""
        if not self.records or self.over or _AFTER_TABLE.match(line):
            return False
        return not self.gap or len(self.records[-1].cells) < self.width

    def _extend(self, line: str) -> None:
        record = self.records[-1]
        first, *more = line.split("\t")
        # Chinese has no space where a line breaks, so the halves are joined as they are.
        cells = (*record.cells[:-1], record.cells[-1].rstrip() + first.strip(), *more)
        self.records[-1] = Record(record.line, cells, wrapped=True)
        self.gap = False

    def _stray(self, number: int, line: str) -> None:
        self.over = True
        if number < self.last_numbered:
            shown = line.strip()[:20]
            self.strays.append(Problem(at_line(number), f"“{shown}”不属于表中任何一项，没有读入。"))
