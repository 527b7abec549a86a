"""A task's and a unit's light out of the database: from plan, nodes, answers and reports."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from time_machine import TimeMachineFixture

from project.accounts.models import User
from task_table.models import Plan, Task
from tests.cast import MORNING, SHANGHAI, report_on, unit
from tests.workflows.nodework import bring
from tests.workflows.playing import approve, send_back, sign, submit, write
from workflows.lights.light import Lit
from workflows.lights.tasks import task_lights
from workflows.lights.units import light_of_unit
from workflows.models import Cycle, Report
from workflows.sight import viewer

pytestmark = [pytest.mark.db, pytest.mark.django_db]

# Within the plan: the third quarter's node is past, its report due on 20 October 2025.
QUARTER = {
    "covers_from": date(2025, 7, 1), "covers_until": date(2025, 9, 30),
    "opens_on": date(2025, 10, 9), "support_due_on": date(2025, 10, 14),
    "due_on": date(2025, 10, 20), "closes_on": date(2025, 11, 19), "key": "2025-Q3",
}  # fmt: skip
DUE, AFTER = date(2025, 10, 20), date(2025, 10, 21)
NODE = "序号\t年度节点\t完成时限\t目标数值\n"
ON_TIME = datetime(2025, 10, 16, 10, 0, tzinfo=SHANGHAI)
Look = Callable[[date], Lit]


@pytest.fixture
def quarter(plan: Plan) -> Cycle:
    opened = {"kind": "quarter", "opened_at": MORNING, "parties": []}
    return Cycle.objects.create(plan=plan, **QUARTER, **opened)


@pytest.fixture
def row(quarter: Cycle, clock: TimeMachineFixture) -> Report:
    """市民政局's lead row on task 1 in the third quarter, on a Thursday before it is due."""
    clock.move_to(ON_TIME, tick=False)
    return report_on(quarter, "1", "mzj")


@pytest.fixture
def look(plan: Plan) -> Look:
    def at(day: date) -> Lit:
        tasks = list(plan.tasks.filter(number="1").with_assignments())
        return task_lights(plan, tasks, on=day)[tasks[0].pk]

    return at


def said(lit: Lit) -> tuple[str, str]:
    return lit.word, lit.words


def answer(row: Report, by: User, **answers: str) -> Report:
    named = {name.replace("_", "-"): text for name, text in answers.items()}
    words = {"status": "under_way", "progress": "已办理。"}
    write(row, by, **words, milestones=named)
    return submit(Report.objects.for_moving().get(pk=row.pk), by)


def test_a_task_without_a_node_is_grey_and_never_green(row: Report, look: Look) -> None:
    assert said(look(DUE)) == ("灰灯", "未分解")


def test_a_node_past_waits_for_the_report_of_its_period_and_then_is_late(
    row: Report, reviewer: User, plan: Plan, look: Look
) -> None:
    """Due on 20 October, a Monday: the 21st is the first day on which it is late."""
    bring(plan, reviewer, f"{NODE}1\t印发方案\t2025年9月底\t\n")
    assert said(look(date(2025, 9, 30))) == ("黄灯", "节点今天到期")
    assert said(look(date(2025, 10, 8))) == ("黄灯", "节点已过，等待报告签批")
    assert said(look(DUE)) == ("黄灯", "节点已过，等待报告签批")
    assert said(look(AFTER)) == ("红灯", "节点逾期10个工作日")


def test_time_in_review_and_signature_is_not_the_unit_s(
    row: Report, liaison: User, reviewer: User, plan: Plan, look: Look
) -> None:
    bring(plan, reviewer, f"{NODE}1\t印发方案\t2025年9月底\t\n")
    answer(row, liaison, node_2025_1="2025-09-20")
    assert said(look(AFTER)) == ("黄灯", "节点已过，等待报告签批")
    approve(Report.objects.for_moving().get(pk=row.pk), reviewer)
    assert said(look(AFTER)) == ("黄灯", "节点已过，等待报告签批")


def test_a_return_counts_as_not_due_until_its_reply_by_date(
    row: Report, liaison: User, reviewer: User, plan: Plan, look: Look
) -> None:
    """Returned on Thursday 16 October, to be answered by Tuesday the 21st."""
    bring(plan, reviewer, f"{NODE}1\t印发方案\t2025年9月底\t\n")
    send_back(answer(row, liaison, node_2025_1="2025-09-20"), reviewer)
    assert look(AFTER).rule == "task-node-pending"
    assert look(date(2025, 10, 22)).rule == "task-node-overdue"


