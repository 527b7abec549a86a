"""A summary laid out for a template: sentences ready, and today's names beside the frozen ones."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from notifications import wording
from notifications.charts.attainment import attainment
from notifications.charts.course import course
from notifications.charts.drawing import Drawing
from notifications.charts.matrix import matrix
from notifications.charts.rates import rates
from notifications.gauges import (
    BY_COUNTY,
    BY_YEAR,
    by_county,
    by_nature,
    counties_in_words,
    judged_in_words,
    named,
    year_heads,
    year_lines,
)
from notifications.paper_rows import ALL, CITY, COUNTY, FIGURES, LEAD, Place, Row, UnitCounts
from notifications.paper_tables import (
    BURDEN,
    burden_table,
    lamp_heads,
    lamp_lines,
    part_heads,
    part_lines,
    unit_lines,
)
from notifications.papers import Gauge, Lamp, Paper, Section, Task, counts_table
from notifications.passages import Passage, passages_of, quoted_in_words
from notifications.signed_words import Wording
from workflows.lights.attaining import RULES


@dataclass(frozen=True)
class LeadLines:
    """A lead's row: its unit, and its words label by label; a 会签 is one sentence."""

    row: Row
    unit: str
    parts: list[tuple[str, str]]

    @property
    def signed(self) -> str:
        return wording.signature_in_words(self.row)


@dataclass(frozen=True)
class PassageLines:
    """What a section's paragraph says of one task, and the reports it rests on as links."""

    passage: Passage
    sources: list[tuple[str, str]]


@dataclass(frozen=True)
class TaskLines:
    """A task with what its leads say, and a line on its co-responsible units."""

    task: Task
    deadline: str
    leads: list[LeadLines]
    # Of a half-year or year: what the leads said in its other cycles.
    others: list[LeadLines]
    supports: list[str]


@dataclass(frozen=True)
class Laid:
    """All that a template prints of a paper."""

    paper: Paper
    as_of: str
    counts: str
    countings: str
    progress: str
    definitions: str
    figures: list[str]
    table: list[tuple[str, list[tuple[int, str]]]]
    span: str
    span_note: str
    part_heads: list[str]
    part_lines: list[tuple[str | int, list[tuple[str | int, str]]]]
    sections: list[tuple[Section, list[TaskLines]]]
    problems: list[LeadLines]
    late: list[tuple[str, UnitCounts]]
    overdue_words: str
    overdue: list[tuple[Task, str, str]]
    sources: list[LeadLines]
    burden_words: list[str]
    burden: list[tuple[str, list[int | str]]]
    burden_note: str
    settled: str
    self_review: str
    lamps: str
    earlier: str
    paragraphs: list[tuple[str, str, list[PassageLines]]]
    quoted: str
    tasks: list[tuple[Task, str, str, Lamp | None]]
    asking_words: str
    asking: list[str]
    indicators: list[tuple[str, str, list[Gauge]]]
    judging: str
    by_year: str
    by_county: str
    years: tuple[list[str], list[list[str | int]]]
    counties: list[tuple[str, str, list[list[str | int]]]]
    units: list[list[str | int]]
    foreword: str
    correction: str
    changes: Sequence[str]
    course_words: str
    course_heads: list[str]
    course_lines: list[list[str | int]]
    charts: dict[str, Drawing | None]
    ledger: str


def laid_out(
    paper: Paper,
    *,
    present: dict[str, str],
    links: Mapping[Place, str] | None = None,
    rows_at: Callable[[str, str], str] | None = None,
) -> Laid:
    """Return the paper laid out; `present` gives today's names by code, where a page knows them.

    `links` gives the address of a report by the place of its row, `rows_at` that of what a figure
    counts by kind and figure, where there is a way to them.
    """
    names = {unit.code: _named(unit, present) for unit in paper.units}
    return Laid(
        paper=paper,
        as_of=wording.moment_in_words(paper.as_of),
        counts=wording.counts_in_words(paper.total),
        countings=wording.countings_in_words(paper),
        progress=wording.progress_in_words(paper),
        definitions=wording.DEFINITIONS,
        figures=[word for word, _ in FIGURES.values()],
        table=_table(paper, rows_at or (lambda kind, figure: "")),
        span=wording.parts_in_words(paper),
        span_note=wording.PARTS,
        part_heads=part_heads(),
        part_lines=_parts(paper, rows_at or (lambda kind, figure: "")),
        sections=[
            (section, [_task(task, names) for task in section.tasks]) for section in paper.sections
        ],
        problems=[_lead(row, names) for row in paper.problems],
        late=[(names[unit.code], unit) for unit in paper.late_units],
        overdue_words=wording.overdue_in_words(paper),
        overdue=[_overdue(task, paper, names) for task in paper.overdue_tasks],
        sources=[_lead(row, names) for row in paper.printed_sources],
        burden_words=list(BURDEN),
        burden=burden_table(paper),
        burden_note=wording.BURDEN,
        settled=wording.settled_in_words(paper),
        self_review=wording.self_review_in_words(paper),
        lamps=wording.lamps_in_words(paper),
        earlier=wording.earlier_in_words(paper),
        paragraphs=_paragraphs(paper, names, links or {}),
        quoted=quoted_in_words(paper),
        tasks=[_task_line(task, names) for task in paper.tasks] if paper.lamps else [],
        asking_words="" if paper.asking is None else wording.asking_count_in_words(paper),
        asking=[wording.asking_in_words(each, names) for each in paper.asking or ()],
        indicators=[(name, judged_in_words(name, told), told) for name, told in by_nature(paper)],
        judging=RULES,
        by_year=BY_YEAR,
        by_county=BY_COUNTY,
        years=(year_heads(paper), year_lines(paper)),
        counties=[
            (named(each), counties_in_words(each), lines) for each, lines in by_county(paper)
        ],
        units=unit_lines(paper),
        course_words=wording.course_in_words(paper),
        course_heads=lamp_heads(),
        course_lines=lamp_lines(paper),
        charts={draw.__name__: draw(paper) for draw in (course, attainment, rates, matrix)},
        ledger=rows_at(ALL, "due") if rows_at else "",
        **_issued(paper.wording),
    )


