"""What a co-responsible unit has given its lead: a word, and the version that stands."""

from django.db import models

from task_table.models import AssignmentRole
from workflows.models import Report, ReportVersion
from workflows.models.reports import ReportQuerySet
from workflows.standing import Status
from workflows.steps import IN_HANDS_OF_OTHERS, Step


class Given(models.TextChoices):
    """What came of a co-responsible unit; the order is the order on the page."""

    NOTHING = "nothing", "未反馈"
    FEEDBACK = "feedback", "已反馈"
    UNCHANGED = "unchanged", "无变化"


STATUSES = {
    Given.NOTHING: Status(Given.NOTHING.label, "late"),
    Given.FEEDBACK: Status(Given.FEEDBACK.label, "done"),
    Given.UNCHANGED: Status(Given.UNCHANGED.label, "quiet"),
}


def gathers(report: Report) -> bool:
    """Say whether this row gathers: a lead's own, and of joint leads the first-listed one's."""
    return not report.is_support and not report.is_concurrence


def asked_with(lead: Report) -> ReportQuerySet:
    """Return the rows of the co-responsible units of the lead's task that the cycle asks for."""
    rows = Report.objects.filter(cycle=lead.cycle_id, assignment__role=AssignmentRole.SUPPORT)
    return rows.filter(assignment__task=lead.assignment.task_id).order_by(
        "assignment__place", "assignment__group_place"
    )


def row_as_it_stands(lead: Report, row: Report) -> Report | None:
    """Read a row of the lead's task anew; None where it is not one, or the lead does not gather."""
    rows = asked_with(lead) if gathers(lead) else Report.objects.none()
    return rows.for_moving().select_related("signed_version").filter(pk=row.pk).first()


def standing_version(report: Report) -> ReportVersion | None:
    """Return the version that counts as given: what was sent back or withdrawn does not.

    While a signed report is corrected, what was signed stands.
    """
    if report.step in (*IN_HANDS_OF_OTHERS, Step.SIGNED):
        return report.version
    return report.signed_version


def given_of(version: ReportVersion | None) -> Given:
    """Return the word for what stands."""
    if version is None:
        return Given.NOTHING
    return Given.UNCHANGED if version.no_change else Given.FEEDBACK


def why_silent(report: Report) -> str:
    """Say of a row of which nothing stands what is the matter with it."""
    if report.version_id is None:
        return "到期未报送" if report.step == Step.MISSED else "未反馈"
    return "退回后未重新提交" if report.reply_by else "撤回后未重新提交"
