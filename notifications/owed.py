"""All that waits for a person on a day: reports of their piles, cases of their turn, papers."""

from dataclasses import dataclass
from datetime import date, datetime

from project.accounts.held import asked_once
from project.accounts.models import User
from workflows import desks
from workflows.cases.dues import with_dues
from workflows.cases.turns import waiting_for
from workflows.models import Case, PaperSignOff
from workflows.paper.reading import papers_to_check

# The verbs of piles that go by the day a unit was asked; all others wait for a decision.
BY_THE_DAY = ("填报", desks.HURRY)


@dataclass(frozen=True)
class Pressing:
    """One thing on the ladder: since when it waits there, and the day it is due, if it has one."""

    since: datetime
    due_on: date | None = None


@dataclass(frozen=True)
class Owed:
    """What one letter lists."""

    piles: list[desks.Pile]
    cases: list[Case]
    papers: list[PaperSignOff]

    @property
    def pressing(self) -> list["Pressing"]:
        """Return since when each thing waits, and by when it is asked where it is."""
        filed = [
            report for pile in self.piles if pile.verb in BY_THE_DAY for report in pile.reports
        ]
        others = [
            report for pile in self.piles if pile.verb not in BY_THE_DAY for report in pile.reports
        ]
        return [
            *(Pressing(each.step_since, each.reply_by or each.due_on) for each in filed),
            *(Pressing(each.step_since) for each in others),
            *(Pressing(each.step_since, each.due_by) for each in self.cases),
            *(Pressing(each.entered_at) for each in self.papers),
        ]

    @property
    def count(self) -> int:
        reports = sum(len(pile.reports) for pile in self.piles)
        return reports + len(self.cases) + len(self.papers)


def owed_by(person: User, *, on: date) -> Owed:
    """Return what waits for the person, as home shows it."""
    with asked_once(person):
        return Owed(
            desks.piles_of(person, on=on),
            with_dues(waiting_for(person, on=on), on=on),
            list(papers_to_check(person, on=on)),
        )
