"""The figures the demo's source units report: made up near target and baseline, some missing."""

from collections.abc import Mapping
from decimal import Decimal
from random import Random

from project.demo.words import MARK
from task_table.models import Indicator, Operator, OverCounties, Plan
from workflows.figures.asking import Asked, Kind, asked_of
from workflows.figures.reading import PERCENT, in_digits
from workflows.models import Report

NO_DATA = f"{MARK}统计口径调整，数据尚未出齐。"
IN_WORDS = f"{MARK}与地区生产总值增长基本同步。"
CHANCE_OF_NONE = 0.06
TENTH = Decimal("0.1")
# Which indicators counties report a part of, and how it rolls up.
PARTS = {3: OverCounties.RATE, 11: OverCounties.SUM}


def compose_figures(report: Report) -> Mapping[str, str]:
    """Return what the source unit types on its row; nothing on every other row.

    The same at every loading; with its own chance, so that the story around it stays as it is.
    """
    task = report.assignment.task
    rng = Random(f"figures {report.cycle.key} {task.number} {report.unit.code}")  # noqa: S311
    figures: dict[str, str] = {}
    for each in task.indicators.all():
        if each.supplier_id == report.unit_id:
            figures |= _figure(rng, Asked(each))
    for asked in asked_of(report) if report.assignment.group_id else ():
        figures |= _part(rng, asked)
    return figures


def ask_counties(plan: Plan) -> None:
    """Have the demo's counties asked for their part of an indicator of each kind."""
    for number, rule in PARTS.items():
        plan.indicators.filter(number=number).update(over_counties=rule)


def _part(rng: Random, asked: Asked) -> dict[str, str]:
    """Return a county's part: of a rate both its numbers."""
    whole = rng.randint(200, 900)
    if asked.kind == Kind.RATE:
        return {asked.name: f"{whole - rng.randint(0, whole // 20)}/{whole}"}
    return {asked.name: str(rng.randint(60, 180))}


def _figure(rng: Random, asked: Asked) -> dict[str, str]:
    if rng.random() < CHANCE_OF_NONE:
        return {asked.why_name: NO_DATA}
    if asked.indicator.operator == Operator.WORDS:
        return {asked.name: IN_WORDS}
    return {asked.name: in_digits(_value(rng, asked.indicator))}


def _value(rng: Random, indicator: Indicator) -> Decimal:
    """Return a value around the target, now and then below it; full coverage stays full."""
    target = indicator.target or Decimal(0)
    if indicator.measure != PERCENT:
        return Decimal(rng.randint(int(target * 7 / 10), int(target * 11 / 10)))
    if target == indicator.baseline == Decimal(100):
        return Decimal(100) if rng.random() < 0.7 else 100 - TENTH * rng.randint(1, 8)
    return target + TENTH * rng.randint(-15, 45)
