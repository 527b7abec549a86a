"""Counts what waits by step, by unit and by days: one statement of either QuerySet for all."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, QuerySet

from project.accounts.models import Unit
from workflows.case_words import CaseKind, CaseStep
from workflows.models.cases import CaseQuerySet
from workflows.models.reports import ReportQuerySet
from workflows.steps import OPEN_STEPS
from workflows.where.waiting import BANDS, Calendar


@dataclass
class Tally:
    """How many wait in one place: in all, by band of days, and by what stands across."""

    label: str
    key: str
    unit: Unit | None = None
    total: int = 0
    bands: Counter[str] = field(default_factory=Counter)
    across: Counter[str] = field(default_factory=Counter)

    def add(self, row: Mapping[str, Any], across: str) -> None:
        self.total += row["count"]
        self.across[across] += row["count"]
        for band in BANDS:
            self.bands[band.key] += row[f"band_{band.key}"]

    @property
    def by_band(self) -> list[tuple[str, int]]:
        return [(band.key, self.bands[band.key]) for band in BANDS]

    @property
    def by_step(self) -> list[tuple[str, int]]:
        return [(step.value, self.across[step]) for step in OPEN_STEPS]


@dataclass(frozen=True)
class Table:
    """The counts of one kind of work, by step and by unit, in the order the steps are passed."""

    steps: list[Tally]
    units: list[Tally]

    @property
    def total(self) -> int:
        return sum(each.total for each in self.steps)


def count_reports(rows: ReportQuerySet, calendar: Calendar) -> Table:
    """Return the counts of reports: two statements."""
    found = _counted(rows, calendar, "step", "unit")
    steps = {step.value: Tally(step.label, step.value) for step in OPEN_STEPS}
    units = _units(found)
    for row in found:
        steps[row["step"]].add(row, str(row["unit"]))
        units[row["unit"]].add(row, row["step"])
    return Table([each for each in steps.values() if each.total], list(units.values()))


def count_cases(rows: CaseQuerySet, calendar: Calendar) -> Table:
    """Return the counts of cases, by kind and step: two statements."""
    found = _counted(rows, calendar, "kind", "step", "unit")
    steps: dict[str, Tally] = {}
    units = _units(found)
    for row in sorted(found, key=_place_of):
        key = f"{row['kind']}-{row['step']}"
        label = f"{CaseKind(row['kind']).label}：{CaseStep(row['step']).label}"
        steps.setdefault(key, Tally(label, key)).add(row, str(row["unit"]))
        units[row["unit"]].add(row, key)
    return Table(list(steps.values()), list(units.values()))


def _place_of(row: Mapping[str, Any]) -> tuple[int, int]:
    return CaseKind.values.index(row["kind"]), CaseStep.values.index(row["step"])


def _counted(rows: QuerySet[Any], calendar: Calendar, *by: str) -> list[dict[str, Any]]:
    bands = {f"band_{band.key}": Count("pk", filter=calendar.within(band)) for band in BANDS}
    counted = rows.order_by().values(*by).annotate(count=Count("pk"), **bands)
    return list(counted)


def _units(found: Iterable[Mapping[str, Any]]) -> dict[int, Tally]:
    """Return the units that have anything waiting, in the order of their keys."""
    rows = Unit.objects.filter(pk__in={row["unit"] for row in found}).order_by("pk")
    return {unit.pk: Tally(unit.name, unit.code, unit) for unit in rows}
