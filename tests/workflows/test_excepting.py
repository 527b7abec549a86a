"""特许补报: who gives it, how far it reaches, what comes back, and that lateness stays."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from time_machine import TimeMachineFixture

from project.accounts.models import Unit, User
from project.audit.models import AuditEvent
from tests.cast import person, report_on, unit
from tests.workflows.playing import approve, one_move, refused, send_back, sign, submit, withdraw
from tests.workflows.playing import write as write_draft
from tests.workflows.test_returns import at
from workflows.cycles.closing import close_ended_cycles
from workflows.cycles.excepting import (
    bring_back_all,
    bring_back_missed,
    give_exception,
    withdraw_exception,
)
from workflows.deadlines import unit_windows, window_of_report
from workflows.integrity import differences
from workflows.jobs import open_and_close_cycles
from workflows.models import Cycle, Report, Transition, WindowException
from workflows.moving import bring_back
from workflows.refusals import AlreadyMoved, Incomplete, NotEntitled, WindowClosed
from workflows.standing import reckon
from workflows.steps import Outcome, Step
from workflows.timeliness import late_answers
from workflows.windows import WindowState

pytestmark = [pytest.mark.db, pytest.mark.django_db]

CLOSED = date(2026, 2, 15)
UNTIL = date(2026, 3, 2)  # a Monday
WHY = "系统对接晚，数据2月底才能取得。"


@pytest.fixture
def mzj(cycle: Cycle) -> Unit:
    return unit("mzj")


@pytest.fixture
def closed(cycle: Cycle, clock: TimeMachineFixture) -> Cycle:
    """The night after the last day is over; call `close` once the reports stand."""
    clock.move_to(at("2026-02-15 10:00"), tick=False)
    return cycle


def give(cycle: Cycle, whom: Unit, by: User, until_on: date = UNTIL) -> WindowException:
    return give_exception(cycle, whom, by=by, until_on=until_on, reason=WHY)


def state(report: Report, on: date) -> str:
    report.refresh_from_db()
    return str(window_of_report(report, on=on).state)


def test_the_office_lets_a_unit_in_again(
    report: Report, closed: Cycle, mzj: Unit, reviewer: User, liaison: User
) -> None:
    assert close_ended_cycles(on=CLOSED) == 1
    assert state(report, CLOSED) == WindowState.LOCKED
    give(closed, mzj, reviewer)
    with one_move(report):
        (result,) = bring_back_missed(closed, mzj, by=reviewer)
    assert result.came_back
    assert state(report, CLOSED) == WindowState.EXCEPTED
    assert submit(report, liaison).step == Step.REVIEW
    assert list(differences()) == []


def test_the_trail_says_who_let_it_in_and_why(
    report: Report, closed: Cycle, mzj: Unit, reviewer: User
) -> None:
    close_ended_cycles(on=CLOSED)
    give(closed, mzj, reviewer)
    bring_back_missed(closed, mzj, by=reviewer)
    missed, came_back = Transition.objects.filter(report=report)
    assert (missed.outcome, came_back.outcome) == (Outcome.MISSED, Outcome.REOPENED)
    assert (came_back.by, came_back.reason, came_back.label) == (reviewer, WHY, "特许补报")
    assert came_back.process_number != missed.process_number
    event = AuditEvent.objects.get(action="exception.give")
    assert event.actor_id == reviewer.pk
    assert '"until_on": "2026-03-02"' in event.detail


@pytest.mark.parametrize("who", ["liaison", "signer", "leader", "outside_reviewer"])
def test_nobody_else_gives_or_withdraws_it(
    request: pytest.FixtureRequest, who: str, report: Report, mzj: Unit, reviewer: User
) -> None:
    stranger = request.getfixturevalue(who)
    with refused(NotEntitled, "残工委办公室", report):
        give(report.cycle, mzj, stranger)
    give(report.cycle, mzj, reviewer)
    with refused(NotEntitled, "残工委办公室", report):
        withdraw_exception(report.cycle, mzj, by=stranger, reason="不再需要")


def test_a_reviewer_of_the_office_gives_it_to_granted_units_alone(
    report: Report, cycle: Cycle, reviewer: User
) -> None:
    with refused(NotEntitled, "负责审核该单位", report):
        give(cycle, unit("czj"), reviewer)


def test_a_reviewer_at_home_elsewhere_does_not_give_it(
    report: Report, cycle: Cycle, mzj: Unit
) -> None:
    from project.accounts.models import Role

    outsider = person("市残联审核人", "cl", (Role.REVIEWER, "mzj"))
    with refused(NotEntitled, "残工委办公室", report):
        give(cycle, mzj, outsider)


@pytest.mark.parametrize(
    "on, until_on, words",
    [
        ("2026-01-09", "2026-02-14", "须晚于2026年2月14日"),  # open till then anyhow
        ("2026-02-20", "2026-02-20", "须晚于2026年2月20日"),
        ("2026-01-09", "2026-04-16", "最多60天，即不晚于2026年4月15日"),
        ("2026-03-01", "2026-05-01", "最多60天，即不晚于2026年4月30日"),
    ],
)
def test_its_last_day_lies_ahead_and_near(
    report: Report, mzj: Unit, reviewer: User, clock: TimeMachineFixture,
    on: str, until_on: str, words: str,
) -> None:  # fmt: skip
    clock.move_to(at(f"{on} 10:00"), tick=False)
    with refused(Incomplete, words, report):
        give(report.cycle, mzj, reviewer, date.fromisoformat(until_on))


def test_a_day_off_is_moved_to_the_next_working_day(
    report: Report, mzj: Unit, reviewer: User
) -> None:
    # 15 to 23 February 2026 is 春节.
    assert give(report.cycle, mzj, reviewer, date(2026, 2, 17)).until_on == date(2026, 2, 24)


@pytest.mark.parametrize("reason", ["", "  ", "\n"])
def test_it_wants_a_reason(report: Report, mzj: Unit, reviewer: User, reason: str) -> None:
    with refused(Incomplete, "原因", report):
        give_exception(report.cycle, mzj, by=reviewer, until_on=UNTIL, reason=reason)


def test_its_reason_holds_no_citizen_s_number(report: Report, mzj: Unit, reviewer: User) -> None:
    with refused(Incomplete, "证件号码", report):
        give_exception(
            report.cycle, mzj, by=reviewer, until_on=UNTIL, reason="请核对11010519491231002X"
        )


def test_a_further_one_prolongs_and_none_shortens(
    report: Report, mzj: Unit, reviewer: User, colleague: User
) -> None:
    give(report.cycle, mzj, reviewer)
    with refused(Incomplete, "已获准补报到2026年3月2日", report):
        give(report.cycle, mzj, colleague, UNTIL)
    give(report.cycle, mzj, colleague, date(2026, 3, 10))
    assert unit_windows(report.cycle, mzj, on=CLOSED).leading.last_on == date(2026, 3, 10)


def test_the_cycle_s_own_days_stay(report: Report, cycle: Cycle, mzj: Unit, reviewer: User) -> None:
    before = Cycle.objects.filter(pk=cycle.pk).values().get()
    give(cycle, mzj, reviewer)
    assert Cycle.objects.filter(pk=cycle.pk).values().get() == before


def test_closing_waits_for_the_unit_and_for_no_other(
    report: Report, support_report: Report, closed: Cycle, mzj: Unit, reviewer: User
) -> None:
    give(closed, mzj, reviewer)
    assert close_ended_cycles(on=CLOSED) == 1
    support_report.refresh_from_db()
    assert support_report.step == Step.MISSED
    assert close_ended_cycles(on=UNTIL) == 0
    assert close_ended_cycles(on=date(2026, 3, 3)) == 1
    assert list(differences()) == []


def test_after_its_last_day_the_unit_is_locked_out_again(
    report: Report, closed: Cycle, mzj: Unit, reviewer: User, liaison: User,
    clock: TimeMachineFixture,
) -> None:  # fmt: skip
    close_ended_cycles(on=CLOSED)
    give(closed, mzj, reviewer)
    bring_back_missed(closed, mzj, by=reviewer)
    clock.move_to(at("2026-03-02 23:59:59"), tick=False)
    write_draft(report, liaison)
    clock.move_to(at("2026-03-03 00:00"), tick=False)
    with refused(WindowClosed, "2026年2月14日截止，已锁定.*（残工委办审核人）", report):
        submit(report, liaison)
    assert close_ended_cycles(on=date(2026, 3, 3)) == 1
    assert bring_back_all(on=date(2026, 3, 3)) == []
    assert list(differences()) == []


def test_withdrawing_ends_writing_at_once_and_the_flow_at_night(
    report: Report, closed: Cycle, mzj: Unit, reviewer: User, liaison: User
) -> None:
    give(closed, mzj, reviewer)
    give(closed, mzj, reviewer, date(2026, 3, 10))
    write_draft(report, liaison)
    withdraw_exception(closed, mzj, by=reviewer, reason="已用其他方式报送")
    with refused(WindowClosed, "已锁定", report):
        submit(report, liaison)
    assert close_ended_cycles(on=date(2026, 2, 16)) == 1
    assert AuditEvent.objects.filter(action="exception.withdraw").count() == 2
    with refused(AlreadyMoved, "没有可以收回", report):
        withdraw_exception(closed, mzj, by=reviewer, reason="再收回一次")


def test_what_runs_or_was_signed_is_left_alone(
    report: Report, closed: Cycle, mzj: Unit, liaison: User, reviewer: User, signer: User,
    clock: TimeMachineFixture,
) -> None:  # fmt: skip
    clock.move_to(at("2026-01-09 10:00"), tick=False)
    running, signed = report_on(closed, "2", "mzj"), report_on(closed, "13", "mzj")
    submit(running, liaison)
    sign(approve(submit(signed, liaison), reviewer), signer)
    clock.move_to(at("2026-02-15 10:00"), tick=False)
    close_ended_cycles(on=CLOSED)
    before = list(Report.objects.filter(pk__in=(running.pk, signed.pk)).order_by("pk").values())
    give(closed, mzj, reviewer)
    assert [each.report.pk for each in bring_back_missed(closed, mzj, by=reviewer)] == [report.pk]
    after = list(Report.objects.filter(pk__in=(running.pk, signed.pk)).order_by("pk").values())
    assert after == before


def test_nothing_comes_back_without_an_exception_in_force(
    report: Report, closed: Cycle, reviewer: User, liaison: User
) -> None:
    close_ended_cycles(on=CLOSED)
    with refused(NotEntitled, "残工委办公室", report):
        bring_back(report, by=liaison)
    with refused(WindowClosed, "已锁定", report):
        bring_back(report, by=reviewer)
    with refused(WindowClosed, "已锁定", report):
        bring_back(report, by=None)


def test_what_was_not_missed_does_not_come_back(
    report: Report, closed: Cycle, mzj: Unit, reviewer: User
) -> None:
    give(closed, mzj, reviewer)
    with refused(AlreadyMoved, "环节", report):
        bring_back(report, by=reviewer)


def test_the_night_completes_what_broke_off(
    report: Report, closed: Cycle, mzj: Unit, reviewer: User
) -> None:
    close_ended_cycles(on=CLOSED)
    give(closed, mzj, reviewer)  # and the power goes before anything is brought back
    assert "1 份特许补报" in open_and_close_cycles()
    assert "0 份特许补报" in open_and_close_cycles()
    move = Transition.objects.filter(report=report).latest("pk")
    assert (move.outcome, move.by, move.reason) == (Outcome.REOPENED, None, WHY)


def test_lateness_counts_from_the_real_due_date(
    report: Report, closed: Cycle, mzj: Unit, reviewer: User
) -> None:
    close_ended_cycles(on=CLOSED)
    give(closed, mzj, reviewer)
    bring_back_missed(closed, mzj, by=reviewer)
    report.refresh_from_db()
    # 16 to 30 January are 11 working days, 2 to 14 February 11 more (the 14th is a make-up day).
    status = reckon([report], on=CLOSED).status_of(report)
    assert (status.word, status.tone) == ("未按时报送22个工作日", "late")


def test_a_return_that_was_not_answered_stays_late(
    report: Report, closed: Cycle, mzj: Unit, liaison: User, reviewer: User,
    clock: TimeMachineFixture,
) -> None:  # fmt: skip
    clock.move_to(at("2026-01-09 10:00"), tick=False)
    send_back(submit(report, liaison), reviewer)
    for night, until in (("2026-02-15", "2026-02-24"), ("2026-02-25", "2026-03-02")):
        clock.move_to(at(f"{night} 10:00"), tick=False)
        assert close_ended_cycles(on=date.fromisoformat(night)) == 1
        give(closed, mzj, reviewer, date.fromisoformat(until))
        bring_back_missed(closed, mzj, by=reviewer)
        report.refresh_from_db()
        assert report.reply_by == date(2026, 1, 14)
        assert reckon([report], on=CLOSED).status_of(report).word.startswith("退回后逾期")
    submit(report, liaison)
    assert late_answers(Report.objects.all(), on=date(2026, 3, 1)) == {report.pk}
    assert list(differences()) == []


def test_a_submission_within_it_may_be_withdrawn(
    report: Report, closed: Cycle, mzj: Unit, liaison: User, reviewer: User
) -> None:
    give(closed, mzj, reviewer)
    submit(report, liaison)
    assert withdraw(report, liaison).step == Step.REPORT


def test_it_is_kept_as_written(report: Report, mzj: Unit, reviewer: User) -> None:
    given = give(report.cycle, mzj, reviewer)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        WindowException.objects.filter(pk=given.pk).update(until_on=date(2026, 4, 1))


def test_writing_within_the_window_costs_no_question_more(
    report: Report, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    from workflows.deadlines import may_write

    with django_assert_num_queries(0):  # type: ignore[operator]
        assert may_write(report, on=date(2026, 1, 9))
