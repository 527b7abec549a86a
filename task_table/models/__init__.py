"""The nouns of `task_table`, gathered for Django."""

from task_table.models.indicators import Finding, Indicator, Nature, Operator
from task_table.models.milestones import Milestone
from task_table.models.plans import (
    FilingKind,
    OwnCheck,
    Plan,
    SecondReview,
    Section,
    Sums,
    SupportReview,
)
from task_table.models.tasks import (
    Ask,
    Asking,
    Assignment,
    AssignmentRole,
    DueSource,
    Task,
    TaskSource,
    TaskState,
)

__all__ = [
    "Ask",
    "Asking",
    "Assignment",
    "AssignmentRole",
    "DueSource",
    "FilingKind",
    "Finding",
    "Indicator",
    "Milestone",
    "Nature",
    "Operator",
    "OwnCheck",
    "Plan",
    "SecondReview",
    "Section",
    "Sums",
    "SupportReview",
    "Task",
    "TaskSource",
    "TaskState",
]
