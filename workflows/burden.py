"""What a cycle asks of each kind of unit: fields, proofs, returns; of units, never of persons."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from task_table.models import AssignmentRole
from workflows.completeness import what_is_missing
from workflows.forms import ConcurrenceForm, DraftForm
from workflows.models import Draft, Party, Progress
from workflows.paragraph_forms import ParagraphForm


class AskedRow(NamedTuple):
    """A row of a cycle as far as the burden counts it; units and sections by any key.

    `in_paragraph`: nothing of its own is asked, its section is answered in one paragraph.
    `urges` are a lead's, of this row; `office_urges` the keys of the office's, one for all that a
    unit owed: it counts once with each kind of whose rows it spoke.
    `figures` are those of indicators it reports; `exceptions` are the unit's, the same on each of
    its rows.
    """

    party: Party
    unit: int
    section: int
    concurrence: bool
    in_paragraph: bool
    status: str
    figures: int
    returns: int
    urges: int
    exceptions: int
    office_urges: frozenset[int] = frozenset()


def _fields(concurrence: bool) -> int:
    """Return how many fields an empty report of its kind lacks."""
    return len(what_is_missing(Draft(), concurrence=concurrence, has_evidence=False))


def _wants_proof(concurrence: bool) -> bool:
    """Say whether a report of its kind that says 已完成 lacks a file without one."""
    said = Draft(status=Progress.DONE, progress="—", no_change=False)
    return "status" in what_is_missing(said, concurrence=concurrence, has_evidence=False)


@dataclass(frozen=True)
class Burden:
    """What one kind of unit was asked for in a cycle.

    `per_row` are the numbers of required fields that occur; `required` and `offered` are fields of
    all rows; `exceptions` are 特许补报 to units of the kind (a unit of two kinds counts in both).
    """

    party: str
    units: int
    rows: int
    per_row: list[int]
    required: int
    offered: int
    proofs: int
    returns: int
    urges: int
    exceptions: int


def burden_of(rows: Iterable[AskedRow]) -> list[Burden]:
    """Return the burden of each kind that is asked at all."""
    kept = list(rows)
    by_party = {party: [row for row in kept if row.party == party] for party in Party}
    return [_burden(party, own) for party, own in by_party.items() if own]


def party_of(role: str, group: int | None) -> Party:
    """Return the kind of unit an assignment counts with, as `duties.MEMBERS` asks the database.

    `group` is the key of the group through which the unit is assigned.
    """
    if role == AssignmentRole.LEAD:
        return Party.LEAD
    return Party.SUPPORT if group is None else Party.COUNTY


def _burden(party: Party, rows: list[AskedRow]) -> Burden:
    units = {row.unit: row.exceptions for row in rows}
    required = _required(rows)
    done = [row.concurrence for row in rows if row.status == Progress.DONE]
    return Burden(
        party=party.value,
        units=len(units),
        rows=len(rows),
        per_row=sorted(set(required)),
        required=sum(required),
        offered=_offered(rows),
        proofs=sum(done.count(kind) for kind in set(done) if _wants_proof(kind)),
        returns=sum(row.returns for row in rows),
        urges=sum(row.urges for row in rows) + len(_by_the_office(rows)),
        exceptions=sum(units.values()),
    )


def _required(rows: list[AskedRow]) -> list[int]:
    """Return how many fields each row's empty report lacks before it may be submitted."""
    own = {kind: _fields(kind) for kind in {row.concurrence for row in rows}}
    return [row.figures + (0 if row.in_paragraph else own[row.concurrence]) for row in rows]


def _by_the_office(rows: list[AskedRow]) -> set[int]:
    """Return the office's urges, each once however many rows it was about."""
    return {urge for row in rows for urge in row.office_urges}


@cache
def _of_paragraph() -> int:
    """Return how many fields a paragraph shows."""
    return len(ParagraphForm().visible_fields())


def _offered(rows: list[AskedRow]) -> int:
    """Count the fields shown: a row's own, or those of one paragraph for a unit's section."""
    own = [
        ConcurrenceForm if row.concurrence else DraftForm for row in rows if not row.in_paragraph
    ]
    paragraphs = {(row.unit, row.section) for row in rows if row.in_paragraph}
    written = _of_paragraph() * len(paragraphs)
    # A figure has two fields: its value, and why there is none.
    figures = sum(2 * row.figures for row in rows)
    return written + figures + sum(len(form.Meta.fields) for form in own)
