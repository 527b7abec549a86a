"""How long reports wait for review, in working days: the time is the reviewer's, not the unit's."""

from collections.abc import Collection
from dataclasses import dataclass
from statistics import median

from workflows.standing import Status


@dataclass(frozen=True)
class Wait:
    """How many reports wait, how long all together, the one in the middle, and the longest."""

    count: int
    total: int
    median: float
    longest: int


def wait_of(days: Collection[int]) -> Wait:
    """Sum up what waits.

    >>> wait_of([0, 1, 6]), wait_of([])
    (Wait(count=3, total=7, median=1, longest=6), Wait(count=0, total=0, median=0, longest=0))
    """
    return Wait(len(days), sum(days), median(days) if days else 0, max(days, default=0))


def waited(days: int, *, is_longest: bool) -> Status:
    """Return what stands beside a report that waits; the longest is red, and says so.

    >>> waited(0, is_longest=False).word, waited(3, is_longest=False)
    ('已等不到1个工作日', Status(word='已等3个工作日', tone='quiet'))
    >>> waited(6, is_longest=True)
    Status(word='等待最久，6个工作日', tone='late')
    """
    if is_longest:
        return Status(f"等待最久，{days}个工作日", "late")
    return Status(f"已等{days}个工作日" if days else "已等不到1个工作日", "quiet")
