"""The flows, declared with Viewflow's workflow engine; only `workflows.moving` drives them."""

from workflows.flows.action import ActionFlow
from workflows.flows.adjustment import AdjustmentFlow
from workflows.flows.case import CaseFlow
from workflows.flows.circular import CircularFlow
from workflows.flows.closure import ClosureFlow
from workflows.flows.coordination import CoordinationFlow
from workflows.flows.extension import ExtensionFlow
from workflows.flows.milestones import MilestoneFlow
from workflows.flows.reopening import ReopeningFlow
from workflows.flows.report import ReportFlow, SignFirstReportFlow
from workflows.flows.summary import SummaryFlow
from workflows.flows.supervision import SupervisionFlow
from workflows.models import Report

CASE_FLOWS: dict[str, type[CaseFlow]] = {
    flow.kind: flow
    for flow in (
        ExtensionFlow,
        AdjustmentFlow,
        ClosureFlow,
        ReopeningFlow,
        CoordinationFlow,
        ActionFlow,
        MilestoneFlow,
        SupervisionFlow,
        CircularFlow,
        SummaryFlow,
    )
}


def flow_for(report: Report) -> type[ReportFlow] | type[SignFirstReportFlow]:
    """Return the flow in which a report's next process runs: the plan's setting of this day."""
    return SignFirstReportFlow if report.cycle.plan.sign_first else ReportFlow


def flow_of(kind: str) -> type[CaseFlow]:
    """Return the flow of a kind of case."""
    return CASE_FLOWS[kind]
