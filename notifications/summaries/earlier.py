"""What the cycles before told of themselves: by the newest edition, one that was sent first."""

from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from notifications.models import Summary
from notifications.paper_facts import lamps_in, read
from notifications.papers import Earlier, LampCount
from workflows.models import Cycle


def told_before(cycle: Cycle) -> dict[str, Any]:
    """Return what a paper tells of cycles before, by the names of its fields: two statements.

    `earlier` is the comparison's other side, None where the cycle before has no edition; `course`
    the lights of each that has one, oldest first.
    """
    before = Cycle.objects.of_plan(cycle.plan).filter(kind=cycle.kind, opens_on__lt=cycle.opens_on)
    opened = before.filter(opened_at__isnull=False).order_by("opens_on")
    picked = list(opened.values_list(_edition(), flat=True))
    found = Summary.objects.in_bulk([each for each in picked if each])
    last = found.get(picked[-1]) if picked else None
    course = [_lamps(found[each]) for each in picked if each]
    return {
        "earlier": _earlier(last) if last else None,
        "course": [each for each in course if each],
    }


def _edition() -> Coalesce:
    """Return the key of a cycle's edition: of those that were sent the newest, else the newest."""
    editions = Summary.objects.filter(cycle=OuterRef("pk")).order_by("-number")
    sent, newest = (Subquery(each.values("pk")[:1]) for each in (editions.released(), editions))
    return Coalesce(sent, newest)


def _earlier(edition: Summary) -> Earlier:
    paper = read(edition.facts)
    return Earlier(
        label=paper.label,
        number=edition.number,
        total=paper.total,
        progress=paper.progress,
        overdue=len(paper.overdue),
        lamps=paper.lamps,
    )


def _lamps(edition: Summary) -> LampCount | None:
    """Return an edition's lights; None from before they were kept."""
    label, lamps = lamps_in(edition.facts)
    return LampCount(label, edition.number, lamps) if lamps else None
