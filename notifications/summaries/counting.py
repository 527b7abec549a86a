"""Counts the rows of a summary by groups: by kind of row, by unit, and tasks by progress."""

from collections import Counter
from collections.abc import Iterable

import pandas as pd

from notifications.paper_rows import FIGURES, Counts, Row
from notifications.papers import PROGRESS, Task
from notifications.wording import progress_word


def counts_by(column: str, rows: list[Row]) -> dict[str, Counts]:
    """Return the head figures for each value of a column of Row, in the order of first sight."""
    counted = _flags(rows).groupby([getattr(row, column) for row in rows], sort=False).sum()
    return {str(key): Counts(**line) for key, line in counted.to_dict("index").items()}


def total_of(rows: list[Row]) -> Counts:
    """Return the head figures of all rows."""
    return Counts(**{name: int(count) for name, count in _flags(rows).sum().items()})


def _flags(rows: list[Row]) -> pd.DataFrame:
    """Return a line a row and a column a figure: 1 where the row counts, by FIGURES alone."""
    columns = {name: [int(counts(row)) for row in rows] for name, (_, counts) in FIGURES.items()}
    return pd.DataFrame(columns)


def tasks_by_progress(tasks: Iterable[Task]) -> dict[str, int]:
    """Count tasks by what their drafting lead says: of joint leads the first-listed one."""
    found = Counter(map(progress_word, tasks))
    return {word: found[word] for word in PROGRESS}
