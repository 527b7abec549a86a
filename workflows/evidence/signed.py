"""Evidence kept with signed versions: what a claim of completion may refer to."""

from django.db.models import F

from task_table.models import AssignmentRole, Task
from workflows.models import Evidence
from workflows.models.evidence import EvidenceQuerySet


def signed_evidence_of(task: Task) -> EvidenceQuerySet:
    """Return the files that the task's leads signed, the newest cycle first, sealed or not."""
    rows = Evidence.objects.filter(
        report__assignment__task=task,
        report__assignment__role=AssignmentRole.LEAD,
        versions=F("report__signed_version"),
    )
    return rows.select_related("report__cycle", "report__unit", "report__assignment").order_by(
        "-report__cycle__opens_on", "pk"
    )
