"""办结销号: a lead claims, its leader signs, the office checks, a leader closes."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from project.accounts.granting import give
from project.accounts.models import Role, User
from task_table.models import Plan, Task, TaskState
from tests.cast import LONG_AGO, TODAY, person, unit
from tests.workflows import casework
from tests.workflows.closing_work import ALL_YES, check, claim, close, decide, sign
from tests.workflows.playing import approve, prove, submit
from tests.workflows.playing import sign as sign_report
from workflows.case_words import CaseOutcome, CaseStep
from workflows.cases.closure import claimed_figures, may_claim, read_closure
from workflows.evidence.attaching import seal
from workflows.integrity import case_differences
from workflows.lights.overdue import overdue_of
from workflows.models import CaseTransition, ClosureRequest, Report, TaskStateChange
from workflows.refusals import FourEyes, Incomplete, NotEntitled, Refused
from workflows.task_states import state_differences

pytestmark = [pytest.mark.db, pytest.mark.django_db]

# The day after the report that answers for the task's own day was due.
AFTER = date(2026, 1, 16)


@pytest.fixture
def task(plan: Plan) -> Task:
    return casework.dated_task(plan)


@pytest.fixture
def claimed(task: Task, liaison: User) -> ClosureRequest:
    return claim(task, liaison)


@pytest.fixture
def checked(claimed: ClosureRequest, signer: User, reviewer: User) -> ClosureRequest:
    return check(sign(claimed, signer), reviewer)


def whole() -> bool:
    return [*case_differences(), *state_differences()] == []


def is_overdue(task: Task, plan: Plan) -> bool:
    rows = plan.tasks.filter(pk=task.pk).with_assignments()
    return bool(overdue_of(plan, rows, on=AFTER))


def test_a_closed_task_says_so_by_which_case_and_is_not_late_any_more(
    checked: ClosureRequest, task: Task, plan: Plan, leader: User
) -> None:
    Task.objects.filter(pk=task.pk).update(due_on=date(2025, 12, 1))
    assert is_overdue(task, plan)
    done = close(checked, leader)
    task.refresh_from_db()
    change = TaskStateChange.objects.get()
    assert (done.step, task.state) == (CaseStep.CLOSED, TaskState.CLOSED)
    assert (change.case_id, change.by) == (done.pk, leader)
    assert not is_overdue(task, plan)
    steps = [move.to_step for move in CaseTransition.objects.filter(case=done)]
    assert steps == [CaseStep.UNIT_SIGN, CaseStep.CHECK, CaseStep.DECIDE, CaseStep.CLOSED]
    assert whole()


def test_a_leader_sends_back_and_the_claim_is_made_anew(
    checked: ClosureRequest, task: Task, liaison: User, leader: User
) -> None:
    back = decide(checked, CaseStep.DECIDE, leader, CaseOutcome.SENT_BACK, reason="请补验收材料。")
    said = {"statement": "已补验收材料。", "proof": "验收报告。", "evidence": (), "figures": {}}
    again = decide(back, CaseStep.APPLY, liaison, CaseOutcome.APPLIED, said=said)
    assert (again.step, again.round, again.checked) == (CaseStep.UNIT_SIGN, 2, [])
    task.refresh_from_db()
    assert task.is_open
    assert whole()


@pytest.mark.parametrize(
    ("field", "said", "words"),
    [
        ("statement", "", "请写明完成情况"),
        ("proof", "", "请选择佐证材料"),
        ("evidence", ("0" * 8,), "不能引用"),
        ("statement", "张三11010519491231002X已安置。", "证件号码"),
    ],
)
def test_a_claim_says_what_it_must(
    task: Task, liaison: User, field: str, said: object, words: str
) -> None:
    with pytest.raises(Incomplete, match=words):
        claim(task, liaison, **{field: said})
    assert not ClosureRequest.objects.exists()


def test_the_list_passes_on_three_yes_alone_and_a_no_says_why(
    claimed: ClosureRequest, signer: User, reviewer: User
) -> None:
    signed = sign(claimed, signer)
    with pytest.raises(Incomplete, match="不能通过"):
        check(signed, reviewer, target_met="no")
    with pytest.raises(Incomplete, match="佐证齐全"):
        check(signed, reviewer, evidence_complete="")
    failed = {"step": CaseStep.CHECK, "by": reviewer, "outcome": CaseOutcome.FAILED}
    with pytest.raises(Incomplete, match="三项都为"):
        decide(signed, **failed, said=ALL_YES)
    with pytest.raises(Incomplete, match="为什么为"):
        decide(signed, **failed, said={**ALL_YES, "target_met": "no"})
    said = {**ALL_YES, "target_met": "no", "target_met_remark": "覆盖率未达目标。"}
    back = decide(signed, **failed, said=said)
    assert back.step == CaseStep.APPLY
    assert ("达到目标", False, "覆盖率未达目标。") in back.checked
    assert whole()


def test_a_grade_is_given_where_the_plan_asks_for_one_and_nowhere_else(
    checked: ClosureRequest, plan: Plan, leader: User
) -> None:
    with pytest.raises(Incomplete, match="不评定等次"):
        close(checked, leader, said={"grade": "优秀"})
    Plan.objects.filter(pk=plan.pk).update(closing_grades="优秀、良好、合格")
    with pytest.raises(Incomplete, match="优秀、良好、合格"):
        close(checked, leader)
    assert close(checked, leader, said={"grade": "良好"}).grade == "良好"
    assert TaskStateChange.objects.get().words == "良好"


def test_a_standing_task_waits_for_the_final_evaluation(
    task: Task, liaison: User, signer: User, reviewer: User, leader: User
) -> None:
    Task.objects.filter(pk=task.pk).update(standing=True)
    task.refresh_from_db()
    assert not may_claim(task, liaison, on=TODAY)
    with pytest.raises(Refused, match="期末评估"):
        claim(task, liaison)
    Task.objects.filter(pk=task.pk).update(standing=False)
    ready = check(sign(claim(task, liaison), signer), reviewer)
    Task.objects.filter(pk=task.pk).update(standing=True)
    with pytest.raises(Refused, match="期末评估"):
        close(ready, leader)


def test_the_first_listed_lead_alone_claims_and_once(
    plan: Plan, task: Task, liaison: User, foreign_liaison: User, concurring_liaison: User
) -> None:
    for stranger, number in ((foreign_liaison, "m1"), (concurring_liaison, "8")):
        with pytest.raises(NotEntitled):
            claim(plan.tasks.get(number=number), stranger)
    claim(task, liaison)
    with pytest.raises(Refused, match="正在办理"):
        claim(task, liaison)


def test_what_is_not_open_is_not_claimed(task: Task, liaison: User) -> None:
    task.state = TaskState.TERMINATED
    task.save(update_fields=["state"])
    with pytest.raises(Refused, match="已终止"):
        claim(task, liaison)


def test_closing_is_decided_with_somebody_outside_the_reporting_unit(
    plan: Plan, own_liaison: User, own_signer: User, reviewer: User, leader: User
) -> None:
    """自审: the office sits inside 市残联, and so does the leader of this cast."""
    ready = check(sign(claim(plan.tasks.get(number="16"), own_liaison), own_signer), reviewer)
    assert read_closure(ready, leader, TODAY).wants_outside
    with pytest.raises(FourEyes, match="其他单位任职"):
        close(ready, leader)
    outside = User.objects.create_user("ld9", name="市政府领导", home_unit=unit("mzj"))
    give(outside, Role.LEADER, by=None, why="演示授权", from_on=LONG_AGO, committee=plan.committee)
    assert close(ready, outside).step == CaseStep.CLOSED


def test_a_check_from_outside_is_enough(
    plan: Plan, own_liaison: User, own_signer: User, outside_reviewer: User, leader: User
) -> None:
    case = sign(claim(plan.tasks.get(number="16"), own_liaison), own_signer)
    assert close(check(case, outside_reviewer), leader).step == CaseStep.CLOSED


def test_nobody_acts_at_two_steps_of_one_claim(task: Task, reviewer: User) -> None:
    many = person("多岗", "mzj", (Role.LIAISON, "mzj"), (Role.SIGNER, "mzj"))
    case = claim(task, many)
    with pytest.raises(FourEyes):
        sign(case, many)


def test_joint_leads_both_have_their_word(plan: Plan, concurring_liaison: User) -> None:
    """Task 8: 市人社局 claims, 市医保局 dissents in writing, the leader closes all the same."""
    first = person("人社联络员", "rsj", (Role.LIAISON, "rsj"))
    signs = person("人社分管领导", "rsj", (Role.SIGNER, "rsj"))
    checks = person("审核人丙", "cgwb", (Role.REVIEWER, "rsj"))
    leads = User.objects.create_user("ld8", name="市政府领导", home_unit=unit("czj"))
    give(leads, Role.LEADER, by=None, why="演示授权", from_on=LONG_AGO, committee=plan.committee)
    case = claim(plan.tasks.get(number="8"), first)
    assert case.step == CaseStep.CONCUR
    with pytest.raises(NotEntitled):
        decide(case, CaseStep.CONCUR, first, CaseOutcome.CONCURRED)
    dissents = {"step": CaseStep.CONCUR, "by": concurring_liaison}
    with pytest.raises(Incomplete, match="会签不同意"):
        decide(case, **dissents, outcome=CaseOutcome.DISSENTED)
    case = decide(case, **dissents, outcome=CaseOutcome.DISSENTED, reason="医保数据未核对。")
    assert case.step == CaseStep.UNIT_SIGN
    (word,) = case.concurrences.all()
    assert (word.unit, word.concurs, word.words) == (unit("ybj"), False, "医保数据未核对。")
    ready = check(sign(case, signs), checks)
    with pytest.raises(Incomplete, match="须写明理由"):
        close(ready, leads)
    assert close(ready, leads, reason="数据已由省平台核对。").step == CaseStep.CLOSED
    assert whole()


def test_each_new_claim_asks_the_other_lead_again(plan: Plan, concurring_liaison: User) -> None:
    first = person("人社联络员", "rsj", (Role.LIAISON, "rsj"))
    signs = person("人社分管领导", "rsj", (Role.SIGNER, "rsj"))
    case = claim(plan.tasks.get(number="8"), first)
    agreed = {"step": CaseStep.CONCUR, "by": concurring_liaison, "outcome": CaseOutcome.CONCURRED}
    case = decide(case, **agreed)
    case = decide(case, CaseStep.UNIT_SIGN, signs, CaseOutcome.SENT_BACK, reason="写明日期。")
    said = {"statement": "2025年12月全部完成。", "proof": "台账。"}
    case = decide(case, CaseStep.APPLY, first, CaseOutcome.APPLIED, said=said)
    assert case.step == CaseStep.CONCUR
    assert decide(case, **agreed).step == CaseStep.UNIT_SIGN
    assert case.concurrences.count() == 2


def test_a_claim_refers_to_files_of_signed_versions_alone(
    report: Report, liaison: User, reviewer: User, signer: User
) -> None:
    task = report.assignment.task
    file = prove(report, liaison)
    with pytest.raises(Incomplete, match="不能引用"):
        claim(task, liaison, evidence=[str(file.uuid)], proof="")
    sign_report(approve(submit(report, liaison), reviewer), signer)
    case = claim(task, liaison, evidence=[str(file.uuid)], proof="")
    shown = read_closure(case, liaison, TODAY).evidence
    assert [(each.evidence, may_open) for each, may_open in shown] == [(file, True)]
    decide(case, CaseStep.UNIT_SIGN, liaison, CaseOutcome.WITHDRAWN, reason="重拟。")
    seal(file, by=liaison, why="第3页有住址。")
    with pytest.raises(Incomplete, match="不能引用"):
        claim(task, liaison, evidence=[str(file.uuid)], proof="")


def test_figures_are_claimed_against_the_target_beside_the_last_signed_value(
    figures_asked: Plan, report: Report, liaison: User, reviewer: User, signer: User
) -> None:
    task = report.assignment.task
    with pytest.raises(Incomplete, match="请填写"):
        claim(task, liaison)
    sign_report(approve(submit(report, liaison), reviewer), signer)
    case = claim(task, liaison, figures={"figure-3": "100"})
    (figure,) = claimed_figures(task, case.figures)
    assert (figure.said, figure.agrees) == ("100%", False)
    assert figure.latest.startswith("99.5%（2025年第4季度")
    assert figure.verdict is not None


def test_an_open_extension_ends_with_the_task(
    task: Task, checked: ClosureRequest, liaison: User, leader: User
) -> None:
    extension = casework.ask(task, liaison)
    close(checked, leader)
    extension.refresh_from_db()
    last = CaseTransition.objects.filter(case=extension.pk).last()
    assert extension.step == CaseStep.OVERTAKEN
    assert last is not None
    assert (last.by, last.outcome) == (None, CaseOutcome.OVERTAKEN)
    assert "已办结销号" in last.reason
    assert whole()
    task.refresh_from_db()
    with pytest.raises(Refused, match="不能再申请延期"):
        casework.ask(task, liaison)


def test_a_step_takes_at_most_forty_statements(
    plan: Plan, task: Task, liaison: User, signer: User, reviewer: User, leader: User
) -> None:
    case = claim(task, liaison)
    for act, by in ((sign, signer), (check, reviewer), (close, leader)):
        with CaptureQueriesContext(connection) as captured:
            act(case, by)
        assert len(captured) <= 40, [each["sql"][:90] for each in captured]


def test_a_state_changed_by_hand_is_found(task: Task) -> None:
    Task.objects.filter(pk=task.pk).update(state=TaskState.CLOSED)
    assert any("最后一次审定是“在办”" in sentence for sentence in state_differences())
