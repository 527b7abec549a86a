"""What the cast does with cases, in a line each: ask, sign, check, grant."""

from datetime import date
from typing import Any

from project.accounts.models import Unit, User
from task_table.models import AssignmentRole, DueSource, Plan, Task, TaskSource
from workflows.case_words import CaseOutcome, CaseStep
from workflows.cases.extension import ask_extension
from workflows.models import ExtensionRequest
from workflows.moving import complete_case

UNTIL = date(2026, 12, 31)
SAID: dict[str, Any] = {
    "asked_until": UNTIL,
    "cause": "经费下达推迟。",
    "progress_so_far": "已完成七成。",
}


def dated_task(
    plan: Plan, code: str = "mzj", day: date = date(2025, 12, 31), number: str = "m1"
) -> Task:
    """Give a unit a task of its own with a date, as the plan's words do for five of the 45."""
    place = 146 + plan.tasks.filter(place__gte=146).count()
    task = Task.objects.create(
        plan=plan, number=number, place=place, text="演示：建成康复中心。",
        source=TaskSource.MEETING, due_on=day, first_due_on=day, due_source=DueSource.TEXT,
    )  # fmt: skip
    unit = Unit.objects.get(code=code)
    task.assignments.create(unit=unit, role=AssignmentRole.LEAD, place=1)
    return task


def ask(task: Task, by: User, **said: Any) -> ExtensionRequest:
    return ask_extension(task, by=by, **{**SAID, **said})


def sign(case: ExtensionRequest, by: User) -> ExtensionRequest:
    return complete_case(case, CaseStep.UNIT_SIGN, by=by, outcome=CaseOutcome.SIGNED)


def check(case: ExtensionRequest, by: User) -> ExtensionRequest:
    return complete_case(case, CaseStep.CHECK, by=by, outcome=CaseOutcome.PASSED)


def grant(case: ExtensionRequest, by: User, **said: Any) -> ExtensionRequest:
    said = {"until": UNTIL, "document_number": "江残工委〔2026〕1号", **said}
    return complete_case(case, CaseStep.DECIDE, by=by, outcome=CaseOutcome.GRANTED, said=said)
