"""Counts the rows of a summary by groups: by kind of row, by unit, and tasks by progress."""

from collections import Counter
from collections.abc import Iterable, Sequence

from notifications.paper_rows import Counts, Row
from notifications.papers import NOBODY, PROGRESS, Task
from notifications.wording import progress_word


def counts_by(column: str, rows: Iterable[Row]) -> dict[str, Counts]:
    """Return the head figures for each value of a column of Row, in the order of first sight."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(getattr(row, column), []).append(row)
    return {key: total_of(group) for key, group in groups.items()}


def total_of(rows: Sequence[Row]) -> Counts:
    """Return the head figures of all rows."""
    columns = zip(*(row.counted_in for row in rows), strict=True)
    return Counts(*map(sum, columns)) if rows else NOBODY


def tasks_by_progress(tasks: Iterable[Task]) -> dict[str, int]:
    """Count tasks by what their drafting lead says: of joint leads the first-listed one."""
    found = Counter(map(progress_word, tasks))
    return {word: found[word] for word in PROGRESS}
