"""The morning letter: all that a person owes on a day, in one letter."""

from dataclasses import dataclass
from datetime import date

from notifications.letters import Letter, compose
from notifications.owed import Owed
from workflows.desks import last_returns
from workflows.models import Report, Transition
from workflows.standing import Status, reckon


@dataclass(frozen=True)
class Line:
    """One report that waits for the person: where it stands, and why it came back if it did."""

    report: Report
    status: Status
    came_back: Transition | None


def reminder(owed: Owed, *, on: date) -> Letter:
    """Return the letter over what a person owes; empty piles are left out."""
    reports = [report for pile in owed.piles for report in pile.reports]
    reckoning, returns = reckon(reports, on=on), last_returns(reports)
    lists = [
        (
            pile.title,
            [Line(each, reckoning.status_of(each), returns.get(each.pk)) for each in pile.reports],
        )
        for pile in owed.piles
        if pile.reports
    ]
    return compose("reminder", lists=lists, owed=owed, on=on)
