"""The nouns of `workflows`, gathered for Django."""

from workflows.models.cases import Case, CaseTransition
from workflows.models.content import Content, Progress
from workflows.models.cycles import Cycle, CycleKind, Party
from workflows.models.duties import Exemption
from workflows.models.evidence import Evidence, EvidenceOfVersion
from workflows.models.extensions import ExtensionRequest
from workflows.models.figures import Dispute, IndicatorValue, Stands
from workflows.models.gathering import Quotation, Urge
from workflows.models.handling import Handling
from workflows.models.received import Channel, EnteredVersion, ReceivedSheet
from workflows.models.reports import Draft, Report, ReportVersion
from workflows.models.standing_marks import StandingMark
from workflows.models.trail import Transition
from workflows.models.urging import OfficeUrge, UrgedRow, UrgeMeans
from workflows.models.windows import DueDateChange, WindowException

__all__ = [
    "Case",
    "CaseTransition",
    "Channel",
    "Content",
    "Cycle",
    "CycleKind",
    "Dispute",
    "Draft",
    "DueDateChange",
    "EnteredVersion",
    "Evidence",
    "EvidenceOfVersion",
    "Exemption",
    "ExtensionRequest",
    "Handling",
    "IndicatorValue",
    "OfficeUrge",
    "Party",
    "Progress",
    "Quotation",
    "ReceivedSheet",
    "Report",
    "ReportVersion",
    "StandingMark",
    "Stands",
    "Transition",
    "Urge",
    "UrgeMeans",
    "UrgedRow",
    "WindowException",
]
