"""暂估 beside a day that was reckoned in a year whose notice has not been entered yet."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

from project.workdays.models import Workday
from project.workdays.notice import in_words
from project.workdays.published import FIRST_ESTIMABLE

MARK = "（暂估）"
# What was read within `read_once`: empty before it is asked for.
_kept: ContextVar[list[date | None] | None] = ContextVar("estimates", default=None)


@contextmanager
def read_once() -> Iterator[None]:
    """Ask the calendar once, and only if asked, for as long as this lasts: a page, a letter."""
    token = _kept.set([])
    try:
        yield
    finally:
        _kept.reset(token)


def forget() -> None:
    """Let what was read go: a notice has just been entered."""
    if (kept := _kept.get()) is not None:
        kept.clear()


def estimated_from(*days: date) -> date | None:
    """Return the first estimated day of the calendar, if one of these could be estimated at all.

    No installation ever estimated a day before 2027: of those nothing is read.
    """
    return _estimated_from() if max(days) >= FIRST_ESTIMABLE else None


def mark(*days: date) -> str:
    """Return （暂估） if any of the days is estimated, else nothing."""
    since = estimated_from(*days)
    return MARK if since and max(days) >= since else ""


def reckoned(day: date) -> str:
    """Return a day that was reckoned by the calendar, as 2027年1月15日（暂估） or without it."""
    return in_words(day) + mark(day)


def _estimated_from() -> date | None:
    kept = _kept.get()
    if kept is None:
        return Workday.objects.estimated_from()
    if not kept:
        kept.append(Workday.objects.estimated_from())
    return kept[0]
