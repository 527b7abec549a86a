"""Which periods the demo's story tells, and which of them a database still lacks.

Apart from the story itself, which takes two seconds to import what writes its papers.
"""

from collections.abc import Iterator
from datetime import date

from project.accounts.models import User
from project.demo.passwords import is_password_kept
from project.workdays.models import Workday
from task_table.models import Plan
from workflows.cycles.periods import Period, period_of
from workflows.cycles.schedule import window_of
from workflows.models import Cycle, CycleKind

PLAN = "jiangmen-145"
QUARTERS = ("2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4")
# So many working days before the first start `final` was opened.
SINCE_FINAL = 17


def is_whole(*, on: date) -> bool:
    """Say whether nothing is left to load: people, their password, and every period."""
    plan = Plan.objects.get(slug=PLAN)
    there = User.objects.exists() and is_password_kept()
    return there and not any(missing_periods(plan, on=on))


def missing_periods(plan: Plan, *, on: date) -> Iterator[tuple[Period, date]]:
    """Yield the periods asked for by that day and not played yet, each with its opening day."""
    for period, opens_on in _periods(plan, on):
        if not Cycle.objects.of_plan(plan).filter(key=period.key).exists():
            yield period, opens_on


def _periods(plan: Plan, on: date) -> Iterator[tuple[Period, date]]:
    for key in QUARTERS:
        period = period_of(key, plan)
        opens_on = window_of(plan, period, on=on).opens_on
        if opens_on <= on:
            yield period, opens_on
    asked_on = Workday.objects.before(on, SINCE_FINAL)
    if asked_on > window_of(plan, period_of(QUARTERS[-1], plan), on=on).closes_on:
        yield period_of(CycleKind.FINAL, plan), asked_on
