"""Which blocks of a summary's file lie across: a wide table or chart, its headings and notes."""

from collections.abc import Sequence
from itertools import groupby

from notifications.summaries.blocks import Block, Chart, Heading, Note, Table

Leaves = tuple[bool, list[Block]]


def in_leaves(blocks: Sequence[Block]) -> list[Leaves]:
    """Return the blocks in runs that share pages of one kind, with whether these lie across.

    >>> table = Table("表", ["甲"], [], [225], wide=True)
    >>> [(wide, len(run)) for wide, run in in_leaves([Heading(1, "一"), table, Heading(1, "二")])]
    [(True, 2), (False, 1)]
    """
    runs = groupby(zip(_lies_across(blocks), blocks, strict=True), key=lambda each: each[0])
    return [(wide, [block for _, block in run]) for wide, run in runs]


def _lies_across(blocks: Sequence[Block]) -> list[bool]:
    """Say it of each block: a note goes with what it follows, a heading with what it heads."""
    lies: list[bool] = []
    for block in blocks:
        follows = isinstance(block, Note) and lies[-1:] == [True]
        lies.append(block.wide if isinstance(block, Table | Chart) else follows)
    for place in reversed(range(len(blocks) - 1)):
        if isinstance(blocks[place], Heading):
            lies[place] = lies[place + 1]
    return lies
