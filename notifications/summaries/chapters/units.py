"""各单位报送情况: unit by unit in printed order; a group once, as printed, its members under it."""

from collections.abc import Iterator

from notifications import wording
from notifications.charts.matrix import matrix
from notifications.charts.rates import rates
from notifications.paper_rows import FIGURES
from notifications.paper_tables import unit_lines
from notifications.papers import Paper
from notifications.summaries.blocks import Block, Heading, Paragraph, Table
from notifications.summaries.chapters.drawn import drawn

WIDTHS = (46, *[11] * len(FIGURES))


def units(paper: Paper) -> Iterator[Block]:
    """Yield the table, both countings named before it, then what is drawn of it."""
    yield Heading(1, "各单位报送情况")
    yield Paragraph(wording.countings_in_words(paper))
    heads = ("单位", *(word for word, _ in FIGURES.values()))
    yield Table("各单位的报送情况", heads, unit_lines(paper), WIDTHS)
    yield from drawn(rates(paper))
    yield from drawn(matrix(paper), wide=True)
