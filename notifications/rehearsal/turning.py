"""Which lights turn on which day: the pure rules of `workflows.lights`, asked day by day."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from notifications.rehearsal.world import Row, World
from workflows.lights.facts import ReportFacts, TaskFacts
from workflows.lights.judging import judge_report, judge_task
from workflows.lights.light import Light, Lit
from workflows.lights.overdue import is_overdue
from workflows.standing import Reckoning
from workflows.steps import Step


@dataclass(frozen=True)
class Turn:
    """Lights that turn alike on a day: from which to which, by which rule, whose and how many."""

    what: str
    was: Lit
    now: Lit
    names: tuple[tuple[str, int], ...]

    @property
    def count(self) -> int:
        return sum(count for _, count in self.names)


@dataclass(frozen=True)
class Lights:
    """The lights of a day: of reports by their facts, since many have the same, and of tasks."""

    reports: Mapping[ReportFacts, Lit]
    tasks: tuple[Lit, ...]


def turns(world: World, days: Iterable[date]) -> Iterator[tuple[date, list[Turn]]]:
    """Yield what turns on each day but the first, which the others are held against."""
    before: Lights | None = None
    for day in days:
        now = lights_on(world, day)
        if before is not None:
            yield day, [*_of_reports(world, before, now), *_of_tasks(world, before, now)]
        before = now


def lights_on(world: World, day: date) -> Lights:
    """Return the lights of our cycle's reports and the plan's tasks, if nobody acts until then."""
    facts = {row.facts for row in _ours(world)}
    tasks = (_task_on(each.dated.on(day), world, day) for each in world.tasks)
    return Lights({each: _report_on(each, world, day) for each in facts}, tuple(tasks))


def anything_overdue(world: World, day: date) -> bool:
    """Say whether the plan's digest would have anything to tell (任务逾期, 未按时报送)."""
    if any(is_overdue(_task_on(each.dated.on(day), world, day)) for each in world.tasks):
        return True
    facts = {row.facts for row in world.rows if row.of_plan and _lies_with_unit(row, day)}
    return any(_report_on(each, world, day).light == Light.RED for each in facts)


def _lies_with_unit(row: Row, day: date) -> bool:
    return row.step == Step.REPORT and row.is_there(day)


def _report_on(facts: ReportFacts, world: World, day: date) -> Lit:
    return judge_report(facts, world.thresholds, on=day, reckoning=_reckoning(world, day))


def _task_on(facts: TaskFacts, world: World, day: date) -> Lit:
    return judge_task(facts, world.thresholds, on=day, reckoning=_reckoning(world, day))


def _reckoning(world: World, day: date) -> Reckoning:
    return Reckoning(day, world.calendar.ordinals)


def _ours(world: World) -> list[Row]:
    return [row for row in world.rows if row.is_ours]


def _of_reports(world: World, before: Lights, now: Lights) -> list[Turn]:
    """Return the reports' turns, those alike as one, with how many each unit has."""
    found: dict[tuple[str, str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    shown: dict[tuple[str, str, str], tuple[Lit, Lit]] = {}
    for row in _ours(world):
        was, lit = before.reports[row.facts], now.reports[row.facts]
        if was.light != lit.light:
            alike = (was.light, lit.rule, lit.words)
            shown[alike] = (was, lit)
            found[alike][world.units[row.unit]] += 1
    return [Turn("报告", *shown[key], tuple(names.items())) for key, names in found.items()]


def _of_tasks(world: World, before: Lights, now: Lights) -> list[Turn]:
    rows = zip(world.tasks, before.tasks, now.tasks, strict=True)
    return [
        Turn("任务", was, lit, ((f"{task.name} {task.text}", 1),))
        for task, was, lit in rows
        if was.light != lit.light
    ]
