"""When the notice arrives only the days move that nobody was told of, each with a trail."""

import json
from datetime import date, timedelta

import pytest

from project.accounts.models import User
from project.audit.models import AuditEvent
from project.desk.entering import enter, rehearse
from project.workdays.models import HolidayNotice, Workday
from project.workdays.notice import parse_notice
from project.workdays.publishing import AlreadyEntered
from task_table.models import Plan
from tests.cast import MORNING
from tests.project.calendar.conftest import LAST_QUARTER, MONDAY
from tests.project.calendar.notice_texts import notice_of
from tests.workflows.playing import send_back, submit
from workflows.cycles.excepting import give_exception
from workflows.cycles.opening import open_cycle
from workflows.cycles.periods import Period
from workflows.cycles.postponing import postpone
from workflows.cycles.recalendar import DAYS, recalendar
from workflows.cycles.schedule import announce
from workflows.models import Cycle, CycleKind, Report
from workflows.refusals import NotEntitled

pytestmark = [pytest.mark.db, pytest.mark.django_db]

TEXT = notice_of(2027)
NOTICE = parse_notice(TEXT)
# Asked for after 国庆: by the statute from 6 October, by the notice from the 8th.
THIRD_QUARTER = Period("2027-Q3", CycleKind.QUARTER, date(2027, 7, 1), date(2027, 9, 30))
# By the statute the first working day after 春节 2027; by the notice a day off.
TOLD = date(2027, 2, 11)


def days_of(cycle: Cycle) -> tuple[date, ...]:
    cycle.refresh_from_db()
    return tuple(getattr(cycle, name) for name in DAYS)


@pytest.fixture
def announced(plan: Plan) -> Cycle:
    """2027-Q3, announced while 2027 is estimated, and not open."""
    return announce(plan, THIRD_QUARTER, on=date(2027, 10, 1))


def test_an_announced_cycle_moves_with_the_notice_and_a_trail(
    announced: Cycle, reviewer: User
) -> None:
    was = days_of(announced)
    _, moved = enter(NOTICE, TEXT, by=reviewer, at=MORNING)
    now = days_of(announced)
    assert [each.cycle for each in moved] == [announced]
    assert was[0] < now[0] == date(2027, 10, 8)
    assert now[2:] == (date(2027, 10, 15), date(2027, 11, 14))
    event = AuditEvent.objects.get(action="cycle.recalendar")
    told = json.loads(event.detail)
    assert (event.actor_id, told["cycle"]) == (reviewer.pk, "2027-Q3")
    assert told["was_window"] == [str(day) for day in was]
    assert told["window"] == [str(day) for day in now]


def test_a_cycle_that_was_opened_stays_as_it_was_told(announced: Cycle, reviewer: User) -> None:
    open_cycle(announced, at=MORNING)
    was = days_of(announced)
    assert enter(NOTICE, TEXT, by=reviewer, at=MORNING)[1] == []
    assert days_of(announced) == was
    assert not AuditEvent.objects.filter(action="cycle.recalendar").exists()


def test_a_cycle_whose_opening_broke_off_stays(announced: Cycle, reviewer: User) -> None:
    Cycle.objects.filter(pk=announced.pk).update(parties=["lead"])
    was = days_of(announced)
    assert enter(NOTICE, TEXT, by=reviewer, at=MORNING)[1] == []
    assert days_of(announced) == was


def test_a_due_date_that_the_office_postponed_stays(announced: Cycle, reviewer: User) -> None:
    later = announced.due_on + timedelta(days=5)
    postpone(announced, by=reviewer, due_on=later, reason="数据晚到。", at=MORNING)
    was = days_of(announced)
    assert enter(NOTICE, TEXT, by=reviewer, at=MORNING)[1] == []
    assert days_of(announced) == was


def test_what_the_notice_does_not_touch_leaves_no_trail(plan: Plan, reviewer: User) -> None:
    """The first quarter's window is the same by the statute and by the notice."""
    announced = announce(plan, LAST_QUARTER, on=date(2027, 1, 1))
    was = days_of(announced)
    assert enter(NOTICE, TEXT, by=reviewer, at=MORNING)[1] == []
    assert days_of(announced) == was
    assert recalendar(by=None) == []


def test_a_final_cycle_is_reckoned_from_its_opening(plan: Plan, reviewer: User) -> None:
    kind = CycleKind.FINAL
    final = announce(plan, Period("final", kind, plan.from_on, plan.until_on), on=date(2027, 4, 20))
    was = days_of(final)
    enter(NOTICE, TEXT, by=reviewer, at=MORNING)
    now = days_of(final)
    assert was[0] == now[0] == date(2027, 4, 20)
    assert Workday.objects.distance(now[0], now[2]) == 30
    assert was[2] != now[2]


def test_reply_by_dates_and_exceptions_stay_as_they_were_told(
    estimated_report: Report, liaison: User, reviewer: User
) -> None:
    cycle = estimated_report.cycle
    send_back(submit(estimated_report, liaison), reviewer, reply_by=date(2027, 2, 5), at=MONDAY)
    until_on = date(2027, 3, 1)
    given = give_exception(
        cycle, estimated_report.unit, by=reviewer, until_on=until_on, reason="数据晚到。"
    )
    enter(NOTICE, TEXT, by=reviewer, at=MONDAY)
    assert not Workday.objects.on(TOLD).is_workday
    estimated_report.refresh_from_db()
    given.refresh_from_db()
    assert (estimated_report.reply_by, given.until_on) == (TOLD, until_on)


def test_a_rehearsal_tells_the_same_and_writes_nothing(announced: Cycle, reviewer: User) -> None:
    was, ordinals = days_of(announced), list(Workday.objects.values_list("day", "ordinal"))
    effect = rehearse(NOTICE, TEXT, by=reviewer, at=MORNING)
    assert (days_of(announced), list(Workday.objects.values_list("day", "ordinal"))) == (
        was,
        ordinals,
    )
    assert not HolidayNotice.objects.exists()
    assert not AuditEvent.objects.filter(action="calendar.publish").exists()
    _, moved = enter(NOTICE, TEXT, by=reviewer, at=MORNING)
    assert [(each.cycle, each.was, each.now) for each in effect.moved] == [
        (each.cycle, each.was, each.now) for each in moved
    ]


def test_what_was_told_is_named_as_staying(estimated_cycle: Cycle, reviewer: User) -> None:
    assert rehearse(NOTICE, TEXT, by=reviewer, at=MONDAY).staying == [estimated_cycle]


def test_only_the_office_enters_a_notice(plan: Plan, liaison: User, leader: User) -> None:
    for person in (liaison, leader):
        with pytest.raises(NotEntitled, match="只有残工委办公室可以录入放假通知。"):
            enter(NOTICE, TEXT, by=person, at=MORNING)


def test_a_second_entry_moves_nothing(announced: Cycle, reviewer: User, colleague: User) -> None:
    enter(NOTICE, TEXT, by=reviewer, at=MORNING)
    was = days_of(announced)
    with pytest.raises(AlreadyEntered):
        enter(NOTICE, TEXT, by=colleague, at=MORNING)
    assert days_of(announced) == was
    assert AuditEvent.objects.filter(action="cycle.recalendar").count() == 1
