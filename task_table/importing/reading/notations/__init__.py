"""The notations a table may be printed in; the first that recognises a file reads it."""

from collections.abc import Sequence
from typing import Final, Protocol

from task_table.importing.reading.notations import (
    brackets,
    comma_separated,
    labelled_lines,
    tabbed,
)
from task_table.importing.reading.source import NotAPlan
from task_table.importing.reading.table import RawTable


class Notation(Protocol):
    """One way of printing the table: a module with these two functions."""

    def sniff(self, lines: Sequence[str]) -> bool:
        """Say whether the lines hold a table in this notation."""

    def rows(self, lines: Sequence[str]) -> RawTable:
        """Read the rows; called only where `sniff` said yes."""


# Tables with a header are certain, so they are asked first; a plan's own text also has numbered
# paragraphs and closing brackets, so those are asked last.
NOTATIONS: Final[tuple[Notation, ...]] = (tabbed, comma_separated, labelled_lines, brackets)


def read_table(lines: Sequence[str]) -> RawTable:
    """Read the table in whichever notation it is; raises NotAPlan where there is none."""
    notation = next((notation for notation in NOTATIONS if notation.sniff(lines)), None)
    if notation is None:
        raise NotAPlan(
            "没有找到重点工作任务分工表。请确认文件含有“序号、重点工作任务、责任单位”的表头，"
            "各栏之间是制表符或逗号；从 Word 复制时请连同表头一起复制。"
        )
    table = notation.rows(lines)
    if not table.rows:
        raise NotAPlan("找到了分工表的表头，但没有读到任何一项任务。请确认每行以序号开头。")
    return table
