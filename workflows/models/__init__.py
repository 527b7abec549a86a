"""The nouns of `workflows`, gathered for Django."""

from workflows.models.actions import ActionItem
from workflows.models.adjusting import AdjustmentRequest, Change, Reopening
from workflows.models.cases import Case, CaseTransition
from workflows.models.closing import ClosureRequest, EvidenceOfClosure, LeadConcurrence
from workflows.models.content import Content, Progress
from workflows.models.coordination import CoordinationRequest, Remark
from workflows.models.cycles import Cycle, CycleKind, Party
from workflows.models.duties import Exemption
from workflows.models.escalating import (
    UNISSUED,
    Circular,
    Colour,
    Issuable,
    PreNotice,
    SupervisionNotice,
)
from workflows.models.evidence import Evidence, EvidenceOfVersion
from workflows.models.extensions import ExtensionRequest
from workflows.models.figures import Dispute, IndicatorValue, Stands
from workflows.models.gathering import Quotation, Urge
from workflows.models.handling import Handling
from workflows.models.milestones import MilestoneAnswer, MilestoneProposal, MilestoneSetting
from workflows.models.paper import (
    PaperSignature,
    PaperSignOff,
    PrintedSheet,
    PrintedVersion,
    UnsignedRow,
)
from workflows.models.received import Channel, EnteredVersion, ReceivedSheet
from workflows.models.reports import Draft, Report, ReportVersion
from workflows.models.review import SheetOpening, ShownVersion
from workflows.models.spans import OfSpan, Span, Spanned
from workflows.models.standing_marks import StandingMark
from workflows.models.summary_papers import Opinion, SummaryPaper
from workflows.models.task_states import TaskStateChange
from workflows.models.trail import Transition
from workflows.models.urging import OfficeUrge, UrgedRow, UrgeMeans
from workflows.models.windows import DueDateChange, WindowException

__all__ = [
    "UNISSUED",
    "ActionItem",
    "AdjustmentRequest",
    "Case",
    "CaseTransition",
    "Change",
    "Channel",
    "Circular",
    "ClosureRequest",
    "Colour",
    "Content",
    "CoordinationRequest",
    "Cycle",
    "CycleKind",
    "Dispute",
    "Draft",
    "DueDateChange",
    "EnteredVersion",
    "Evidence",
    "EvidenceOfClosure",
    "EvidenceOfVersion",
    "Exemption",
    "ExtensionRequest",
    "Handling",
    "IndicatorValue",
    "Issuable",
    "LeadConcurrence",
    "MilestoneAnswer",
    "MilestoneProposal",
    "MilestoneSetting",
    "OfSpan",
    "OfficeUrge",
    "Opinion",
    "PaperSignOff",
    "PaperSignature",
    "Party",
    "PreNotice",
    "PrintedSheet",
    "PrintedVersion",
    "Progress",
    "Quotation",
    "ReceivedSheet",
    "Remark",
    "Reopening",
    "Report",
    "ReportVersion",
    "SheetOpening",
    "ShownVersion",
    "Span",
    "Spanned",
    "StandingMark",
    "Stands",
    "SummaryPaper",
    "SupervisionNotice",
    "TaskStateChange",
    "Transition",
    "UnsignedRow",
    "Urge",
    "UrgeMeans",
    "UrgedRow",
    "WindowException",
]
