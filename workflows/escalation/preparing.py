"""The schedule's part: drafts over what has gone on too long, and drafts that nothing asks for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from project.accounts.models import Unit
from project.workdays.models import Workday
from task_table.models import Plan
from workflows.case_words import CaseOutcome, CaseStep
from workflows.escalation.drafting import draft_circular, draft_notice, one_drafter
from workflows.escalation.forewarning import heard_in_words, is_over
from workflows.escalation.grounds import Ground, Key, from_json, read_grounds, standing_keys
from workflows.escalation.rungs import Rungs, rungs_of
from workflows.models import Circular, Colour, SupervisionNotice
from workflows.moving import complete_case
from workflows.refusals import AlreadyMoved

GONE = "所列事项都已办理，底稿不再办理。"
Named = Mapping[Unit, Sequence[Ground]]


@dataclass(frozen=True)
class Prepared:
    """What a round did: how many drafts it began, and how many had lost their grounds."""

    notices: int = 0
    circulars: int = 0
    ended: int = 0


def prepare_papers(*, at: datetime) -> Prepared:
    """Begin the drafts that a working morning asks for, end those without grounds: once each.

    Only in plans that are set so (`Plan.escalates`); nothing leaves by it.
    """
    on = timezone.localdate(at)
    if not Workday.objects.on(on).is_workday:
        return Prepared()
    done = [_prepare(plan, at) for plan in Plan.objects.filter(escalates=True).order_by("pk")]
    return Prepared(
        sum(each.notices for each in done),
        sum(each.circulars for each in done),
        sum(each.ended for each in done),
    )


def _prepare(plan: Plan, at: datetime) -> Prepared:
    on, rungs = timezone.localdate(at), rungs_of(plan)
    ended = end_groundless(plan, at=at)
    found = read_grounds(plan, on=on)
    notices = sum(_draft_notice(plan, unit, own, rungs, at) for unit, own in found.items())
    return Prepared(notices, _draft_circular(plan, found, rungs, at), ended)


def _draft_notice(
    plan: Plan, unit: Unit, grounds: Sequence[Ground], rungs: Rungs, at: datetime
) -> bool:
    """Begin one unit's draft over what reached a colour, unless a paper is there already."""
    reached = [each for each in grounds if rungs.colour(each.days)]
    colour = worst(reached, rungs)
    if colour is None:
        return False
    with one_drafter(plan):
        if is_covered(plan, unit, colour, {each.key for each in reached}):
            return False
        draft_notice(plan, unit, colour, reached, by=None, at=at)
    return True


def worst(grounds: Iterable[Ground], rungs: Rungs) -> Colour | None:
    """Return the deepest colour that any of the grounds has reached."""
    colours = [colour for each in grounds if (colour := rungs.colour(each.days))]
    return max(colours, key=lambda colour: colour.rank, default=None)


def is_covered(plan: Plan, unit: Unit, colour: Colour, keys: set[Key]) -> bool:
    """Say whether a 督办单 of that colour or a deeper one is under way, or was over all of this.

    What the office dropped counts: it decided. What ended by itself does not.
    """
    as_deep = [each for each in Colour if each.rank >= colour.rank]
    papers = SupervisionNotice.objects.filter(plan=plan, unit=unit, colour__in=as_deep)
    return any(_covers(each, keys) for each in papers.exclude(step=CaseStep.OVERTAKEN))


def _covers(paper: Any, keys: set[Key]) -> bool:
    is_under_way = paper.step not in (CaseStep.SETTLED, CaseStep.ISSUED, CaseStep.DROPPED)
    return is_under_way or keys <= {each.key for each in from_json(paper.grounds)}


def _draft_circular(plan: Plan, found: Named, rungs: Rungs, at: datetime) -> int:
    """Begin one draft that names all units to be named, unless one is under way."""
    named = {
        unit: own
        for unit, grounds in found.items()
        if (own := [each for each in grounds if rungs.names(each.days)])
    }
    with one_drafter(plan):
        fresh = _not_named_yet(plan, named)
        if not fresh:
            return 0
        draft_circular(plan, fresh, by=None, at=at)
    return 1


def _not_named_yet(plan: Plan, named: Named) -> Named:
    rows: Any = Circular.objects.filter(plan=plan)
    papers = list(rows.exclude(step=CaseStep.OVERTAKEN))
    if any(each.step not in (CaseStep.ISSUED, CaseStep.DROPPED) for each in papers):
        return {}
    told = {ground.key for each in papers for ground in from_json(each.grounds)}
    return {unit: own for unit, own in named.items() if not {each.key for each in own} <= told}


def end_groundless(plan: Plan, *, at: datetime) -> int:
    """End what lies at 拟稿 and has lost all its grounds; return how many."""
    on = timezone.localdate(at)
    return sum(
        _end(paper, at) for paper in _at_draft(plan)
        if paper.grounds and not standing_keys(plan, from_json(paper.grounds), on=on)
    )  # fmt: skip


def _at_draft(plan: Plan) -> list[Any]:
    kinds: tuple[Any, ...] = (SupervisionNotice, Circular)
    drafts = [kind.objects.filter(plan=plan, step=CaseStep.DRAFT) for kind in kinds]
    return [paper for rows in drafts for paper in rows.for_moving().order_by("pk")]


def _end(paper: Any, at: datetime) -> bool:
    try:
        complete_case(
            paper, CaseStep.DRAFT, by=None, outcome=CaseOutcome.OVERTAKEN, reason=GONE, at=at
        )
    except AlreadyMoved:
        # A colleague sends it on this moment: whoever signs learns that nothing is left.
        return False
    return True


def close_forewarnings(*, at: datetime) -> int:
    """Move on the circulars whose units had their days; return how many."""
    rows: Any = Circular.objects.filter(step=CaseStep.FOREWARN)
    over = [each for each in rows.for_moving() if is_over(each, on=timezone.localdate(at))]
    return sum(_move_on(each, at) for each in over)


def _move_on(circular: Circular, at: datetime) -> bool:
    try:
        complete_case(
            circular, CaseStep.FOREWARN, by=None, outcome=CaseOutcome.FOREWARNED,
            reason=heard_in_words(circular), at=at,
        )  # fmt: skip
    except AlreadyMoved:
        # Taken back this moment: it is told again, or goes on from there.
        return False
    return True
