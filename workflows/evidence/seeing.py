"""Which evidence of a report one sees: it goes with the draft and the versions one may read."""

from django.db.models import Exists, OuterRef, Q

from workflows.models import Evidence, EvidenceOfVersion, Report
from workflows.models.evidence import EvidenceQuerySet
from workflows.sight import Sight


def seen_evidence(report: Report, sight: Sight) -> EvidenceQuerySet:
    """Return the files of a report for somebody with this sight; what is not in it is 404."""
    held = Exists(EvidenceOfVersion.objects.filter(evidence=OuterRef("pk")))
    rows = Evidence.objects.of(report)
    if sight == Sight.DRAFT:
        return rows.filter(Q(removed_at=None) | held)
    if sight == Sight.SUBMITTED:
        return rows.filter(held)
    if sight == Sight.SIGNED and report.signed_version_id:
        return rows.filter(versions=report.signed_version_id)
    return rows.none()
