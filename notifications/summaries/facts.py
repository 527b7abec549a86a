"""The facts of a summary: a cycle as it stands at a moment, in natural keys and printed order."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.utils import timezone

from notifications.paper_facts import as_facts
from notifications.paper_rows import CITY, COUNTY, LEAD, Row, UnitCounts
from notifications.papers import NOBODY, Paper, Section, Task
from notifications.summaries.asking import asking_in
from notifications.summaries.counting import counts_by, tasks_by_progress, total_of
from notifications.summaries.earlier import told_before
from notifications.summaries.lamps import LitTask, gauges, lit_tasks
from notifications.summaries.lines import ReportLine
from notifications.summaries.merging import merged
from notifications.summaries.reading import State, one_moment, read_state
from notifications.summaries.rows import row_of
from notifications.summaries.settled import settled_tasks
from notifications.summaries.spanning import head_of
from notifications.wording import day_in_words
from project.audit.facts import canonical
from task_table.models import Plan
from workflows.burden import AskedRow, burden_of, party_of
from workflows.cycles.spans import cycles_of
from workflows.lights.done import is_awaiting_final
from workflows.lights.overdue import Overdue
from workflows.models import Cycle, Span

Lit = dict[str, LitTask]


def paper_of(cycle: Cycle, *, at: datetime) -> Paper:
    """Read the cycle (fetched with its plan) and return what its summary says as of `at`."""
    with one_moment():
        return _paper_of(cycle, timezone.localtime(at))


def span_paper(span: Span, *, at: datetime) -> Paper:
    """Return what the summary of a span says as of `at`: of a cycle, or of all its cycles."""
    if not span.is_of_cycles:
        return paper_of(span.cycle, at=at)
    with one_moment():
        papers = [_paper_of(cycle, timezone.localtime(at)) for cycle in cycles_of(span)]
        order = span.cycle.plan.tasks.in_printed_order().values_list("number", flat=True)
        paper = merged(papers, list(order))
        waiting = _awaiting_final(paper.tasks, span.cycle.plan, paper.as_of.date())
        return replace(paper, awaiting_final=waiting, **head_of(span, papers))


def _paper_of(cycle: Cycle, moment: datetime) -> Paper:
    state = read_state(cycle, on=moment.date())
    lit = lit_tasks(cycle.plan, state.tasks, on=moment.date())
    sections = _sections(state, lit, moment.date())
    tasks = [task for section in sections for task in section.tasks]
    rows = [row for task in tasks for row in task.rows]
    overdue = {task.number: by for task in tasks if (by := lit[task.number].overdue)}
    return Paper(
        demo=state.demo,
        as_of=moment,
        total=total_of(rows),
        by_kind=dict.fromkeys((LEAD, CITY, COUNTY), NOBODY) | counts_by("kind", rows),
        supports_printed=state.supports_printed,
        progress=tasks_by_progress(tasks),
        overdue=list(overdue),
        overdue_nodes={number: _node_in_words(by) for number, by in overdue.items() if by.node},
        awaiting_final=_awaiting_final(tasks, cycle.plan, moment.date()),
        units=_units(state, rows),
        sections=sections,
        settled=settled_tasks(state.tasks),
        burden=burden_of(_asked(each, state) for each in state.reports),
        self_reviewed=sum(row.self_review for row in rows),
        asking=asking_in(cycle, state.remarks.of_case),
        gauges=gauges(cycle, state.indicators, on=moment.date()),
        **told_before(cycle),
        **_head(cycle),
    )


def facts_text(paper: Paper) -> str:
    """Return the canonical text that is stored and whose fingerprint is taken."""
    return canonical(as_facts(paper))


def _head(cycle: Cycle) -> dict[str, Any]:
    days = ("covers_from", "covers_until", "support_due_on", "due_on", "closes_on")
    return {
        "plan": cycle.plan.slug,
        "plan_title": cycle.plan.title,
        "cycle": cycle.key,
        "label": cycle.label,
        **{name: getattr(cycle, name) for name in days},
    }


def _sections(state: State, lit: Lit, on: date) -> list[Section]:
    by_section = groupby(state.reports, key=lambda report: report.task.section)
    return [
        Section(str(section or ""), _tasks(rows, state, lit, on)) for section, rows in by_section
    ]


def _tasks(reports: Iterable[ReportLine], state: State, lit: Lit, on: date) -> list[Task]:
    grouped = groupby(reports, key=lambda report: report.task)
    by_task = [(task, list(rows)) for task, rows in grouped]
    return [
        Task(
            number=task.number,
            text=task.text,
            due_on=task.due_on,
            standing=task.standing,
            rows=[row_of(each, state, on=on) for each in rows],
            first_due_on=task.first_due_on,
            adjusted_text=task.adjusted_text,
            is_open=task.is_open,
            figures_only=rows[0].asks_figures_only,
            lamp=lit[task.number].lamp,
        )
        for task, rows in by_task
    ]


def _asked(report: ReportLine, state: State) -> AskedRow:
    """Return a report as the burden counts it."""
    section = report.task.section
    return AskedRow(
        party=party_of(report.role, report.group),
        unit=report.unit,
        section=section.place if section else 0,
        concurrence=report.is_concurrence,
        # A closed task asks for its figures and for nothing else, as a row in a paragraph does.
        in_paragraph=report.is_part_of_section or report.asks_figures_only,
        status=report.version.status if report.version else "",
        figures=state.figures.get(report.pk, 0),
        returns=state.trail.returns[report.pk],
        urges=report.urged_times,
        office_urges=state.office_urges.get(report.pk, frozenset()),
        exceptions=report.exceptions,
    )


def _node_in_words(by: Overdue) -> str:
    return f"{by.node}，{day_in_words(by.due_on)}到期"


def _awaiting_final(tasks: Iterable[Task], plan: Plan, on: date) -> int:
    return sum(_awaits_final(task, plan, on) for task in tasks)


def _awaits_final(task: Task, plan: Plan, on: date) -> bool:
    return task.is_open and is_awaiting_final(task.due_on, plan.until_on, on=on)


def _units(state: State, rows: list[Row]) -> list[UnitCounts]:
    """Count unit by unit, in the order in which the table names them first."""
    counts = counts_by("unit", rows)
    units = {each.code: (each.unit, each.unit_name) for each in state.reports}
    return [
        UnitCounts(code, name := state.names.get(unit, now), _now(now, name), found)
        for code, found in counts.items()
        for unit, now in [units[code]]
    ]


def _now(present: str, then: str) -> str:
    return "" if present == then else present
