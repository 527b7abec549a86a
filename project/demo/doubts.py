"""What two units of the demo disagree about: decided in the last quarter, open in the final one."""

from collections.abc import Callable, Iterator
from datetime import datetime, time

from notifications.digesting import moment_on
from project.accounts.models import User
from project.demo.words import MARK
from project.workdays.models import Workday
from workflows.figures.disputing import decide, source_value, state_value
from workflows.models import Cycle, Dispute, Stands

DECIDED, WAITING = "2025-Q4", "final"
# 市财政局 is co-responsible in task 1, where 市民政局 reports indicator 3.
NUMBER, BY, DECIDED_BY = 3, "czj-llr", "cgwb-shr1"
SAID = "98.7%"
SOURCE = f"{MARK}救助资金发放系统台账，截至报告期末。"
WHY = f"{MARK}发放系统的数据截止日更晚，以其为准。"
HOUR = time(10, 0)

Happening = tuple[datetime, Callable[[], object]]


def doubts_beside(cycle: Cycle) -> Iterator[Happening]:
    """Yield when another value is stated, and when it is decided; nothing in other cycles."""
    if cycle.key not in (DECIDED, WAITING):
        return
    stated_at = moment_on(Workday.objects.after(cycle.opens_on, 6), HOUR)
    yield stated_at, lambda: _state(cycle, stated_at)
    if cycle.key == DECIDED:
        decided_at = moment_on(Workday.objects.after(cycle.closes_on, 1), HOUR)
        yield decided_at, lambda: _decide(cycle, decided_at)


def _state(cycle: Cycle, at: datetime) -> Dispute:
    indicator = cycle.plan.indicators.get(number=NUMBER)
    by = User.objects.get(username=BY)
    return state_value(cycle, indicator, by=by, said=SAID, source=SOURCE, at=at)


def _decide(cycle: Cycle, at: datetime) -> Dispute:
    found = Dispute.objects.open().select_related("indicator__plan__committee").get(cycle=cycle)
    value = source_value(cycle, found.indicator)
    by = User.objects.get(username=DECIDED_BY)
    seen = value.pk if value else None
    return decide(found, by=by, stands=Stands.OTHER, reason=WHY, seen=seen, at=at)
