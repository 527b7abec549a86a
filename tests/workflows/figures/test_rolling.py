"""Rolling up: a year over its cycles, the city over its counties, by the indicator's own rule."""

from datetime import date
from decimal import Decimal

import pytest

from task_table.models import Indicator, OverCounties, OverCycles
from workflows.figures.rolling import Rolled, by_year, over_counties, over_cycles
from workflows.figures.telling import years_told
from workflows.lights.indicators import IndicatorLine
from workflows.models import Cycle, CycleKind, IndicatorValue, Report, ReportVersion

QUARTER_ENDS = {"Q1": (3, 31), "Q2": (6, 30), "Q3": (9, 30), "Q4": (12, 31)}


def value(
    key: str, number: str | None, *, of: tuple[str, str] | None = None, words: str = ""
) -> IndicatorValue:
    year, _, part = key.partition("-")
    is_final = part == "final"
    kind = CycleKind.FINAL if is_final else CycleKind.QUARTER
    ends = date(int(year), *QUARTER_ENDS.get(part, (12, 31)))
    cycle = Cycle(key=key, kind=kind, covers_from=ends, covers_until=ends)
    above, below = map(Decimal, of) if of else (None, None)
    return IndicatorValue(
        version=ReportVersion(report=Report(cycle=cycle)), numerator=above, denominator=below,
        value=None if number is None else Decimal(number), words=words,
    )  # fmt: skip


def own(each: IndicatorValue) -> Decimal | None:
    return each.value


def indicator(
    cycles: OverCycles = OverCycles.LAST, counties: OverCounties = OverCounties.NONE
) -> Indicator:
    return Indicator(over_cycles=cycles, over_counties=counties)


YEARS = [value("2024-Q4", "10"), value("2025-Q1", "3"), value("2025-Q2", "4")]


@pytest.mark.parametrize(
    "rule, told",
    [(OverCycles.LAST, {2024: "10", 2025: "4"}), (OverCycles.SUM, {2024: "10", 2025: "7"})],
)
def test_a_year_is_its_last_value_or_its_sum(rule: OverCycles, told: dict[int, str]) -> None:
    years = by_year(indicator(rule), YEARS, stands=own)
    assert {year: str(rolled.number) for year, rolled in years.items()} == told
    assert len(years[2025].of) == (2 if rule == OverCycles.SUM else 1)


def test_a_report_on_the_whole_plan_is_never_added() -> None:
    values = [*YEARS[1:], value("2025-final", "99")]
    assert over_cycles(indicator(OverCycles.SUM), values, stands=own).number == Decimal(7)
    assert over_cycles(indicator(), values, stands=own).number == Decimal(99)


def test_where_the_last_has_no_number_a_sum_is_of_those_that_have_one() -> None:
    values = [YEARS[1], value("2025-Q2", None)]
    assert over_cycles(indicator(OverCycles.SUM), values, stands=own).number == Decimal(3)
    assert over_cycles(indicator(), values, stands=own).number is None


def test_words_are_never_added() -> None:
    values = [value("2025-Q1", None, words="基本同步"), value("2025-Q2", None, words="同步")]
    rolled = over_cycles(indicator(OverCycles.SUM), values, stands=own)
    assert (rolled.number, rolled.of) == (None, (values[1],))


def test_a_decided_value_is_added_in_the_place_of_the_reported() -> None:
    decided = {id(YEARS[1]): Decimal(30)}
    rolled = over_cycles(
        indicator(OverCycles.SUM), YEARS[1:],
        stands=lambda each: decided.get(id(each), each.value),
    )  # fmt: skip
    assert rolled.number == Decimal(34)


def part(number: str | None, *both: str) -> Rolled:
    above, below = map(Decimal, both) if both else (None, None)
    return Rolled((value("2025-Q4", number),), number and Decimal(number), above, below)  # type: ignore[arg-type]


def test_counties_are_added_or_not_at_all() -> None:
    parts = [part("3"), part("4"), part(None)]
    assert over_counties(indicator(counties=OverCounties.NONE), parts) is None
    added = over_counties(indicator(counties=OverCounties.SUM), parts)
    assert added is not None
    assert (added.number, len(added.of)) == (Decimal(7), 2)


def test_a_rate_is_of_all_counties_together_and_no_mean_of_rates() -> None:
    """100/100 and 10/100 are 55 %; a big county weighs more than a small one."""
    parts = [part("100", "100", "100"), part("10", "90", "900")]
    added = over_counties(indicator(counties=OverCounties.RATE), parts)
    assert added is not None
    assert (added.number, added.numerator, added.denominator) == (
        Decimal("19.0000"), Decimal(190), Decimal(1000),
    )  # fmt: skip


def test_without_a_number_there_is_nothing_to_add() -> None:
    for rule in (OverCounties.SUM, OverCounties.RATE):
        assert over_counties(indicator(counties=rule), [part(None)]) is None
        assert over_counties(indicator(counties=rule), []) is None


def test_a_countys_year_of_a_rate_adds_both_numbers() -> None:
    values = [value("2025-Q1", "50", of=("1", "2")), value("2025-Q2", "100", of=("6", "6"))]
    rolled = over_cycles(indicator(OverCycles.SUM, OverCounties.RATE), values, stands=own)
    assert (rolled.number, rolled.numerator, rolled.denominator) == (
        Decimal("87.5000"), Decimal(7), Decimal(8),
    )  # fmt: skip


def test_a_report_on_the_plan_that_was_opened_late_makes_no_second_year() -> None:
    values = [value("2023-Q3", "3"), value("2023-Q4", "4"), value("2024-Q1", "1"),
              value("2023-final", "99")]  # fmt: skip
    years = by_year(indicator(OverCycles.SUM), values, stands=own)
    assert {year: str(rolled.number) for year, rolled in years.items()} == {2023: "7", 2024: "1"}


def test_words_that_were_decided_against_are_not_told() -> None:
    said = value("2025-Q4", None, words="提供单位的话")
    said.last_stands, said.last_value, said.last_words = "other", None, "另一单位的话"  # type: ignore[attr-defined]
    (told,) = years_told(IndicatorLine(indicator(), True, said, None, (said,)))
    assert told.said == "另一单位的话（已裁定）"
