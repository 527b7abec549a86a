"""The lights of a summary's moment: of tasks with what they are overdue by, and of indicators."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from notifications.papers import Gauge, Lamp
from notifications.summaries.rolled import rolled_up
from task_table.models import Indicator, Nature, Plan, Task
from workflows.figures.telling import Parts, parts_in
from workflows.lights.attaining import judgement_of
from workflows.lights.indicators import IndicatorLine, indicator_facts, indicator_lines
from workflows.lights.judging import judge_indicator
from workflows.lights.light import Lit
from workflows.lights.overdue import Overdue, overdue_by
from workflows.lights.reading import thresholds_of
from workflows.lights.tasks import judged_tasks
from workflows.lights.telling import in_measure
from workflows.models import Cycle
from workflows.sight import Viewer

NOBODY_SUPPLIES = "没有确定数据提供单位"


@dataclass(frozen=True)
class LitTask:
    """A task's light, and what the task is overdue by if it is (任务逾期)."""

    lamp: Lamp
    overdue: Overdue | None


def lit_tasks(plan: Plan, tasks: Iterable[Task], *, on: date) -> dict[str, LitTask]:
    """Return the plan's tasks (fetched with leads) by number: four statements for any."""
    judged = judged_tasks(plan, tasks, on=on)
    return {
        task.number: LitTask(lamp_of(lit), overdue_by(facts, lit, on=on) if task.is_open else None)
        for task in tasks
        for facts, lit in [judged[task.pk]]
    }


def lamp_of(lit: Lit) -> Lamp:
    return Lamp(lit.light.value, lit.words, lit.rule, lit.version)


def gauges(cycle: Cycle, indicators: Iterable[Indicator], *, on: date) -> list[Gauge]:
    """Return the plan's indicators (fetched with suppliers) as they were given, one statement.

    Values are those signed up to this cycle's.
    """
    seen_by = Viewer.of_committee(cycle.plan.committee_id)
    lines = indicator_lines(indicators, seen_by, on=on, until=cycle)
    parts = parts_in([line.indicator for line in lines], seen_by, until=cycle)
    return [_gauge(each, parts, on) for each in lines]


def _gauge(line: IndicatorLine, parts: Parts, on: date) -> Gauge:
    asked, value = line.indicator, line.value
    lit = line.lit or _without_value(asked, on)
    as_of = value.version.report.cycle.covers_until if value else None
    judged = judgement_of(lit, as_of=as_of, target_year=asked.target_year)
    facts = indicator_facts(asked, value)
    return Gauge(
        number=asked.number,
        name=asked.name,
        measure=asked.measure,
        nature=Nature(asked.nature).label,
        is_binding=asked.nature == Nature.BINDING,
        baseline=f"{asked.baseline_printed}（{asked.baseline_year}年）",
        target=f"{asked.target_printed}（{asked.target_year}年）",
        said=line.said if line.sees else NOBODY_SUPPLIES,
        lamp=lamp_of(lit),
        judgement=judged.value,
        source=_source(asked, line),
        operator=asked.operator,
        bound=_written(facts.target),
        value=_written(facts.value),
        **rolled_up(line, parts),
    )


def _written(value: Decimal | None) -> str:
    """Return a number as every database writes it; nothing for nothing."""
    return "" if value is None else in_measure(value, "")


def _without_value(asked: Indicator, on: date) -> Lit:
    return judge_indicator(indicator_facts(asked, None), thresholds_of(asked.plan), on=on)


def _source(asked: Indicator, line: IndicatorLine) -> str:
    if line.value is None:
        return ""
    version = line.value.version
    number = version.report.assignment.task.number
    return f"第{number}项 {asked.supplier} 第{version.number}版 {version.digest}"
