"""A chart as it is drawn: its name, its words, its size, and the parts its SVG template places."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

# So many steps of a drawing are a millimetre on paper; on a page each is a pixel.
STEPS = 5
# How wide a Latin letter is beside a Chinese one.
LATIN = 0.6


@dataclass(frozen=True)
class Drawing:
    """A chart of a paper; `said` is for those who cannot see it, `table` where its figures are."""

    name: str
    title: str
    said: str
    table: str
    width: int
    height: int
    parts: Mapping[str, Any]

    @property
    def template(self) -> str:
        return f"notifications/charts/{self.name}.svg"

    @property
    def caption(self) -> str:
        return f"{self.title}（{self.table}）"

    def svg(self) -> str:
        """Return the whole drawing, its words and figures as text."""
        return render_to_string(self.template, {"drawn": self})


def type_size(text: str, size: float, width: float) -> float:
    """Return the size in which a text fits a width: `size`, or smaller for a long one.

    >>> type_size("市民政局", 12, 100), type_size("市民政局" * 5, 12, 100)
    (12, 5.0)
    """
    letters = sum(LATIN if each.isascii() else 1 for each in text)
    return min(size, round(width / letters, 1)) if letters else size
