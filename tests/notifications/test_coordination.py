"""需协调事项: the unit that is asked, and who waits for its answer, are told of each move once."""

from datetime import timedelta

import pytest

from notifications.coordinating import tell_coordination
from notifications.models import Kind, Message
from notifications.owed import owed_by
from notifications.paper_facts import read
from notifications.reasons import NOTHING_LEFT, is_theirs, reason_gone
from notifications.summaries.facts import facts_text, paper_of
from project.accounts.granting import revoke
from project.accounts.models import User
from tests.cast import MORNING, TODAY, unit
from tests.workflows.coordinating import NEEDED_ON, accept, act, decline, pass_on, raise_one
from tests.workflows.playing import submit, write
from workflows.case_words import CaseOutcome
from workflows.cases.lapsing import lapse_all
from workflows.models import CoordinationRequest, Report
from workflows.naming.remarking import remark

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture
def passed_on(
    report: Report, liaison: User, reviewer: User, supporting_liaison: User
) -> CoordinationRequest:
    User.objects.filter(pk=supporting_liaison.pk).update(email="czj@example.invalid")
    return pass_on(raise_one(report, liaison), reviewer)


def letters(person: User, kind: Kind) -> list[Message]:
    return list(Message.objects.filter(recipient=person, kind=kind).order_by("pk"))


def test_what_was_passed_on_is_told_once_over_each_channel(
    passed_on: CoordinationRequest, supporting_liaison: User, liaison: User
) -> None:
    assert (tell_coordination(), tell_coordination()) == (1, 0)
    in_app, mail = letters(supporting_liaison, Kind.PASSED_ON)
    assert in_app.title == ("需协调事项：市民政局请贵单位协调（第1项），请于2026年1月20日前答复")
    assert "请拨付第四季度资金。" in mail.text
    assert mail.expires_on == NEEDED_ON
    assert letters(liaison, Kind.PASSED_ON) == []


def test_what_only_lies_with_the_office_is_told_to_nobody(report: Report, liaison: User) -> None:
    raise_one(report, liaison)
    assert tell_coordination() == 0


def test_what_was_answered_meanwhile_is_not_told_any_more_but_the_answer_is(
    passed_on: CoordinationRequest, supporting_liaison: User, liaison: User
) -> None:
    decline(passed_on, supporting_liaison)
    assert tell_coordination() == 1
    assert letters(supporting_liaison, Kind.PASSED_ON) == []
    (answer,) = letters(liaison, Kind.ANSWERED)
    assert answer.title == ("需协调事项（第1项，市民政局请市财政局协调）：说明不能办理，到“拟上会”")
    assert "本年度预算已经用完。" in answer.text


def test_a_letter_answered_before_it_leaves_is_not_sent_nor_to_who_lost_the_post(
    passed_on: CoordinationRequest, supporting_liaison: User, security_admin: User
) -> None:
    tell_coordination()
    mail = letters(supporting_liaison, Kind.PASSED_ON)[1]
    assert reason_gone(mail, on=TODAY) == ""
    accept(passed_on, supporting_liaison)
    assert reason_gone(mail, on=TODAY) == NOTHING_LEFT
    revoke(supporting_liaison.grants.get(), by=security_admin, why="调离")
    assert not is_theirs(mail, on=TODAY)


def test_a_lapse_is_told_to_both_and_a_ruling_too(
    passed_on: CoordinationRequest, supporting_liaison: User, liaison: User, leader: User
) -> None:
    late = MORNING + timedelta(days=12)
    tell_coordination()
    assert lapse_all(at=late) == 1
    assert tell_coordination(at=late) == 1
    for person in (supporting_liaison, liaison):
        assert "到2026年1月20日没有答复" in letters(person, Kind.ANSWERED)[0].text
    act(passed_on, CaseOutcome.RULED, leader, at=late, reason="", ruling="月底前安排。")
    assert tell_coordination(at=late) == 1
    assert "批复：月底前安排。" in letters(liaison, Kind.ANSWERED)[-1].text


def test_old_moves_are_not_told(passed_on: CoordinationRequest) -> None:
    assert tell_coordination(at=MORNING + timedelta(days=4)) == 0


def test_the_morning_letter_and_home_name_it_to_whose_turn_it_is(
    passed_on: CoordinationRequest, supporting_liaison: User, liaison: User
) -> None:
    assert [str(each) for each in owed_by(supporting_liaison, on=TODAY).cases] == [
        "市民政局需协调事项（第1项）"
    ]
    assert owed_by(liaison, on=TODAY).cases == []


def test_the_summary_prints_what_a_named_unit_says_beside_the_problem(
    report: Report, liaison: User, reviewer: User, supporting_liaison: User
) -> None:
    write(report, liaison, status="under_way", progress="已办理。", problem="缺钱。")
    submit(report, liaison)
    case = pass_on(raise_one(report, liaison), reviewer)
    remark(unit("czj"), f"case:{case.pk}", by=supporting_liaison, text="一月已拨。")
    text = facts_text(paper_of(report.cycle, at=MORNING))
    (row,) = read(text).problems
    assert row.problem == "缺钱。（市财政局旁注：一月已拨。）"
