"""年度节点 come about: the lead proposes, the office fixes or brings a table; first dates stay."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from project.accounts.granting import give
from project.accounts.models import Role, User
from project.audit.models import AuditEvent
from task_table.models import Milestone, Plan, Task, TaskState
from tests.cast import LONG_AGO, unit
from tests.conftest import lift_guards
from tests.workflows.nodework import DOCUMENT, NODES, TABLE, bring, fix, nodes_of, propose_in
from workflows.case_words import CaseOutcome, CaseStep
from workflows.cases.milestones import facts_of, may_propose, propose
from workflows.integrity import case_differences
from workflows.milestones.fixing import milestone_differences
from workflows.milestones.nodes import Node, placed
from workflows.models import MilestoneProposal, MilestoneSetting
from workflows.moving import complete_case
from workflows.refusals import FourEyes, Incomplete, NotEntitled, Refused

pytestmark = [pytest.mark.db, pytest.mark.django_db]

LAST_DAY = date(2025, 12, 31)


@pytest.fixture
def task(plan: Plan) -> Task:
    """Task 1 of 市民政局."""
    return plan.tasks.get(number="1")


def in_order(task: Task) -> list[Milestone]:
    return list(Milestone.objects.filter(task=task).order_by("year", "place"))


def test_nothing_holds_before_the_office_has_fixed_it(
    task: Task, liaison: User, reviewer: User
) -> None:
    case = propose_in(task, liaison)
    assert (case.step, nodes_of(task)) == (CaseStep.FIX, [])
    assert fix(case, reviewer).step == CaseStep.FIXED
    assert nodes_of(task) == ["06-30 完成摸底", "12-31 完成改造500户"]
    assert [*case_differences(), *milestone_differences()] == []


def test_who_proposes_and_who_fixes(
    task: Task, liaison: User, reviewer: User, signer: User, supporting_liaison: User
) -> None:
    on = date(2026, 1, 9)
    people = (liaison, signer, supporting_liaison, reviewer)
    assert [may_propose(task, who, on=on) for who in people] == [True, False, False, False]
    for stranger in (supporting_liaison, signer):
        with pytest.raises(NotEntitled):
            propose_in(task, stranger)
    case = propose_in(task, liaison)
    for other in (signer, supporting_liaison):
        with pytest.raises(NotEntitled):
            fix(case, other)


def test_who_proposed_does_not_fix(task: Task, reviewer: User) -> None:
    give(reviewer, Role.LIAISON, by=None, why="演示", from_on=LONG_AGO, unit=unit("mzj"))
    case = propose_in(task, reviewer)
    with pytest.raises(FourEyes):
        fix(case, reviewer)
    assert nodes_of(task) == []


def test_a_date_that_moves_leaves_the_first_one(task: Task, liaison: User, reviewer: User) -> None:
    fix(propose_in(task, liaison), reviewer)
    moved = {1: Node("完成摸底", date(2025, 9, 30)), 2: NODES[2]}
    fix(propose_in(task, liaison, nodes=moved), reviewer)
    first, second = in_order(task)
    assert (first.due_on, first.first_due_on) == (date(2025, 9, 30), date(2025, 6, 30))
    settings = MilestoneSetting.objects.filter(milestone__in=(first, second))
    assert [each.due_on for each in settings] == [
        date(2025, 6, 30), date(2025, 12, 31), date(2025, 9, 30),
    ]  # fmt: skip
    assert list(milestone_differences()) == []


def test_what_is_left_out_is_dropped_and_keeps_its_row(
    task: Task, liaison: User, reviewer: User
) -> None:
    fix(propose_in(task, liaison), reviewer)
    again = propose_in(task, liaison, nodes={2: NODES[2]})
    assert ("取消节点1", "2025年6月30日前：完成摸底") in facts_of(again)
    fix(again, reviewer)
    assert nodes_of(task) == ["12-31 完成改造500户"]
    assert [each.dropped_on for each in in_order(task)] == [date(2026, 1, 9), None]
    fix(propose_in(task, liaison), reviewer)
    assert nodes_of(task) == ["06-30 完成摸底", "12-31 完成改造500户"]
    assert list(milestone_differences()) == []


@pytest.mark.parametrize(
    ("nodes", "field", "words"),
    [
        ({}, "text-1", "至少写一个节点"),
        ({1: Node("", LAST_DAY)}, "text-1", "写明要做到什么"),
        ({1: Node("甲" * 201, LAST_DAY)}, "text-1", "200个字以内"),
        ({1: Node("甲", date(2026, 1, 1))}, "text-1", "在2025年之内"),
        ({1: Node("甲", LAST_DAY), 3: Node("甲", LAST_DAY)}, "text-3", "与前面的节点相同"),
        ({1: Node("身份证11010519491231002X", LAST_DAY)}, "text-1", "个人证件号码"),
    ],
)
def test_what_a_proposal_must_say(
    task: Task, liaison: User, nodes: dict[int, Node], field: str, words: str
) -> None:
    with pytest.raises(Incomplete, match=words) as caught:
        propose_in(task, liaison, nodes=nodes)
    assert list(caught.value.fields) == [field]


def test_a_node_is_not_later_than_its_task(plan: Plan, own_liaison: User) -> None:
    """Task 16 is due on 31 December 2023 by the plan's own words."""
    late = {1: Node("完成建设", date(2024, 6, 30))}
    with pytest.raises(Incomplete, match="不能晚于任务的完成时限2023年12月31日"):
        propose_in(plan.tasks.get(number="16"), own_liaison, year=2024, nodes=late)


