"""Whose turn a case is: what waits for a person, and which outcomes are theirs to decide."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.db.models import Q

from project.accounts.access import delegations_to
from project.accounts.held import asked_once
from project.accounts.models import Delegation, Role, User
from workflows.case_words import NEEDS_A_REASON, CaseKind, CaseOutcome, CaseStep
from workflows.flows import CASE_FLOWS, flow_of
from workflows.flows.case import Whose
from workflows.models import Case, CaseTransition
from workflows.models.cases import CaseQuerySet
from workflows.moving import hands_on_case, may_act


def waiting_for(user: User, *, on: date) -> CaseQuerySet:
    """Return the open cases at a step that is the person's to take, the oldest first.

    What they may not take because of their own hand in it is left out, and what is not owed. Asked
    is for the steps alone at which any case stands: of some forty turns those are few.
    """
    standing = _steps_with_cases()
    if not standing:
        return Case.objects.none()
    with asked_once(user):
        whole = _whose_own(user, on, standing)
        for each in delegations_to(user, on=on):
            whole |= _waiting_by(each, user, on, standing)
    return Case.objects.for_moving().filter(whole).order_by("step_since", "pk")


def _whose_own(user: User, on: date, standing: Collection["OwedTurn"]) -> Q:
    whole = Q(pk__in=[])
    for whose, turns in _owed(standing).items():
        at_step = [_at(turn) & ~_handled(user, turn) for turn in turns]
        whole |= whose(user, on) & reduce(or_, at_step)
    return whole


def _waiting_by(lent: Delegation, user: User, on: date, standing: Collection["OwedTurn"]) -> Q:
    """Cases that wait for who delegated, of the unit or committee it is about (decision 0031)."""
    whole, absent, role = Q(pk__in=[]), lent.delegator, Role(lent.grant.role)
    scope = (
        Q(plan__committee=lent.grant.committee_id)
        if role == Role.LEADER
        else Q(unit=lent.grant.unit_id)
    )
    for whose, turns in _owed(standing, by=role).items():
        at_step = [_at(each) & ~(_handled(user, each) | _handled(absent, each)) for each in turns]
        whole |= whose(absent, on) & scope & reduce(or_, at_step)
    return whole


class OwedTurn(NamedTuple):
    """A step of one kind of case that is somebody's to take."""

    kind: CaseKind
    step: CaseStep


def _steps_with_cases() -> frozenset[OwedTurn]:
    """Return the steps of kinds at which cases stand, owed or not: one small statement."""
    rows = Case.objects.order_by().values_list("kind", "step").distinct()
    return frozenset(OwedTurn(CaseKind(kind), CaseStep(step)) for kind, step in rows)


def _owed(standing: Collection[OwedTurn], by: Role | None = None) -> dict[Whose, list[OwedTurn]]:
    """Return those of the steps that are owed, by whose they are: people are asked for once."""
    owed: dict[Whose, list[OwedTurn]] = defaultdict(list)
    for kind, flow in CASE_FLOWS.items():
        for step, turn in flow.turns.items():
            here = OwedTurn(CaseKind(kind), step)
            if turn.owed and by in (None, turn.role) and here in standing:
                owed[turn.whose].append(here)
    return owed


def _at(turn: OwedTurn) -> Q:
    return Q(kind=turn.kind, step=turn.step)


def names_to_decide_in(case: Case, user: User, *, on: date) -> list[User | None]:
    """Return in whose name the person may decide on the case as it stands: None is the own."""
    step = CaseStep(case.step)
    turn = flow_of(case.kind).turns.get(step)
    if turn is None or _has_a_hand(case, step, user):
        return []
    own = [None] if may_act(case, step, by=user, on=on) else []
    absent = {
        each.delegator for each in delegations_to(user, on=on) if each.grant.role == turn.role
    }
    return [*own, *(each for each in sorted(absent, key=lambda one: one.pk)
                    if _may_act_for(case, step, user, each, on))]  # fmt: skip


def _may_act_for(case: Case, step: CaseStep, user: User, absent: User, on: date) -> bool:
    return may_act(case, step, by=user, on=on, on_behalf_of=absent) and not _has_a_hand(
        case, step, absent
    )


def _handled(user: User, turn: OwedTurn) -> Q:
    """Cases in which the person acted for another side; the first step takes anybody."""
    flow = CASE_FLOWS[turn.kind]
    if turn.step == next(iter(flow.turns)):
        return Q(pk__in=[])
    moves = CaseTransition.objects.exclude(from_step__in=flow.of_one_hand(turn.step)).exclude(
        outcome=CaseOutcome.WITHDRAWN
    )
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
    mine = bool(names_to_decide_in(case, user, on=on))
    open_to = [each for each in turn.outcomes if mine and _is_open_to(case, each, user, on)]
    own = sorted(open_to, key=list(CaseOutcome).index)
    own.sort(key=NEEDS_A_REASON.__contains__)
    back = turn.withdraws and case.opened_by_id == user.pk
    return [*own, *([CaseOutcome.WITHDRAWN] if back else [])]


def _has_a_hand(case: Case, step: CaseStep, user: User) -> bool:
    first = next(iter(flow_of(case.kind).turns))
    return step != first and user.pk in hands_on_case(case, besides=step)


def _is_open_to(case: Case, outcome: CaseOutcome, user: User, on: date) -> bool:
    step = CaseStep(case.step)
    narrowed = outcome in flow_of(case.kind).turns[step].only
    return not narrowed or may_act(case, step, by=user, on=on, outcome=outcome)
