"""54,000 reports beside one cycle's: five plans like ours, each with its quarters of five years."""

from datetime import timedelta
from typing import Any

from project.accounts.models import User
from task_table.models import Assignment, Plan, Section, Task
from tests.cast import MORNING
from workflows.models import Cycle, Progress, Report, ReportVersion
from workflows.steps import Step

PLANS, QUARTERS = 5, 21


def add_many(cycle: Cycle, *, by: User) -> int:
    """Add the plans with their filed reports; return how many reports there are then in all."""
    for number in range(PLANS):
        plan = _copy(cycle.plan, slug=f"bench-{number}")
        rows = _rows_of(cycle.plan, plan)
        for quarter in range(QUARTERS):
            days = {
                name: getattr(cycle, name) - timedelta(days=91 * (quarter + 1))
                for name in ("covers_from", "covers_until", "opens_on", "support_due_on", "due_on",
                             "closes_on")
            }  # fmt: skip
            _file(_copy(cycle, plan=plan, key=f"b-{quarter}", opened_at=MORNING, **days), rows, by)
    return Report.objects.count()


def _copy(row: Any, **fields: Any) -> Any:
    made = type(row).objects.get(pk=row.pk)
    made.pk, made._state.adding = None, True
    for name, value in fields.items():
        setattr(made, name, value)
    made.save(force_insert=True)
    return made


def _rows_of(plan: Plan, into: Plan) -> list[Assignment]:
    """Copy sections, tasks and assignments; return the assignments."""
    sections = {each.pk: _copy(each, plan=into) for each in Section.objects.filter(plan=plan)}
    tasks = {
        each.pk: _copy(each, plan=into, section=sections.get(each.section_id))
        for each in Task.objects.filter(plan=plan)
    }
    rows = Assignment.objects.filter(task__plan=plan).order_by("pk")
    fields = ("unit_id", "role", "place", "group_id", "group_place")
    made = [
        Assignment(task=tasks[each.task_id], **{name: getattr(each, name) for name in fields})
        for each in rows
    ]
    return Assignment.objects.bulk_create(made)


def _file(cycle: Cycle, rows: list[Assignment], by: User) -> None:
    reports = Report.objects.bulk_create(
        Report(assignment=row, cycle=cycle, unit_id=row.unit_id) for row in rows
    )
    versions = ReportVersion.objects.bulk_create(
        ReportVersion(
            report=each, number=1, submitted_at=MORNING, submitted_by=by, digest=f"bench:{each.pk}",
            status=Progress.UNDER_WAY, progress="已按季度推进。",
        )
        for each in reports
    )  # fmt: skip
    for report, version in zip(reports, versions, strict=True):
        report.step, report.version = Step.REVIEW, version
    Report.objects.bulk_update(reports, ("step", "version"), batch_size=200)
