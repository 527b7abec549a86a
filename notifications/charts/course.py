"""灯色走势: how many tasks showed which light, cycle by cycle, this one last."""

from dataclasses import dataclass
from itertools import accumulate

from notifications.charts.drawing import Drawing, type_size
from notifications.paper_tables import lamps_by_cycle
from notifications.papers import Paper
from workflows.lights.light import WORST_FIRST, Light

WIDTH, NAME, HIGH, BAR, HEAD, SIZE = 780, 190, 38, 28, 34, 14
# A part has room for its figure from so many steps a digit on, for its shape from so many.
DIGIT, SHAPE = 9, 46


@dataclass(frozen=True)
class Part:
    """The tasks of one light in a cycle: where its part of the bar begins, and how long it is."""

    light: str
    shape: str
    left: float
    length: float
    count: int

    @property
    def width(self) -> float:
        """Return how wide it is drawn, a hair of white before the next."""
        return round(self.length - 2, 2)

    @property
    def shape_at(self) -> float:
        """Return where its shape stands in it: shape and figure together in the middle."""
        return round(self.length / 2 - 18, 2)

    @property
    def figure_at(self) -> float:
        """Return where its figure's middle is: beside the shape where there is one."""
        return round(self.left + self.length / 2 + (8 if self.has_shape else 0), 2)

    @property
    def has_figure(self) -> bool:
        return self.length >= DIGIT * len(str(self.count))

    @property
    def has_shape(self) -> bool:
        return self.length >= SHAPE


@dataclass(frozen=True)
class Bar:
    """A cycle with the parts of its bar."""

    name: str
    size: float
    top: int
    parts: list[Part]


def course(paper: Paper) -> Drawing | None:
    """Return the chart; None where there is no cycle before to be told of."""
    told = lamps_by_cycle(paper)
    if len(told) < 2:
        return None
    most = max(sum(lamps.values()) for _, lamps in told)
    return Drawing(
        name="course",
        title="灯色走势",
        said=f"{len(told)}个报送周期各一条，按红灯、黄灯、绿灯、灰灯的次序分段，最后是本期。",
        table="数据见下表",
        width=WIDTH,
        height=HEAD + HIGH * len(told),
        parts={
            "bars": [
                _bar(name, lamps, HEAD + HIGH * place, most)
                for place, (name, lamps) in enumerate(told)
            ],
            "legend": [(NAME + 130 * place, light) for place, light in enumerate(WORST_FIRST)],
            "bar": BAR,
        },
    )


def _bar(name: str, lamps: dict[str, int], top: int, most: int) -> Bar:
    step = (WIDTH - NAME) / most
    counts = [lamps[light] for light in WORST_FIRST]
    begins = [0, *accumulate(counts)]
    parts = [
        Part(
            light, Light(light).shape, round(NAME + step * begin, 2), round(step * count, 2), count
        )
        for light, begin, count in zip(WORST_FIRST, begins, counts, strict=False)
        if count
    ]
    return Bar(name, type_size(name, SIZE, NAME - 8), top, parts)
