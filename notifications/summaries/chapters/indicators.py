"""指标: 约束性 first, each with its value, target, light and judgement."""

from collections.abc import Iterator

from notifications.charts.attainment import attainment
from notifications.gauges import (
    BY_COUNTY,
    BY_YEAR,
    COUNTIES,
    by_county,
    by_nature,
    counties_in_words,
    judged_in_words,
    named,
    year_heads,
    year_lines,
)
from notifications.papers import Gauge, Paper
from notifications.summaries.blocks import Block, Heading, Note, Paragraph, Table
from notifications.summaries.chapters.drawn import drawn
from workflows.lights.attaining import RULES

HEADS = ("序号", "指标", "基期", "目标", "最近签批的数值", "判断", "依据")
# Of the table by year: its columns beside the years', of the type area that lies across.
ACROSS, NAMED, ASIDE = 225, 60, 28
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
    yield from _by_year(paper)
    yield from _by_county(paper)
    yield from drawn(attainment(paper))


def _by_year(paper: Paper) -> Iterator[Block]:
    """Yield the values year by year, across: a plan has five years."""
    if lines := year_lines(paper):
        heads = year_heads(paper)
        each = (ACROSS - NAMED - 2 * ASIDE) / (len(heads) - 3)
        widths = (NAMED, ASIDE, *[each] * (len(heads) - 3), ASIDE)
        yield Table("指标各年数值", heads, lines, widths, wide=True)
        yield Note(BY_YEAR)


def _by_county(paper: Paper) -> Iterator[Block]:
    """Yield a table for each indicator that counties report their part of."""
    told = by_county(paper)
    for gauge, lines in told:
        about = f"各县（市、区）数值：{named(gauge)}"
        yield Table(about, COUNTIES, lines, (48, 58, 50))
        if said := counties_in_words(gauge):
            yield Note(said)
    if told:
        yield Note(BY_COUNTY)


def _line(each: Gauge) -> list[str | int]:
    return [
        each.number, named(each).partition(" ")[2], each.baseline, each.target, each.said,
        each.judgement, each.lamp.words,
    ]  # fmt: skip
