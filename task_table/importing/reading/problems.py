"""A problem: something in the file that could not be read, and where it stands."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """What a person must look at before loading: `where` is a line or an item, both in Chinese."""

    where: str
    message: str


def at_line(line: int) -> str:
    """Name a place the way an editor counts it, from 1.

    >>> at_line(12)
    '第 12 行'
    """
    return f"第 {line} 行"