def test_a_signed_answer_decides(
    row: Report, liaison: User, reviewer: User, signer: User, plan: Plan, look: Look
) -> None:
    bring(plan, reviewer, f"{NODE}1\t印发方案\t2025年9月底\t\n1\t验收\t2025年底\t\n")
    sign(approve(answer(row, liaison, node_2025_1="2025-09-20"), reviewer), signer)
    lit = look(AFTER)
    assert said(lit) == ("绿灯", "按节点推进")
    facts = dict(lit.basis)["事实"]
    assert "“印发方案”：2025年9月20日达到（2025年第3季度，已签批）" in facts


def test_a_signed_no_is_late_at_once_though_the_report_is_not_due_yet(
    row: Report, liaison: User, reviewer: User, signer: User, plan: Plan, look: Look
) -> None:
    bring(plan, reviewer, f"{NODE}1\t印发方案\t2025年9月底\t\n")
    whys = {"node_2025_1_why": "资金没有到位。"}
    sign(approve(answer(row, liaison, **whys), reviewer), signer)
    assert said(look(date(2025, 10, 16))) == ("红灯", "节点逾期7个工作日")


@pytest.mark.parametrize(
    ("sum_", "light"), [("330", "绿灯"), ("320", "黄灯"), ("225", "黄灯"), ("220", "红灯")]
)
def test_a_countable_node_is_held_against_the_year_so_far(
    row: Report, liaison: User, reviewer: User, signer: User, plan: Plan, look: Look,
    sum_: str, light: str,
) -> None:  # fmt: skip
    """At the end of the third quarter three quarters of 500 are 375; 10 points are 50."""
    bring(plan, reviewer, f"{NODE}1\t入户核查\t2025年底\t500户\n")
    sign(approve(answer(row, liaison, node_2025_1=sum_), reviewer), signer)
    assert look(AFTER).word == light


def test_where_no_cycle_asked_the_15th_after_the_period_decides(plan: Plan) -> None:
    """Task 16 is due on 31 December 2023; no cycle of this installation reaches that far back."""
    task = plan.tasks.with_assignments().get(number="16")
    days = (date(2023, 12, 31), date(2024, 1, 15), date(2024, 1, 16))
    lights = [task_lights(plan, [task], on=day)[task.pk] for day in days]
    assert [lit.rule for lit in lights] == ["task-not-split", "task-pending", "task-overdue"]


def test_past_the_plan_s_end_nothing_is_red(plan: Plan, reviewer: User, look: Look) -> None:
    bring(plan, reviewer, f"{NODE}1\t印发方案\t2025年9月底\t\n")
    assert said(look(date(2026, 1, 1))) == ("灰灯", "待期末评估")


def test_all_45_lights_cost_the_same_statements_as_one(
    plan: Plan, reviewer: User, cycle: Cycle
) -> None:
    numbers = [task.number for task in plan.tasks.all() if not task.due_on]
    bring(plan, reviewer, NODE + "".join(f"{n}\t印发方案\t2025年底\t\n" for n in numbers))
    report_on(cycle, "1", "mzj")

    def cost(tasks: list[Task]) -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            lights = task_lights(plan, tasks, on=DUE)
        assert len(lights) == len(tasks)
        return len(asked)

    every = list(plan.tasks.with_assignments())
    assert len(every) == 45
    assert cost(every) == cost(every[:1]) == 4


def test_a_unit_s_light_is_the_worst_of_its_reports_and_of_the_tasks_it_leads(
    row: Report, liaison: User, reviewer: User, plan: Plan
) -> None:
    bring(plan, reviewer, f"{NODE}1\t印发方案\t2025年9月底\t\n")
    lit = light_of_unit(unit("mzj"), viewer(liaison, on=AFTER), on=AFTER)
    assert lit is not None
    assert lit.word == "红灯"
    assert "第1项：节点逾期10个工作日" in dict(lit.basis)["事实"]
    assert "第1项报告：" in dict(lit.basis)["事实"]


def test_a_unit_s_light_is_for_who_is_of_it_reviews_it_or_leads_the_committee(
    row: Report, liaison: User, reviewer: User, leader: User, foreign_liaison: User
) -> None:
    people = (liaison, reviewer, leader, foreign_liaison)
    lights = [light_of_unit(unit("mzj"), viewer(each, on=DUE), on=DUE) for each in people]
    assert [lit is not None for lit in lights] == [True, True, True, False]
