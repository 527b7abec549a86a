"""The letter by which a unit is asked for its opinion on a summary's draft."""

from notifications.letters import Letter, compose
from workflows.models import Opinion


def consulted(opinion: Opinion) -> Letter:
    """Return the letter: what is asked by when and where; no word of the draft leaves by mail."""
    return compose("consulted", opinion=opinion, paper=opinion.paper)
