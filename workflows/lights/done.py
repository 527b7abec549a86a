"""Whether a task is done by signed words, or waits for the final evaluation's verdict."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Word:
    """A lead's latest signed word on a task: of the cycle opened when, and whether it says done."""

    since: date
    is_done: bool


def is_awaiting_final(due_on: date | None, until_on: date, *, on: date) -> bool:
    """Say whether a task is 待期末评估 rather than overdue (design.md rule 13, decision 0017).

    A task due by the plan's last day waits, from the day after, for the final evaluation's verdict.

    >>> end = date(2025, 12, 31)
    >>> is_awaiting_final(end, end, on=date(2026, 1, 1)), is_awaiting_final(end, end, on=end)
    (True, False)
    >>> is_awaiting_final(date(2025, 12, 30), end, on=date(2026, 1, 1))
    False
    """
    return due_on is not None and until_on <= due_on < on


def is_done(words: Sequence[Word | None]) -> bool:
    """Say whether all leads, the drafting one first, have signed that a task is done (0017).

    Another lead's consent (会签) to an earlier cycle's report says nothing of this one's.

    >>> before, now = date(2025, 10, 9), date(2026, 1, 4)
    >>> is_done([Word(now, True), Word(now, True)]), is_done([Word(now, True), Word(before, True)])
    (True, False)
    >>> is_done([Word(now, True), None]), is_done([Word(now, False)])
    (False, False)
    """
    said = [word for word in words if word is not None]
    all_done = len(said) == len(words) and all(word.is_done for word in said)
    return bool(said) and all_done and all(word.since >= said[0].since for word in said)
