"""What is overdue: tasks past their date without a signed word, and whose hands they are in."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from time_machine import TimeMachineFixture

from notifications.overdue import OverdueTask, awaiting_final, overdue_tasks, unfiled
from project.accounts.models import User
from task_table.models import Plan, Task
from tests.cast import MORNING, SHANGHAI, TODAY, report_on
from tests.notifications.lateness import DONE, UNDER_WAY, Joint, through
from tests.workflows.nodework import bring
from tests.workflows.playing import approve, send_back, sign, submit, withdraw, write
from workflows.cycles.periods import period_of
from workflows.cycles.schedule import announce
from workflows.models import Cycle, Report
from workflows.moving import reopen

pytestmark = [pytest.mark.db, pytest.mark.django_db]

PAST = date(2025, 12, 1)
# The day after the report of that quarter was due, a Friday; the cast acts a week before.
LATE = date(2026, 1, 16)
# Task 16 alone has a date in the source that is past and not the plan's last day.
ALWAYS = "16"
UNCHANGED = {"no_change": True}
AUTUMN = datetime(2025, 10, 10, 10, 0, tzinfo=SHANGHAI)


@pytest.fixture
def dated(cycle: Cycle) -> Task:
    """Task 1, as if the plan had asked for it by 1 December 2025."""
    return date_task(cycle.plan, "1")


def date_task(plan: Plan, number: str, day: date = PAST) -> Task:
    plan.tasks.filter(number=number).update(due_on=day)
    return plan.tasks.get(number=number)


def overdue(plan: Plan, number: str = "1", on: date = LATE) -> OverdueTask | None:
    return next((each for each in overdue_tasks(plan, on=on) if each.number == number), None)


def found(plan: Plan, number: str = "1", on: date = LATE) -> OverdueTask:
    late = overdue(plan, number, on)
    assert late is not None
    return late


def test_a_task_is_overdue_the_day_after_the_report_of_its_period_was_due(
    dated: Task, cycle: Cycle
) -> None:
    assert [overdue(cycle.plan, on=day) for day in (PAST + timedelta(days=1), cycle.due_on)] == [
        None,
        None,
    ]
    late = found(cycle.plan, on=cycle.due_on + timedelta(days=1))
    assert (late.days, late.due_on, late.node, late.leads) == (46, PAST, "", ["市民政局"])


def test_tasks_come_in_printed_order_and_those_without_a_date_never(
    dated: Task, cycle: Cycle
) -> None:
    date_task(cycle.plan, "9")
    numbers = [each.number for each in overdue_tasks(cycle.plan, on=LATE)]
    assert numbers == ["1", "9", ALWAYS]
    assert cycle.plan.tasks.filter(due_on=None).count() == 38


def test_a_task_due_on_the_plans_last_day_awaits_the_final_evaluation(cycle: Cycle) -> None:
    last_day = cycle.plan.until_on
    assert awaiting_final(cycle.plan, on=last_day) == 0
    assert awaiting_final(cycle.plan, on=last_day + timedelta(days=1)) == 4
    assert [each.number for each in overdue_tasks(cycle.plan, on=TODAY)] == [ALWAYS]


@pytest.mark.parametrize("said, is_late", [(DONE, False), (UNDER_WAY, True)], ids=["done", "not"])
def test_only_a_signed_word_decides_and_while_others_have_the_report_nothing_is_late(
    said: dict[str, object], is_late: bool, dated: Task, cycle: Cycle, report: Report,
    liaison: User, reviewer: User, signer: User,
) -> None:  # fmt: skip
    """Rule 8: the task was late; in review and in signature its unit is not."""
    assert overdue(cycle.plan) is not None
    write(report, liaison, **said)
    waiting = submit(report, liaison)
    assert overdue(cycle.plan) is None
    waiting = approve(waiting, reviewer)
    assert overdue(cycle.plan) is None
    sign(waiting, signer)
    assert (overdue(cycle.plan) is not None) is is_late


def test_a_signed_word_stands_while_it_is_corrected(
    dated: Task, cycle: Cycle, report: Report, liaison: User, reviewer: User, signer: User
) -> None:
    reopen(through(report, liaison, reviewer, signer, **DONE), by=liaison, reason="数字有误。")
    assert overdue(cycle.plan) is None


@pytest.mark.parametrize(
    "before, now, is_overdue",
    [(DONE, UNDER_WAY, True), (DONE, UNCHANGED, False), (UNDER_WAY, UNCHANGED, True)],
    ids=["taken back", "unchanged since done", "unchanged under way"],
)
def test_the_latest_signed_word_counts(
    before: dict[str, object],
    now: dict[str, object],
    is_overdue: bool,
    plan: Plan,
    clock: TimeMachineFixture,
    liaison: User,
    reviewer: User,
    signer: User,
) -> None:
    date_task(plan, "1")
    for key, moment, words in (("2025-Q3", AUTUMN, before), ("2025-Q4", MORNING, now)):
        clock.move_to(moment, tick=False)
        cycle = announce(plan, period_of(key, plan), on=moment.date())
        through(report_on(cycle, "1", "mzj"), liaison, reviewer, signer, **words)
    assert (overdue(plan) is not None) is is_overdue


def test_joint_leads_must_both_sign_that_it_is_done(
    cycle: Cycle, joint_report: Report, concurrence: Report, concurring_liaison: User
) -> None:
    date_task(cycle.plan, "8")
    joint = Joint()
    joint.through_first(joint_report, **DONE)
    late = found(cycle.plan, "8")
    assert late.leads == ["市人力资源社会保障局", "市医保局"]
    assert late.lies == [
        "市人力资源社会保障局的报告：2025年第4季度已签批",
        "在市医保局填报（2025年第4季度），未按时报送1个工作日",
    ]
    through(concurrence, concurring_liaison, joint.office, joint.signers["ybj"], concurs=True)
    assert overdue(cycle.plan, "8") is None


def test_a_dissent_is_no_word_that_it_is_done_and_is_quoted(
    cycle: Cycle, joint_report: Report, concurrence: Report, concurring_liaison: User
) -> None:
    date_task(cycle.plan, "8")
    joint = Joint()
    joint.through_first(joint_report, **DONE)
    dissent = {"concurs": False, "progress": "数据不一致。"}
    through(concurrence, concurring_liaison, joint.office, joint.signers["ybj"], **dissent)
    words = found(cycle.plan, "8").words
    assert [each.text for each in words] == ["已全部完成。", "不同意：数据不一致。"]


def where(plan: Plan, number: str = "1", on: date = LATE) -> str:
    return found(plan, number, on).lies[-1]


def test_it_is_said_in_whose_hands_a_report_is_and_since_when(
    cycle: Cycle, joint_report: Report, concurrence: Report, concurring_liaison: User
) -> None:
    """The first lead's report is signed and says nothing of an end: the other's is on its way."""
    date_task(cycle.plan, "8")
    joint = Joint()
    joint.through_first(joint_report, **UNDER_WAY)
    assert where(cycle.plan, "8") == "在市医保局填报（2025年第4季度），未按时报送1个工作日"
    write(concurrence, concurring_liaison, concurs=True)
    waiting = submit(concurrence, concurring_liaison)
    office_has_it = "市医保局的报告：残工委办公室审核中（2025年第4季度），已5个工作日"
    assert where(cycle.plan, "8") == office_has_it
    waiting = approve(waiting, joint.office)
    assert where(cycle.plan, "8") == "待市医保局签批（2025年第4季度），已5个工作日"
    sign(waiting, joint.signers["ybj"])
    assert where(cycle.plan, "8") == "市医保局的报告：2025年第4季度已签批"


def test_without_a_cycle_nothing_lies_anywhere(plan: Plan) -> None:
    late = found(plan, ALWAYS, TODAY)
    assert (late.lies, late.words) == (["还没有开启报送周期"], [])
    assert late.silence == "该单位没有说明。"


NODE = "序号\t年度节点\t完成时限\n1\t印发方案\t2025年9月底\n"
NOT_REACHED = UNDER_WAY | {"milestones": {"node-2025-1-why": "资金没有到位。"}}


@pytest.fixture
def node(plan: Plan, reviewer: User) -> None:
    """Task 1 has a node of the third quarter, and no date of its own."""
    bring(plan, reviewer, NODE)


def test_a_node_that_a_signed_report_says_was_not_reached_makes_its_task_overdue(
    node: None, plan: Plan, clock: TimeMachineFixture, liaison: User, reviewer: User, signer: User
) -> None:
    clock.move_to(AUTUMN, tick=False)
    cycle = announce(plan, period_of("2025-Q3", plan), on=AUTUMN.date())
    row = report_on(cycle, "1", "mzj")
    assert overdue(plan, on=AUTUMN.date()) is None
    write(row, liaison, **NOT_REACHED)
    sign(approve(submit(Report.objects.for_moving().get(pk=row.pk), liaison), reviewer), signer)
    late = found(plan, on=AUTUMN.date())
    assert (late.node, late.due_on) == ("2025年第1个节点“印发方案”", date(2025, 9, 30))
    assert (late.days, late.words[0].text) == (10, "正在办理。")


def test_past_the_plan_s_end_a_task_awaits_its_verdict_whatever_its_nodes(
    node: None, plan: Plan
) -> None:
    """Rule 13."""
    assert overdue(plan, on=plan.until_on) is not None
    assert overdue(plan, on=plan.until_on + timedelta(days=1)) is None


def test_a_units_own_words_are_its_problem_else_its_progress(
    dated: Task, cycle: Cycle, report: Report, liaison: User, reviewer: User, signer: User
) -> None:
    through(report, liaison, reviewer, signer, **UNDER_WAY, problem="经费不足。")
    words = found(cycle.plan).words[0]
    assert (words.text, words.label, words.is_signed) == ("经费不足。", "2025年第4季度", True)
    assert (words.version, words.digest) == (1, report.versions.get().digest)
    again = reopen(Report.objects.for_moving().get(pk=report.pk), by=liaison, reason="数字有误。")
    through(again, liaison, reviewer, signer, **UNDER_WAY, problem="")
    words = found(cycle.plan).words[0]
    assert (words.text, words.version) == ("正在办理。", 2)


def test_what_is_submitted_is_quoted_as_not_signed_until_it_comes_back(
    cycle: Cycle, joint_report: Report, concurrence: Report, concurring_liaison: User
) -> None:
    date_task(cycle.plan, "8")
    joint = Joint()
    joint.through_first(joint_report, **UNDER_WAY)
    write(concurrence, concurring_liaison, concurs=False, progress="数据不一致。")
    waiting = submit(concurrence, concurring_liaison)
    said = [(each.text, each.is_signed) for each in found(cycle.plan, "8").words]
    assert said == [("正在办理。", True), ("不同意：数据不一致。", False)]
    send_back(waiting, joint.office)
    assert [each.text for each in found(cycle.plan, "8").words] == ["正在办理。"]


def test_neither_a_draft_nor_what_came_back_is_quoted(
    dated: Task, cycle: Cycle, report: Report, liaison: User, reviewer: User
) -> None:
    write(report, liaison, **UNDER_WAY)
    late = found(cycle.plan)
    assert (late.words, late.silence) == ([], "该单位没有说明。")
    send_back(submit(report, liaison), reviewer)
    late = found(cycle.plan)
    assert (late.words, late.silence) == ([], "报告已退回或撤回，重新提交前不引用。")


DUE_PAST = date(2026, 1, 19)


def test_unfiled_reports_are_folded_by_unit_in_printed_order(cycle: Cycle) -> None:
    for number, code in (("2", "mzj"), ("1", "czj"), ("1", "mzj"), ("3", "cl")):
        report_on(cycle, number, code)
    found = unfiled(cycle.plan, on=DUE_PAST)
    assert (found.reports, found.cycles) == (4, ["2025年第4季度"])
    assert [(each.code, each.reports) for each in found.units] == [
        ("mzj", 2),
        ("czj", 1),
        ("cl", 1),
    ]


def test_what_is_with_others_or_withdrawn_or_returned_in_time_is_not_late(
    cycle: Cycle, report: Report, liaison: User, reviewer: User
) -> None:
    rows = [report, report_on(cycle, "2", "mzj"), report_on(cycle, "13", "mzj")]
    for each in rows:
        submit(each, liaison)
    withdraw(rows[1], liaison)
    send_back(rows[2], reviewer, reply_by=DUE_PAST)
    assert unfiled(cycle.plan, on=DUE_PAST).reports == 0
    assert unfiled(cycle.plan, on=DUE_PAST + timedelta(days=1)).reports == 1


def test_a_report_is_not_late_on_its_last_day(cycle: Cycle, report: Report) -> None:
    assert unfiled(cycle.plan, on=cycle.due_on).reports == 0
    assert unfiled(cycle.plan, on=cycle.due_on + timedelta(days=1)).reports == 1


def statements(plan: Plan) -> int:
    with CaptureQueriesContext(connection) as captured:
        overdue_tasks(plan, on=DUE_PAST)
        unfiled(plan, on=DUE_PAST)
        awaiting_final(plan, on=DUE_PAST)
    return len(captured)


def test_statements_do_not_grow_with_tasks(
    cycle: Cycle, liaison: User, reviewer: User, signer: User
) -> None:
    def late(number: str) -> None:
        date_task(cycle.plan, number)
        through(report_on(cycle, number, "mzj"), liaison, reviewer, signer, **UNDER_WAY)

    late("1")
    few = statements(cycle.plan)
    for number in ("2", "13", "18", "44"):
        late(number)
    for number in ("3", "4", "5"):
        report_on(cycle, number, "cl")
    assert statements(cycle.plan) == few
    assert len(overdue_tasks(cycle.plan, on=DUE_PAST)) == 6
