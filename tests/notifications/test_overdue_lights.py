"""任务逾期 on the leaders' page and in the summary is what the lights show, on every day."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import product

import pytest
from time_machine import TimeMachineFixture

from notifications.overdue import overdue_tasks
from notifications.rehearsal.reading import read_world
from notifications.rehearsal.turning import anything_overdue
from notifications.summaries.facts import paper_of
from project.accounts.models import User
from task_table.models import Plan, TaskState
from tests.cast import SHANGHAI, open_reports
from tests.notifications.lateness import DONE, UNDER_WAY
from tests.workflows.casework import dated_task
from tests.workflows.nodework import bring
from tests.workflows.playing import approve, send_back, sign, submit, write
from workflows.cycles.periods import period_of
from workflows.cycles.schedule import announce
from workflows.lights.light import Light
from workflows.lights.tasks import task_lights
from workflows.models import Cycle, Report
from workflows.moving import reopen

pytestmark = pytest.mark.django_db

AUTUMN = datetime(2025, 10, 10, 10, 0, tzinfo=SHANGHAI)
# A task's own date; past the plan's end a task awaits its verdict.
SEPTEMBER, PLAN_END = date(2025, 9, 15), date(2025, 12, 31)
# Every day while dates pass, the report is due and returns are, and the plan ends; else weekly:
# a light changes at no other day than a rule names (tests.workflows.lights.test_properties).
ALL_DAYS = [date(2025, 7, 1) + timedelta(days=n) for n in range(365)]
CLOSE = [*(date(2025, 9, n) for n in range(8, 31)), *(date(2025, 10, n) for n in range(1, 25)),
         PLAN_END, date(2026, 1, 1)]  # fmt: skip
YEAR = [day for day in ALL_DAYS if day.weekday() == 0 or day in CLOSE]
NODE = "2025\t印发方案\t2025年9月10日"
DATES = {"date": (SEPTEMBER, False), "node": (PLAN_END, True), "both": (SEPTEMBER, True)}
Stage = Callable[["Office", Report], object]


class Office:
    """The people who move a report, and what its words are."""

    def __init__(self, liaison: User, reviewer: User, signer: User) -> None:
        self.liaison, self.reviewer, self.signer = liaison, reviewer, signer

    def submit(self, report: Report, *, is_done: bool = False) -> Report:
        has_node = report.assignment.task.milestones.exists()
        node = {"node-2025-1": "2025-09-08"} if is_done else {"node-2025-1-why": "资金没有到位。"}
        words = (DONE if is_done else UNDER_WAY) | ({"milestones": node} if has_node else {})
        write(report, self.liaison, **words)
        return submit(Report.objects.for_moving().get(pk=report.pk), self.liaison)

    def sign(self, report: Report, *, is_done: bool) -> Report:
        return sign(approve(self.submit(report, is_done=is_done), self.reviewer), self.signer)


STAGES: dict[str, Stage] = {
    "with the unit": lambda office, report: None,
    "in review": lambda office, report: office.submit(report),
    "returned": lambda office, report: send_back(office.submit(report), office.reviewer),
    "to sign": lambda office, report: approve(office.submit(report), office.reviewer),
    "not reached": lambda office, report: office.sign(report, is_done=False),
    "done": lambda office, report: office.sign(report, is_done=True),
    "corrected": lambda office, report: reopen(
        office.sign(report, is_done=False), by=office.liaison, reason="数字有误。"
    ),
}


@pytest.fixture
def cycle(
    plan: Plan, clock: TimeMachineFixture, liaison: User, reviewer: User, signer: User
) -> Cycle:
    """2025-Q3 with a task in every stage, overdue by its date, by a node, or by either."""
    clock.move_to(AUTUMN, tick=False)
    plan.tasks.exclude(number="16").update(state=TaskState.TERMINATED)
    played = list(product(STAGES, DATES))
    tasks = [
        dated_task(plan, number=f"m{place}", day=DATES[kind][0])
        for place, (_, kind) in enumerate(played)
    ]
    nodes = [f"m{place}\t{NODE}" for place, (_, kind) in enumerate(played) if DATES[kind][1]]
    bring(plan, reviewer, "\n".join(["序号\t年度\t年度节点\t完成时限", *nodes]))
    cycle = announce(plan, period_of("2025-Q3", plan), on=AUTUMN.date())
    reports = open_reports(cycle, [row for task in tasks for row in task.assignments.all()])
    office = Office(liaison, reviewer, signer)
    for (stage, _), report in zip(played, reports, strict=True):
        STAGES[stage](office, Report.objects.for_moving().get(pk=report.pk))
    return cycle


def red_for_being_overdue(plan: Plan, on: date) -> dict[str, str]:
    """Return by number what the lights say that pages show."""
    tasks = list(plan.tasks.open().with_assignments().in_printed_order())
    lights = task_lights(plan, tasks, on=on)
    return {
        task.number: lights[task.pk].words
        for task in tasks
        if lights[task.pk].light == Light.RED and "逾期" in lights[task.pk].words
    }


def test_on_any_day_of_a_year_the_digest_lists_the_tasks_that_are_red_for_being_overdue(
    cycle: Cycle,
) -> None:
    seen: dict[str, list[date]] = {}
    for day in YEAR:
        red, told = red_for_being_overdue(cycle.plan, day), overdue_tasks(cycle.plan, on=day)
        assert [each.number for each in told] == list(red), day
        for each in told:
            assert red[each.number].startswith("节点逾期" if each.node else "任务逾期")
            seen.setdefault(each.number, []).append(day)
    stages = {
        stage for place, (stage, _) in enumerate(product(STAGES, DATES)) if f"m{place}" in seen
    }
    # Nothing is compared that never turns red, and nothing that always is.
    assert stages == {"with the unit", "returned", "not reached", "corrected"}
    assert all(len(each) < len(YEAR) for number, each in seen.items() if number != "16")


def test_summary_and_rehearsal_say_the_same(cycle: Cycle, clock: TimeMachineFixture) -> None:
    quiet = cycle.plan.tasks.filter(number="16")
    quiet.update(state=TaskState.TERMINATED)
    world = read_world(cycle.plan, "2025-Q3", on=AUTUMN.date())
    for day in (AUTUMN.date(), cycle.due_on, cycle.due_on + timedelta(days=1)):
        red = red_for_being_overdue(cycle.plan, day)
        at = datetime.combine(day, AUTUMN.timetz())
        paper = paper_of(cycle, at=at)
        assert paper.overdue == list(red)
        by_node = [number for number, words in red.items() if words.startswith("节点")]
        assert list(paper.overdue_nodes or {}) == by_node
        assert anything_overdue(world, day) == bool(red)
