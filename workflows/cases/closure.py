"""办结销号: who may claim that a task is complete, the act of claiming, what a page shows of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from project.accounts.access import Permission, may, units_where
from project.accounts.models import User
from task_table.models import Assignment, AssignmentRole, Task
from workflows.case_words import CaseKind, CaseOutcome, CaseStep
from workflows.cases.extension import first_lead
from workflows.figures.latest import latest_in_words, latest_signed
from workflows.figures.showing import in_words, verdict
from workflows.flows.closing_rules import (
    asked_of_task,
    checkers_of,
    dissents_of,
    is_outside,
    lead_keys,
)
from workflows.models import ClosureRequest, EvidenceOfClosure, LeadConcurrence
from workflows.moving import open_case
from workflows.refusals import NotEntitled
from workflows.sight import Sight, viewer
from workflows.standing import Status


def may_claim(task: Task, user: User, *, on: date) -> bool:
    """Say whether the person may claim that the task is complete: it is open, and they lead."""
    lead = first_lead(task)
    return (
        task.is_open
        and not task.standing
        and lead is not None
        and may(user, Permission.REPORT, lead, on=on)
    )


def claim_completion(
    task: Task, *, by: User, at: datetime | None = None, **said: Any
) -> ClosureRequest:
    """Claim that a task is complete, for its first-listed lead.

    `said`: statement, proof, evidence (uuids), figures (by field name). Raises NotEntitled unless
    `by` reports for that unit, Incomplete field by field, Refused where the task may not be closed.
    """
    lead = first_lead(task)
    if lead is None:
        raise NotEntitled("这项任务没有列出牵头单位，不能申请办结销号。")
    case = ClosureRequest(kind=CaseKind.CLOSURE, plan=task.plan, task=task, unit=lead)
    return open_case(case, by=by, at=at, **said)


def facts_of(case: ClosureRequest) -> list[tuple[str, str]]:
    """Return what a page says of a claim, label by label."""
    facts = [("完成情况", case.statement)]
    if case.proof:
        facts.append(("佐证说明", case.proof))
    if case.grade:
        facts.append(("评定等次", case.grade))
    return facts


def begun_with(case: ClosureRequest) -> dict[CaseOutcome, dict[str, Any]]:
    """Return what its forms start from: one's own words again."""
    chosen = case.referred.filter(round=case.round).values_list("evidence__uuid", flat=True)
    claim = {
        "statement": case.statement,
        "proof": case.proof,
        "evidence": [str(uuid) for uuid in chosen],
        **case.figures,
    }
    return {CaseOutcome.APPLIED: claim}


def led_by_units_of(user: User, on: date) -> Q:
    """Cases of tasks that a unit of the person leads, whoever put them forward."""
    units = units_where(user, Permission.VIEW, on=on)
    led = Assignment.objects.filter(unit__in=units, role=AssignmentRole.LEAD)
    return Q(task__in=led.values("task"))


@dataclass(frozen=True)
class ClaimedFigure:
    """A figure as claimed, held against its target, beside the last signed value."""

    label: str
    rule: str
    said: str
    verdict: Status | None
    latest: str
    agrees: bool


@dataclass(frozen=True)
class Closure:
    """What a page shows below the facts of a claim."""

    figures: list[ClaimedFigure]
    evidence: list[tuple[EvidenceOfClosure, bool]]
    concurrences: list[LeadConcurrence]
    checked: list[tuple[str, bool, str]]
    wants_outside: bool
    dissents: list[LeadConcurrence]


def read_closure(case: ClosureRequest, user: User, on: date) -> Closure:
    """Read it for a person: a file is linked where they may open it."""
    rows = case.referred.filter(round=case.round).select_related(
        "evidence__report__assignment__task__plan",
        "evidence__report__cycle",
        "evidence__report__unit",
    )
    seen_by = viewer(user, on=on)
    return Closure(
        figures=claimed_figures(case.task, case.figures) if case.task else [],
        evidence=[(each, seen_by.sight_of(each.evidence.report) >= Sight.SIGNED) for each in rows],
        concurrences=list(case.concurrences.select_related("unit", "by").order_by("pk")),
        checked=case.checked,
        wants_outside=case.step == CaseStep.DECIDE and _checked_inside(case),
        dissents=dissents_of(case) if case.step == CaseStep.DECIDE else [],
    )


def claimed_figures(task: Task, figures: Mapping[str, str]) -> list[ClaimedFigure]:
    """Return the figures of a claim in the order of 专栏2."""
    asked = asked_of_task(task)
    latest = latest_signed(each.indicator for each in asked)
    found = []
    for each in asked:
        last, said = latest.get(each.indicator.pk), in_words(each, figures)
        reported = latest_in_words(each, last)
        found.append(
            ClaimedFigure(
                each.label, each.rule, said, verdict(each, figures.get(each.name, "")), reported,
                agrees=last is None or reported.startswith(f"{said}（"),
            )
        )  # fmt: skip
    return found


def _checked_inside(case: ClosureRequest) -> bool:
    leads = lead_keys(case)
    return not all(is_outside(person, leads) for person in checkers_of(case))
