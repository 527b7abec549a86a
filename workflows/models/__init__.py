"""The nouns of `workflows`, gathered for Django."""

from workflows.models.content import Content, Progress
from workflows.models.cycles import Cycle, CycleKind
from workflows.models.evidence import Evidence, EvidenceOfVersion
from workflows.models.reports import Draft, Report, ReportVersion
from workflows.models.trail import Transition

__all__ = [
    "Content",
    "Cycle",
    "CycleKind",
    "Draft",
    "Evidence",
    "EvidenceOfVersion",
    "Progress",
    "Report",
    "ReportVersion",
    "Transition",
]