@pytest.mark.parametrize("year", [2020, 2026])
def test_a_year_lies_within_the_plan(task: Task, liaison: User, year: int) -> None:
    with pytest.raises(Incomplete, match="不在规划期内"):
        propose_in(task, liaison, year=year, nodes={1: Node("甲", date(year, 12, 31))})


def test_one_proposal_of_a_year_at_a_time_and_none_of_a_closed_task(
    task: Task, liaison: User, reviewer: User
) -> None:
    case = propose_in(task, liaison)
    with pytest.raises(Refused, match="已有一件申报正在办理"):
        propose_in(task, liaison)
    propose_in(task, liaison, year=2024, nodes={1: Node("甲", date(2024, 12, 31))})
    Task.objects.filter(pk=task.pk).update(state=TaskState.CLOSED)
    with pytest.raises(Refused, match="不再设年度节点"):
        fix(case, reviewer)


def test_a_second_setting_needs_its_reason(task: Task, liaison: User, reviewer: User) -> None:
    propose(task, by=liaison, year=2025, nodes=NODES)
    fix(task.cases.get().milestoneproposal, reviewer)
    with pytest.raises(Incomplete, match="为什么调整"):
        propose(task, by=liaison, year=2025, nodes=NODES)


def test_a_returned_proposal_is_made_anew(task: Task, liaison: User, reviewer: User) -> None:
    case = propose_in(task, liaison)
    sent_back = complete_case(
        case, CaseStep.FIX, by=reviewer, outcome=CaseOutcome.SENT_BACK, reason="请写明户数。"
    )
    assert sent_back.step == CaseStep.APPLY
    said = {"year": 2025, "cause": "", "nodes": [
        {"place": 1, "text": "摸底", "due_on": "2025-06-30", "amount": "500户"},
    ]}  # fmt: skip
    again = complete_case(
        sent_back, CaseStep.APPLY, by=liaison, outcome=CaseOutcome.APPLIED, said=said
    )
    fix(again, reviewer)
    assert nodes_of(task) == ["06-30 摸底500户"]


def test_the_office_brings_a_table_with_its_document(plan: Plan, reviewer: User) -> None:
    assert bring(plan, reviewer) == 3
    assert nodes_of(plan.tasks.get(number="1")) == ["03-31 印发方案", "12-31 应保尽保核查两次2次"]
    assert nodes_of(plan.tasks.get(number="3")) == ["12-31 发放补贴1200人"]
    assert {each.document for each in MilestoneSetting.objects.all()} == {DOCUMENT}
    assert AuditEvent.objects.filter(action="milestones.bring").count() == 1
    assert list(milestone_differences()) == []


