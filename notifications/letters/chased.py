"""The letter of the office's 催办: all that a person's units owe, in one letter."""

from collections.abc import Iterable

from notifications.letters import Letter, compose
from workflows.models import OfficeUrge, Report


def chased(made: OfficeUrge, rows: Iterable[Report]) -> Letter:
    """Return the letter about what is still owed of an act of urging, unit by unit."""
    lines = sorted(rows, key=lambda row: (row.unit_id, row.due_on, row.pk))
    return compose("chased", made=made, cycle=made.cycle, rows=lines)
