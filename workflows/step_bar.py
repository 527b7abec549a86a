"""The step bar: which steps a case has behind it, where it is, and which lie ahead."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from workflows.case_words import TONES, CaseStep
from workflows.flows import flow_of
from workflows.flows.lines import end_from, steps_of
from workflows.flows.report import ReportFlow, SignFirstReportFlow
from workflows.models import Case, CaseTransition, Report, Transition
from workflows.moving import signs_first
from workflows.steps import Step

DONE, NOW, AHEAD, ENDED, STOPPED = "done", "now", "ahead", "ended", "stopped"
SAID = {DONE: "已办", NOW: "现在", AHEAD: "未到", ENDED: "已结束", STOPPED: "已结束"}
# The ends one wished for; at any other it stopped.
WISHED = {Step.SIGNED, *(step for step, tone in TONES.items() if tone == "done")}


class Move(Protocol):
    """What the bar asks of a line of the trail."""

    from_step: str
    at: datetime


@dataclass(frozen=True)
class Stage:
    """One step on the bar; `at` is when it was last left."""

    word: str
    state: str
    at: datetime | None = None

    @property
    def said(self) -> str:
        return SAID[self.state]


def bar_of_report(report: Report, moves: Iterable[Transition]) -> list[Stage]:
    """Return the bar of the report's process, from the moves a person may read."""
    flow = SignFirstReportFlow if signs_first(report) else ReportFlow
    own = [move for move in moves if move.process_number == report.process_id]
    nodes = _on_the_bar(flow, report.step, own, {Step.SECOND_REVIEW})
    return [_stage(node, Step(node).label, report.step, nodes, own) for node in nodes]


def bar_of_case(case: Case, moves: Iterable[CaseTransition]) -> list[Stage]:
    """Return the bar of a case, from its trail."""
    flow, own = flow_of(case.kind), list(moves)
    nodes = _on_the_bar(flow, case.step, own, flow.if_needed)
    return [_stage(node, CaseStep(node).label, case.step, nodes, own) for node in nodes]


def _on_the_bar(flow: Any, at: str, moves: Sequence[Move], if_needed: Collection[str]) -> list[str]:
    """Return the steps to show and the end: the one reached, or the one that is wished for.

    Behind lies what was passed (all of it, for who may not read the trail); ahead what nothing
    else is needed for; after an end, what was passed on the way.
    """
    steps, passed = steps_of(flow), {move.from_step for move in moves}
    if at not in steps:
        return [*(each for each in steps if each in passed), at]
    here = steps.index(at)
    known = passed or {each for each in steps if each not in if_needed}
    behind = [each for each in steps[:here] if each in known]
    ahead = [each for each in steps[here + 1 :] if each in passed or each not in if_needed]
    return [*behind, at, *ahead, end_from(flow, at)]


def _stage(node: str, word: str, at: str, nodes: list[str], moves: Sequence[Move]) -> Stage:
    left = [move.at for move in moves if move.from_step == node]
    here = nodes.index(at)
    if node == at:
        ended = ENDED if node in WISHED else STOPPED
        return Stage(word, ended if here == len(nodes) - 1 else NOW)
    if nodes.index(node) < here:
        return Stage(word, DONE, left[-1] if left else None)
    return Stage(word, AHEAD)
