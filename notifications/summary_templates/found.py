"""What the check found in a template, as plain data (no Django)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

# Which part of the document: its body, what repeats on each page, and what is no place for fields.
BODY, HEADER, FOOTER, ASIDE = "body", "header", "footer", "aside"


@dataclass(frozen=True)
class Spot:
    """A field where it stands: its name as typed, in which part, and in words where.

    `alone` says that its paragraph holds nothing else, `in_body` that this one stands in the body
    itself.
    """

    name: str
    part: str
    where: str
    alone: bool = False
    in_body: bool = False


@dataclass(frozen=True)
class Found:
    """All fields of a template in order; `strays` are braces that make no field, with their place.

    `marks` say which traces of editing are left in it.
    """

    spots: Sequence[Spot]
    strays: Sequence[tuple[str, str]] = field(default_factory=tuple)
    marks: Sequence[str] = field(default_factory=tuple)

    def of(self, name: str) -> list[Spot]:
        return [each for each in self.spots if each.name == name]

    def as_data(self) -> dict[str, Any]:
        return asdict(self) | {"strays": [list(each) for each in self.strays]}


def found_of(data: Mapping[str, Any]) -> Found:
    """Return what was written by `as_data`."""
    strays = [(text, where) for text, where in data["strays"]]
    return Found([Spot(**each) for each in data["spots"]], strays, data["marks"])
