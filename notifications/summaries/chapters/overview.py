"""总体情况: the head figures with their denominators, both countings, how far the tasks are."""

from collections.abc import Iterator

from notifications import wording
from notifications.paper_rows import FIGURES
from notifications.paper_tables import part_heads, part_lines
from notifications.papers import PROGRESS, Paper, counts_table
from notifications.summaries.blocks import Block, Cell, Heading, Note, Paragraph, Table

# Of the table of cycles: it lies across.
PART_WIDTHS = (42, *[12.2] * (len(FIGURES) + len(PROGRESS)))
WIDTHS = (33, *[12.3] * len(FIGURES))


def preamble(paper: Paper) -> str:
    """Return what period is told of, by when it was asked for, and as of when it is told."""
    covers = (
        f"{wording.day_in_words(paper.covers_from)}至{wording.day_in_words(paper.covers_until)}"
    )
    if paper.parts:
        return (
            f"汇总期为{covers}。{wording.parts_in_words(paper)}"
            f"以下情况截至{wording.moment_in_words(paper.as_of)}。{wording.issued_in_words(paper)}"
        )
    return (
        f"报告期为{covers}，配合单位于{wording.day_in_words(paper.support_due_on)}、"
        f"牵头单位于{wording.day_in_words(paper.due_on)}报送截止，"
        f"补报至{wording.day_in_words(paper.closes_on)}。"
        f"以下情况截至{wording.moment_in_words(paper.as_of)}。{wording.issued_in_words(paper)}"
    )


def overview(paper: Paper) -> Iterator[Block]:
    """Yield the chapter."""
    yield Heading(1, "总体情况")
    yield Paragraph(wording.counts_in_words(paper.total))
    yield Paragraph(wording.countings_in_words(paper))
    yield Paragraph(wording.progress_in_words(paper))
    more = (
        wording.settled_in_words(paper), wording.self_review_in_words(paper),
        wording.earlier_in_words(paper),
    )  # fmt: skip
    yield from (Paragraph(said) for said in more if said)
    heads = ["份数", *(word for word, _ in FIGURES.values())]
    lines: list[list[Cell]] = [[word, *figures] for word, figures in counts_table(paper)]
    yield Table("各类报告的报送情况", heads, lines, WIDTHS)
    yield Note(wording.DEFINITIONS)
    yield from _parts(paper)


def _parts(paper: Paper) -> Iterator[Block]:
    """Yield what each cycle of a half-year or year counts, side by side."""
    if lines := part_lines(paper):
        heads = part_heads()
        yield Table("各期报送情况和任务进度", heads, lines, PART_WIDTHS, wide=True)
        yield Note(wording.PARTS)
