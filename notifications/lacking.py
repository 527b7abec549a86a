"""Why an edition has no PDF: which characters its font lacks, and whose words hold them."""

import unicodedata

from notifications.paper_rows import Row
from notifications.papers import Paper


def letters_in_words(letters: str) -> str:
    """Return characters to be read; those without a shape of their own by their number.

    >>> letters_in_words("😀\\ufe0f")
    '“😀”、“U+FE0F”'
    """
    shown = [each if each.isprintable() and not _joins(each) else _number(each) for each in letters]
    return "、".join(f"“{each}”" for each in shown)


def places_of(letters: str, paper: Paper) -> list[str]:
    """Return the reports whose words hold one of the characters: task and unit."""
    rows = [row for row in paper.rows if set(letters) & set(_said(row) + _asked(row, paper))]
    return [f"第{row.task}项（{paper.name_of(row)}）" for row in rows]


def _said(row: Row) -> str:
    words = row.words
    said = [words.progress, words.problem, words.next_step] if words else []
    return "".join([*said, *row.remarks])


def _asked(row: Row, paper: Paper) -> str:
    """Return what the row's requests for coordination say."""
    own = (each for each in paper.asking or () if (each.task, each.unit) == (row.task, row.unit))
    return "".join(f"{each.problem}{each.needed}{''.join(each.remarks)}" for each in own)


def _joins(letter: str) -> bool:
    """Say whether a character only changes the one before it."""
    return unicodedata.category(letter) in ("Mn", "Me")


def _number(letter: str) -> str:
    return f"U+{ord(letter):04X}"
