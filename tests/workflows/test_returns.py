"""Returns: from each step, with a reason and a date to answer by; and what the date does."""

from datetime import date, datetime

import pytest
from time_machine import TimeMachineFixture

from project.accounts.models import User
from tests.cast import SHANGHAI
from tests.workflows.playing import (
    approve,
    approve_again,
    miss,
    one_move,
    refused,
    send_back,
    submit,
    withdraw,
    write,
)
from workflows.cycles.closing import close_ended_cycles
from workflows.models import Report, Transition
from workflows.moving import miss_all
from workflows.refusals import AlreadyMoved, Incomplete, NotEntitled, Refused, WindowClosed
from workflows.steps import Step

pytestmark = [pytest.mark.db, pytest.mark.django_db]

NUMBER = "11010519491231002X"


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI)


def test_a_return_from_review_names_reason_and_date(
    report: Report, liaison: User, reviewer: User
) -> None:
    submit(report, liaison)
    with one_move(report):
        back = send_back(report, reviewer, reason=" 请补充四季度数据。 ")
    assert back.step == Step.REPORT
    last = report.trail.last()
    assert last is not None
    assert (last.reason, last.by) == ("请补充四季度数据。", reviewer)
    # Three working days after Friday 9 January.
    assert back.reply_by == last.reply_by == date(2026, 1, 14)


def test_the_plan_says_how_long_an_answer_may_take(
    report: Report, liaison: User, reviewer: User
) -> None:
    plan = report.cycle.plan
    plan.reply_days = 5
    plan.save()
    submit(report, liaison)
    assert send_back(report, reviewer).reply_by == date(2026, 1, 16)


def test_the_reviewer_may_set_another_date(report: Report, liaison: User, reviewer: User) -> None:
    submit(report, liaison)
    assert send_back(report, reviewer, reply_by=date(2026, 1, 9)).reply_by == date(2026, 1, 9)


def test_a_return_from_second_review(
    own_report: Report, own_liaison: User, reviewer: User, outside_reviewer: User
) -> None:
    submit(own_report, own_liaison)
    approve(own_report, reviewer)
    with one_move(own_report):
        back = send_back(own_report, outside_reviewer, Step.SECOND_REVIEW)
    assert (back.step, back.reply_by) == (Step.REPORT, date(2026, 1, 14))


def test_a_return_from_signature(
    report: Report, liaison: User, reviewer: User, signer: User
) -> None:
    submit(report, liaison)
    approve(report, reviewer)
    with one_move(report):
        back = send_back(report, signer, Step.SIGN_OFF, reason="请与财政局核对金额。")
    assert (back.step, back.reply_by) == (Step.REPORT, date(2026, 1, 14))


def test_a_co_responsible_row_is_sent_back_by_the_lead(
    support_report: Report, supporting_liaison: User, liaison: User
) -> None:
    submit(support_report, supporting_liaison)
    assert send_back(support_report, liaison).step == Step.REPORT


@pytest.mark.parametrize("reason", ["", "   ", "\n"])
def test_a_return_without_reason_is_refused(
    report: Report, liaison: User, reviewer: User, reason: str
) -> None:
    submit(report, liaison)
    with refused(Incomplete, "退回的原因", report) as caught:
        send_back(report, reviewer, reason=reason)
    assert list(caught.value.fields) == ["reason"]


def test_a_date_to_answer_by_that_is_past_is_refused(
    report: Report, liaison: User, reviewer: User
) -> None:
    submit(report, liaison)
    with refused(Incomplete, "早于今天", report):
        send_back(report, reviewer, reply_by=date(2026, 1, 8))


def test_a_reason_holds_no_citizen_s_number(report: Report, liaison: User, reviewer: User) -> None:
    """The trail is kept for good: what is written into it cannot be taken out."""
    submit(report, liaison)
    with refused(Incomplete, "证件号码", report):
        send_back(report, reviewer, reason=f"请核对{NUMBER}的补贴。")


def test_an_answer_ends_the_return(report: Report, liaison: User, reviewer: User) -> None:
    submit(report, liaison)
    send_back(report, reviewer)
    write(report, liaison, problem="已补充。")
    answered = submit(report, liaison)
    assert (answered.step, answered.reply_by) == (Step.REVIEW, None)
    assert answered.version is not None
    assert answered.version.number == 2


