"""调整、终止、转入下一规划、恢复办理: by a document and a leader; the printed source stays."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from project.accounts.models import User
from task_table.models import Assignment, Plan, Task, TaskState
from tests.cast import MORNING, TODAY, report_on
from tests.workflows import casework
from tests.workflows.closing_work import (
    NUMBER,
    adjust,
    claim,
    closed,
    decide,
    grant,
    sign,
    take_up,
)
from tests.workflows.playing import submit, write
from workflows.case_words import CaseOutcome, CaseStep
from workflows.cases.adjustment import may_adjust, may_take_up
from workflows.cases.on_task import adjustments_of
from workflows.completeness import what_is_missing
from workflows.cycles import opening
from workflows.cycles.opening import open_cycle
from workflows.cycles.periods import period_of
from workflows.cycles.schedule import announce
from workflows.figures.asking import asked_of
from workflows.integrity import case_differences
from workflows.models import Cycle, Draft, Report, TaskStateChange
from workflows.refusals import Incomplete, NotEntitled, Refused
from workflows.task_states import state_differences

pytestmark = [pytest.mark.db, pytest.mark.django_db]

TEXT = "建成并启用市级康复中心。"


@pytest.fixture
def task(plan: Plan) -> Task:
    return casework.dated_task(plan)


def whole() -> bool:
    return [*case_differences(), *state_differences()] == []


def test_the_office_adjusts_the_words_and_the_printed_ones_stay(
    task: Task, reviewer: User, leader: User
) -> None:
    case = adjust(task, reviewer, change="text", new_text=TEXT)
    assert case.step == CaseStep.DECIDE
    with pytest.raises(Incomplete, match="文号"):
        grant(case, leader, number="")
    grant(case, leader)
    task.refresh_from_db()
    assert (task.text, task.adjusted_text) == ("演示：建成康复中心。", TEXT)
    (shown,) = adjustments_of(task)
    assert (shown.document_number, shown.by, shown.what) == (NUMBER, "残工委领导", TEXT)
    assert whole()


def test_the_lead_asks_its_leader_signs_and_the_office_checks(
    task: Task, liaison: User, signer: User, reviewer: User, leader: User
) -> None:
    case = adjust(task, liaison, change="date", new_due_on=date(2026, 6, 30))
    assert case.step == CaseStep.UNIT_SIGN
    case = decide(sign(case, signer), CaseStep.CHECK, reviewer, CaseOutcome.PASSED)
    grant(case, leader)
    task.refresh_from_db()
    assert (task.due_on, task.first_due_on) == (date(2026, 6, 30), date(2025, 12, 31))
    assert whole()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"change": ""}, "请选择调整内容"),
        ({"change": "text"}, "请写明调整后的表述"),
        ({"change": "text", "new_text": "演示：建成康复中心。"}, "相同"),
        ({"change": "date"}, "请填写调整后的完成时限"),
        ({"change": "date", "new_due_on": date(2025, 12, 31)}, "相同"),
        ({"change": "date", "new_due_on": date(2226, 1, 1)}, "核对年份"),
        ({"change": "transfer"}, "转入哪个规划"),
        ({"change": "terminate", "cause": ""}, "原因"),
        ({"change": "terminate", "cause": "张三11010519491231002X去世。"}, "证件号码"),
    ],
)
def test_what_is_missing_is_said_field_by_field(
    task: Task, reviewer: User, said: dict[str, object], words: str
) -> None:
    with pytest.raises(Incomplete, match=words):
        adjust(task, reviewer, **said)


def test_who_may_not_ask_asks_nothing(
    task: Task, foreign_liaison: User, liaison: User, reviewer: User, leader: User
) -> None:
    with pytest.raises(NotEntitled):
        adjust(task, foreign_liaison, change="terminate")
    assert not may_adjust(task, foreign_liaison, on=TODAY)
    assert may_adjust(task, liaison, on=TODAY)
    assert may_adjust(task, reviewer, on=TODAY)
    adjust(task, reviewer, change="terminate")
    with pytest.raises(Refused, match="正在办理"):
        adjust(task, liaison, change="terminate")


def test_a_request_that_was_overtaken_by_another_date_is_not_granted(
    task: Task, reviewer: User, leader: User
) -> None:
    case = adjust(task, reviewer, change="date", new_due_on=date(2026, 6, 30))
    Task.objects.filter(pk=task.pk).update(due_on=date(2026, 3, 31))
    with pytest.raises(Refused, match="已另行调整"):
        grant(case, leader)


def test_a_terminated_task_ends_its_open_cases_and_is_listed_with_its_document(
    task: Task, liaison: User, reviewer: User, leader: User
) -> None:
    others = [casework.ask(task, liaison), claim(task, liaison)]
    grant(adjust(task, reviewer, change="terminate"), leader)
    for other in others:
        other.refresh_from_db()
        assert other.step == CaseStep.OVERTAKEN
    task.refresh_from_db()
    assert task.state == TaskState.TERMINATED
    assert TaskStateChange.objects.get().document_number == NUMBER
    assert whole()


def test_the_printed_table_stays_countable_whatever_is_decided(
    plan: Plan, reviewer: User, leader: User
) -> None:
    task = plan.tasks.get(number="1")
    grant(adjust(task, reviewer, change="transfer", next_plan="“十五五”规划"), leader)
    rows = Assignment.objects.of_plan(plan)
    assert (plan.tasks.count(), rows.count()) == (45, 511)
    assert (rows.leading().printed(), rows.supporting().printed()) == (48, 199)


def test_a_leader_takes_a_task_up_again_with_a_reason(
    task: Task, liaison: User, signer: User, reviewer: User, leader: User
) -> None:
    closed(task, liaison, signer, reviewer, leader)
    task.refresh_from_db()
    assert may_take_up(task, leader, on=TODAY)
    assert not may_take_up(task, reviewer, on=TODAY)
    with pytest.raises(NotEntitled):
        take_up(task, reviewer)
    with pytest.raises(Incomplete, match="原因"):
        take_up(task, leader, cause=" ")
    case = take_up(task, leader)
    task.refresh_from_db()
    assert (case.step, case.was, task.state) == (CaseStep.REOPENED, "closed", TaskState.OPEN)
    with pytest.raises(Refused, match="正在办理"):
        take_up(task, leader)
    assert whole()


def opened(plan: Plan, key: str) -> Cycle:
    return open_cycle(announce(plan, period_of(key, plan), on=TODAY))


def numbers_of(cycle: Cycle) -> set[str]:
    return set(cycle.reports.values_list("assignment__task__number", flat=True))


def test_what_is_not_open_leaves_later_cycles_and_comes_back_to_the_next(
    plan: Plan, task: Task, liaison: User, signer: User, reviewer: User, leader: User
) -> None:
    plan.tasks.exclude(number__in=("1", "2", "m1")).update(state=TaskState.TRANSFERRED)
    closed(task, liaison, signer, reviewer, leader)
    cycle = opened(plan, "2025-Q3")
    assert numbers_of(cycle) == {"1", "2"}
    assert cycle.left_out is not None
    assert cycle.left_out["m1"] == TaskState.CLOSED
    task.refresh_from_db()
    take_up(task, leader)
    assert numbers_of(open_cycle(cycle)) == {"1", "2"}
    assert "m1" in numbers_of(opened(plan, "2025-Q4"))


def test_a_cycle_that_is_open_keeps_its_reports_when_a_task_is_closed(
    plan: Plan, task: Task, liaison: User, signer: User, reviewer: User, leader: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Also one whose opening broke off after the first chunk."""
    plan.tasks.exclude(number__in=("1", "m1")).update(state=TaskState.TRANSFERRED)
    cycle = announce(plan, period_of("2025-Q4", plan), on=TODAY)
    monkeypatch.setattr(opening, "CHUNK", 2)
    opening._open_chunk(cycle, MORNING)
    closed(task, liaison, signer, reviewer, leader)
    assert "m1" in numbers_of(open_cycle(cycle))


