"""Rolls an indicator's signed values up: over a year's cycles, and over the counties (0051)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from task_table.models import Indicator, OverCounties, OverCycles
from workflows.models import Cycle, CycleKind, IndicatorValue

PLACES = Decimal("0.0001")
# Which number of a value stands, whoever stated it; None where it has none.
Stands = Callable[[IndicatorValue], Decimal | None]


@dataclass(frozen=True)
class Rolled:
    """What values come to: a number, with both its numbers where it is a quotient; and of which.

    Without a number the last of them has words, or says why there is no data.
    """

    of: tuple[IndicatorValue, ...]
    number: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None


def by_year(
    indicator: Indicator, values: Iterable[IndicatorValue], *, stands: Stands
) -> dict[int, Rolled]:
    """Return the value of each year of which one was signed (oldest first, with their cycles)."""
    years: dict[int, list[IndicatorValue]] = {}
    for each in values:
        years.setdefault(_cycle(each).covers_until.year, []).append(each)
    return {year: over_cycles(indicator, years[year], stands=stands) for year in sorted(years)}


def over_cycles(
    indicator: Indicator, values: Sequence[IndicatorValue], *, stands: Stands
) -> Rolled:
    """Return what a year's values come to by the indicator's rule; at least one, oldest first.

    Reports on the plan as a whole are of no period of their own: they are never added.
    """
    parts = [each for each in values if _is_of_a_period(each) and stands(each) is not None]
    if indicator.over_cycles == OverCycles.SUM and parts:
        return _sum(parts, stands)
    last = values[-1]
    return Rolled((last,), stands(last), last.numerator, last.denominator)


def over_counties(indicator: Indicator, parts: Sequence[Rolled]) -> Rolled | None:
    """Return what the counties' parts come to; None without a rule or without a number."""
    told = [each for each in parts if each.number is not None]
    of = tuple(value for each in told for value in each.of)
    if not told or indicator.over_counties == OverCounties.NONE:
        return None
    if indicator.over_counties == OverCounties.SUM:
        return Rolled(of, sum((each.number or Decimal(0) for each in told), Decimal(0)))
    return _quotient(of, [each for each in told if each.denominator])


def _sum(parts: Sequence[IndicatorValue], stands: Stands) -> Rolled:
    of = tuple(parts)
    if all(each.denominator is not None for each in parts):
        both = [Rolled((), None, each.numerator, each.denominator) for each in parts]
        return _quotient(of, both) or Rolled(of, None)
    return Rolled(of, sum((stands(each) or Decimal(0) for each in parts), Decimal(0)))


def _quotient(of: tuple[IndicatorValue, ...], parts: Sequence[Rolled]) -> Rolled | None:
    """Return a rate in percent from numerators and denominators, each added up by itself."""
    above = sum((each.numerator or Decimal(0) for each in parts), Decimal(0))
    below = sum((each.denominator or Decimal(0) for each in parts), Decimal(0))
    if not below:
        return None
    return Rolled(of, (100 * above / below).quantize(PLACES), above, below)


def _is_of_a_period(value: IndicatorValue) -> bool:
    return _cycle(value).kind not in (CycleKind.MIDTERM, CycleKind.FINAL)


def _cycle(value: IndicatorValue) -> Cycle:
    return value.version.report.cycle
