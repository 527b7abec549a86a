"""All that waits for a person on a day: reports of their piles, cases of their turn, papers."""

from dataclasses import dataclass
from datetime import date

from project.accounts.held import asked_once
from project.accounts.models import User
from workflows import desks
from workflows.cases.dues import with_dues
from workflows.cases.turns import waiting_for
from workflows.models import Case, PaperSignOff
from workflows.paper.reading import papers_to_check


@dataclass(frozen=True)
class Owed:
    """What one letter lists."""

    piles: list[desks.Pile]
    cases: list[Case]
    papers: list[PaperSignOff]

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
