"""长期未动, no real progress, nobody responsible: from what a lead's row said cycle by cycle."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from project.accounts.granting import revoke
from project.accounts.models import Grant, Role, User
from task_table.models import Plan, Task
from tests.cast import TODAY, report_on
from tests.pages.conftest import browser_of
from tests.pages.filling import quarter_before, text_of
from tests.workflows.nodework import bring
from tests.workflows.playing import submit, write
from workflows.models import Report
from workflows.signals import (
    Said,
    Signal,
    brings_progress,
    cycles_without_progress,
    read_signals,
    signals_of,
)

pytestmark = [pytest.mark.db, pytest.mark.django_db]

WORDS = "已为全市1200户符合条件的残疾人家庭办理最低生活保障，动态管理下的应保尽保。"
OTHER = "本期新建三个康复站，培训基层专职人员二百人次，完成入户核查。"
AFTER_ALL = date(2026, 3, 2)


def said(text: str = WORDS, **facts: object) -> Said:
    return Said("2025年第4季度", True, progress=text, **facts)  # type: ignore[arg-type]


NOTHING = Said("2025年第3季度", False)


@pytest.mark.parametrize(
    ("now", "before", "progress"),
    [
        (said(), None, True),
        (said(), said(OTHER), True),
        (said(), said(), False),
        (said(WORDS.replace("1200", "1201")), said(), False),
        (said(no_change=True), said(), False),
        (NOTHING, said(), False),
        (said(answers={"node-2025-1": "320"}), said(answers={"node-2025-1": "300"}), True),
        (said(answers={"node-2025-1": "300"}), said(answers={"node-2025-1": "300"}), False),
        (said(answers={"node-2025-1": "2025-09-01"}), said(answers={}), True),
        (said(answers={"node-2025-1-why": "缺钱"}), said(answers={}), False),
    ],
)
def test_what_counts_as_real_progress(now: Said, before: Said | None, progress: bool) -> None:
    assert brings_progress(now, before) == progress


@pytest.mark.parametrize(
    ("row", "count"),
    [
        ([], 0),
        ([said()], 0),
        ([said(), said()], 1),
        ([said(no_change=True), said(), said()], 2),
        ([NOTHING, said(no_change=True), said()], 2),
        ([said(OTHER), NOTHING, said()], 0),
        ([NOTHING, NOTHING], 2),
    ],
)
def test_the_newest_cycles_in_a_row_count(row: list[Said], count: int) -> None:
    assert cycles_without_progress(row) == count


def words(signals: list[Signal]) -> list[str]:
    return [signal.word for signal in signals]


@pytest.mark.parametrize(
    ("stalled_after", "word"), [(1, "长期未动"), (2, "长期未动"), (3, "没有实质进展")]
)
def test_the_plan_says_after_how_many_cycles_a_task_is_stalled(
    stalled_after: int, word: str
) -> None:
    row = [said(no_change=True), said(), said()]
    assert words(signals_of(row, stalled_after=stalled_after, missing=[])) == [word]


def test_a_task_that_moves_and_is_staffed_has_no_signal() -> None:
    assert signals_of([said(OTHER), said()], stalled_after=2, missing=[]) == []
    (nobody,) = signals_of([said()], stalled_after=2, missing=["联络员"])
    assert (nobody.word, nobody.words) == ("无人负责", "第一牵头单位没有联络员")


@pytest.fixture
def task(plan: Plan) -> Task:
    return plan.tasks.with_assignments().get(number="1")


def of(task: Task, on: date = TODAY) -> list[str]:
    return words(read_signals(task.plan, [task], on=on)[task.pk])


def test_the_same_text_two_quarters_in_a_row_is_no_real_progress(
    report: Report, liaison: User, signer: User, task: Task
) -> None:
    before = report_on(quarter_before(report.cycle), "1", "mzj")
    for row in (before, report):
        write(row, liaison, status="under_way", progress=WORDS)
        submit(Report.objects.for_moving().get(pk=row.pk), liaison)
    assert of(task) == ["没有实质进展"]
    Plan.objects.update(stalled_cycles=1)
    task.plan.refresh_from_db()
    assert of(task) == ["长期未动"]


def test_a_sum_that_grew_is_progress_under_the_same_text(
    report: Report, liaison: User, signer: User, reviewer: User, task: Task
) -> None:
    bring(task.plan, reviewer, "序号\t年度节点\t完成时限\t目标数值\n1\t核查\t2025年底\t500户\n")
    before = report_on(quarter_before(report.cycle), "1", "mzj")
    for row, sum_ in ((before, "300"), (report, "320")):
        write(row, liaison, status="under_way", progress=WORDS, milestones={"node-2025-1": sum_})
        submit(Report.objects.for_moving().get(pk=row.pk), liaison)
    assert of(task) == []


def test_what_is_not_due_yet_says_nothing_and_what_is_past_and_unfiled_does(
    report: Report, liaison: User, signer: User, task: Task
) -> None:
    assert of(task) == []
    assert of(task, date(2026, 1, 15)) == []
    assert of(task, date(2026, 1, 16)) == ["没有实质进展"]


def test_who_lost_the_post_leaves_the_task_to_nobody(
    report: Report, liaison: User, signer: User, security_admin: User, task: Task
) -> None:
    assert of(task) == []
    revoke(Grant.objects.get(user=liaison, role=Role.LIAISON), by=security_admin, why="调离")
    assert of(task) == ["无人负责"]


def test_all_45_tasks_cost_three_statements(plan: Plan, report: Report, liaison: User) -> None:
    every = list(plan.tasks.with_assignments())
    submit(report, liaison)
    with CaptureQueriesContext(connection) as asked:
        found = read_signals(plan, every, on=AFTER_ALL)
    assert len(found) == sum(bool(task.leads) for task in every)
    assert len(asked) == 3


def test_a_signal_stands_on_the_page_for_who_sees_what_the_lead_submits(
    report: Report, liaison: User, signer: User, reviewer: User, supporting_liaison: User
) -> None:
    Plan.objects.update(stalled_cycles=1)
    before = report_on(quarter_before(report.cycle), "1", "mzj")
    for row in (before, report):
        write(row, liaison, status="under_way", progress=WORDS)
        submit(Report.objects.for_moving().get(pk=row.pk), liaison)
    page = "/tasks/jiangmen-145/1/"
    seen = [
        "长期未动" in text_of(browser_of(who).get(page))
        for who in (liaison, reviewer, supporting_liaison)
    ]
    assert seen == [True, True, False]
