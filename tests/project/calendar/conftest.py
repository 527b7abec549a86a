"""A cycle in January 2027, a year whose notice has not been entered yet."""

from datetime import date, datetime

import pytest
from time_machine import TimeMachineFixture

from project.workdays.models import HolidayNotice
from project.workdays.notice import parse_notice
from project.workdays.publishing import publish
from task_table.models import Plan
from tests.cast import SHANGHAI, report_on
from tests.project.calendar.notice_texts import notice_of
from workflows.cycles.periods import Period
from workflows.cycles.schedule import announce
from workflows.models import Cycle, CycleKind, Report

MONDAY = datetime(2027, 1, 11, 10, 0, tzinfo=SHANGHAI)
# After the plan's end, as a plan that runs on would ask for it: its years are never changed.
LAST_QUARTER = Period("2026-Q4", CycleKind.QUARTER, date(2026, 10, 1), date(2026, 12, 31))


def enter_notice(year: int = 2027) -> HolidayNotice:
    """Enter a year's notice as the system."""
    text = notice_of(year)
    return publish(parse_notice(text), text, by=None)


@pytest.fixture
def january(plan: Plan, clock: TimeMachineFixture) -> TimeMachineFixture:
    """Hold the clock on a Monday in January 2027."""
    clock.move_to(MONDAY, tick=False)
    return clock


@pytest.fixture
def estimated_cycle(january: object, plan: Plan) -> Cycle:
    """2026-Q4: opens on 4 January 2027, due on the 15th, closing on 14 February."""
    cycle = announce(plan, LAST_QUARTER, on=MONDAY.date())
    cycle.opened_at = MONDAY
    cycle.save()
    return cycle


@pytest.fixture
def estimated_report(estimated_cycle: Cycle) -> Report:
    """市民政局's lead row on task 1 in that cycle."""
    return report_on(estimated_cycle, "1", "mzj")
