"""Letters of escalation: each told once, to whom it concerns, and not once its reason is gone."""

from datetime import date

import pytest
from time_machine import TimeMachineFixture

from notifications.escalating import tell_escalation
from notifications.models import Kind, Message
from notifications.reasons import reason_gone
from project.accounts.granting import revoke
from project.accounts.models import User
from task_table.models import Plan
from tests.cast import report_on
from tests.workflows.escalating import (
    circular_over,
    issue,
    issued_notice,
    moment,
    move,
    notice_to,
    reply,
    send_on,
    vet,
)
from workflows.case_words import CaseOutcome
from workflows.escalation.preparing import close_forewarnings
from workflows.models import Circular, Cycle

pytestmark = [pytest.mark.django_db, pytest.mark.db]

THURSDAY, FRIDAY, MONDAY = date(2026, 1, 29), date(2026, 1, 30), date(2026, 2, 2)


def told(kind: Kind) -> list[str]:
    rows = Message.objects.in_app().filter(kind=kind).order_by("recipient__name")
    return [row.recipient.name for row in rows]


def mailed(person: User, kind: Kind) -> Message:
    """Return the mail to a person who had no address when it was written."""
    person.email = "cast@example.invalid"
    person.save(update_fields=["email"])
    message = Message.objects.get(recipient=person, kind=kind)
    message.recipient = person
    return message


@pytest.fixture
def forewarned(
    plan: Plan, cycle: Cycle, reviewer: User, colleague: User, liaison: User, signer: User,
    supporting_liaison: User, clock: TimeMachineFixture,
) -> Circular:  # fmt: skip
    report_on(cycle, "1", "mzj")
    clock.move_to(moment(THURSDAY))
    draft = circular_over(plan, reviewer, "mzj", at=moment(THURSDAY))
    circular: Circular = vet(send_on(draft, reviewer), colleague)
    return circular


def test_a_draft_tells_nobody_beyond_the_office(
    plan: Plan, reviewer: User, liaison: User, signer: User
) -> None:
    send_on(notice_to(plan, reviewer), reviewer)
    assert tell_escalation() == 0
    assert not Message.objects.exists()


def test_what_was_issued_is_told_to_the_units_liaisons_and_signers_once(
    plan: Plan, reviewer: User, colleague: User, leader: User, liaison: User, signer: User,
    supporting_liaison: User,
) -> None:  # fmt: skip
    issued_notice(plan, reviewer, colleague, leader)
    assert (tell_escalation(), tell_escalation()) == (1, 0)
    assert told(Kind.SUPERVISED) == ["民政分管领导", "民政联络员"]
    letter = Message.objects.filter(kind=Kind.SUPERVISED)[0]
    assert letter.title == "蓝色督办单〔2026〕1号，请于2026年1月14日前反馈"
    assert letter.expires_on == date(2026, 1, 14)


def test_an_answer_sent_back_is_told_with_its_reason(
    plan: Plan, reviewer: User, colleague: User, leader: User, liaison: User, signer: User
) -> None:
    notice = move(
        reply(issued_notice(plan, reviewer, colleague, leader), liaison),
        CaseOutcome.SIGNED, signer,
    )  # fmt: skip
    move(notice, CaseOutcome.SENT_BACK, reviewer, reason="没有写原因。")
    tell_escalation()
    letter = Message.objects.filter(kind=Kind.SUPERVISED).order_by("pk").last()
    assert letter is not None
    assert "反馈被退回" in letter.title
    assert "没有写原因。" in letter.text


def test_a_letter_of_a_notice_answered_meanwhile_is_not_sent(
    plan: Plan, reviewer: User, colleague: User, leader: User, liaison: User, signer: User
) -> None:
    notice = issued_notice(plan, reviewer, colleague, leader)
    tell_escalation()
    letter = mailed(signer, Kind.SUPERVISED)
    assert reason_gone(letter, on=date(2026, 1, 9)) == ""
    reply(notice, liaison)
    assert "已经办完" in reason_gone(letter, on=date(2026, 1, 9))


def test_the_named_are_told_their_sentence_before_and_everybody_concerned_after(
    forewarned: Circular, leader: User, clock: TimeMachineFixture
) -> None:
    assert (tell_escalation(), tell_escalation()) == (1, 0)
    assert told(Kind.FOREWARNED) == ["民政分管领导", "民政联络员"]
    letter = Message.objects.filter(kind=Kind.FOREWARNED)[0]
    assert forewarned.entries[0]["sentence"] in letter.text
    assert letter.expires_on == FRIDAY
    clock.move_to(moment(MONDAY))
    close_forewarnings(at=moment(MONDAY))
    issue(Circular.objects.get(), leader)
    assert (tell_escalation(), tell_escalation()) == (1, 0)
    assert told(Kind.CIRCULAR) == ["残工委领导", "民政分管领导", "民政联络员"]


def test_a_forewarning_leaves_only_while_its_reason_holds(
    forewarned: Circular, signer: User, liaison: User, security_admin: User
) -> None:
    tell_escalation()
    letter = mailed(liaison, Kind.FOREWARNED)
    assert reason_gone(letter, on=FRIDAY) == ""
    assert "已经办完" in reason_gone(letter, on=MONDAY)
    revoke(liaison.grants.get(), by=security_admin, why="调离")
    assert "授权已经结束" in reason_gone(letter, on=FRIDAY)
