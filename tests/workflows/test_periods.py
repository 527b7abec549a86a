"""Periods and their keys: what a key means within a plan, and what it does not."""

from datetime import date

import pytest

from task_table.models import FilingKind, Plan
from workflows.cycles.periods import UnknownPeriod, period_just_ended, period_of
from workflows.models import CycleKind

pytestmark = [pytest.mark.db, pytest.mark.django_db]


def days(plan: Plan, key: str) -> tuple[str, str]:
    period = period_of(key, plan)
    assert period.key == key
    return str(period.covers_from), str(period.covers_until)


@pytest.mark.parametrize(
    "key, covers",
    [
        ("2021-Q1", ("2021-01-01", "2021-03-31")),
        ("2024-Q1", ("2024-01-01", "2024-03-31")),
        ("2025-Q2", ("2025-04-01", "2025-06-30")),
        ("2025-Q3", ("2025-07-01", "2025-09-30")),
        ("2025-Q4", ("2025-10-01", "2025-12-31")),
        ("midterm", ("2021-01-01", "2023-12-31")),
        ("final", ("2021-01-01", "2025-12-31")),
    ],
)
def test_a_key_names_its_days(plan: Plan, key: str, covers: tuple[str, str]) -> None:
    assert days(plan, key) == covers


@pytest.mark.parametrize(
    "kind, key, covers",
    [
        (FilingKind.HALF, "2025-H1", ("2025-01-01", "2025-06-30")),
        (FilingKind.HALF, "2025-H2", ("2025-07-01", "2025-12-31")),
        (FilingKind.YEAR, "2025", ("2025-01-01", "2025-12-31")),
    ],
)
def test_a_plan_may_file_by_halves_or_years(
    plan: Plan, kind: FilingKind, key: str, covers: tuple[str, str]
) -> None:
    plan.filing_kind = kind
    assert days(plan, key) == covers


@pytest.mark.parametrize(
    "key",
    ["", " ", "2025-Q5", "2025-Q0", "2025Q4", "2025-q4", "25-Q4", "2025-H3", "2025-Q4 ", "1999",
     "2025-Q4\n", "2025-12", "FINAL", "Q4-2025", "二〇二五年四季度", "2025-Q", "None"],
)  # fmt: skip
def test_a_key_that_names_nothing_is_explained(plan: Plan, key: str) -> None:
    with pytest.raises(UnknownPeriod, match="可用的写法"):
        period_of(key, plan)


@pytest.mark.parametrize("key", ["2020-Q4", "2026-Q1", "2020", "2099-H1"])
def test_a_period_outside_the_plan_is_refused(plan: Plan, key: str) -> None:
    with pytest.raises(UnknownPeriod, match="不在规划期内（2021年01月01日至2025年12月31日）"):
        period_of(key, plan)


@pytest.mark.parametrize("key", ["2025-H2", "2025"])
def test_longer_periods_are_summaries_over_cycles(plan: Plan, key: str) -> None:
    with pytest.raises(UnknownPeriod, match="不是报送周期"):
        period_of(key, plan)


def ended(plan: Plan, on: str) -> str | None:
    period = period_just_ended(plan, on=date.fromisoformat(on))
    return period.key if period else None


@pytest.mark.parametrize(
    "on, key",
    [
        ("2020-06-01", None),
        ("2021-01-01", None),
        ("2021-03-31", None),
        ("2021-04-01", "2021-Q1"),
        ("2024-12-31", "2024-Q3"),
        ("2025-01-01", "2024-Q4"),
        ("2026-01-01", "2025-Q4"),
        ("2035-01-01", "2025-Q4"),
    ],
)
def test_the_period_just_ended(plan: Plan, on: str, key: str | None) -> None:
    assert ended(plan, on) == key


def test_a_plan_that_begins_within_a_quarter_asks_for_whole_ones_only(plan: Plan) -> None:
    plan.from_on = date(2021, 2, 15)
    assert [ended(plan, day) for day in ("2021-04-01", "2021-07-01")] == [None, "2021-Q2"]


@pytest.mark.parametrize("kind", FilingKind)
def test_what_is_asked_for_is_a_key_the_plan_knows(plan: Plan, kind: FilingKind) -> None:
    plan.filing_kind = kind
    for year in range(2021, 2028):
        for month in range(1, 13):
            period = period_just_ended(plan, on=date(year, month, 10))
            assert period is None or period == period_of(period.key, plan)


def test_a_one_year_plan_has_its_midterm_at_its_end(plan: Plan) -> None:
    plan.from_on = date(2025, 1, 1)
    assert days(plan, "midterm") == ("2025-01-01", "2025-12-31")


@pytest.mark.parametrize(
    "key, label",
    [("2025-Q4", "2025年第4季度"), ("midterm", "中期报告"), ("final", "期末报告")],
)
def test_a_cycle_is_called_as_people_call_it(plan: Plan, key: str, label: str) -> None:
    from workflows.cycles.schedule import announce

    assert announce(plan, period_of(key, plan), on=date(2026, 1, 9)).label == label


def test_halves_and_years_are_called_as_people_call_them(plan: Plan) -> None:
    from workflows.models import Cycle

    names = [
        Cycle(plan=plan, key=key, kind=kind).label
        for key, kind in (
            ("2025-H1", CycleKind.HALF), ("2025-H2", CycleKind.HALF), ("2025", CycleKind.YEAR)
        )
    ]  # fmt: skip
    assert names == ["2025年上半年", "2025年下半年", "2025年度"]