def _issued(worded: Wording | None) -> dict[str, Any]:
    """Return what was written to go before the figures, and what an edition corrects."""
    if worded is None:
        return {"foreword": "", "correction": "", "changes": ()}
    told = wording.correction_in_words(worded) if worded.corrects else ""
    changes = worded.changes if worded.corrects else ()
    return {"foreword": worded.foreword, "correction": told, "changes": changes}


def _table(
    paper: Paper, rows_at: Callable[[str, str], str]
) -> list[tuple[str, list[tuple[int, str]]]]:
    """Return the head figures, each with the address of what it counts."""
    lines = zip((LEAD, CITY, COUNTY, ALL), counts_table(paper), strict=True)
    return [
        (word, [(count, rows_at(kind, name)) for count, name in zip(counts, FIGURES, strict=True)])
        for kind, (word, counts) in lines
    ]


def _parts(
    paper: Paper, rows_at: Callable[[str, str], str]
) -> list[tuple[str | int, list[tuple[str | int, str]]]]:
    """Return what each cycle counts; a head figure with the address of what it counts there."""
    asked = [f"?cycle={part.key}" for part in paper.parts or () if part.total]
    ways = [[f"{rows_at(ALL, name)}{one}" for name in FIGURES] for one in (*asked, "")]
    return [
        (name, list(zip_longest(cells, way, fillvalue="")))
        for (name, *cells), way in zip(part_lines(paper), ways, strict=False)
    ]


def _named(unit: UnitCounts, present: dict[str, str]) -> str:
    now = present.get(unit.code, unit.name)
    return unit.name if now == unit.name else f"{unit.name}（现名：{now}）"


def _paragraphs(
    paper: Paper, names: dict[str, str], links: Mapping[Place, str]
) -> list[tuple[str, str, list[PassageLines]]]:
    drawn = ((section, passages_of(section, names, paper.wording)) for section in paper.sections)
    return [
        (section.title, wording.section_in_words(section),
         [PassageLines(each, _links(each, names, links)) for each in passages])
        for section, passages in drawn if passages
    ]  # fmt: skip


def _links(
    passage: Passage, names: dict[str, str], links: Mapping[Place, str]
) -> list[tuple[str, str]]:
    rows = [row for row in passage.sources if row.place in links]
    return [(names[row.unit], links[row.place]) for row in rows]


def _task_line(task: Task, names: dict[str, str]) -> tuple[Task, str, str, Lamp | None]:
    return task, wording.leads_in_words(task, names), wording.progress_of(task), task.lamp


def _overdue(task: Task, paper: Paper, names: dict[str, str]) -> tuple[Task, str, str]:
    leads = wording.leads_in_words(task, names)
    return task, leads, wording.overdue_since_in_words(paper, task)


def _task(task: Task, names: dict[str, str]) -> TaskLines:
    return TaskLines(
        task=task,
        deadline=wording.deadline_in_words(task),
        leads=[_lead(row, names) for row in task.leads],
        others=[_lead(row, names) for row in task.lead_rows if row not in task.leads],
        supports=wording.supports_in_words(task, names),
    )


def _lead(row: Row, names: dict[str, str]) -> LeadLines:
    unit = wording.reporter_in_words(row, names)
    if not row.concurrence:
        return LeadLines(row, unit, wording.parts_of(row))
    told = [
        ("会签", wording.concurrence_in_words(row) if row.words else ""),
        ("签批", wording.signature_in_words(row)),
    ]
    return LeadLines(row, unit, [(label, text) for label, text in told if text])
