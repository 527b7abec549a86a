"""The rehearsal against the jobs: nobody acts, and each morning's letters are the same."""

from datetime import date, timedelta

import pytest
from time_machine import TimeMachineFixture

from notifications.models import Frequency, Preference
from notifications.models.preferences import WAITING
from notifications.rehearsal.reading import read_world
from notifications.rehearsal.turning import lights_on
from project.accounts.granting import give
from project.accounts.models import Role, User
from task_table.models import Plan
from tests.cast import person, report_on, unit
from tests.notifications.rehearsing import (
    days,
    digests_made,
    digests_of,
    letters_of,
    on_days,
    only_tasks,
    opened,
    play_jobs,
    play_night,
    rehearsed,
)
from tests.workflows.nodework import bring
from tests.workflows.playing import approve, send_back, submit
from tests.workflows.standing import lend
from workflows.cycles.periods import period_of
from workflows.cycles.schedule import announce, window_of
from workflows.lights.tasks import task_lights
from workflows.models import Cycle, Exemption, Party

pytestmark = [pytest.mark.django_db, pytest.mark.db]

FIRST, NEXT = date(2026, 1, 4), date(2026, 1, 10)
TERM = date(2026, 1, 21)
BEFORE = date(2025, 9, 25)
NODES = """序号\t年度\t年度节点\t完成时限\t目标数值
1\t2025\t印发方案\t9月底\t
3\t2025\t发放补贴\t3月底\t
4\t2025\t完成摸底\t年底\t
"""


@pytest.fixture
def running(cycle: Cycle, liaison: User, reviewer: User, own_liaison: User) -> Cycle:
    """To file, in review, to sign, returned and in a second review: one of each, and an old one."""
    for number, code in (("11", "mzj"), ("3", "mzj"), ("3", "czj")):
        report_on(cycle, number, code)
    opened(cycle)
    submit(report_on(cycle, "1", "mzj"), liaison)
    approve(submit(report_on(cycle, "2", "mzj"), liaison), reviewer)
    send_back(submit(report_on(cycle, "12", "mzj"), liaison), reviewer)
    approve(submit(report_on(cycle, "3", "cl"), own_liaison), reviewer)
    _older(cycle.plan)
    return cycle


def _older(plan: Plan) -> None:
    """One report of the quarter before is still owed, until it closes within the days walked."""
    older = announce(plan, period_of("2025-Q3", plan), on=FIRST)
    Cycle.objects.filter(pk=older.pk).update(opened_at="2025-10-09T00:10Z", closes_on=TERM)
    report_on(Cycle.objects.get(pk=older.pk), "13", "mzj")
    opened(older)


def test_letters_of_a_running_cycle_are_those_of_the_job(
    running: Cycle, supporting_liaison: User, signer: User, colleague: User, leader: User,
    second_liaison: User, clock: TimeMachineFixture,
) -> None:  # fmt: skip
    """With a weekly reader, a delegate, a liaison whose grant ends, and one whose begins later."""
    Preference.objects.create(user=colleague, about=WAITING, frequency=Frequency.WEEKLY)
    lend(signer, second_liaison, from_on=date(2026, 1, 13), until_on=date(2026, 1, 26))
    late = person("财政联络员乙", "czj")
    give(late, Role.LIAISON, by=None, why="增援", from_on=TERM, unit=unit("czj"))
    ends = person("民政联络员丙", "mzj")
    give(ends, Role.LIAISON, by=None, why="借调", from_on=FIRST, until_on=TERM, unit=unit("mzj"))
    rehearsal = rehearsed(running.plan, running.key, clock, on=NEXT)
    told = letters_of(rehearsal)
    assert {name for name, *_ in told} >= {
        "民政联络员", "财政联络员", "民政分管领导", "民政联络员乙", "残工委办审核人乙",
        "残工委办审核人", "财政联络员乙", "民政联络员丙",
    }  # fmt: skip
    assert told == play_jobs(clock, NEXT, running.closes_on)
    assert digests_of(rehearsal) == digests_made()


WINDOWS = {
    "New Year": ("2025-Q4", date(2025, 12, 30)),
    "国庆": ("2025-Q3", date(2025, 9, 29)),
}


