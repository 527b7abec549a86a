"""已阅: which unit has opened its sheet in a cycle; the others are the first to be called."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef

from project.accounts.models import Unit, User
from workflows.contacts import Contact, read_contacts
from workflows.models import Cycle, Draft, Report, SheetOpening
from workflows.steps import Step


@dataclass(frozen=True)
class Unopened:
    """A unit that owes and has not opened its sheet: whom to call, and for how many rows."""

    unit: Unit
    liaisons: list[Contact]
    rows: int


def note_opening(cycle: Cycle, unit: Unit, by: User, *, at: datetime) -> None:
    """Write down once who of the unit first opened its sheet; afterwards this only reads.

    Being seen is no act on a case: it leaves no trail.
    """
    known = SheetOpening.objects.filter(cycle=cycle, unit=unit)
    if not known.exists():
        row = SheetOpening(cycle=cycle, unit=unit, opened_by=by, first_opened_at=at)
        SheetOpening.objects.bulk_create([row], ignore_conflicts=True)


def unopened(cycle: Cycle, *, on: date) -> list[Unopened]:
    """Return the units to be called first, in the order of the table: two statements.

    Who wrote or filed anything has seen what it owes, however it came there.
    """
    if on < cycle.opens_on:
        return []
    owed = list(_owed(cycle))
    units = {row.unit_id: row.unit for row in owed}
    touched = {row.unit_id for row in owed if row.was_opened or row.was_touched}
    owing = [row.unit_id for row in owed if row.step == Step.REPORT]
    left = [units[key] for key in dict.fromkeys(owing) if key not in touched]
    return _with_people(left, owing, on)


def _with_people(units: Collection[Unit], owing: list[int], on: date) -> list[Unopened]:
    if not units:
        return []
    entries = read_contacts(units, on=on)
    return [Unopened(each.unit, each.liaisons, owing.count(each.unit.pk)) for each in entries]


def _owed(cycle: Cycle) -> list[Any]:
    opened = SheetOpening.objects.filter(cycle=OuterRef("cycle"), unit=OuterRef("unit"))
    drafted = Draft.objects.filter(report=OuterRef("pk"), received=None, saved_by__isnull=False)
    rows = Report.objects.in_cycle(cycle).annotate(
        was_opened=Exists(opened), was_touched=Exists(drafted)
    )
    in_order = rows.order_by("assignment__task__place", "assignment__place", "pk")
    return list(in_order.select_related("unit").only("step", "unit__code", "unit__name"))
