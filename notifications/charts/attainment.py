"""指标与目标线: each judged indicator in percent of its own target, 约束性 first."""

from dataclasses import dataclass
from decimal import Decimal

from notifications.charts.drawing import Drawing, type_size
from notifications.gauges import by_nature
from notifications.papers import Gauge, Paper
from task_table.models import Operator
from workflows.lights.attaining import Judgement
from workflows.lights.telling import in_measure

WIDTH, HIGH, HEAD, SIZE = 780, 44, 26, 14
# A bar ends at so many percent of the target; one that is cut off there has a notch.
MOST, STEP = 130, 4
SIGNS = {
    Operator.AT_LEAST: "≥",
    Operator.MORE_THAN: "＞",
    Operator.AT_MOST: "≤",
    Operator.LESS_THAN: "＜",
}
WITHOUT_BAR = (Judgement.NO_DATA, Judgement.UNJUDGED)


@dataclass(frozen=True)
class Line:
    """An indicator with its figures in words, and its bar if it has one."""

    name: str
    size: float
    top: int
    said: str
    share: Decimal | None = None
    is_behind: bool = False

    @property
    def length(self) -> float:
        return STEP * max(0.0, min(float(self.share or 0), MOST))

    @property
    def is_cut(self) -> bool:
        return self.share is not None and self.share > MOST


@dataclass(frozen=True)
class Title:
    """The name of a nature above its indicators."""

    name: str
    top: int


def attainment(paper: Paper) -> Drawing | None:
    """Return the chart; None where no indicator is judged by a number, as in editions from before.

    What has no bar is listed with its word.
    """
    if not any(share_of(each) for each in paper.gauges or ()):
        return None
    titles, lines, top = [], [], HEAD
    for nature, gauges in by_nature(paper):
        titles.append(Title(f"{nature}指标", top))
        lines += [_line(each, top + HEAD + HIGH * place) for place, each in enumerate(gauges)]
        top += HEAD + HIGH * len(gauges)
    drawn = [line for line in lines if line.share is not None]
    return Drawing(
        name="attainment",
        title="指标与目标线",
        said=f"{len(lines)}项指标，约束性在前；有判断的{len(drawn)}项画出数值占本项目标的百分比，"
        "目标线为100%。",
        table="数据见以上指标表",
        width=WIDTH,
        height=top,
        parts={
            "titles": titles,
            "lines": lines,
            "target": 100 * STEP,
            "notch": MOST * STEP - 6,
            "said": MOST * STEP + 8,
        },
    )


def share_of(gauge: Gauge) -> Decimal | None:
    """Return a judged value in percent of its target; None where there is no such figure."""
    if gauge.judgement in WITHOUT_BAR or not gauge.value or not gauge.bound:
        return None
    bound = Decimal(gauge.bound)
    return 100 * Decimal(gauge.value) / bound if bound > 0 else None


def _line(gauge: Gauge, top: int) -> Line:
    name, share = f"{gauge.number}. {gauge.name}", share_of(gauge)
    said = _without_bar(gauge) if share is None else _beside_bar(gauge)
    is_behind = gauge.judgement == Judgement.BEHIND
    return Line(name, type_size(name, SIZE, WIDTH - 10), top, said, share, is_behind)


def _beside_bar(gauge: Gauge) -> str:
    value, bound = (in_measure(Decimal(each), gauge.measure) for each in (gauge.value, gauge.bound))
    return f"{value}，目标{SIGNS[Operator(gauge.operator)]}{bound}，{gauge.judgement}"


def _without_bar(gauge: Gauge) -> str:
    why = f"（{gauge.lamp.words}）" if gauge.lamp.words != gauge.judgement else ""
    value = f"，数值{in_measure(Decimal(gauge.value), gauge.measure)}" if gauge.value else ""
    return f"{gauge.judgement}{why}{value}，目标{gauge.target}"
