"""Which cycle is asked for on which day, and the days of its window (design.md section 7)."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from time_machine import TimeMachineFixture

from project.workdays.models import OutsideCalendar, Workday
from task_table.models import Plan
from workflows.cycles.opening import open_asked_cycles
from workflows.cycles.periods import period_of
from workflows.cycles.schedule import Window, announce, cycle_asked_for, window_of
from workflows.models import Cycle, Report

pytestmark = [pytest.mark.db, pytest.mark.django_db]

# Every quarter whose window the calendar holds: that of 2035-Q4 falls into 2036.
QUARTERS = [f"{year}-Q{n}" for year in range(2021, 2036) for n in range(1, 5)][:-1]


def window(plan: Plan, key: str, on: str = "2026-11-23") -> list[str]:
    dates = window_of(plan, period_of(key, plan), on=date.fromisoformat(on))
    return [str(day) for day in vars(dates).values()]


@pytest.fixture
def long_plan(plan: Plan) -> Plan:
    """The plan as if it ran to 2035 (in memory alone)."""
    plan.until_on = date(2035, 12, 31)
    return plan


@pytest.mark.parametrize(
    "on, key",
    [
        ("2020-01-01", None),
        ("2021-01-01", None),
        ("2021-03-31", None),
        ("2021-04-01", "2021-Q1"),
        ("2021-06-30", "2021-Q1"),
        ("2023-10-01", "2023-Q3"),
        ("2025-12-31", "2025-Q3"),
        ("2026-01-01", "2025-Q4"),  # a holiday: asked for, opening on the 4th
        ("2026-01-04", "2025-Q4"),
        ("2026-02-14", "2025-Q4"),  # the last day of its window
        ("2026-02-15", "final"),
        ("2026-11-23", "final"),
        ("2030-06-30", "final"),
        ("2035-12-31", "final"),
    ],
)
def test_the_cycle_asked_for_on_a_day(plan: Plan, on: str, key: str | None) -> None:
    period = cycle_asked_for(plan, on=date.fromisoformat(on))
    assert (period.key if period else None) == key


@pytest.mark.parametrize(
    "key, days",
    [
        # opens, co-responsible units, due, closes
        ("2025-Q4", ["2026-01-04", "2026-01-08", "2026-01-15", "2026-02-14"]),
        ("2024-Q4", ["2025-01-02", "2025-01-08", "2025-01-15", "2025-02-14"]),
        # 15 October is near 国庆: five working days only, and half of them are left.
        ("2025-Q3", ["2025-10-09", "2025-10-11", "2025-10-15", "2025-11-14"]),
        # 清明 lies within the window: seven working days before the 15th, half of it is left.
        ("2022-Q1", ["2022-04-01", "2022-04-08", "2022-04-15", "2022-05-15"]),
        # 15 July 2023 is a Saturday: the next working day.
        ("2023-Q2", ["2023-07-03", "2023-07-10", "2023-07-17", "2023-08-16"]),
        ("2021-Q2", ["2021-07-01", "2021-07-08", "2021-07-15", "2021-08-14"]),
    ],
)
def test_the_days_of_a_quarter_s_window(plan: Plan, key: str, days: list[str]) -> None:
    assert window(plan, key) == days


@pytest.mark.parametrize("key", QUARTERS)
def test_a_window_s_days_are_in_order_and_worked(long_plan: Plan, key: str) -> None:
    period = period_of(key, long_plan)
    days = window_of(long_plan, period, on=date(2026, 1, 1))
    assert period.covers_until < days.opens_on <= days.support_due_on <= days.due_on
    assert days.closes_on == days.due_on + timedelta(days=30)
    for day in (days.opens_on, days.support_due_on, days.due_on):
        assert Workday.objects.on(day).is_workday
    first_15th = period.covers_until + timedelta(days=15)
    assert days.due_on == Workday.objects.from_day(first_15th)
    whole = Workday.objects.distance(days.opens_on, days.due_on)
    assert Workday.objects.distance(days.opens_on, days.support_due_on) >= whole // 2


@pytest.mark.parametrize("support_days", [0, 1, 7, 100])
def test_whatever_the_plan_sets_the_days_stay_in_order(long_plan: Plan, support_days: int) -> None:
    long_plan.support_days = support_days
    for key in QUARTERS[2::8]:
        days = window_of(long_plan, period_of(key, long_plan), on=date(2026, 1, 1))
        assert days.opens_on <= days.support_due_on <= days.due_on


def test_final_is_due_thirty_working_days_after_its_opening(plan: Plan) -> None:
    days = Window(*(date.fromisoformat(day) for day in window(plan, "final", "2026-11-21")))
    assert days.opens_on == date(2026, 11, 23)  # the 21st is a Saturday
    assert Workday.objects.distance(days.opens_on, days.due_on) == 30
    assert Workday.objects.distance(days.support_due_on, days.due_on) == plan.support_days


def test_a_day_beyond_the_calendar_says_so(long_plan: Plan) -> None:
    with pytest.raises(OutsideCalendar, match="超出范围"):
        window_of(long_plan, period_of("2035-Q4", long_plan), on=date(2035, 12, 31))


def test_a_cycle_is_announced_once_and_keeps_its_dates(plan: Plan) -> None:
    final = period_of("final", plan)
    first = announce(plan, final, on=date(2026, 2, 15))
    again = announce(plan, final, on=date(2026, 11, 23))
    assert (again.pk, again.opens_on) == (first.pk, first.opens_on)
    assert Cycle.objects.count() == 1


@pytest.fixture
def small_plan(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> Plan:
    """The plan with the rows of task 1 alone, so that opening many cycles is quick."""
    from task_table.models import Assignment
    from task_table.models.tasks import AssignmentQuerySet

    rows = AssignmentQuerySet.of_plan
    monkeypatch.setattr(
        AssignmentQuerySet, "of_plan", lambda self, plan: rows(self, plan).filter(task__number="1")
    )
    assert 0 < Assignment.objects.of_plan(plan).count() < 15
    return plan


def test_day_by_day_each_cycle_opens_once_on_its_day(
    small_plan: Plan, clock: TimeMachineFixture
) -> None:
    """From before the last quarter's end to the final cycle, as the daily schedule would."""
    opened = {}
    for number in range(80):
        on = date(2025, 12, 30) + timedelta(days=number)
        clock.move_to(f"{on} 00:10+08:00", tick=False)
        opened[str(on)] = [cycle.key for cycle in open_asked_cycles(on=on)]
    assert {day: keys for day, keys in opened.items() if keys} == {
        # On 30 December nobody had opened 2025-Q3, and its window was over.
        "2026-01-04": ["2025-Q4"],
        "2026-02-24": ["final"],  # asked for on the 15th, opening after 春节
    }