def test_the_same_table_a_second_time_changes_nothing(plan: Plan, reviewer: User) -> None:
    bring(plan, reviewer)
    assert bring(plan, reviewer) == 0
    assert MilestoneSetting.objects.count() == 3
    assert AuditEvent.objects.filter(action="milestones.bring").count() == 1


def test_a_table_sets_the_years_it_names_as_a_whole_and_no_others(
    plan: Plan, reviewer: User
) -> None:
    bring(plan, reviewer)
    bring(plan, reviewer, "序号\t年度节点\t完成时限\n1\t印发方案\t2025年6月底\n")
    assert nodes_of(plan.tasks.get(number="1")) == ["06-30 印发方案"]
    assert nodes_of(plan.tasks.get(number="3")) == ["12-31 发放补贴1200人"]


def test_of_a_table_with_one_fault_nothing_is_set(plan: Plan, reviewer: User) -> None:
    with pytest.raises(Incomplete, match="没有第“99”项"):
        bring(plan, reviewer, f"{TABLE}99\t2025\t甲\t年底\t\n")
    with pytest.raises(Incomplete, match="依据的文件"):
        bring(plan, reviewer, document="")
    assert not Milestone.objects.exists()


def test_the_office_alone_brings_a_table(plan: Plan, liaison: User, leader: User) -> None:
    for other in (liaison, leader):
        with pytest.raises(NotEntitled):
            bring(plan, other)


def test_a_table_waits_for_a_proposal_under_way(plan: Plan, liaison: User, reviewer: User) -> None:
    propose_in(plan.tasks.get(number="1"), liaison)
    with pytest.raises(Incomplete, match="请先办结"):
        bring(plan, reviewer)


def test_equal_words_keep_their_place_and_no_place_is_given_twice() -> None:
    standing = [Milestone(place=1, text="甲"), Milestone(place=2, text="乙")]
    nodes = [Node(text, LAST_DAY) for text in ("丙", "乙", "丁")]
    assert {place: node.text for place, node in placed(standing, nodes).items()} == {
        1: "丙", 2: "乙", 3: "丁",
    }  # fmt: skip


def test_a_node_that_stands_is_meant_before_one_dropped_with_the_same_words() -> None:
    standing = [
        Milestone(place=1, text="甲"), Milestone(place=2, text="甲", dropped_on=date(2025, 3, 1)),
    ]  # fmt: skip
    assert list(placed(standing, [Node("甲", LAST_DAY)])) == [1]


def test_a_proposal_says_what_it_would_change_as_long_as_it_is_under_way(
    task: Task, liaison: User, reviewer: User
) -> None:
    fix(propose_in(task, liaison), reviewer)
    moved = propose_in(task, liaison, nodes={1: Node("完成摸底", date(2025, 9, 30))})
    said = dict(facts_of(moved))
    assert said["节点1"] == "2025年9月30日前：完成摸底；现在是2025年6月30日前：完成摸底"
    assert said["取消节点2"] == "2025年12月31日前：完成改造（500户）"
    fixed = fix(moved, reviewer)
    fix(propose_in(task, liaison, nodes={3: NODES[2]}), reviewer)
    closed = MilestoneProposal.objects.for_moving().get(pk=fixed.pk)
    assert [words for words, _ in facts_of(closed)] == ["年度", "节点1", "调整原因"]


def test_check_integrity_finds_a_node_that_was_moved_by_hand(plan: Plan, reviewer: User) -> None:
    bring(plan, reviewer)
    Milestone.objects.filter(text="印发方案").update(value=Decimal(3), measure="份")
    assert any("与最后一次核定不一致" in each for each in milestone_differences())


def test_the_first_date_cannot_be_rewritten(plan: Plan, reviewer: User) -> None:
    bring(plan, reviewer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Milestone.objects.update(first_due_on=LAST_DAY)
    with lift_guards(Milestone):
        assert Milestone.objects.update(first_due_on=LAST_DAY) == 3
