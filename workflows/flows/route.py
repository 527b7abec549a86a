"""The route of a paper as data: which steps its words pass before they leave (decision 0046)."""

from collections.abc import Callable, Iterable
from typing import Any

from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.activation import Activation

from workflows.case_words import CaseOutcome, CaseStep
from workflows.escalation.forewarning import untold
from workflows.flows.case import Turn, a_leader_decides, the_head_approves, the_office_writes
from workflows.flows.conditions import decided
from workflows.models import Circular, SummaryPaper
from workflows.summary.opinions import is_to_consult

# In order; which of them a paper passes, `passes` says.
ROUTE = (CaseStep.VET, CaseStep.FOREWARN, CaseStep.CONSULT, CaseStep.HEAD, CaseStep.ISSUE)
# What leads on from each step of the route, and from the draft before it.
ONWARD = {
    CaseStep.DRAFT: CaseOutcome.DRAFTED,
    CaseStep.VET: CaseOutcome.VETTED,
    CaseStep.FOREWARN: CaseOutcome.FOREWARNED,
    CaseStep.CONSULT: CaseOutcome.CONSULTED,
    CaseStep.HEAD: CaseOutcome.APPROVED,
}
WRITER = "writer"
SENT_BACK = CaseOutcome.SENT_BACK

TURNS: dict[CaseStep, Turn] = {
    CaseStep.PREPARE: Turn(
        the_office_writes, frozenset({CaseOutcome.PREPARED}),
        by_system=frozenset({CaseOutcome.PREPARED}), hand=WRITER,
    ),
    CaseStep.DRAFT: Turn(
        the_office_writes,
        frozenset({CaseOutcome.SAVED, CaseOutcome.DRAFTED, CaseOutcome.DROPPED}),
        by_system=frozenset({CaseOutcome.OVERTAKEN}), hand=WRITER,
    ),
    CaseStep.VET: Turn(
        the_office_writes, frozenset({CaseOutcome.SAVED, CaseOutcome.VETTED, SENT_BACK})
    ),
    # Time passes by itself; the writer may take the paper back when a unit's line shows it wrong.
    CaseStep.FOREWARN: Turn(
        the_office_writes, frozenset({SENT_BACK}),
        by_system=frozenset({CaseOutcome.FOREWARNED}), hand=WRITER, owed=False,
    ),
    # Who wrote it hears the units, and adopts what they say by writing.
    CaseStep.CONSULT: Turn(
        the_office_writes, frozenset({CaseOutcome.SAVED, CaseOutcome.CONSULTED, SENT_BACK}),
        hand=WRITER,
    ),
    CaseStep.HEAD: Turn(the_head_approves, frozenset({CaseOutcome.APPROVED, SENT_BACK})),
    CaseStep.ISSUE: Turn(a_leader_decides, frozenset({CaseOutcome.ISSUED, SENT_BACK})),
}  # fmt: skip


def turns_without(*steps: CaseStep) -> dict[CaseStep, Turn]:
    """Return the turns of a paper that never comes to these steps."""
    return {step: turn for step, turn in TURNS.items() if step not in steps}


def passes(paper: Any, step: CaseStep) -> bool:
    """Say whether a paper is to pass a step of the route, under the plan's settings of today."""
    if step == CaseStep.VET:
        return bool(paper.plan.vets_papers)
    if step == CaseStep.FOREWARN:
        return isinstance(paper, Circular) and bool(untold(paper))
    if step == CaseStep.CONSULT:
        return isinstance(paper, SummaryPaper) and is_to_consult(paper)
    return step == CaseStep.ISSUE or bool(paper.plan.head_approves)


def next_step(paper: Any, after: CaseStep) -> CaseStep:
    """Return the step behind one of the route's: the first of the rest that the paper passes."""
    rest = ROUTE[ROUTE.index(after) + 1 :] if after in ROUTE else ROUTE
    return next(step for step in rest if passes(paper, step))


def leads_on(case: Any, act: Any) -> dict[str, Any]:
    """Return what the gateway behind a step is handed: the outcome, and the step it leads to."""
    decision: dict[str, Any] = {"outcome": act.outcome.value}
    if act.outcome == ONWARD.get(act.step):
        decision["to"] = next_step(case, act.step).value
    return decision


def from_draft(*to: CaseStep) -> Any:
    """Return the gateway behind the draft: it stays, goes on to one of these, or is never sent."""
    gateway = _onward(_stays(this.draft), CaseStep.DRAFT, to)
    ended = gateway.Case(this.overtaken, decided(CaseOutcome.OVERTAKEN))
    return ended.Case(this.dropped, decided(CaseOutcome.DROPPED)).Default(this.issue)


def from_vetting(*to: CaseStep) -> Any:
    """Return the gateway behind 核稿: it stays, goes on to one of these, or goes back."""
    gateway = _onward(_stays(this.vet), CaseStep.VET, to)
    return gateway.Case(this.draft, decided(SENT_BACK)).Default(this.issue)


def from_forewarning() -> Any:
    """Return the gateway behind 通报前告知."""
    gateway = _onward(flow.Switch(), CaseStep.FOREWARN, [CaseStep.HEAD])
    return gateway.Case(this.draft, decided(SENT_BACK)).Default(this.issue)


def from_consulting() -> Any:
    """Return the gateway behind 征求意见."""
    gateway = _onward(_stays(this.consult), CaseStep.CONSULT, [CaseStep.HEAD])
    return gateway.Case(this.draft, decided(SENT_BACK)).Default(this.issue)


def from_head() -> Any:
    """Return the gateway behind the head of the office."""
    return flow.Switch().Case(this.draft, decided(SENT_BACK)).Default(this.issue)


def from_issue(to: Any) -> Any:
    """Return the gateway behind 签发."""
    return flow.Switch().Case(this.draft, decided(SENT_BACK)).Default(to)


def _stays(node: Any) -> Any:
    return flow.Switch().Case(node, decided(CaseOutcome.SAVED))


def _onward(gateway: Any, step: CaseStep, to: Iterable[CaseStep]) -> Any:
    for each in to:
        leads = decided(ONWARD[step], and_so=_goes_to(each), because=WHEN[each])
        gateway = gateway.Case(getattr(this, each), leads)
    return gateway


WHEN = {
    CaseStep.VET: "规划设置要核稿",
    CaseStep.FOREWARN: "点名的话还没有告知",
    CaseStep.CONSULT: "还有单位的意见要听取",
    CaseStep.HEAD: "规划设置送办公室主任",
}


def _goes_to(step: CaseStep) -> Callable[[Activation], bool]:
    return lambda activation: activation.task.data.get("to") == step.value
