"""The last day lasts to its end in Asia/Shanghai, over New Year and where a holiday moves a day."""

from datetime import date, datetime

import pytest
from django.utils import timezone
from time_machine import TimeMachineFixture

from project.accounts.models import User
from project.desk.entering import year_missing
from task_table.models import Plan
from tests.cast import SHANGHAI
from tests.project.calendar.conftest import LAST_QUARTER, enter_notice
from tests.workflows.playing import submit
from workflows.cycles.periods import Period, period_just_ended, period_of
from workflows.cycles.schedule import window_of
from workflows.deadlines import window_of_report
from workflows.models import CycleKind, Report

pytestmark = pytest.mark.django_db


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    "at, sentence",
    [
        ("2026-01-03 23:59:59", "未开始，2026年1月4日起填报"),
        ("2026-01-04 00:00:00", "填报中，还有9个工作日截止"),
        ("2026-01-15 23:59:59", "填报中，今天截止"),
        ("2026-01-16 00:00:00", "已过截止日期，可补报到2026年2月14日"),
        ("2026-02-14 23:59:59", "已过截止日期，可补报到2026年2月14日"),
    ],
)
def test_a_window_turns_at_midnight_in_shanghai(
    report: Report, clock: TimeMachineFixture, at: str, sentence: str
) -> None:
    clock.move_to(moment(at), tick=False)
    assert window_of_report(report, on=timezone.localdate()).sentence == sentence


def test_what_comes_in_the_last_second_of_the_due_day_is_in_time(
    report: Report, liaison: User, clock: TimeMachineFixture
) -> None:
    clock.move_to(moment("2026-01-15 23:59:59"), tick=False)
    submitted = submit(report, liaison, at=timezone.now())
    assert submitted.version is not None
    assert timezone.localdate(submitted.version.submitted_at) == report.due_on


@pytest.mark.parametrize(
    "at, key",
    [
        ("2024-12-31 23:59:59", "2024-Q3"),
        ("2025-01-01 00:00:00", "2024-Q4"),
        ("2025-12-31 23:59:59", "2025-Q3"),
        ("2026-01-01 00:00:00", "2025-Q4"),
    ],
)
def test_the_period_ends_with_the_last_second_of_the_year(
    plan: Plan, clock: TimeMachineFixture, at: str, key: str
) -> None:
    clock.move_to(moment(at), tick=False)
    period = period_just_ended(plan, on=timezone.localdate())
    assert period is not None
    assert period.key == key


@pytest.mark.parametrize(
    "key, opens_on, due_on",
    [
        ("2023-Q4", "2024-01-02", "2024-01-15"),
        ("2024-Q4", "2025-01-02", "2025-01-15"),
        ("2025-Q4", "2026-01-04", "2026-01-15"),  # opens on a make-up Sunday
        ("2024-Q1", "2024-04-01", "2024-04-15"),
        ("2024-Q2", "2024-07-01", "2024-07-15"),
        ("2024-Q3", "2024-10-08", "2024-10-15"),
        ("2025-Q3", "2025-10-09", "2025-10-15"),
        ("2022-Q3", "2022-10-08", "2022-10-17"),  # opens on a make-up Saturday, due after a weekend
    ],
)
def test_a_window_over_new_year_and_holidays(
    plan: Plan, key: str, opens_on: str, due_on: str
) -> None:
    period = period_of(key, plan)
    window = window_of(plan, period, on=period.covers_until)
    assert (str(window.opens_on), str(window.due_on)) == (opens_on, due_on)


def test_a_due_day_on_a_holiday_moves_to_the_next_working_day(plan: Plan) -> None:
    """15 February 2026 is the first of nine days off; 15 September 2027, 中秋, by the notice."""

    def due_after(first: date, last: date) -> date:
        return window_of(plan, Period("月", CycleKind.QUARTER, first, last), on=last).due_on

    assert due_after(date(2026, 1, 1), date(2026, 1, 31)) == date(2026, 2, 24)
    enter_notice()
    assert due_after(date(2027, 8, 1), date(2027, 8, 31)) == date(2027, 9, 16)


def test_new_years_window_is_the_same_before_and_after_the_notice(plan: Plan) -> None:
    before = window_of(plan, LAST_QUARTER, on=date(2027, 1, 1))
    enter_notice()
    assert window_of(plan, LAST_QUARTER, on=date(2027, 1, 1)) == before
    assert (before.opens_on, before.due_on) == (date(2027, 1, 4), date(2027, 1, 15))


@pytest.mark.parametrize(
    "at, year",
    [
        ("2026-11-30 23:59:59", None),
        ("2026-12-01 00:00:00", 2027),
        ("2026-12-31 23:59:59", 2027),
        ("2027-01-01 00:00:00", 2027),
        ("2027-11-30 23:59:59", 2027),
    ],
)
def test_the_notice_is_asked_for_from_the_first_second_of_december(
    clock: TimeMachineFixture, db: None, at: str, year: int | None
) -> None:
    clock.move_to(moment(at), tick=False)
    assert year_missing(on=timezone.localdate()) == year
