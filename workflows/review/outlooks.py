"""研判 beside a task: what its reviewers last expected of it, for those who may read the trail."""

from django.db.models import F

from task_table.models import Task
from workflows.models import Transition
from workflows.sight import Sight, Viewer


def outlooks_of(task: Task, seen_by: Viewer) -> list[Transition]:
    """Return the newest 研判 of each lead, given on the version its report now has."""
    moves = Transition.objects.exclude(outlook="").filter(
        report__assignment__task=task, version=F("report__version")
    )
    rows = moves.select_related("by", "report__cycle__plan", "report__assignment__task__plan")
    newest: dict[int, Transition] = {}
    for move in rows.select_related("report__unit").order_by("report__cycle__opens_on", "pk"):
        if seen_by.sight_of(move.report) >= Sight.SUBMITTED:
            newest[move.report.unit_id] = move
    return list(newest.values())
