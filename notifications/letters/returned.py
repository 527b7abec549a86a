"""The notice of a return: which report came back, why, and by when an answer is due."""

from notifications.letters import Letter, compose
from workflows.models import Transition


def returned(move: Transition) -> Letter:
    """Return the letter about one return to the unit's liaisons."""
    return compose("returned", move=move, report=move.report)
