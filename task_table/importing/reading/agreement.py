"""Compares a profile with what was read from the document, before either is loaded."""

from collections.abc import Iterable, Iterator

from task_table.importing.reading.plan_table import PlanReading
from task_table.importing.reading.problems import Problem
from task_table.importing.reading.profile import PlanProfile


def disagreements(profile: PlanProfile, reading: PlanReading) -> tuple[Problem, ...]:
    """List every name, number and title that one has and the other lacks; empty means loadable."""
    return tuple(_disagreements(profile, reading))


def printed_names(reading: PlanReading) -> tuple[str, ...]:
    """Give every unit and group named in the table once, in the order of first appearance."""
    return tuple(
        dict.fromkeys(name for task in reading.tasks for name in (*task.lead, *task.support))
    )


def _disagreements(profile: PlanProfile, reading: PlanReading) -> Iterator[Problem]:
    if profile.title != reading.title:
        yield Problem("题名", f"规划配置写“{profile.title}”，文件印“{reading.title}”。")
    known = [*(unit.name for unit in profile.units), *(group.name for group in profile.groups)]
    yield from _differ("单位", known, printed_names(reading))
    tasks = [number for section in profile.sections for number in section.tasks]
    yield from _differ("任务", tasks, [task.number for task in reading.tasks])
    indicators = [indicator.number for indicator in profile.indicators]
    for asking in profile.asks:
        if asking.number not in tasks:
            yield Problem(f"填报要求的任务“{asking.number}”", "分工表没有这一项，请核对。")
    yield from _differ("指标", indicators, [row.number for row in reading.indicators])
    yield from _not_of_the_task(profile, reading)


def _not_of_the_task(profile: PlanProfile, reading: PlanReading) -> Iterator[Problem]:
    """Name each indicator whose supplier does not stand in the task it is reported with."""
    names = {unit.code: unit.name for unit in profile.all_units()}
    tasks = {task.number: (*task.lead, *task.support) for task in reading.tasks}
    for each in profile.indicators:
        supplier = names.get(each.supplier, each.supplier)
        if supplier and supplier not in tasks.get(each.task, ()):
            message = f"提供单位“{supplier}”不在第{each.task}项任务里，请核对。"
            yield Problem(f"指标“{each.number}”", message)


def _differ(what: str, configured: Iterable[str], printed: Iterable[str]) -> Iterator[Problem]:
    configured, printed = dict.fromkeys(configured), dict.fromkeys(printed)
    for name in printed:
        if name not in configured:
            yield Problem(f"{what}“{name}”", "文件里有，规划配置里没有，请补上。")
    for name in configured:
        if name not in printed:
            yield Problem(f"{what}“{name}”", "规划配置里有，文件里没有，请核对。")
