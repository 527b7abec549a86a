"""The notices of 需协调事项: what a unit is asked for, and what came of it."""

from notifications.letters import Letter, compose
from workflows.models import CaseTransition, CoordinationRequest


def passed_on(case: CoordinationRequest) -> Letter:
    """Return the letter to the liaisons of the unit that is asked."""
    return compose("passed_on", case=case)


def answered(move: CaseTransition, case: CoordinationRequest) -> Letter:
    """Return the letter about one move of a request, to those who wait for it."""
    return compose("answered", move=move, case=case)
