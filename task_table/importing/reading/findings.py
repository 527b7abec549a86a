"""Finds by computing what to check in a plan; what was seen by eye stands in the profile."""

from collections.abc import Iterator
from dataclasses import dataclass

from task_table.importing.reading.indicators import IndicatorReading, Operator
from task_table.importing.reading.plan_table import PlanReading


@dataclass(frozen=True)
class FindingReading:
    """One thing to check in the source: where it stands and what it is, in Chinese."""

    where: str
    message: str


def computed_findings(reading: PlanReading) -> tuple[FindingReading, ...]:
    """List the targets that lie below the base value: floors, not mistakes, but easily misread."""
    return tuple(_below(indicator) for indicator in targets_below_baseline(reading))


def targets_below_baseline(reading: PlanReading) -> Iterator[IndicatorReading]:
    """Give the indicators whose floor lies below the value already reached in the base year."""
    for indicator in reading.indicators:
        if indicator.operator not in {Operator.AT_LEAST, Operator.MORE_THAN}:
            continue
        if indicator.target is None or indicator.baseline is None:
            continue
        if indicator.target < indicator.baseline:
            yield indicator


def _below(indicator: IndicatorReading) -> FindingReading:
    return FindingReading(
        where=f"指标 {indicator.number}",
        message=(
            f"“{indicator.name}”{indicator.target_year} 年目标（{indicator.target_printed}）"
            f"低于 {indicator.baseline_year} 年的值（{indicator.baseline_printed}）。"
            "目标是底线：完成情况与目标比，不与上年值比。"
        ),
    )
