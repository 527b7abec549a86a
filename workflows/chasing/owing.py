"""Who still owes in a cycle, unit by unit: how much, since when, urged when, and whom to call."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from project.accounts.models import Unit
from workflows.burden import party_of
from workflows.contacts import Entry, read_contacts
from workflows.models import Cycle, OfficeUrge, Party, Report
from workflows.standing import Reckoning, Status, asked_by, reckon


@dataclass(frozen=True)
class Owing:
    """A unit and what it owes, the most urgent first; its urges in the cycle, the last one last.

    `is_unopened`: nobody of the unit has opened its sheet yet, as far as that is known.
    """

    unit: Unit
    rows: list[Report]
    urges: list[OfficeUrge]
    contacts: Entry
    reckoning: Reckoning
    is_unopened: bool = False

    @property
    def asked_by(self) -> date:
        """Return the first day by which something is asked for."""
        return min(asked_by(row) for row in self.rows)

    @property
    def status(self) -> Status:
        """Return where the most urgent row stands: its word counts the working days."""
        return self.reckoning.status_of(self.rows[0])

    @property
    def parties(self) -> set[Party]:
        return set(self._parties_of_rows)

    @property
    def counts(self) -> list[tuple[str, int]]:
        """Return how many rows are owed in each role."""
        of = self._parties_of_rows
        return [(party.label, of.count(party)) for party in Party if party in of]

    @property
    def _parties_of_rows(self) -> list[Party]:
        return [party_of(row.assignment.role, row.assignment.group_id) for row in self.rows]

    @property
    def is_late(self) -> bool:
        return self.asked_by < self.reckoning.on

    @property
    def is_returned(self) -> bool:
        return any(row.reply_by for row in self.rows)

    @property
    def last(self) -> OfficeUrge | None:
        return self.urges[-1] if self.urges else None

    @property
    def promise(self) -> OfficeUrge | None:
        """Return the urge in which the unit last named a day."""
        return next((each for each in reversed(self.urges) if each.promised_on), None)

    @property
    def promise_is_broken(self) -> bool:
        return self.promise is not None and self.promise.is_broken(on=self.reckoning.on)

    def was_urged_on(self, day: date) -> bool:
        """Say whether an urge of that working day is there."""
        return any(each.counts_on == day for each in self.urges)


def read_owing(
    cycle: Cycle, units: QuerySet[Unit], *, on: date, unopened: Collection[int] = ()
) -> list[Owing]:
    """Return those of the units that still owe, the longest past its day first: five statements.

    `unopened` are the keys of units whose sheet nobody opened, where somebody keeps account of it.
    """
    rows = _owed(cycle, units)
    reckoning = reckon([row for own in rows.values() for row in own], on=on)
    urges = urges_of(cycle, list(rows))
    entries = {entry.unit.pk: entry for entry in read_contacts(_units(rows), on=on)}
    found = [
        Owing(
            own[0].unit, own, urges[key], entries[key], reckoning, is_unopened=key in unopened
        )
        for key, own in rows.items()
    ]  # fmt: skip
    return sorted(found, key=lambda each: each.asked_by)


def urges_of(cycle: Cycle, units: Iterable[int]) -> dict[int, list[OfficeUrge]]:
    """Return the office's urges of units in a cycle, by unit, the last one last."""
    found: dict[int, list[OfficeUrge]] = defaultdict(list)
    made = OfficeUrge.objects.in_cycle(cycle).filter(unit__in=list(units)).for_reading()
    for each in made.order_by("pk"):
        found[each.unit_id].append(each)
    return found


def _owed(cycle: Cycle, units: QuerySet[Unit]) -> dict[int, list[Report]]:
    owed: dict[int, list[Report]] = defaultdict(list)
    rows = Report.objects.in_cycle(cycle).still_owed().filter(unit__in=units)
    rows = rows.select_related("cycle", "unit", "version", "assignment__task")
    for row in rows.order_by("assignment__task__place", "assignment__place"):
        owed[row.unit_id].append(row)
    return {key: sorted(own, key=asked_by) for key, own in owed.items()}


def _units(rows: dict[int, list[Report]]) -> list[Unit]:
    return [own[0].unit for own in rows.values()]
