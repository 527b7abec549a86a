"""Numbered paragraphs that end in （…牵头，…配合） or （…负责）."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from task_table.importing.reading.notations.labelled_lines import NUMBERED
from task_table.importing.reading.table import RawRow, RawTable, Record, digits

_WORDS: Final = r"(?:按(?:照)?(?:各自)?职责(?:分工)?)?(?:分别)?(?:共同)?(?:分工)?"
_LEAD: Final = re.compile(r"^(?P<lead>.+?)牵头(?:负责)?[，,；;、]?(?P<rest>.*)$")
_ROLE: Final = re.compile(rf"{_WORDS}(?:配合|参与|参加|协助|负责|落实)(?:落实)?$")
_CLOSED: Final = re.compile(r"[)）]\s*(?P<stop>[。；;]?)\s*$")


def sniff(lines: Sequence[str]) -> bool:
    """One numbered paragraph with such a bracket at its end is enough."""
    return any(_row(record) for record in _paragraphs(lines))


def rows(lines: Sequence[str]) -> RawTable:
    """Read the paragraphs that name units; other numbered paragraphs are the plan's own text."""
    found = (_row(record) for record in _paragraphs(lines))
    return RawTable(tuple(row for row in found if row))


def parse_bracket(inside: str) -> tuple[str | None, str] | None:
    """Part the words inside the bracket into the lead's cell (None: no lead) and the others'.

    >>> parse_bracket("市残联牵头，市司法局配合")
    ('市残联', '市司法局')
    >>> parse_bracket("市民政局、市残联按职责分工负责")
    (None, '市民政局、市残联')
    >>> parse_bracket("适老化") is None
    True
    """
    if lead := _LEAD.match(inside):
        return lead["lead"], _ROLE.sub("", lead["rest"])
    if role := _ROLE.search(inside):
        return None, inside[: role.start()]
    return None


def _paragraphs(lines: Sequence[str]) -> Iterator[Record]:
    """Join each numbered line with the unnumbered ones right below it."""
    open_record: Record | None = None
    for number, line in enumerate((*lines, ""), 1):
        starts = NUMBERED.match(line)
        if open_record and (starts or not line.strip()):
            yield open_record
            open_record = None
        if starts:
            open_record = Record(number, (starts["number"], starts["rest"].strip()))
        elif open_record:
            printed, text = open_record.cells
            open_record = Record(open_record.line, (printed, text + line.strip()), wrapped=True)


def _row(record: Record) -> RawRow | None:
    number, paragraph = record.cells
    parts = _part(paragraph)
    units = parse_bracket(parts[1]) if parts else None
    if parts is None or units is None:
        return None
    return RawRow(digits(number), parts[0], units[0], units[1], None, record.line, record.wrapped)


def _part(paragraph: str) -> tuple[str, str] | None:
    """Part a paragraph at the bracket that closes it; a full stop behind it ends the sentence."""
    closed = _CLOSED.search(paragraph)
    start = _opening(paragraph, closed.start()) if closed else None
    if closed is None or start is None:
        return None
    text = paragraph[:start].rstrip()
    return text + ("" if text.endswith("。") else closed["stop"]), paragraph[
        start + 1 : closed.start()
    ]


def _opening(paragraph: str, closing: int) -> int | None:
    """Find the bracket that pairs with the closing one, past those of 县（市、区）."""
    depth = 0
    for index in range(closing, -1, -1):
        depth += (paragraph[index] in ")）") - (paragraph[index] in "(（")
        if depth == 0:
            return index
    return None
