"""需协调事项: who may raise one from a row, the act of raising it, how it is shown and to whom."""

from datetime import date, datetime
from functools import partial
from typing import Any

from project.accounts.access import Permission, may
from project.accounts.models import User
from project.workdays.estimates import reckoned
from task_table.models import Assignment
from workflows.case_words import CaseKind, CaseOutcome
from workflows.flows.coordination_content import COMMITTEE, latest_promise, units_to_ask
from workflows.models import CoordinationRequest, Draft, Report
from workflows.moving import open_case
from workflows.steps import Step
from workflows.windows import day_in_words

Choices = list[tuple[str, Any]]


def may_raise(report: Report, user: User, *, on: date) -> bool:
    """Say whether the person may raise a request from this row: its unit's liaisons may."""
    return may(user, Permission.REPORT, report.unit, on=on)


def raise_request(
    report: Report, *, by: User, addressee: str, problem: str, needed: str,
    needed_on: date | None, at: datetime | None = None,
) -> CoordinationRequest:  # fmt: skip
    """Ask a unit, by its code, or the committee (`COMMITTEE`) for what a row's unit needs.

    Raises NotEntitled unless `by` reports for the row's unit, Incomplete with a sentence a field.
    """
    task = report.assignment.task
    case = CoordinationRequest(
        kind=CaseKind.COORDINATION, plan=task.plan, task=task, unit=report.unit, report=report
    )
    return open_case(
        case, by=by, at=at, addressee=addressee, problem=problem.strip(), needed=needed.strip(),
        needed_on=needed_on,
    )  # fmt: skip


def begin_with(report: Report) -> dict[str, Any]:
    """Return what the form of a new request starts from: the row's own 存在问题, whom to ask."""
    task = report.assignment.task
    case = CoordinationRequest(plan=task.plan, task=task, unit=report.unit, report=report)
    return {"problem": problem_of(report), "whom": partial(whom_to_ask, case)}


def problem_of(report: Report) -> str:
    """Return the problem the row names: of its draft while it is written, else as submitted."""
    if report.step == Step.REPORT:
        draft = Draft.objects.filter(report=report).first()
        return draft.problem if draft else ""
    return report.version.problem if report.version else ""


def whom_to_ask(case: CoordinationRequest) -> Choices:
    """Return whom a request may ask: the committee, the task's own units, the others."""
    own = set(Assignment.objects.filter(task=case.task_id).values_list("unit", flat=True))
    units = list(units_to_ask(case))
    groups = [
        ("本任务的单位", [(each.code, each.name) for each in units if each.pk in own]),
        ("其他单位", [(each.code, each.name) for each in units if each.pk not in own]),
    ]
    committee = (COMMITTEE, f"{case.plan.committee}（提请会议研究）")
    return [("", "请选择"), committee, *(group for group in groups if group[1])]


def facts_of(case: CoordinationRequest) -> list[tuple[str, str]]:
    """Return what a page says of a request, label by label; what was not said yet is left out."""
    facts = [
        ("请谁协调", case.whom),
        ("报送周期", case.report.cycle.label),
        ("存在问题", case.problem),
        ("需要做什么", case.needed),
        ("何日之前", _day(case.needed_on)),
        ("现在等", case.waits_for),
        ("本环节最后一日", reckoned(case.last_on) if case.last_on else ""),
        ("另提的日期", _day(case.proposed_on)),
        ("承诺办结日期", _day(case.promised_on)),
        ("办理情况", case.result),
        ("批复", case.ruling),
    ]
    return [(label, words) for label, words in facts if words]


def _day(day: date | None) -> str:
    return day_in_words(day) if day else ""


def begun_with(case: CoordinationRequest) -> dict[CaseOutcome, dict[str, Any]]:
    """Return what its forms start from: one's own words again, the dates that were named."""
    asked = {
        "addressee": case.addressee.code if case.addressee else COMMITTEE,
        "problem": case.problem,
        "needed": case.needed,
        "needed_on": case.needed_on,
        "whom": partial(whom_to_ask, case),
    }
    return {
        CaseOutcome.APPLIED: asked,
        CaseOutcome.ACCEPTED: {"promised_on": latest_promise(case)},
        CaseOutcome.SETTLED: {"promised_on": case.proposed_on},
        CaseOutcome.DONE: {"result": case.result},
    }
