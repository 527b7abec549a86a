"""What a summary's file is made of: blocks in order, the same for every kind of file."""

from collections.abc import Sequence
from dataclasses import dataclass

Cell = str | int


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 to 3; those of level 1 are numbered 一、二、 by the outline."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the text; `label` stands before it in bold."""

    text: str
    label: str = ""


@dataclass(frozen=True)
class Note:
    """A small paragraph below a table: what its words mean."""

    text: str


@dataclass(frozen=True)
class Table:
    """A table with one header row; `about` is read out for the blind.

    Widths are in millimetres, and may be as wide as the type area: 156, or 225 where it lies
    across (`wide`).
    """

    about: str
    heads: Sequence[str]
    lines: Sequence[Sequence[Cell]]
    widths: Sequence[float]
    wide: bool = False


@dataclass(frozen=True)
class Chart:
    """A drawing with its caption; `said` is read out for the blind, `svg` is the drawing itself.

    Its size is in millimetres, at most the type area with the caption below.
    """

    about: str
    said: str
    svg: str
    width: float
    height: float
    wide: bool = False


Block = Heading | Paragraph | Note | Table | Chart
