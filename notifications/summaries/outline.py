"""The outline of a summary's file: its chapters in order, those of the text numbered."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from notifications.papers import Paper
from notifications.summaries.blocks import Block, Heading
from notifications.summaries.chapters.annexes import burden, sources
from notifications.summaries.chapters.indicators import indicators
from notifications.summaries.chapters.issuing import foreword
from notifications.summaries.chapters.overview import overview
from notifications.summaries.chapters.sections import all_tasks, sections
from notifications.summaries.chapters.tasks import tasks
from notifications.summaries.chapters.troubles import late, overdue, problems
from notifications.summaries.chapters.units import units

Chapter = Callable[[Paper], Iterable[Block]]
CHAPTERS: tuple[Chapter, ...] = (
    foreword, overview, sections, all_tasks, problems, overdue, late, indicators, units, burden,
)  # fmt: skip
ANNEXES: tuple[Chapter, ...] = (tasks, sources)
NUMBERS = "一二三四五六七八九十"


def outline(paper: Paper) -> list[Block]:
    """Return all blocks of a summary in the order in which they are read."""
    return [*numbered(blocks_of(CHAPTERS, paper)), *blocks_of(ANNEXES, paper)]


def blocks_of(chapters: Iterable[Chapter], paper: Paper) -> list[Block]:
    """Return the blocks of some chapters, unnumbered."""
    return [block for chapter in chapters for block in chapter(paper)]


def numbered(blocks: Iterable[Block]) -> Iterator[Block]:
    """Number the chapters 一、二、 in their order: one that has nothing to say leaves no gap."""
    numbers = iter(NUMBERS)
    for block in blocks:
        if isinstance(block, Heading) and block.level == 1:
            yield replace(block, text=f"{next(numbers)}、{block.text}")
        else:
            yield block
