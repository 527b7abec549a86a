"""Adds up the papers of several cycles: a half-year's or a year's, every row with its cycle."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from notifications.paper_rows import CITY, COUNTY, LEAD, Row, UnitCounts
from notifications.papers import NOBODY, Asking, Paper, Section, Task
from notifications.summaries.counting import counts_by, tasks_by_progress, total_of
from workflows.burden import Burden
from workflows.models import Party


def merged(papers: Sequence[Paper], order: Sequence[str]) -> Paper:
    """Return one paper of all, the oldest first; `order` are the plan's task numbers as printed.

    The papers are of one moment: what stands then (lights, indicators) is the last one's, what is
    overdue that of all, since a task may be in an earlier one alone.
    """
    last = papers[-1]
    sections = _sections(papers, order)
    tasks = [task for section in sections for task in section.tasks]
    rows = [row for task in tasks for row in task.rows]
    overdue = {number for paper in papers for number in paper.overdue}
    return replace(
        last,
        total=total_of(rows),
        by_kind=dict.fromkeys((LEAD, CITY, COUNTY), NOBODY) | counts_by("kind", rows),
        supports_printed=sum(paper.supports_printed for paper in papers),
        progress=tasks_by_progress(tasks),
        units=_units(papers, rows),
        sections=sections,
        overdue=[task.number for task in tasks if task.number in overdue],
        overdue_nodes=_nodes(papers),
        burden=_burdens(papers, rows),
        self_reviewed=sum(row.self_review for row in rows),
        asking=[each for paper in papers for each in _asking(paper)],
    )


def _nodes(papers: Iterable[Paper]) -> dict[str, str]:
    """Return the nodes that tasks are overdue by: the papers are all of one moment."""
    found: dict[str, str] = {}
    for paper in papers:
        found |= paper.overdue_nodes or {}
    return found


def _sections(papers: Sequence[Paper], order: Sequence[str]) -> list[Section]:
    titles = {task.number: part.title for paper in papers for part in paper.sections
              for task in part.tasks}  # fmt: skip
    numbers = [number for number in order if number in titles]
    return [
        Section(title, [_task(number, papers) for number in own])
        for title, own in groupby(numbers, key=titles.__getitem__)
    ]


def _task(number: str, papers: Sequence[Paper]) -> Task:
    """Return the task as it stands, with the rows of every cycle; a unit's, oldest first."""
    found = [
        (paper, task) for paper in papers for task in paper.tasks if task.number == number
    ]  # fmt: skip
    newest = found[-1][1]
    rows = [replace(row, cycle=paper.cycle) for paper, task in found for row in task.rows]
    figures_only = all(task.figures_only for _, task in found)
    return replace(newest, rows=_in_order(rows, newest), figures_only=figures_only)


def _in_order(rows: Iterable[Row], newest: Task) -> list[Row]:
    """Return rows unit by unit as last printed, whoever is not asked any more behind its kind."""
    by_unit: dict[str, list[Row]] = {row.unit: [] for row in newest.rows}
    for row in rows:
        by_unit.setdefault(row.unit, []).append(row)
    ordered = [row for own in by_unit.values() for row in own]
    return sorted(ordered, key=lambda row: row.kind != LEAD)


def _units(papers: Sequence[Paper], rows: list[Row]) -> list[UnitCounts]:
    """Count unit by unit, under the name of the last cycle that asked it."""
    known = {unit.code: unit for paper in papers for unit in paper.units}
    return [replace(known[code], counts=found) for code, found in counts_by("unit", rows).items()]


def _asking(paper: Paper) -> list[Asking]:
    return [replace(each, cycle=paper.cycle) for each in paper.asking or ()]


def _burdens(papers: Sequence[Paper], rows: Iterable[Row]) -> list[Burden]:
    """Add up what was asked of each kind of unit; a unit asked in each cycle counts once."""
    units: dict[str, set[str]] = {party: set() for party in Party.values}
    for row in rows:
        units[_party(row)].add(row.unit)
    told = [each for paper in papers for each in paper.burden]
    by_party = [(party, [each for each in told if each.party == party]) for party in Party.values]
    return [_burden(own, len(units[party])) for party, own in by_party if own]


def _party(row: Row) -> str:
    if row.kind == LEAD:
        return Party.LEAD.value
    return (Party.COUNTY if row.group else Party.SUPPORT).value


def _burden(own: Sequence[Burden], units: int) -> Burden:
    added = ("rows", "required", "offered", "proofs", "returns", "urges", "exceptions")
    sums = {name: sum(getattr(each, name) for each in own) for name in added}
    per_row = sorted({fields for each in own for fields in each.per_row})
    return replace(own[0], units=units, per_row=per_row, **sums)
