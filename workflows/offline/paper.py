"""What the writers of .xlsx and .docx are given: plain facts, as JSON between two processes."""

import json
from dataclasses import asdict, dataclass
from typing import Self

SHEET, NOTES, HIDDEN = "填报", "说明", "校验"


@dataclass(frozen=True)
class Heading:
    """A column: its title, width in characters, what may be filled in, and whether it is printed.

    `kind` is shown, text, choice or date.
    """

    title: str
    width: int
    kind: str
    choices: list[str]
    on_paper: bool


@dataclass(frozen=True)
class Line:
    """A row: what each cell says, and which of them are to be filled in."""

    cells: list[str]
    is_open: list[bool]


@dataclass(frozen=True)
class Paper:
    """A unit's sheet to be written down; `cautions` are about the workbook alone."""

    title: str
    about: str
    headings: list[Heading]
    lines: list[Line]
    notes: list[str]
    cautions: list[str]
    facts: str
    seal: str
    code: str

    def to_json(self) -> bytes:
        return json.dumps(asdict(self)).encode()

    @classmethod
    def from_json(cls, content: bytes) -> Self:
        told = json.loads(content)
        headings = [Heading(**each) for each in told.pop("headings")]
        lines = [Line(**each) for each in told.pop("lines")]
        return cls(headings=headings, lines=lines, **told)