def test_a_cycle_announced_on_a_holiday_waits_for_its_day(small_plan: Plan) -> None:
    assert open_asked_cycles(on=date(2026, 1, 1)) == []
    assert Cycle.objects.get().opened_at is None
    assert not Report.objects.exists()


def output_of(*command: str) -> str:
    out = StringIO()
    call_command(*command, stdout=out, stderr=out)
    return out.getvalue()


def test_open_cycles_is_dry_unless_told_to_apply(small_plan: Plan) -> None:
    assert "将开启2025-Q4，2026-01-04起填报" in output_of("open_cycles", "--day", "2026-01-09")
    assert not Cycle.objects.exists()
    said = output_of("open_cycles", "--day", "2026-01-09", "--apply")
    assert said == "已开启 1 个报送周期：jiangmen-145 2025-Q4。\n"
    assert "不会重复开启" in output_of("open_cycles", "--day", "2026-01-09")
    assert "已开启 0 个" in output_of("open_cycles", "--day", "2026-01-09", "--apply")


def test_open_cycles_says_when_nothing_is_asked_for(small_plan: Plan) -> None:
    assert "没有要填报的周期" in output_of("open_cycles", "--day", "2021-02-01")


def test_open_cycle_opens_by_key_and_names_the_gaps(small_plan: Plan) -> None:
    foretold = output_of("open_cycle", "midterm", "--day", "2026-01-09")
    assert "将开启，2026-01-09起填报，配合单位2026-" in foretold
    assert foretold.endswith("截止。确认后加 --apply。\n")
    assert not Cycle.objects.exists()
    said = output_of("open_cycle", "midterm", "--day", "2026-01-09", "--apply")
    assert "10 份报告已开启" in said
    assert "市民政局没有联络员，无人填报。" in said
    assert "不会重复开启" in output_of("open_cycle", "midterm", "--day", "2026-01-09")


@pytest.mark.parametrize("key", ["2025-H2", "2026-Q1", "nonsense"])
def test_open_cycle_refuses_a_key_that_is_none(small_plan: Plan, key: str) -> None:
    with pytest.raises(CommandError, match=r"。$"):
        output_of("open_cycle", key)


def test_open_cycle_asks_which_plan(small_plan: Plan) -> None:
    with pytest.raises(CommandError, match="可选：jiangmen-145"):
        output_of("open_cycle", "final", "--plan", "elsewhere")
