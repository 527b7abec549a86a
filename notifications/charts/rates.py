"""各单位按时率: of what was asked of a unit, how much came in time; in the plan's order."""

from dataclasses import dataclass

from notifications.charts.drawing import Drawing, type_size
from notifications.paper_rows import Counts
from notifications.paper_tables import UnitLine, lines_of_units
from notifications.papers import Paper
from notifications.wording import share_in_words

WIDTH, NAME, FULL, HIGH, HEAD, SIZE = 780, 220, 400, 21, 30, 14
NOTHING_DUE = "没有应报的报告"


@dataclass(frozen=True)
class Bar:
    """A unit with its figures in words; its bar is as long as its share."""

    name: str
    size: float
    top: int
    length: float
    said: str


def rates(paper: Paper) -> Drawing | None:
    """Return the chart; None where nothing was asked."""
    lines = lines_of_units(paper)
    if not lines:
        return None
    bottom = HEAD + HIGH * len(lines)
    return Drawing(
        name="rates",
        title="各单位按时率",
        said=f"按规划次序，{len(paper.units)}个单位各一条。合计：{rate_in_words(paper.total)}。",
        table="数据见上表的“应报”“按时”两栏",
        width=WIDTH,
        height=bottom + 6,
        parts={
            "left": NAME,
            "said": NAME + FULL + 10,
            "bottom": bottom,
            "ticks": [(NAME + FULL * share / 100, f"{share}%") for share in (0, 25, 50, 75, 100)],
            "bars": [_bar(each, HEAD + HIGH * place) for place, each in enumerate(lines)],
        },
    )


def rate_in_words(counts: Counts) -> str:
    """Return 12/14　85.7%, or that nothing was due."""
    if not counts.due:
        return NOTHING_DUE
    return f"{counts.on_time}/{counts.due}　{share_in_words(counts.on_time, counts.due)}"


def _bar(line: UnitLine, top: int) -> Bar:
    counts = line.counts
    return Bar(
        name=line.name,
        size=type_size(line.name, SIZE, NAME - 8),
        top=top,
        length=round(FULL * counts.on_time / counts.due, 2) if counts.due else 0,
        said=rate_in_words(counts),
    )
