"""延期: the lead asks, its leader signs, the office checks, a leader of the committee decides."""

from datetime import date

import pytest

from project.accounts.models import Role, User
from task_table.models import Plan, Task
from tests.cast import TODAY, person
from tests.workflows.casework import UNTIL, ask, check, grant, sign
from workflows.case_words import CaseOutcome, CaseStep
from workflows.cases.extension import may_ask
from workflows.integrity import case_differences
from workflows.models import Case, CaseTransition, ExtensionRequest
from workflows.moving import complete_case
from workflows.refusals import AlreadyMoved, FourEyes, Incomplete, NotEntitled, Refused

pytestmark = [pytest.mark.db, pytest.mark.django_db]


@pytest.fixture
def task(plan: Plan) -> Task:
    """Task 16 of 市残联, due on 31 December 2023 by the plan's own words."""
    return plan.tasks.get(number="16")


@pytest.fixture
def asked(task: Task, own_liaison: User) -> ExtensionRequest:
    return ask(task, own_liaison)


@pytest.fixture
def checked(asked: ExtensionRequest, own_signer: User, reviewer: User) -> ExtensionRequest:
    sign(asked, own_signer)
    return check(asked, reviewer)


def test_a_granted_request_moves_the_date_and_leaves_the_first_one(
    checked: ExtensionRequest, task: Task, leader: User
) -> None:
    granted = grant(checked, leader)
    task.refresh_from_db()
    assert (task.due_on, task.first_due_on) == (UNTIL, date(2023, 12, 31))
    assert (granted.step, granted.granted_until) == (CaseStep.GRANTED, UNTIL)
    steps = [move.to_step for move in CaseTransition.objects.filter(case=granted)]
    assert steps == [CaseStep.UNIT_SIGN, CaseStep.CHECK, CaseStep.DECIDE, CaseStep.GRANTED]
    assert list(case_differences()) == []


def test_a_refused_request_moves_nothing(
    checked: ExtensionRequest, task: Task, leader: User
) -> None:
    complete_case(
        checked, CaseStep.DECIDE, by=leader, outcome=CaseOutcome.REFUSED, reason="理由不充分。"
    )
    task.refresh_from_db()
    assert task.due_on == task.first_due_on
    assert list(case_differences()) == []


def test_what_comes_after_the_date_is_taken_and_marked(asked: ExtensionRequest, task: Task) -> None:
    assert asked.is_late
    task.due_on = asked.from_due_on = date(2026, 1, 9)
    assert not asked.is_late


def test_a_date_of_the_plan_moves_by_a_document_alone(
    checked: ExtensionRequest, task: Task, leader: User
) -> None:
    with pytest.raises(Incomplete, match="文号"):
        grant(checked, leader, document_number="")
    with pytest.raises(Incomplete, match="晚于"):
        grant(checked, leader, until=date(2023, 12, 31))
    task.refresh_from_db()
    assert task.due_on == date(2023, 12, 31)


@pytest.mark.parametrize(
    ("field", "said", "words"),
    [
        ("asked_until", None, "请填写申请延期至哪一天"),
        ("asked_until", date(2023, 12, 31), "要晚于"),
        ("asked_until", date(2062, 1, 1), "核对年份"),
        ("cause", " ", "请写明延期的原因"),
        ("progress_so_far", "", "请写明目前进展"),
        ("cause", "张三11010519491231002X经费未到。", "证件号码"),
    ],
)
def test_what_is_missing_is_said_field_by_field(
    task: Task, own_liaison: User, field: str, said: object, words: str
) -> None:
    with pytest.raises(Incomplete) as refusal:
        ask(task, own_liaison, **{field: said})
    assert words in refusal.value.fields[field]
    assert not Case.objects.exists()


