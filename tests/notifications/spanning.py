"""Two quarters of a half-year, for tests of what sums them up."""

from datetime import timedelta

from project.accounts.models import User
from task_table.models import Plan
from tests.cast import MORNING, report_on
from tests.workflows.playing import approve, sign, submit, write
from workflows.cycles.periods import period_of
from workflows.cycles.schedule import announce
from workflows.cycles.spans import span_named
from workflows.models import Cycle, Progress, Report, Span

# Whoever fills in, reviews and signs.
Hands = tuple[User, User, User]


def opened(plan: Plan, key: str) -> Cycle:
    """Return a cycle without reports yet, and still open to late ones."""
    cycle = announce(plan, period_of(key, plan), on=MORNING.date())
    cycle.opened_at, cycle.closes_on = MORNING, MORNING.date() + timedelta(days=7)
    cycle.save()
    return cycle


def span_of(plan: Plan, key: str = "2025-H2") -> Span:
    span = span_named(plan, key)
    assert span is not None
    return span


def signed(
    cycle: Cycle, hands: Hands, progress: str, status: Progress = Progress.UNDER_WAY,
    problem: str = "",
) -> Report:  # fmt: skip
    """Have 市民政局's report on task 1 signed with these words."""
    liaison, reviewer, signer = hands
    report = report_on(cycle, "1", "mzj")
    write(report, liaison, status=status, progress=progress, problem=problem)
    sign(approve(submit(report, liaison), reviewer), signer)
    return report
