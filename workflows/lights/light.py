"""A light (word, shape, tone), and what is shown of it once it is lit."""

from dataclasses import dataclass
from enum import StrEnum


class Light(StrEnum):
    """The four lights; colour never speaks alone (rule 14)."""

    RED = "red"
    YELLOW = "yellow"
    GREEN = "green"
    GREY = "grey"

    @property
    def word(self) -> str:
        return {"red": "红灯", "yellow": "黄灯", "green": "绿灯", "grey": "灰灯"}[self.value]

    @property
    def shape(self) -> str:
        """Return the name of its shape in templates/components/light.html."""
        shapes = {"red": "octagon", "yellow": "diamond", "green": "circle", "grey": "ring"}
        return shapes[self.value]

    @property
    def tone(self) -> str:
        """Return the tone of a status of the same weight (zeren.css)."""
        return {"red": "late", "yellow": "soon", "green": "done", "grey": "quiet"}[self.value]


# The worst first; grey says that nothing was judged, so whatever was judged stands before it.
WORST_FIRST = (Light.RED, Light.YELLOW, Light.GREEN, Light.GREY)


@dataclass(frozen=True)
class Lit:
    """What is shown of a light: short words, and its 亮灯依据 as pairs of label and text."""

    light: Light
    words: str
    rule: str
    version: int
    basis: tuple[tuple[str, str], ...]

    @property
    def word(self) -> str:
        return self.light.word

    @property
    def shape(self) -> str:
        return self.light.shape

    @property
    def tone(self) -> str:
        return self.light.tone
