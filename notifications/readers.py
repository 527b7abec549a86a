"""Who reads a summary: the office all editions, leaders and observers the released (0015).

Whoever is to approve or sign an edition's paper reads that edition, too (0048).
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from notifications.models import Summary
from notifications.models.summaries import SummaryQuerySet
from project.accounts.access import committees_served, committees_where
from project.accounts.models import Role, User
from workflows.escalation.drafting import sees_papers
from workflows.models import Cycle, SummaryPaper


@dataclass(frozen=True)
class Reader:
    """A person before the summary of one cycle; whoever is neither of the two sees nothing."""

    cycle: Cycle
    serves: bool
    leads: bool
    decides: bool

    @property
    def editions(self) -> SummaryQuerySet:
        """Return the editions this person may read."""
        editions = Summary.objects.of_cycle(self.cycle)
        if self.serves:
            return editions
        read = editions.released() if self.leads else editions.none()
        return read | self._to_sign(editions) if self.decides else read

    def _to_sign(self, editions: SummaryQuerySet) -> SummaryQuerySet:
        papers: Any = SummaryPaper.objects.of_cycle(self.cycle)
        return editions.filter(number__in=papers.before_the_signer().values("edition"))

    @property
    def sees_the_page(self) -> bool:
        """Say whether there is a page: for the office always, so that it can ask for an edition."""
        return self.serves or ((self.leads or self.decides) and self.editions.exists())


def reader(user: User, cycle: Cycle, *, on: date) -> Reader:
    """Read a person's part in a cycle's summary (the cycle fetched with its plan)."""
    committee = cycle.plan.committee_id
    leads = committees_where(user, Role.LEADER, Role.OBSERVER, on=on)
    return Reader(
        cycle,
        serves=committees_served(user, on=on).filter(pk=committee).exists(),
        leads=leads.filter(pk=committee).exists(),
        decides=sees_papers(user, cycle.plan, on=on),
    )
