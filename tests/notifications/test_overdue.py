"""What is overdue: tasks past their date without a signed word, and whose hands they are in."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from time_machine import TimeMachineFixture

from notifications.overdue import OverdueTask, awaiting_final, overdue_tasks, unfiled
from project.accounts.models import Role, User
from task_table.models import Plan, Task
from tests.cast import MORNING, SHANGHAI, TODAY, person, report_on
from tests.workflows.playing import approve, send_back, sign, submit, withdraw, write
from workflows.cycles.periods import period_of
from workflows.cycles.schedule import announce
from workflows.models import Cycle, Progress, Report
from workflows.moving import reopen

pytestmark = [pytest.mark.db, pytest.mark.django_db]

PAST = date(2025, 12, 1)
# Task 16 alone has a date in the source that is past and not the plan's last day.
ALWAYS = "16"
DONE = {"status": Progress.DONE, "progress": "已全部完成。"}
UNDER_WAY = {"status": Progress.UNDER_WAY, "progress": "正在办理。"}
UNCHANGED = {"no_change": True}
AUTUMN = datetime(2025, 10, 10, 10, 0, tzinfo=SHANGHAI)


@pytest.fixture
def dated(cycle: Cycle) -> Task:
    """Task 1, as if the plan had asked for it by 1 December 2025."""
    return date_task(cycle.plan, "1")


def date_task(plan: Plan, number: str, day: date = PAST) -> Task:
    plan.tasks.filter(number=number).update(due_on=day)
    return plan.tasks.get(number=number)


def overdue(plan: Plan, number: str = "1", on: date = TODAY) -> OverdueTask | None:
    return next((each for each in overdue_tasks(plan, on=on) if each.number == number), None)


def through(report: Report, by: User, reviewer: User, signer: User, **words: object) -> Report:
    """Write, submit, review and sign."""
    write(report, by, **words)
    return sign(approve(submit(report, by), reviewer), signer)


def test_a_task_is_overdue_the_day_after_its_date(dated: Task, cycle: Cycle) -> None:
    assert overdue(cycle.plan, on=PAST) is None
    found = overdue(cycle.plan, on=PAST + timedelta(days=1))
    assert found is not None
    assert (found.days, found.due_on, found.leads) == (1, PAST, ["市民政局"])


def test_tasks_come_in_printed_order_and_those_without_a_date_never(
    dated: Task, cycle: Cycle
) -> None:
    date_task(cycle.plan, "9")
    numbers = [each.number for each in overdue_tasks(cycle.plan, on=TODAY)]
    assert numbers == ["1", "9", ALWAYS]
    assert cycle.plan.tasks.filter(due_on=None).count() == 38


def test_a_task_due_on_the_plans_last_day_awaits_the_final_evaluation(cycle: Cycle) -> None:
    last_day = cycle.plan.until_on
    assert awaiting_final(cycle.plan, on=last_day) == 0
    assert awaiting_final(cycle.plan, on=last_day + timedelta(days=1)) == 4
    assert [each.number for each in overdue_tasks(cycle.plan, on=TODAY)] == [ALWAYS]


def test_only_a_signed_word_says_that_a_task_is_done(
    dated: Task, cycle: Cycle, report: Report, liaison: User, reviewer: User, signer: User
) -> None:
    write(report, liaison, **DONE)
    waiting = approve(submit(report, liaison), reviewer)
    assert overdue(cycle.plan) is not None
    sign(waiting, signer)
    assert overdue(cycle.plan) is None


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
    first = person("人社联络员", "rsj", (Role.LIAISON, "rsj"))
    office = person("审核人", "cgwb", (Role.REVIEWER, "rsj"), (Role.REVIEWER, "ybj"))
    hands = {code: person(f"{code}签批人", code, (Role.SIGNER, code)) for code in ("rsj", "ybj")}
    through(joint_report, first, office, hands["rsj"], **DONE)
    found = overdue(cycle.plan, "8")
    assert found is not None
    assert found.leads == ["市人力资源社会保障局", "市医保局"]
    assert found.lies == [
        "市人力资源社会保障局的报告：2025年第4季度已签批",
        "在市医保局填报（2025年第4季度），还有4个工作日",
    ]
    through(concurrence, concurring_liaison, office, hands["ybj"], concurs=True)
    assert overdue(cycle.plan, "8") is None


def test_a_dissent_is_no_word_that_it_is_done_and_is_quoted(
    cycle: Cycle, joint_report: Report, concurrence: Report, concurring_liaison: User
) -> None:
    date_task(cycle.plan, "8")
    first = person("人社联络员", "rsj", (Role.LIAISON, "rsj"))
    office = person("审核人", "cgwb", (Role.REVIEWER, "rsj"), (Role.REVIEWER, "ybj"))
    hands = {code: person(f"{code}签批人", code, (Role.SIGNER, code)) for code in ("rsj", "ybj")}
    through(joint_report, first, office, hands["rsj"], **DONE)
    dissent = {"concurs": False, "progress": "数据不一致。"}
    through(concurrence, concurring_liaison, office, hands["ybj"], **dissent)
    found = overdue(cycle.plan, "8")
    assert found is not None
    assert [each.text for each in found.words] == ["已全部完成。", "不同意：数据不一致。"]


def where(plan: Plan, on: date = TODAY) -> list[str]:
    found = overdue(plan, on=on)
    assert found is not None
    return found.lies


def test_it_is_said_in_whose_hands_a_report_is_and_since_when(
    dated: Task, cycle: Cycle, report: Report, liaison: User, reviewer: User, signer: User
) -> None:
    wednesday = date(2026, 1, 14)
    due_past = date(2026, 1, 16)
    assert where(cycle.plan) == ["在市民政局填报（2025年第4季度），还有4个工作日"]
    assert where(cycle.plan, due_past) == ["在市民政局填报（2025年第4季度），未按时报送1个工作日"]
    submit(report, liaison)
    assert where(cycle.plan) == ["残工委办公室审核中（2025年第4季度）"]
    assert where(cycle.plan, wednesday) == ["残工委办公室审核中（2025年第4季度），已3个工作日"]
    approve(report, reviewer)
    assert where(cycle.plan, wednesday) == ["待市民政局签批（2025年第4季度），已3个工作日"]
    sign(report, signer)
    assert where(cycle.plan) == ["2025年第4季度已签批"]


def test_without_a_cycle_nothing_lies_anywhere(plan: Plan) -> None:
    found = overdue(plan, ALWAYS)
    assert found is not None
    assert (found.lies, found.words) == (["还没有开启报送周期"], [])
    assert found.silence == "该单位没有说明。"


def test_a_units_own_words_are_its_problem_else_its_progress(
    dated: Task, cycle: Cycle, report: Report, liaison: User, reviewer: User
) -> None:
    write(report, liaison, **UNDER_WAY, problem="经费不足。")
    submit(report, liaison)
    found = overdue(cycle.plan)
    assert found is not None
    words = found.words[0]
    assert (words.text, words.label, words.is_signed) == ("经费不足。", "2025年第4季度", False)
    assert (words.version, words.digest) == (1, report.versions.get().digest)
    send_back(report, reviewer)
    write(report, liaison, **UNDER_WAY, problem="")
    submit(report, liaison)
    again = overdue(cycle.plan)
    assert again is not None
    assert (again.words[0].text, again.words[0].version) == ("正在办理。", 2)


def test_neither_a_draft_nor_what_came_back_is_quoted(
    dated: Task, cycle: Cycle, report: Report, liaison: User, reviewer: User
) -> None:
    write(report, liaison, **UNDER_WAY)
    found = overdue(cycle.plan)
    assert found is not None
    assert (found.words, found.silence) == ([], "该单位没有说明。")
    send_back(submit(report, liaison), reviewer)
    found = overdue(cycle.plan)
    assert found is not None
    assert (found.words, found.silence) == ([], "报告已退回或撤回，重新提交前不引用。")


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


def test_statements_do_not_grow_with_tasks(cycle: Cycle, liaison: User) -> None:
    date_task(cycle.plan, "1")
    submit(report_on(cycle, "1", "mzj"), liaison)
    few = statements(cycle.plan)
    for number in ("2", "13", "18", "44"):
        date_task(cycle.plan, number)
        submit(report_on(cycle, number, "mzj"), liaison)
    for number in ("3", "4", "5"):
        report_on(cycle, number, "cl")
    assert statements(cycle.plan) == few
