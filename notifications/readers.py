"""Who reads a summary: the office all editions, leaders and observers the released (0015)."""

from dataclasses import dataclass
from datetime import date

from notifications.models import Summary
from notifications.models.summaries import SummaryQuerySet
from project.accounts.access import committees_served, committees_where
from project.accounts.models import Role, User
from workflows.models import Cycle


@dataclass(frozen=True)
class Reader:
    """A person before the summary of one cycle; whoever is neither of the two sees nothing."""

    cycle: Cycle
    serves: bool
    leads: bool

    @property
    def editions(self) -> SummaryQuerySet:
        """Return the editions this person may read."""
        editions = Summary.objects.of_cycle(self.cycle)
        if self.serves:
            return editions
        return editions.released() if self.leads else editions.none()

    @property
    def sees_the_page(self) -> bool:
        """Say whether there is a page: for the office always, so that it can ask for an edition."""
        return self.serves or (self.leads and self.editions.exists())


def reader(user: User, cycle: Cycle, *, on: date) -> Reader:
    """Read a person's part in a cycle's summary (the cycle fetched with its plan)."""
    committee = cycle.plan.committee_id
    leads = committees_where(user, Role.LEADER, Role.OBSERVER, on=on)
    return Reader(
        cycle,
        serves=committees_served(user, on=on).filter(pk=committee).exists(),
        leads=leads.filter(pk=committee).exists(),
    )
