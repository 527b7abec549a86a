"""The letters of 督办单 and 通报: to whom it is sent, and to whom it is about to name."""

from notifications.letters import Letter, compose
from workflows.case_words import CaseOutcome
from workflows.models import CaseTransition, Circular, PreNotice, SupervisionNotice


def forewarned(told: PreNotice) -> Letter:
    """Return the letter to a unit of which a 通报 is about to speak."""
    return compose("forewarned", told=told, unit=told.unit)


def supervised(notice: SupervisionNotice, move: CaseTransition) -> Letter:
    """Return the letter that brings a 督办单, or the answer that was not enough."""
    came_back = move if move.outcome != CaseOutcome.ISSUED else None
    return compose("supervised", case=notice, came_back=came_back)


def circular(issued: Circular) -> Letter:
    """Return the letter that a 通报 was issued."""
    return compose("circular", case=issued)
