"""The flows, declared with Viewflow's workflow engine; only `workflows.moving` drives them."""

from workflows.flows.case import CaseFlow
from workflows.flows.extension import ExtensionFlow

CASE_FLOWS: dict[str, type[CaseFlow]] = {flow.kind: flow for flow in (ExtensionFlow,)}


def flow_of(kind: str) -> type[CaseFlow]:
    """Return the flow of a kind of case."""
    return CASE_FLOWS[kind]
