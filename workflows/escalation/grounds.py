"""The grounds of a paper: reports unfiled and tasks overdue, in natural keys, and which still are.

Time in others' hands is no ground (rule 8); overdue is what the red light says (decision 0040).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from project.accounts.models import Unit
from project.workdays.models import Workday
from task_table.models import Assignment, Plan
from workflows.lights.overdue import overdue_in
from workflows.models import Report
from workflows.models.reports import ReportQuerySet
from workflows.standing import asked_by, late_among, reckon
from workflows.steps import Step

REPORT, TASK = "report", "task"
Key = tuple[str, str, str, str]


@dataclass(frozen=True)
class Ground:
    """What one unit has not done by `asked_on`, `days` working days past it when it was read.

    `cycle` is a cycle's key for a report, empty for a task; `label` is how pages name the cycle.
    """

    kind: str
    unit: str
    task: str
    role: str
    asked_on: str
    days: int
    cycle: str = ""
    label: str = ""

    @property
    def key(self) -> Key:
        return (self.kind, self.unit, self.task, self.cycle)


def as_json(grounds: Iterable[Ground]) -> list[dict[str, Any]]:
    return [asdict(each) for each in grounds]


def from_json(rows: Iterable[Mapping[str, Any]]) -> list[Ground]:
    return [Ground(**row) for row in rows]


def read_grounds(plan: Plan, *, on: date) -> dict[Unit, list[Ground]]:
    """Return by unit in printed order all that can still be done and is late."""
    found: dict[Unit, list[Ground]] = defaultdict(list)
    for unit, ground in (*_unfiled(plan, on), *_overdue(plan, on)):
        found[unit].append(ground)
    order = {unit.pk: unit for unit in Unit.objects.filter(pk__in=[each.pk for each in found])}
    return {order[key]: found[order[key]] for key in sorted(order)}


def _unfiled(plan: Plan, on: date) -> Iterator[tuple[Unit, Ground]]:
    rows = list(_unfiled_rows(plan, Step.REPORT).filter(cycle__opens_on__lte=on))
    reckoning = reckon(rows, on=on)
    for row in late_among(rows, on=on):
        asked = asked_by(row)
        yield row.unit, Ground(
            REPORT, row.unit.code, row.assignment.task.number,
            _role(row.assignment), asked.isoformat(), -reckoning.days_to(asked),
            row.cycle.key, row.cycle.label,
        )  # fmt: skip


def _role(assignment: Assignment) -> str:
    return assignment.get_role_display().removesuffix("单位")


def _unfiled_rows(plan: Plan, *steps: Step) -> ReportQuerySet:
    rows = Report.objects.at_step(*steps).filter(cycle__plan=plan, signed_version=None)
    rows = rows.select_related("unit", "cycle", "version", "assignment__task")
    return rows.order_by("cycle__due_on", "assignment__task__place", "assignment__place", "pk")


def _overdue(plan: Plan, on: date) -> Iterator[tuple[Unit, Ground]]:
    late = [(task.leads[0], task, by) for task, by in overdue_in(plan, on=on) if task.leads]
    days = {on} | {by.due_on for _, _, by in late}
    ordinals = dict(Workday.objects.filter(day__in=days).values_list("day", "ordinal"))
    for lead, task, by in late:
        yield lead.unit, Ground(
            TASK, lead.unit.code, task.number, _role(lead), by.due_on.isoformat(),
            ordinals[on] - ordinals[by.due_on],
        )  # fmt: skip


def standing_keys(plan: Plan, grounds: Sequence[Ground], *, on: date) -> set[Key]:
    """Return the keys of those grounds that still are: what was missed for good still is."""
    cycles = {each.cycle for each in grounds if each.kind == REPORT}
    unfiled = _unfiled_rows(plan, Step.REPORT, Step.MISSED).filter(cycle__key__in=cycles)
    still = {
        (REPORT, row.unit.code, row.assignment.task.number, row.cycle.key)
        for row in (unfiled if cycles else ())
    }
    if any(each.kind == TASK for each in grounds):
        still |= {
            (TASK, task.leads[0].unit.code, task.number, "")
            for task, _ in overdue_in(plan, on=on) if task.leads
        }  # fmt: skip
    return still & {each.key for each in grounds}
