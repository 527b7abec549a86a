"""交办事项: a leader writes it on a unit's sheet, the unit answers, who gave it closes it."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from time_machine import TimeMachineFixture

from project.accounts.granting import revoke
from project.accounts.models import Grant, Role, User
from tests.cast import MORNING, TODAY, person, report_on
from tests.workflows.actionwork import DUE, instruct, reject, reply, settle, take_back
from workflows.case_words import CaseStep
from workflows.cases.dues import with_dues
from workflows.cases.kinds import visible_to
from workflows.cases.turns import outcomes_for, waiting_for
from workflows.integrity import case_differences
from workflows.models import ActionItem, Case, CaseTransition, Cycle, Report
from workflows.refusals import AlreadyMoved, FourEyes, Incomplete, NotEntitled, Refused

pytestmark = [pytest.mark.db, pytest.mark.django_db]


def seen_by(user: User) -> set[int]:
    return set(Case.objects.filter(visible_to(user, on=TODAY)).values_list("pk", flat=True))


def waits_for(user: User, on: date = TODAY) -> list[int]:
    return [case.pk for case in waiting_for(user, on=on)]


def due_of(item: ActionItem, on: date) -> str:
    (case,) = with_dues([Case.objects.get(pk=item.pk)], on=on)
    return case.due.word if case.due else ""


def test_the_unit_answers_and_who_gave_it_closes_it(
    cycle: Cycle, leader: User, liaison: User
) -> None:
    item = instruct(cycle, leader)
    assert (item.step, item.within_unit, waits_for(liaison)) == (
        CaseStep.HANDLE, False, [item.pk],
    )  # fmt: skip
    reply(item, liaison)
    assert waits_for(leader) == [item.pk]
    closed = settle(item, leader)
    assert (closed.step, closed.answer) == (CaseStep.SETTLED, "已核实，共1200人。")
    steps = [move.to_step for move in CaseTransition.objects.filter(case=closed)]
    assert steps == [CaseStep.HANDLE, CaseStep.CONFIRM, CaseStep.SETTLED]
    assert list(case_differences()) == []


def test_an_answer_sent_back_is_asked_for_again_and_the_first_date_stays(
    cycle: Cycle, signer: User, liaison: User
) -> None:
    item = reply(instruct(cycle, signer), liaison)
    with pytest.raises(Incomplete, match="退回"):
        reject(item, signer, reason="")
    back = reject(item, signer)
    assert (back.step, back.due_on, back.reply_by) == (CaseStep.HANDLE, DUE, date(2026, 1, 14))
    again = reply(back, liaison)
    for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=61)):
        with pytest.raises(Incomplete, match="60天"):
            reject(again, signer, said={"reply_by": day})
    saturday, monday = date(2026, 1, 24), date(2026, 1, 26)
    assert reject(again, signer, said={"reply_by": saturday}).reply_by == monday


def test_the_date_and_the_words_are_never_written_over(cycle: Cycle, signer: User) -> None:
    item = instruct(cycle, signer)
    for change in ({"due_on": date(2026, 2, 1)}, {"text": "改了。"}, {"within_unit": False}):
        with pytest.raises(DatabaseError), transaction.atomic():
            ActionItem.objects.filter(pk=item.pk).update(**change)


def test_who_takes_it_back_says_why(cycle: Cycle, signer: User, liaison: User) -> None:
    item = instruct(cycle, signer)
    with pytest.raises(Incomplete):
        take_back(item, signer, reason=" ")
    with pytest.raises(NotEntitled):
        take_back(item, liaison)
    assert take_back(item, signer).step == CaseStep.WITHDRAWN
    answered = reply(instruct(cycle, signer), liaison)
    assert take_back(answered, signer).step == CaseStep.WITHDRAWN


def test_the_units_signer_and_the_committees_leader_give_and_nobody_else(
    cycle: Cycle, liaison: User, reviewer: User, supporting_signer: User
) -> None:
    for user in (liaison, reviewer, supporting_signer):
        with pytest.raises(NotEntitled):
            instruct(cycle, user)
    assert not Case.objects.exists()


def test_nobody_answers_or_closes_what_is_not_theirs(
    cycle: Cycle, leader: User, signer: User, liaison: User, reviewer: User,
    supporting_liaison: User,
) -> None:  # fmt: skip
    item = instruct(cycle, leader)
    for user in (leader, signer, reviewer, supporting_liaison):
        with pytest.raises(NotEntitled):
            reply(item, user)
    reply(item, liaison)
    for user in (signer, reviewer, liaison):
        with pytest.raises(NotEntitled):
            settle(item, user)


def test_who_answered_does_not_close_it_and_who_gave_it_does_not_answer(cycle: Cycle) -> None:
    both = person("一身二任", "mzj", (Role.LIAISON, "mzj"), (Role.SIGNER, "mzj"))
    item = instruct(cycle, both)
    with pytest.raises(FourEyes):
        reply(item, both)
    assert waits_for(both) == []


def test_what_a_leader_who_left_had_given_is_closed_by_the_office(
    cycle: Cycle, leader: User, liaison: User, reviewer: User, signer: User, security_admin: User
) -> None:
    item = reply(instruct(cycle, leader), liaison)
    assert waits_for(reviewer) == []
    revoke(Grant.objects.get(user=leader), by=security_admin, why="调离岗位")
    for act in (settle, take_back):
        with pytest.raises(NotEntitled):
            act(item, leader)
    assert (waits_for(reviewer), waits_for(signer)) == ([item.pk], [])
    assert settle(item, reviewer).step == CaseStep.SETTLED


def test_what_a_units_leader_who_left_had_given_is_closed_by_the_next_one(
    cycle: Cycle, signer: User, liaison: User, reviewer: User, security_admin: User
) -> None:
    item = reply(instruct(cycle, signer), liaison)
    revoke(Grant.objects.get(user=signer), by=security_admin, why="调离岗位")
    successor = person("民政分管领导乙", "mzj", (Role.SIGNER, "mzj"))
    assert (waits_for(successor), waits_for(reviewer)) == ([item.pk], [])
    assert settle(item, successor).step == CaseStep.SETTLED


def test_a_units_own_instruction_stays_within_the_unit(
    cycle: Cycle, leader: User, signer: User, liaison: User, reviewer: User,
    supporting_liaison: User, foreign_liaison: User,
) -> None:  # fmt: skip
    own, given = instruct(cycle, signer).pk, instruct(cycle, leader).pk
    both = person("审核人兼联络员", "cgwb", (Role.REVIEWER, "mzj"), (Role.LIAISON, "mzj"))
    assert seen_by(liaison) == seen_by(signer) == seen_by(both) == {own, given}
    assert seen_by(reviewer) == seen_by(leader) == {given}
    assert seen_by(supporting_liaison) == seen_by(foreign_liaison) == set()


@pytest.mark.parametrize(
    ("field", "said", "words"),
    [
        ("text", " ", "请写明要办什么"),
        ("text", "请看望11010519491231002X。", "证件号码"),
        ("due_on", None, "请填写办理期限"),
        ("due_on", TODAY - timedelta(days=1), "不能早于今天"),
        ("due_on", date(2062, 1, 1), "核对年份"),
    ],
)
def test_what_is_missing_is_said_field_by_field(
    cycle: Cycle, signer: User, field: str, said: object, words: str
) -> None:
    with pytest.raises(Incomplete) as refusal:
        instruct(cycle, signer, **{field: said})
    assert words in refusal.value.fields[field]
    assert not Case.objects.exists()


def test_an_answer_says_something_and_names_no_citizen(
    cycle: Cycle, signer: User, liaison: User
) -> None:
    item = instruct(cycle, signer)
    for words in ("", "已看望11010519491231002X。"):
        with pytest.raises(Incomplete):
            reply(item, liaison, words)


def test_a_report_of_another_sheet_is_refused(cycle: Cycle, leader: User, report: Report) -> None:
    other = report_on(cycle, "1", "czj")
    with pytest.raises(Refused, match="不在这张报送表上"):
        instruct(cycle, leader, report=other)
    assert instruct(cycle, leader, report=report).task == report.assignment.task


def test_days_left_and_days_late_are_working_days_of_the_day_asked(
    cycle: Cycle, signer: User
) -> None:
    item = instruct(cycle, signer)
    said = {TODAY: "还有3个工作日", DUE: "今天到期", date(2026, 1, 16): "逾期2个工作日"}
    assert {day: due_of(item, day) for day in said} == said


def test_the_time_it_lies_with_who_gave_it_is_not_the_units(
    cycle: Cycle, signer: User, liaison: User
) -> None:
    at = MORNING.replace(day=12)
    item = reply(instruct(cycle, signer), liaison, at=at)
    assert due_of(item, date(2026, 1, 30)) == "2026年1月12日答复，未逾期"
    late = reply(instruct(cycle, signer), liaison, at=MORNING.replace(day=16))
    assert due_of(late, date(2026, 1, 30)) == "2026年1月16日答复，逾期2个工作日"
    settle(late, signer)
    assert due_of(late, date(2026, 1, 30)) == "2026年1月16日答复，逾期2个工作日"


def test_the_slower_one_is_told_who_was_faster(
    cycle: Cycle, signer: User, liaison: User, second_liaison: User
) -> None:
    item = reply(instruct(cycle, signer), liaison)
    with pytest.raises(AlreadyMoved, match=r"民政联络员.*已“答复”"):
        reply(item, second_liaison)


def test_what_is_offered_is_what_the_door_takes(
    cycle: Cycle, signer: User, liaison: User, clock: TimeMachineFixture
) -> None:
    item = instruct(cycle, signer)
    offered = {user: outcomes_for(item, user, on=TODAY) for user in (signer, liaison)}
    assert offered == {signer: ["withdrawn"], liaison: ["answered"]}
    item = reply(item, liaison)
    assert outcomes_for(item, signer, on=TODAY) == ["finished", "sent_back", "withdrawn"]
    assert outcomes_for(item, liaison, on=TODAY) == []
