"""Who reads a summary: the office all editions, leaders and observers the released (0015).

Whoever is to approve or sign an edition's paper reads that edition, too (0048).
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from notifications.models import Summary
from notifications.models.summaries import SummaryQuerySet
from project.accounts.access import committees_served, committees_where
from project.accounts.models import Role, User
from workflows.escalation.drafting import sees_papers
from workflows.models import Span, SummaryPaper


@dataclass(frozen=True)
class Reader:
    """A person before the summary of one span; whoever is neither of the two sees nothing."""

    span: Span
    serves: bool
    leads: bool
    decides: bool

    def before(self, span: Span) -> "Reader":
        """Return the same person before another span of the plan: the parts are the same."""
        return replace(self, span=span)

    @property
    def editions(self) -> SummaryQuerySet:
        """Return the editions this person may read."""
        editions = Summary.objects.of(self.span)
        if self.serves:
            return editions
        read = editions.released() if self.leads else editions.none()
        return read | self._to_sign(editions) if self.decides else read

    def _to_sign(self, editions: SummaryQuerySet) -> SummaryQuerySet:
        papers: Any = SummaryPaper.objects.of(self.span)
        return editions.filter(number__in=papers.before_the_signer().values("edition"))

    @property
    def sees_the_page(self) -> bool:
        """Say whether there is a page: for the office always, so that it can ask for an edition."""
        return self.serves or ((self.leads or self.decides) and self.editions.exists())


def reader(user: User, span: Span, *, on: date) -> Reader:
    """Read a person's part in a span's summary (its cycle fetched with its plan)."""
    plan = span.cycle.plan
    committee = plan.committee_id
    leads = committees_where(user, Role.LEADER, Role.OBSERVER, on=on)
    return Reader(
        span,
        serves=committees_served(user, on=on).filter(pk=committee).exists(),
        leads=leads.filter(pk=committee).exists(),
        decides=sees_papers(user, plan, on=on),
    )