def test_the_yearly_figure_of_a_closed_task_is_asked_all_the_same(figures_asked: Plan) -> None:
    plan = figures_asked
    plan.tasks.exclude(number__in=("3",)).update(state=TaskState.TRANSFERRED)
    plan.tasks.filter(number="1").update(state=TaskState.CLOSED)
    quarter = opened(plan, "2025-Q3")
    assert numbers_of(quarter) == {"3"}
    cycle = opened(plan, "2025-Q4")
    (report,) = cycle.reports.filter(assignment__task__number="1")
    assert report.unit.code == "mzj"
    assert report.asks_figures_only
    asked = asked_of(report)
    missing = what_is_missing(
        Draft(report=report), concurrence=False, has_evidence=False, asked=asked, figures_only=True
    )
    assert list(missing) == ["figure-3"]
    assert numbers_of(cycle) == {"1", "3"}


def test_a_row_of_figures_alone_is_submitted_with_its_figure(
    figures_asked: Plan, cycle: Cycle, liaison: User
) -> None:
    Cycle.objects.filter(pk=cycle.pk).update(left_out={"1": TaskState.CLOSED})
    cycle.refresh_from_db()
    report: Report = report_on(cycle, "1", "mzj")
    write(report, liaison, figures={"figure-3": "99.5"})
    assert submit(report, liaison).step == "review"


def test_a_granting_takes_at_most_forty_statements(
    task: Task, reviewer: User, leader: User
) -> None:
    case = adjust(task, reviewer, change="terminate")
    with CaptureQueriesContext(connection) as captured:
        grant(case, leader)
    assert len(captured) <= 40
    task.refresh_from_db()
    with CaptureQueriesContext(connection) as captured:
        take_up(task, leader)
    assert len(captured) <= 60, "opening a process and its only step"
