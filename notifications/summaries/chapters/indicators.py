"""指标: 约束性 first, each with its value, target, light and judgement."""

from collections.abc import Iterator

from notifications.charts.attainment import attainment
from notifications.paper_tables import by_nature, judged_in_words
from notifications.papers import Gauge, Paper
from notifications.summaries.blocks import Block, Heading, Note, Paragraph, Table
from notifications.summaries.chapters.drawn import drawn
from workflows.lights.attaining import RULES

HEADS = ("序号", "指标", "基期", "目标", "最近签批的数值", "判断", "依据")
WIDTHS = (12, 30, 22, 24, 32, 16, 20)


def indicators(paper: Paper) -> Iterator[Block]:
    """Yield a table for each nature; editions from before they were told go without."""
    if not paper.gauges:
        return
    yield Heading(1, "指标完成情况")
    for nature, gauges in by_nature(paper):
        yield Paragraph(judged_in_words(nature, gauges))
        yield Table(f"{nature}指标", HEADS, [_line(each) for each in gauges], WIDTHS)
    yield Note(RULES)
    yield from drawn(attainment(paper))


def _line(each: Gauge) -> list[str | int]:
    name = f"{each.name}（{each.measure}）" if each.measure else each.name
    return [
        each.number, name, each.baseline, each.target, each.said, each.judgement, each.lamp.words,
    ]  # fmt: skip
