"""What the office sees of escalation: who is late by how much, and where each paper stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from project.accounts.models import Unit, User
from task_table.models import Plan
from workflows.cases.dues import with_dues
from workflows.cases.kinds import visible_to
from workflows.escalation.grounds import Ground, read_grounds
from workflows.escalation.rungs import Rung, rungs_of
from workflows.escalation.wording import phrases_of
from workflows.models import Case, Circular, SupervisionNotice

MOST_ENDED = 20


@dataclass(frozen=True)
class LateUnit:
    """A unit with all it is late with, how far up that goes, and its 督办单 not yet ended."""

    unit: Unit
    grounds: Sequence[Ground]
    rung: Rung | None
    notices: Sequence[SupervisionNotice]

    @property
    def days(self) -> int:
        return max(each.days for each in self.grounds)

    @property
    def phrases(self) -> list[str]:
        return phrases_of(self.grounds)


@dataclass(frozen=True)
class Papers:
    """A plan's papers: those under way, the newest that have ended, and how many ended in all."""

    open: Sequence[Any]
    ended: Sequence[Any]
    ended_count: int


def read_late(plan: Plan, *, on: date) -> list[LateUnit]:
    """Return the units that are late, the longest first: a fixed number of statements."""
    rungs = rungs_of(plan)
    rows: Any = SupervisionNotice.objects.under_way()
    notices = list(rows.filter(plan=plan).order_by("pk"))
    found = [
        LateUnit(
            unit, own, rungs.reached(max(each.days for each in own)),
            [each for each in notices if each.unit_id == unit.pk],
        )
        for unit, own in read_grounds(plan, on=on).items()
    ]  # fmt: skip
    return sorted(found, key=lambda each: -each.days)


def read_papers(plan: Plan, *, on: date) -> Papers:
    """Return the plan's papers, the oldest open one first, of what has ended the newest."""
    kinds: tuple[Any, ...] = (SupervisionNotice, Circular)
    rows = [paper for kind in kinds for paper in kind.objects.for_moving().filter(plan=plan)]
    is_open = [paper for paper in rows if paper.process.finished is None]
    ended = [paper for paper in rows if paper.process.finished is not None]
    newest = sorted(ended, key=lambda each: each.step_since, reverse=True)[:MOST_ENDED]
    shown: list[Case] = with_dues(sorted(is_open, key=lambda each: each.opened_at), on=on)
    return Papers(shown, newest, len(ended))


def notices_on_sheet(plan: Plan, unit: Unit, user: User, *, on: date) -> list[Any]:
    """Return the 督办单 that the unit still has to settle, as far as the person sees them."""
    seen = Case.objects.filter(visible_to(user, on=on)).values("pk")
    rows: Any = SupervisionNotice.objects.with_its_unit(unit).filter(plan=plan, pk__in=seen)
    return with_dues(rows.for_moving().order_by("reply_by", "pk"), on=on)
