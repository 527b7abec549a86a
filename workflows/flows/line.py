"""What extension, adjustment and closing share: their turn of signing, the way from a step."""

from typing import Any

from viewflow import this
from viewflow.workflow import flow

from workflows.case_words import CaseOutcome
from workflows.flows.case import Turn, the_unit_signs
from workflows.flows.conditions import decided
from workflows.flows.overtaking import ENDS

THE_UNIT_SIGNS = Turn(
    the_unit_signs,
    frozenset({CaseOutcome.SIGNED, CaseOutcome.SENT_BACK}),
    withdraws=True,
    by_system=ENDS,
)


def on_or_back(to: Any, *outcomes: CaseOutcome) -> Any:
    """Return the gateway behind a step that its opener may take the case back from.

    These outcomes lead on, taking back and being overtaken end it, all else leads to the start.
    """
    return (
        flow.Switch()
        .Case(to, decided(*outcomes))
        .Case(this.withdrawn, decided(CaseOutcome.WITHDRAWN))
        .Case(this.overtaken, decided(CaseOutcome.OVERTAKEN))
        .Default(this.apply)
    )
