"""A due date moved later: both days stay told, lateness and reminders follow the new one."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from time_machine import TimeMachineFixture

from project.accounts.models import User
from project.audit.models import AuditEvent
from tests.workflows.playing import refused
from tests.workflows.test_returns import at
from workflows.cycles.postponing import postpone
from workflows.deadlines import postponed, postponed_of, window_of_report
from workflows.desks import owed_by
from workflows.models import Cycle, DueDateChange, Report
from workflows.refusals import Incomplete, NotEntitled
from workflows.standing import reckon

pytestmark = [pytest.mark.db, pytest.mark.django_db]

WHY = "统计数据1月18日才能取得。"
NEW, SUPPORT_NEW = date(2026, 1, 20), date(2026, 1, 12)


def move(cycle: Cycle, by: User, due_on: date = NEW, **how: Any) -> DueDateChange:
    return postpone(cycle, by=by, due_on=due_on, **({"reason": WHY} | how))


def test_both_days_are_told_with_the_reason(
    report: Report, support_report: Report, cycle: Cycle, reviewer: User,
    clock: TimeMachineFixture,
) -> None:  # fmt: skip
    clock.move_to(at("2026-01-08 10:00"), tick=False)
    move(cycle, reviewer)
    told = f"原定2026年1月15日，延至2026年1月20日：{WHY}"
    assert (postponed(cycle).leading, postponed(cycle).supporting) == (told, "")
    move(cycle, reviewer, date(2026, 1, 22), support_due_on=SUPPORT_NEW, reason="再等两天。")
    assert postponed_of(report) == f"{told}；再延至2026年1月22日：再等两天。"
    assert postponed_of(support_report) == "原定2026年1月8日，延至2026年1月12日：再等两天。"


def test_late_filing_stays_thirty_days_long(cycle: Cycle, reviewer: User) -> None:
    move(cycle, reviewer)
    cycle.refresh_from_db()
    assert (cycle.due_on, cycle.closes_on) == (NEW, date(2026, 2, 19))
    assert cycle.support_due_on == date(2026, 1, 8)


def test_lateness_and_the_desk_follow_the_new_day(
    report: Report, reviewer: User, liaison: User
) -> None:
    move(report.cycle, reviewer)
    (owed,) = owed_by(liaison, on=date(2026, 1, 16))
    status = reckon([owed], on=date(2026, 1, 16)).status_of(owed)
    assert status.word == "待填报，还有2个工作日"
    assert window_of_report(owed, on=date(2026, 1, 20)).sentence == "填报中，今天截止"
    assert reckon([owed], on=date(2026, 1, 21)).status_of(owed).word == "未按时报送1个工作日"


@pytest.mark.parametrize(
    "how, field, words",
    [
        ({"due_on": date(2026, 1, 14)}, "due_on", "不能早于2026年1月15日"),
        ({"due_on": date(2026, 1, 15)}, "due_on", "晚于2026年1月15日"),
        ({"due_on": date(2026, 3, 17)}, "due_on", "最多延后60天"),
        ({"support_due_on": date(2026, 1, 7)}, "support_due_on", "2026年1月8日已过"),
        ({"support_due_on": date(2026, 1, 21)}, "support_due_on", "2026年1月8日已过"),
        ({"reason": " "}, "reason", "写明延后的原因"),
        ({"reason": "请核对11010519491231002X"}, "reason", "证件号码"),
    ],
)
def test_what_is_no_postponement_is_refused(
    cycle: Cycle, reviewer: User, how: dict[str, Any], field: str, words: str
) -> None:
    with refused(Incomplete, words) as caught:
        postpone(cycle, by=reviewer, **({"due_on": NEW, "reason": WHY} | how))
    assert list(caught.value.fields) == [field]


def test_the_co_responsible_units_come_no_later_than_the_leads(
    cycle: Cycle, reviewer: User, clock: TimeMachineFixture
) -> None:
    clock.move_to(at("2026-01-05 10:00"), tick=False)
    with refused(Incomplete, "不能晚于牵头单位"):
        move(cycle, reviewer, support_due_on=date(2026, 1, 21))
    with refused(Incomplete, "不能早于2026年1月8日"):
        move(cycle, reviewer, support_due_on=date(2026, 1, 7))


def test_a_day_that_has_passed_is_not_moved_any_more(
    cycle: Cycle, reviewer: User, clock: TimeMachineFixture
) -> None:
    clock.move_to(at("2026-01-15 23:59:59"), tick=False)
    move(cycle, reviewer)
    clock.move_to(at("2026-01-21 00:00"), tick=False)
    with refused(Incomplete, "2026年1月20日已过"):
        move(cycle, reviewer, date(2026, 1, 28))


def test_a_day_off_is_moved_to_the_next_working_day(cycle: Cycle, reviewer: User) -> None:
    assert move(cycle, reviewer, date(2026, 1, 17)).due_on == date(2026, 1, 19)


@pytest.mark.parametrize("who", ["liaison", "leader", "outside_reviewer"])
def test_the_office_alone_moves_it(request: pytest.FixtureRequest, who: str, cycle: Cycle) -> None:
    stranger = request.getfixturevalue(who)
    with refused(NotEntitled, "残工委办公室"):
        move(cycle, stranger)


def test_the_move_is_written_down_and_kept(cycle: Cycle, reviewer: User) -> None:
    change = move(cycle, reviewer)
    event = AuditEvent.objects.get(action="cycle.postpone")
    assert '"was_due_on": "2026-01-15"' in event.detail
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        DueDateChange.objects.filter(pk=change.pk).update(was_due_on=NEW)
