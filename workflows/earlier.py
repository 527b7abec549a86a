"""What a unit said of its tasks before this cycle, and how much of it is said again."""

from collections.abc import Iterable

from django.db.models import OuterRef, Subquery

from task_table.models import Assignment
from workflows.comparing import kept_characters
from workflows.models import Cycle, Report, ReportVersion


def last_said(reports: Iterable[Report], *, cycle: Cycle) -> dict[int, ReportVersion]:
    """Return by assignment the last submitted words of earlier cycles: one statement.

    A row reported as 无变化 said nothing of its own: the words before it still hold.
    """
    keys = [report.assignment_id for report in reports]
    earlier = ReportVersion.objects.filter(
        report__assignment=OuterRef("pk"), report__cycle__opens_on__lt=cycle.opens_on
    ).exclude(no_change=True)
    newest = earlier.order_by("-report__cycle__opens_on", "-number").values("pk")[:1]
    chosen = Assignment.objects.filter(pk__in=keys).annotate(last=Subquery(newest)).values("last")
    versions = ReportVersion.objects.filter(pk__in=chosen).select_related("report__cycle")
    return {version.report.assignment_id: version for version in versions}


def likeness(before: str, now: str) -> int:
    """Return how much of a text was there before, in whole percent of its characters.

    >>> likeness("已为1200户办理。", "已为1200户办理。"), likeness("已为1200户办理。", "")
    (100, 0)
    >>> likeness("全部重写", "已办理二十人")
    0
    """
    if not now.strip():
        return 0
    return round(100 * kept_characters(before, now) / len(now))
