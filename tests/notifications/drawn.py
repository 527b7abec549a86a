"""A chart as it is read back from its SVG: its texts by their class, its bars with their length."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

CELL = re.compile(r"M(\d+) (\d+)h(\d+)v(\d+)h-\d+z")
SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Word:
    """A text of a drawing, where it stands: each of its letters, if they are placed one by one."""

    text: str
    kind: str
    places: list[float]
    base: float
    light: str = ""


@dataclass(frozen=True)
class Box:
    """A rectangle that stands for a figure."""

    left: float
    top: float
    width: float
    light: str = ""


def read_back(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314 (our own drawing)


def words_in(svg: str) -> list[str]:
    """Return all texts that are drawn."""
    return [each.text or "" for each in read_back(svg).iter(f"{SVG}text")]


def words_of(svg: str, kind: str) -> list[Word]:
    """Return the texts of a kind (their class) in the order in which they are drawn."""
    found = [each for each in read_back(svg).iter(f"{SVG}text") if each.get("class") == kind]
    return [
        Word(
            each.text or "",
            kind,
            [float(x) for x in each.get("x", "").split()],
            float(each.get("y", "")),
            each.get("data-light", ""),
        )
        for each in found
    ]


def cells_of(svg: str, kind: str) -> dict[str, set[tuple[float, float]]]:
    """Return the middles of the cells that the paths of a kind go round, by their letter."""
    paths = (each for each in read_back(svg).iter(f"{SVG}path") if each.get("class") == kind)
    return {each.get("data-letter", ""): set(_middles(each.get("d", ""))) for each in paths}


def _middles(path: str) -> Iterator[tuple[float, float]]:
    for x, y, width, height in CELL.findall(path):
        yield float(x) + float(width) / 2, float(y) + float(height) / 2


def boxes_of(svg: str, kind: str) -> list[Box]:
    """Return the rectangles of a kind in order."""
    found = [each for each in read_back(svg).iter(f"{SVG}rect") if each.get("class") == kind]
    sizes = [[float(each.get(name, "")) for name in ("x", "y", "width")] for each in found]
    lights = [each.get("data-light", "") for each in found]
    return [Box(*size, light) for size, light in zip(sizes, lights, strict=True)]
