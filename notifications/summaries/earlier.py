"""What summaries before told of themselves: by the newest edition, one that was sent first."""

from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from notifications.models import Summary
from notifications.models.summaries import SummaryQuerySet
from notifications.paper_facts import lamps_in, read
from notifications.papers import Earlier, LampCount
from workflows.models import Cycle
from workflows.models.cycles import CycleQuerySet


def told_before(cycle: Cycle) -> dict[str, Any]:
    """Return what a paper tells of cycles before, by the names of its fields: two statements.

    `earlier` is the comparison's other side, None where the cycle before has no edition; `course`
    the lights of each that has one, oldest first.
    """
    before = _of_its_kind(cycle).filter(opens_on__lt=cycle.opens_on)
    picked, found = _editions(before)
    return {
        "earlier": told_of(found.get(picked[-1] or 0) if picked else None),
        "course": _course(picked, found),
    }


def course_until(cycle: Cycle) -> list[LampCount]:
    """Return the lights of each cycle up to this one that has an edition: two statements."""
    return _course(*_editions(_of_its_kind(cycle).filter(opens_on__lte=cycle.opens_on)))


def newest_of(editions: SummaryQuerySet) -> Summary | None:
    """Return the newest of those that were sent, else the newest."""
    found: Summary | None = editions.released().newest() or editions.newest()
    return found


def told_of(edition: Summary | None) -> Earlier | None:
    """Return an edition as the other side of a comparison; nothing of nothing."""
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


def _of_its_kind(cycle: Cycle) -> CycleQuerySet:
    return Cycle.objects.of_plan(cycle.plan).filter(kind=cycle.kind)


def _editions(cycles: CycleQuerySet) -> tuple[list[int | None], dict[int, Summary]]:
    """Return the key of each opened cycle's edition, oldest cycle first, and the editions."""
    opened = cycles.filter(opened_at__isnull=False).order_by("opens_on")
    picked = list(opened.values_list(_edition(), flat=True))
    return picked, Summary.objects.in_bulk([each for each in picked if each])


def _edition() -> Coalesce:
    """Return the key of a cycle's edition: of those that were sent the newest, else the newest."""
    own = Summary.objects.of_cycles().filter(cycle=OuterRef("pk")).order_by("-number")
    sent, newest = (Subquery(each.values("pk")[:1]) for each in (own.released(), own))
    return Coalesce(sent, newest)


def _course(picked: list[int | None], found: dict[int, Summary]) -> list[LampCount]:
    lamps = [_lamps(found[each]) for each in picked if each]
    return [each for each in lamps if each]


def _lamps(edition: Summary) -> LampCount | None:
    """Return an edition's lights; None from before they were kept."""
    label, lamps = lamps_in(edition.facts)
    return LampCount(label, edition.number, lamps) if lamps else None
