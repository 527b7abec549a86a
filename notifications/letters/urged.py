"""The notice of an urge: which row the lead asks for, who asks, and by when it is due."""

from notifications.letters import Letter, compose
from workflows.models import Urge


def urged(made: Urge) -> Letter:
    """Return the letter about one urge to the unit's liaisons."""
    return compose("urged", made=made, report=made.report)