@pytest.mark.parametrize("key, on", WINDOWS.values(), ids=WINDOWS)
def test_a_cycle_still_to_open_is_foretold_as_it_will_be(
    plan: Plan, liaison: User, supporting_liaison: User, signer: User, leader: User,
    clock: TimeMachineFixture, key: str, on: date,
) -> None:  # fmt: skip
    Exemption.objects.create(plan=plan, kind="quarter", party=Party.COUNTY)
    only_tasks(plan, "1", "16")
    window = window_of(plan, period_of(key, plan), on=on)
    rehearsal = rehearsed(plan, key, clock, on=on)
    # What follows the first rungs after the day is walked with the running cycle above.
    last = window.due_on + timedelta(days=7)
    told = [letter for letter in letters_of(rehearsal) if letter[1] <= last]
    # The signer is told of what the unit is three working days late with (decision 0046).
    assert {name for name, *_ in told} == {"民政联络员", "财政联络员", "民政分管领导"}
    assert min(day for _, day, _ in told) == window.opens_on
    assert set(told) == set(play_jobs(clock, on, last))
    assert [day for day in digests_of(rehearsal) if day <= last] == digests_made()


def test_what_a_letter_lists_is_said_by_rung_and_by_whose_day_it_goes(
    cycle: Cycle, liaison: User, clock: TimeMachineFixture
) -> None:
    """A support row is due on 8 January, a lead's on the 15th; 4 January is a make-up Sunday."""
    report_on(cycle, "1", "mzj")
    report_on(cycle, "3", "mzj")
    opened(cycle)
    told = on_days(rehearsed(cycle.plan, cycle.key, clock, on=FIRST), "民政联络员")
    assert [line.words for line in told["01-04"].lines] == ["牵头（首次提醒）", "配合（首次提醒）"]
    assert [(str(line), line.fires) for line in told["01-08"].lines] == [
        ("配合（当天）1份", True), ("牵头（还有5个工作日）1份", False),
    ]  # fmt: skip
    assert [(str(line), line.fires) for line in told["01-20"].lines] == [
        ("牵头（逾期3个工作日）1份", True), ("配合（逾期8个工作日）1份", False),
    ]  # fmt: skip


def test_a_unit_without_a_liaison_is_named_where_a_letter_would_be(
    cycle: Cycle, liaison: User, clock: TimeMachineFixture
) -> None:
    report_on(cycle, "1", "czj")
    opened(cycle)
    rehearsal = rehearsed(cycle.plan, cycle.key, clock, on=FIRST)
    assert not letters_of(rehearsal)
    assert list(on_days(rehearsal, "市财政局"))[:4] == ["01-04", "01-05", "01-07", "01-08"]
    person_like = rehearsal.days[0].vacant[0]
    assert person_like.person is None


def test_who_is_on_leave_has_the_delegate_written_to_for_those_days(
    running: Cycle, signer: User, second_liaison: User, clock: TimeMachineFixture
) -> None:
    lend(signer, second_liaison, from_on=date(2026, 1, 13), until_on=date(2026, 1, 16))
    told = on_days(rehearsed(running.plan, running.key, clock, on=NEXT), "民政联络员乙")
    lent = [day for day, letter in told.items()
            if any("代民政分管领导签批" in line.words for line in letter.lines)]  # fmt: skip
    assert lent
    assert "01-13" <= min(lent) <= max(lent) <= "01-16"


def test_the_lights_of_each_day_are_those_the_pages_will_show(
    plan: Plan, reviewer: User, clock: TimeMachineFixture
) -> None:
    """Nodes past and ahead, and a cycle that opens in between: its report may answer them."""
    only_tasks(plan, "1", "3", "4", "16")
    bring(plan, reviewer, NODES)
    clock.move_to(BEFORE, tick=False)
    world, turned = read_world(plan, "2025-Q3", on=BEFORE), {}
    for day in days(BEFORE, world.window.closes_on):
        play_night(clock, day)
        tasks = list(plan.tasks.with_assignments().in_printed_order())
        foretold, shown = lights_on(world, day).tasks, task_lights(plan, tasks, on=day)
        assert list(foretold) == [shown[task.pk] for task in tasks]
        turned[foretold[0].rule] = day
    assert list(turned) == ["task-node-soon", "task-node-pending", "task-node-overdue"]
    assert turned["task-node-pending"] == world.window.due_on


def test_a_report_turns_yellow_three_working_days_before_its_day_and_red_after_it(
    plan: Plan, clock: TimeMachineFixture
) -> None:
    only_tasks(plan, "1")
    rehearsal = rehearsed(plan, "2025-Q4", clock, on=date(2025, 12, 20))
    leads = [
        (f"{day.on:%m-%d}", turn.was.word, turn.now.word, turn.now.rule)
        for day in rehearsal.days
        for turn in day.turns
        if turn.what == "报告" and "市民政局" in dict(turn.names)
    ]
    assert leads == [
        ("01-12", "灰灯", "黄灯", "report-soon"), ("01-16", "黄灯", "红灯", "report-late"),
    ]  # fmt: skip