def test_the_first_listed_lead_alone_asks_and_only_where_there_is_a_date(
    plan: Plan, task: Task, liaison: User, own_liaison: User, clock: object
) -> None:
    with pytest.raises(NotEntitled):
        ask(task, liaison)
    with pytest.raises(Refused, match="没有列完成时限"):
        ask(plan.tasks.get(number="1"), liaison)
    joint = plan.tasks.get(number="8")
    assert not may_ask(joint, person("医保", "ybj", (Role.LIAISON, "ybj")), on=TODAY)
    assert may_ask(joint, person("人社", "rsj", (Role.LIAISON, "rsj")), on=TODAY)
    assert not Case.objects.exists()


def test_one_request_at_a_time(task: Task, asked: ExtensionRequest, own_liaison: User) -> None:
    with pytest.raises(Refused, match="正在办理"):
        ask(task, own_liaison)
    taken_back = complete_case(
        asked, CaseStep.UNIT_SIGN, by=own_liaison, outcome=CaseOutcome.WITHDRAWN, reason="重拟。"
    )
    assert taken_back.step == CaseStep.WITHDRAWN
    assert ask(task, own_liaison).step == CaseStep.UNIT_SIGN


def test_what_is_sent_back_is_asked_again_and_keeps_its_trail(
    asked: ExtensionRequest, own_liaison: User, own_signer: User, reviewer: User
) -> None:
    sign(asked, own_signer)
    back = complete_case(
        asked, CaseStep.CHECK, by=reviewer, outcome=CaseOutcome.SENT_BACK, reason="写明资金安排。"
    )
    assert back.step == CaseStep.APPLY
    said = {"asked_until": UNTIL, "cause": "资金四月到位。", "progress_so_far": "已完成七成。"}
    again = complete_case(
        back, CaseStep.APPLY, by=own_liaison, outcome=CaseOutcome.APPLIED, said=said
    )
    assert (again.step, again.cause) == (CaseStep.UNIT_SIGN, "资金四月到位。")
    first = CaseTransition.objects.filter(case=asked).first()
    assert first is not None
    assert first.said["cause"] == "经费下达推迟。"
    assert list(case_differences()) == []


@pytest.mark.parametrize("step", [CaseStep.UNIT_SIGN, CaseStep.DECIDE])
def test_a_stranger_and_a_revoked_grant_decide_nothing(
    asked: ExtensionRequest, liaison: User, step: CaseStep
) -> None:
    for outcome in (CaseOutcome.SIGNED, CaseOutcome.GRANTED, CaseOutcome.SENT_BACK):
        with pytest.raises(NotEntitled):
            complete_case(asked, step, by=liaison, outcome=outcome, reason="试。")


def test_the_slower_one_is_told_who_was_faster(
    asked: ExtensionRequest, own_signer: User, reviewer: User
) -> None:
    sign(asked, own_signer)
    with pytest.raises(AlreadyMoved, match=r"残联分管领导.*已“签批”.*办公室核查"):
        sign(asked, own_signer)


def test_nobody_acts_at_two_steps_of_one_request(task: Task, reviewer: User) -> None:
    """Rule 3: a person with every role of the unit still needs others."""
    many = person("多岗", "cl", (Role.LIAISON, "cl"), (Role.SIGNER, "cl"), (Role.REVIEWER, "cl"))
    case = ask(task, many)
    with pytest.raises(FourEyes):
        sign(case, many)
    other = person("分管", "cl", (Role.SIGNER, "cl"))
    sign(case, other)
    with pytest.raises(FourEyes):
        check(case, many)
    assert check(case, reviewer).step == CaseStep.DECIDE


def test_a_column_changed_by_hand_is_found(asked: ExtensionRequest) -> None:
    Case.objects.filter(pk=asked.pk).update(step=CaseStep.DECIDE)
    sentences = list(case_differences())
    assert any("流程引擎在“unit_sign”" in sentence for sentence in sentences)
    assert any("流转记录没有止于“领导审定”" in sentence for sentence in sentences)
