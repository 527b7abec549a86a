"""Many reports before one reviewer, opened and submitted quickly, for the desk's tests."""

from django.utils import timezone

from project.accounts.models import Role, User
from task_table.models import Assignment
from tests.cast import MORNING, person
from tests.workflows.playing import WORDS
from workflows.models import Cycle, Report, ReportVersion
from workflows.steps import Step


def chief_of(cycle: Cycle) -> User:
    """Return a reviewer of the secretariat who was granted every unit that leads."""
    rows = Assignment.objects.of_plan(cycle.plan).leading().order_by("pk")
    codes = dict.fromkeys(rows.values_list("unit__code", flat=True))
    return person("残工委办主任科员", "cgwb", *((Role.REVIEWER, code) for code in codes))


def leading_rows(cycle: Cycle, count: int) -> list[Assignment]:
    """Return the first-listed leads of the plan's tasks, in printed order."""
    rows = Assignment.objects.of_plan(cycle.plan).leading().filter(place=1)
    return list(rows.select_related("task", "unit").order_by("task__place")[:count])


def put_in_review(cycle: Cycle, writer: User) -> int:
    """Put every row of the plan that has none into review, as rows alone: to be read, not moved."""
    known = cycle.reports.values("assignment")
    rows = Assignment.objects.of_plan(cycle.plan).exclude(pk__in=known).select_related("unit")
    made = Report.objects.bulk_create(
        Report(assignment=row, cycle=cycle, unit=row.unit, step_since=MORNING) for row in rows
    )
    versions = ReportVersion.objects.bulk_create(
        ReportVersion(report=report, number=1, submitted_at=timezone.now(), submitted_by=writer,
                      digest="sm3:none", writer_ids=[writer.pk], **WORDS)
        for report in made
    )  # fmt: skip
    for report, version in zip(made, versions, strict=True):
        report.version = version
        report.step = Step.SECOND_REVIEW if report.unit.code == "cl" else Step.REVIEW
    return Report.objects.bulk_update(made, ("version", "step"))
