"""The letter of gathered messages: their titles, each leading to the message itself."""

from collections.abc import Sequence
from datetime import date

from notifications.letters import Letter, compose
from notifications.models import Message


def gathered(told: Sequence[Message], *, on: date) -> Letter:
    """Return the letter over messages that were not mailed one by one, the oldest first."""
    return compose("gathered", told=told, on=on)
