"""Which page is looked at for whom, in which state and width: every pair of these at least once.

Ours rather than allpairspy, which knows no page that some role may not open except by a filter, and
then leaves out pairs that are possible; these lines cover every possible pair by construction.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby, product
from typing import NamedTuple

from tests.browser.chromium import Width

ANONYMOUS = "anonymous"
EMPTY, FULL = "empty", "full"


@dataclass(frozen=True)
class Page:
    """A page of the system, as data.

    `url` may hold names in braces, filled in once a stage's world stands: "/reports/{report}/".
    `status` is the answer these roles are to get; 404 lists the people to whom a page is foreign.
    """

    name: str
    url: str
    roles: tuple[str, ...]
    fills: tuple[str, ...] = (EMPTY, FULL)
    status: int = 200


class Stage(NamedTuple):
    """One person before one state of the data: what a test sets up once for many pages."""

    role: str
    fill: str

    def __str__(self) -> str:
        return f"{self.role}-{self.fill}"


class Run(NamedTuple):
    """One page seen once."""

    page: Page
    role: str
    fill: str
    width: Width


def pairwise(pages: Iterable[Page]) -> list[Run]:
    """Return few runs in which every possible pair of page, role, fill and width occurs."""
    groups = [_runs(page, role) for page in pages for role in page.roles]
    missing = {pair for group in groups for run in group for pair in _pairs(run)}
    chosen: list[Run] = []
    while missing:
        for group in groups:
            best = max(group, key=lambda run: len(_pairs(run) & missing))
            if _pairs(best) & missing:
                chosen.append(best)
                missing -= _pairs(best)
    return chosen


def by_stage(runs: Iterable[Run]) -> dict[Stage, list[Run]]:
    """Group runs by person and state, in a fixed order: xdist's workers must agree."""
    ordered = sorted(runs, key=_stage)
    return {stage: list(group) for stage, group in groupby(ordered, key=_stage)}


def _stage(run: Run) -> Stage:
    return Stage(run.role, run.fill)


def _runs(page: Page, role: str) -> Sequence[Run]:
    return [Run(page, role, fill, width) for fill, width in product(page.fills, Width)]


def _pairs(run: Run) -> set[frozenset[tuple[str, object]]]:
    return {frozenset(pair) for pair in combinations(run._asdict().items(), 2)}
