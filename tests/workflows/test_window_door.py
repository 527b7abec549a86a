"""The door at a window's edges: any quarter of fifteen years, each boundary second, rows left open.

`test_windows.py` plays with days of any order; here the calendar with its make-up days, the drafts,
a moved due date and the closing night are the real ones.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from project.accounts.models import User
from project.workdays.models import Workday
from task_table.models import Plan
from tests.cast import SHANGHAI, report_on
from tests.workflows.playing import send_back, submit, write
from workflows.cycles.closing import close_ended_cycles
from workflows.cycles.periods import period_of
from workflows.cycles.postponing import postpone
from workflows.cycles.schedule import window_of
from workflows.models import Cycle, Report
from workflows.refusals import WindowClosed
from workflows.standing import reckon
from workflows.steps import Step

pytestmark = [pytest.mark.db, pytest.mark.django_db]

# The window of 2035-Q4 lies in 2036, for which there is no calendar yet.
KEYS = [f"{year}-Q{quarter}" for year in range(2021, 2036) for quarter in range(1, 5)][:-1]
EDGES = ("opens_on", "support_due_on", "due_on", "closes_on", "reply_by")
# A return is answered after the window's end, in time for its own date.
REPLY_DAYS = 5


@dataclass
class Scene:
    """Rows of a cycle: an untouched one, a draft, one in review, a returned one, a co-unit's."""

    cycle: Cycle
    rows: dict[str, Report]
    office: User
    units: dict[str, User]

    def day(self, name: str) -> date:
        found: date = self.reply_by if name == "reply_by" else getattr(self.cycle, name)
        return found

    @property
    def reply_by(self) -> date:
        found = Report.objects.get(pk=self.rows["returned"].pk).reply_by
        assert found is not None
        return found

    def last_day(self, name: str) -> date:
        return max(self.cycle.closes_on, self.reply_by if name == "returned" else date.min)

    def writer_of(self, name: str) -> User:
        return self.units["czj" if name == "support" else "mzj"]


@pytest.fixture
def scene(
    cycle: Cycle, liaison: User, supporting_liaison: User, reviewer: User, clock: object
) -> Scene:
    numbers = {"untouched": "1", "draft": "2", "review": "13", "returned": "18"}
    rows = {name: report_on(cycle, number, "mzj") for name, number in numbers.items()}
    rows["support"] = report_on(cycle, "1", "czj")
    return Scene(cycle, rows, reviewer, {"mzj": liaison, "czj": supporting_liaison})


def start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, SHANGHAI)


def noon_of(day: date) -> datetime:
    return start_of(day) + timedelta(hours=12)


@contextmanager
def played(scene: Scene, plan: Plan, key: str, later: int) -> Iterator[Scene]:
    """Move the cycle to a quarter and play it up to its due date's noon; undo it afterwards."""
    with transaction.atomic():
        plan.until_on = date(2035, 12, 31)
        days = window_of(plan, period_of(key, plan), on=date(2021, 1, 1))
        Cycle.objects.filter(pk=scene.cycle.pk).update(**vars(days))
        _act(scene, later)
        yield scene
        transaction.set_rollback(True)


def _act(scene: Scene, later: int) -> None:
    scene.cycle.refresh_from_db()
    for row in scene.rows.values():
        row.refresh_from_db()
        row.cycle.refresh_from_db()
    first, due = noon_of(scene.cycle.opens_on), noon_of(scene.cycle.due_on)
    mzj, rows = scene.units["mzj"], scene.rows
    for name in ("draft", "review", "returned"):
        write_at(rows[name], mzj, first)
    for name in ("review", "returned"):
        submit(rows[name], mzj, at=first)
    until = scene.cycle.closes_on + timedelta(days=later + REPLY_DAYS)
    send_back(rows["returned"], scene.office, at=due, reply_by=until)
    if later:
        day = scene.cycle.due_on + timedelta(days=later)
        postpone(scene.cycle, by=scene.office, due_on=day, reason="数据晚到。", at=due)
        scene.cycle.refresh_from_db()


def write_at(row: Report, by: User, at: datetime) -> bool:
    """Save a draft at a moment; say whether the door let it."""
    try:
        with transaction.atomic():
            write(row, by, at=at, status="under_way", progress=f"{at}写的。")
    except WindowClosed:
        return False
    return True


@settings(
    max_examples=12, deadline=None, database=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(
    key=st.sampled_from(KEYS),
    edge=st.sampled_from(EDGES),
    end=st.booleans(),
    seconds=st.integers(-1, 1),
    later=st.sampled_from([0, 0, 1, 20]),
)
@example("2025-Q4", "opens_on", False, -1, 0)  # New Year: opens on Sunday 4 January, made up
@example("2025-Q4", "opens_on", False, 0, 0)
@example("2025-Q3", "support_due_on", True, 0, 0)  # 国庆: due on Saturday 11 October, made up
@example("2025-Q4", "due_on", True, 0, 0)
@example("2025-Q4", "due_on", True, 0, 20)
@example("2025-Q4", "closes_on", True, -1, 0)
@example("2025-Q4", "closes_on", True, 0, 0)
@example("2025-Q4", "closes_on", True, 0, 20)
@example("2025-Q4", "reply_by", True, -1, 0)
@example("2025-Q4", "reply_by", True, 0, 0)
def test_at_each_boundary_second_of_any_quarter_the_door_does_as_the_days_say(
    scene: Scene, plan: Plan, key: str, edge: str, end: bool, seconds: int, later: int
) -> None:
    with played(scene, plan, key, later):
        moment = start_of(scene.day(edge)) + timedelta(days=end, seconds=seconds)
        for name in scene.rows:
            holds_at(scene, name, moment)
        leaves_open_rows_missed(scene, moment)


def holds_at(scene: Scene, name: str, moment: datetime) -> None:
    """The row is written exactly in its window, and late exactly after its own due date."""
    row = Report.objects.for_moving().get(pk=scene.rows[name].pk)
    begins, ends = start_of(scene.cycle.opens_on), start_of(scene.last_day(name))
    if name == "review":
        return
    within = begins <= moment < ends + timedelta(days=1)
    assert write_at(row, scene.writer_of(name), moment) == within
    due = scene.cycle.support_due_on if name == "support" else scene.cycle.due_on
    word = reckon([row], on=moment.date()).status_of(row).word
    if name != "returned":
        assert word.startswith("未按时报送") == (moment >= start_of(due) + timedelta(days=1))


def leaves_open_rows_missed(scene: Scene, moment: datetime) -> None:
    """What is still with a unit after its last day is missed; what somebody judges runs on."""
    over = {
        name
        for name in scene.rows
        if name != "review" and moment >= start_of(scene.last_day(name)) + timedelta(days=1)
    }
    assert close_ended_cycles(on=moment.date(), at=moment) == len(over)
    for name, row in scene.rows.items():
        steps = {"review": Step.REVIEW} | dict.fromkeys(over, Step.MISSED)
        assert Report.objects.get(pk=row.pk).step == steps.get(name, Step.REPORT)
    assert close_ended_cycles(on=moment.date(), at=moment) == 0


def test_a_window_may_open_and_be_due_on_a_made_up_saturday_or_sunday(plan: Plan) -> None:
    """The examples above are what they say they are."""
    for day in (date(2026, 1, 4), date(2025, 10, 11)):
        assert day.weekday() >= 5
        assert Workday.objects.on(day).is_workday
    assert window_of(plan, period_of("2025-Q4", plan), on=date(2026, 1, 1)).opens_on.day == 4
    assert window_of(plan, period_of("2025-Q3", plan), on=date(2026, 1, 1)).support_due_on.day == 11
