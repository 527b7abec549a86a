"""Loads a reading into the database: once, and never over what is already there.

The source is sacred: a plan that is loaded is compared, row by row. What is missing is created;
what differs is named, and then nothing is written at all.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import models, transaction

from project.accounts.models import Unit, User
from project.audit.recording import record
from task_table.importing.reading import (
    PlanProfile,
    PlanReading,
    Problem,
    TaskReading,
    computed_findings,
    disagreements,
)
from task_table.importing.units import Groups, load_committee
from task_table.models import (
    Ask,
    Asking,
    Assignment,
    AssignmentRole,
    Finding,
    Indicator,
    Plan,
    Section,
    Task,
)

Row = TypeVar("Row", bound=models.Model)
Facts = dict[str, Any]


class NotLoadable(ValueError):
    """A plan that cannot be loaded as it stands; `problems` says where and why, in Chinese."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("；".join(f"{each.where}：{each.message}" for each in self.problems))


@dataclass
class Ledger:
    """What one loading created, by kind, and where the database says something else."""

    created: Counter[str] = field(default_factory=Counter)
    differing: list[Problem] = field(default_factory=list)

    def ensure(
        self,
        model: type[Row],
        key: dict[str, Any],
        *,
        settings: Facts | None = None,
        **printed: Any,
    ) -> Row:
        """Return the row of a natural key, created or, as far as it was printed, compared.

        `settings` are ours: given to a new row, and left as people have set them since.
        """
        defaults = printed | (settings or {})
        row, made = model._default_manager.get_or_create(**key, defaults=defaults)
        if made:
            self.created[str(model._meta.verbose_name)] += 1
            return row
        for name, wanted in printed.items():
            if getattr(row, name) != wanted:
                self._note(row, name, wanted)
        return row

    def _note(self, row: models.Model, name: str, wanted: Any) -> None:
        label = str(row._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        self.differing.append(
            Problem(str(row), f"{label}已导入为“{getattr(row, name)}”，文件是“{wanted}”。")
        )


def load(reading: PlanReading, profile: PlanProfile, *, by: User | None) -> Counter[str]:
    """Load a plan whole or not at all; return how many rows were created, by Chinese kind.

    Raises NotLoadable where profile and document disagree, where the reading has problems, or where
    the plan is loaded already and says something else.
    """
    wrong = (*reading.problems, *disagreements(profile, reading))
    if wrong:
        raise NotLoadable(wrong)
    ledger = Ledger()
    with transaction.atomic():
        plan = _load_plan(ledger, reading, profile)
        if ledger.differing:
            raise NotLoadable(ledger.differing)
        if ledger.created:
            record("plan.import", plan, by=by, plan=plan.title, created=dict(ledger.created))
    return ledger.created


def _load_plan(ledger: Ledger, reading: PlanReading, profile: PlanProfile) -> Plan:
    committee, units, groups = load_committee(ledger.ensure, profile)
    plan = ledger.ensure(
        Plan,
        {"slug": profile.slug},
        title=profile.title,
        from_on=profile.starts_on,
        until_on=profile.ends_on,
        footnote=reading.footnote,
        settings={"committee": committee, "filing_kind": profile.filing},
    )
    sections = _load_sections(ledger, plan, profile)
    for place, task in enumerate(reading.tasks, 1):
        row = _load_task(ledger, plan, sections[task.number], place, task)
        _load_assignments(ledger, row, task, units, groups)
    _load_asks(ledger, plan, profile)
    _load_indicators(ledger, plan, reading, profile, units)
    link_indicators(plan, profile)
    _load_findings(ledger, plan, reading, profile)
    return plan


def _load_sections(ledger: Ledger, plan: Plan, profile: PlanProfile) -> dict[str, Section]:
    """Return the section of each task's number; the table prints none, the profile assigns them."""
    by_number: dict[str, Section] = {}
    for place, each in enumerate(profile.sections, 1):
        section = ledger.ensure(
            Section, {"plan": plan, "place": place}, number=each.number, title=each.title
        )
        by_number |= dict.fromkeys(each.tasks, section)
    return by_number


def _load_task(ledger: Ledger, plan: Plan, section: Section, place: int, task: TaskReading) -> Task:
    return ledger.ensure(
        Task,
        {"plan": plan, "number": task.number},
        place=place,
        text=task.text,
        first_due_on=task.due_on,
        due_source=task.due_source.value,
        settings={"section": section, "due_on": task.due_on, "standing": task.open_ended},
    )


def _load_assignments(
    ledger: Ledger,
    row: Task,
    task: TaskReading,
    units: dict[str, Unit],
    groups: Groups,
) -> None:
    roles = [AssignmentRole.LEAD] * len(task.lead) + [AssignmentRole.SUPPORT] * len(task.support)
    for place, (name, role) in enumerate(zip((*task.lead, *task.support), roles, strict=True), 1):
        if name in units:
            key = {"task": row, "unit": units[name]}
            ledger.ensure(Assignment, key, role=role, place=place, group=None, group_place=0)
            continue
        group, members = groups[name]
        for group_place, unit in enumerate(members, 1):
            key = {"task": row, "unit": unit}
            ledger.ensure(
                Assignment, key, role=role, place=place, group=group, group_place=group_place
            )


def _load_asks(ledger: Ledger, plan: Plan, profile: PlanProfile) -> None:
    """Note what is asked of groups; a task the profile does not name is part of its section's."""
    if not profile.asks or Asking.objects.filter(task__plan=plan).exists():
        return
    asked = {each.number: each.ask for each in profile.asks}
    for task in plan.tasks.filter(assignments__group__isnull=False).distinct():
        ledger.ensure(Asking, {"task": task}, settings={"ask": asked.get(task.number, Ask.SECTION)})


def _load_indicators(
    ledger: Ledger, plan: Plan, reading: PlanReading, profile: PlanProfile, units: dict[str, Unit]
) -> None:
    codes = {unit.code: unit for unit in units.values()}
    said = {each.number: each for each in profile.indicators}
    for each in reading.indicators:
        ledger.ensure(
            Indicator,
            {"plan": plan, "number": int(each.number)},
            heading=each.group,
            name=each.name,
            measure=each.measure,
            nature=each.nature.value if each.nature else "",
            baseline_year=each.baseline_year,
            baseline_printed=each.baseline_printed,
            baseline=each.baseline,
            target_year=each.target_year,
            target_printed=each.target_printed,
            operator=each.operator.value,
            target=each.target,
            settings={
                "supplier": codes.get(said[each.number].supplier),
                "definition_open": said[each.number].reason,
            },
        )


def link_indicators(plan: Plan, profile: PlanProfile) -> None:
    """Say with which task a figure is reported, where nothing is said yet.

    A plan that was loaded before indicators knew their tasks learns it at the next start.
    """
    tasks = {task.number: task for task in plan.tasks.all()}
    for each in profile.indicators:
        if each.task:
            rows = plan.indicators.filter(number=int(each.number), task=None)
            rows.update(task=tasks[each.task])


def _load_findings(ledger: Ledger, plan: Plan, reading: PlanReading, profile: PlanProfile) -> None:
    for place, each in enumerate((*profile.findings, *computed_findings(reading)), 1):
        key = {"plan": plan, "place": place}
        ledger.ensure(Finding, key, where=each.where, message=each.message)
