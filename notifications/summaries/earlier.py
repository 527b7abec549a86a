"""What the cycle before told of itself: the newest edition, one that was sent before any other."""

from notifications.models import Summary
from notifications.paper_facts import read
from notifications.papers import Earlier
from workflows.models import Cycle


def earlier_than(cycle: Cycle) -> Earlier | None:
    """Return the comparison's other side: two statements; None where no edition was made."""
    before = Cycle.objects.of_plan(cycle.plan).filter(kind=cycle.kind, opens_on__lt=cycle.opens_on)
    last = before.filter(opened_at__isnull=False).order_by("-opens_on").first()
    editions = Summary.objects.filter(cycle=last)
    edition = editions.released().newest() or editions.newest()
    if edition is None:
        return None
    paper = read(edition.facts)
    return Earlier(
        label=paper.label,
        number=edition.number,
        total=paper.total,
        progress=paper.progress,
        overdue=len(paper.overdue),
        lamps=paper.lamps,
    )
