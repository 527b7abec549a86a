"""Reads a flow's shape out of its declaration: its steps, how it ends, what leads where."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from viewflow.workflow import flow
from viewflow.workflow.base import Flow

from workflows.flows.case import CaseFlow
from workflows.flows.report import ReportFlow, SignFirstReportFlow
from workflows.steps import Outcome, Step, allowed_at

REPORT_STEPS = {
    ReportFlow: (Step.REPORT, Step.REVIEW, Step.SECOND_REVIEW, Step.SIGN_OFF),
    SignFirstReportFlow: (Step.REPORT, Step.SIGN_OFF, Step.REVIEW, Step.SECOND_REVIEW),
}


@dataclass(frozen=True)
class Way:
    """One way from a step to another node, and the decisions that lead there, in words."""

    from_node: str
    to_node: str
    words: str


def steps_of(declared: type[Flow]) -> list[str]:
    """Return the steps at which somebody decides, in the order a case mostly passes them."""
    if issubclass(declared, CaseFlow):
        return [str(step) for step in declared.turns]
    return [str(step) for step in REPORT_STEPS[declared]]


def ends_of(declared: type[Flow]) -> list[str]:
    """Return the nodes at which the flow ends, as declared: the wished-for end first."""
    names = list(vars(declared))
    ends = [node.name for node in declared.instance.nodes() if isinstance(node, flow.End)]
    return sorted(ends, key=names.index)


def end_from(declared: type[Flow], step: str) -> str:
    """Return the end that is wished for from a step: the first declared that it can still reach."""
    reached = [step]
    for node in reached:
        if node in steps_of(declared):
            ahead = [way.to_node for way in _ways_from(declared, node)]
            reached += [each for each in ahead if each not in reached]
    return next(end for end in ends_of(declared) if end in reached)


def ways_of(declared: type[Flow]) -> list[Way]:
    """Return every way through the gateways behind the steps, in the order of the steps."""
    return [way for step in steps_of(declared) for way in _ways_from(declared, step)]


def _ways_from(declared: type[Flow], step: str) -> Iterator[Way]:
    gateway = next(edge.dst for edge in _node(declared, step)._outgoing())
    left = [outcome.label for outcome in _outcomes_at(declared, step)]
    if not isinstance(gateway, flow.Switch):
        yield Way(step, gateway.name, "、".join(left))
        return
    for node, condition in gateway._branches:
        if condition is None:
            yield Way(step, node.name, "、".join(left))
            continue
        yield Way(step, node.name, condition.words)
        if condition.and_so is None:
            left = [label for label in left if label not in condition.words.split("、")]


def _node(declared: type[Flow], name: str) -> Any:
    return getattr(declared.instance, name)


def _outcomes_at(declared: type[Flow], step: str) -> list[Any]:
    """Return what may be decided at a step, in the order of the outcomes' words."""
    if not issubclass(declared, CaseFlow):
        signs_first = declared is SignFirstReportFlow
        return sorted(allowed_at(Step(step), signs_first=signs_first), key=list(Outcome).index)
    turn = declared.turns[step]  # type: ignore[index]  # a step is its own string
    outcomes = turn.outcomes | turn.by_system
    if turn.withdraws:
        outcomes |= {type(next(iter(outcomes))).WITHDRAWN}
    return sorted(outcomes, key=list(type(next(iter(outcomes)))).index)
