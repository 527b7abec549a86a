"""Whose turn a case is: what waits for a person, and which outcomes are theirs to decide."""

from datetime import date

from django.db.models import Q

from project.accounts.models import User
from workflows.case_words import NEEDS_A_REASON, CaseOutcome, CaseStep
from workflows.flows import CASE_FLOWS, flow_of
from workflows.flows.case import CaseFlow
from workflows.models import Case, CaseTransition
from workflows.models.cases import CaseQuerySet
from workflows.moving import hands_on_case, may_act


def waiting_for(user: User, *, on: date) -> CaseQuerySet:
    """Return the open cases at a step that is the person's to take, the oldest first.

    What they may not take because of their own hand in it is left out.
    """
    whole = Q(pk__in=[])
    for kind, flow in CASE_FLOWS.items():
        for step, turn in flow.turns.items():
            whole |= Q(kind=kind, step=step) & turn.whose(user, on) & ~_handled(user, step, flow)
    return Case.objects.for_moving().filter(whole).order_by("step_since", "pk")


def _handled(user: User, step: CaseStep, flow: type[CaseFlow]) -> Q:
    """Cases in whose process the person acted at another step; the first step takes anybody."""
    if step == next(iter(flow.turns)):
        return Q(pk__in=[])
    moves = CaseTransition.objects.exclude(from_step__in=flow.spared_at(step))
    moves = moves.exclude(outcome=CaseOutcome.WITHDRAWN)
    own = moves.filter(Q(by=user) | Q(on_behalf_of=user))
    return Q(pk__in=own.values("case"))


def outcomes_for(case: Case, user: User, *, on: date) -> list[CaseOutcome]:
    """Return what the person may decide on the case as it stands, what moves it on first.

    Its opener may take it back where the flow says so.
    """
    step = CaseStep(case.step)
    turn = flow_of(case.kind).turns.get(step)
    if turn is None:
        return []
    mine = may_act(case, step, by=user, on=on) and not _has_a_hand(case, step, user)
    own = sorted(turn.outcomes if mine else (), key=list(CaseOutcome).index)
    own.sort(key=NEEDS_A_REASON.__contains__)
    back = turn.withdraws and case.opened_by_id == user.pk
    return [*own, *([CaseOutcome.WITHDRAWN] if back else [])]


def _has_a_hand(case: Case, step: CaseStep, user: User) -> bool:
    first = next(iter(flow_of(case.kind).turns))
    return step != first and user.pk in hands_on_case(case, besides=step)