def test_a_withdrawn_answer_is_still_due_by_its_date(
    report: Report, liaison: User, reviewer: User, clock: TimeMachineFixture
) -> None:
    submit(report, liaison)
    clock.move_to(at("2026-02-14 10:00"), tick=False)
    send_back(report, reviewer, reply_by=date(2026, 2, 26))
    clock.move_to(at("2026-02-25 10:00"), tick=False)
    write(report, liaison, problem="已补充。")
    submit(report, liaison)
    assert withdraw(report, liaison).reply_by == date(2026, 2, 26)
    assert not Report.objects.to_miss(on=date(2026, 2, 26)).exists()
    write(report, liaison, problem="再补充一句。")
    assert submit(report, liaison).step == Step.REVIEW


def test_what_could_not_be_submitted_again_is_not_withdrawn(
    report: Report, liaison: User, clock: TimeMachineFixture
) -> None:
    """A withdrawal after the window would turn a filed report into a missed one."""
    submit(report, liaison)
    with refused(WindowClosed, "撤回后不能再提交", report):
        withdraw(report, liaison, at=at("2026-02-15 00:00"))
    assert withdraw(report, liaison, at=at("2026-02-14 23:59")).step == Step.REPORT


def test_at_closing_what_is_with_the_unit_is_missed(report: Report) -> None:
    assert close_ended_cycles(on=date(2026, 2, 14)) == 0
    with one_move(report):
        assert close_ended_cycles(on=date(2026, 2, 15)) == 1
    report.refresh_from_db()
    last = Transition.objects.filter(report=report).get()
    assert (report.step, last.outcome, last.by) == (Step.MISSED, "missed", None)
    assert last.at == at("2026-02-15 00:00")
    assert close_ended_cycles(on=date(2026, 2, 16)) == 0


def test_what_is_in_review_or_signature_runs_on(
    report: Report, own_report: Report, liaison: User, own_liaison: User, reviewer: User
) -> None:
    submit(report, liaison)
    submit(own_report, own_liaison)
    approve(own_report, reviewer)
    assert close_ended_cycles(on=date(2026, 6, 1)) == 0


def test_a_return_s_date_is_waited_for(
    report: Report, liaison: User, reviewer: User, clock: TimeMachineFixture
) -> None:
    submit(report, liaison)
    clock.move_to(at("2026-02-14 10:00"), tick=False)
    send_back(report, reviewer, reply_by=date(2026, 2, 26))
    assert close_ended_cycles(on=date(2026, 2, 26)) == 0
    assert close_ended_cycles(on=date(2026, 2, 27)) == 1


def test_what_was_submitted_before_the_closing_job_came_is_left_alone(
    report: Report, support_report: Report, liaison: User
) -> None:
    """The list is older than the lock: under it the day's question is asked again."""
    late = [report.pk, support_report.pk]
    submit(report, liaison)
    assert miss_all(late, at=at("2026-02-15 00:00")) == 1
    report.refresh_from_db()
    assert report.step == Step.REVIEW
    assert miss_all(late, at=at("2026-02-15 00:00")) == 0


def test_the_system_misses_nothing_before_its_day(report: Report) -> None:
    with refused(Refused, "还没有过", report):
        miss(report, at("2026-02-14 23:59"))


def test_nobody_declares_a_report_missed(report: Report, liaison: User) -> None:
    from workflows.moving import complete_step
    from workflows.steps import Outcome

    with refused(NotEntitled, "由系统按日期", report):
        complete_step(
            report, Step.REPORT, by=liaison, outcome=Outcome.MISSED, at=at("2026-02-16 10:00")
        )


def test_a_missed_report_is_over(report: Report, liaison: User) -> None:
    write(report, liaison)
    close_ended_cycles(on=date(2026, 2, 15))
    with refused(AlreadyMoved, "系统于02月15日", report):
        submit(report, liaison)


def test_second_review_sent_back_starts_with_the_first_reviewer_again(
    own_report: Report, own_liaison: User, reviewer: User, outside_reviewer: User
) -> None:
    submit(own_report, own_liaison)
    approve(own_report, reviewer)
    send_back(own_report, outside_reviewer, Step.SECOND_REVIEW)
    write(own_report, own_liaison, problem="已补充。")
    assert submit(own_report, own_liaison).step == Step.REVIEW
    assert approve(own_report, reviewer).step == Step.SECOND_REVIEW
    assert approve_again(own_report, outside_reviewer).step == Step.SIGN_OFF
