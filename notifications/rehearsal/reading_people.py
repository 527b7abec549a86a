"""Reads who holds what in a span of days: grants, delegations, and the people behind them."""

from dataclasses import dataclass
from datetime import date

from notifications.rehearsal.world import Holding, Lending, Person, Term
from project.accounts.access import grants_over
from project.accounts.models import Delegation, Grant, Role, Sphere, UnitKind, User
from project.accounts.models.delegations import DelegationQuerySet


@dataclass(frozen=True)
class People:
    """Who may be written to on some day of the span, and by what."""

    by_key: dict[int, Person]
    holdings: tuple[Holding, ...]
    lendings: tuple[Lending, ...]


def read_people(committee: int, *, first: date, last: date) -> People:
    """Return all grants and delegations of the span: two statements."""
    grants = [each for each in grants_over(first, last) if each.unit_id or each.committee_id]
    lent = list(_delegations(first, last))
    users = {each.user_id: each.user for each in grants}
    users |= {each.delegate_id: each.delegate for each in lent}
    return People(
        {key: _person(user, committee) for key, user in users.items()},
        tuple(_holding(each) for each in grants),
        tuple(_lending(each) for each in lent if each.grant.user_id in users),
    )


def _delegations(first: date, last: date) -> DelegationQuerySet:
    rows = Delegation.objects.overlapping(first, last).filter(delegate__is_active=True)
    return rows.select_related("grant", "delegate__home_unit")


def _person(user: User, committee: int) -> Person:
    home = user.home_unit
    is_of_office = (
        home is not None and home.kind == UnitKind.OFFICE and home.committee_id == committee
    )
    return Person(
        name=str(user),
        home=str(home or ""),
        houses=(user.home_unit_id, home.host_id if home else None),
        is_of_office=is_of_office,
        is_told=user.sphere == Sphere.BUSINESS,
    )


def _holding(grant: Grant) -> Holding:
    term = Term(grant.from_on, grant.until_on)
    return Holding(grant.user_id, Role(grant.role), _of(grant), term)


def _lending(lent: Delegation) -> Lending:
    term, grant = Term(lent.from_on, lent.until_on), lent.grant
    return Lending(lent.delegate_id, grant.user_id, Role(grant.role), _of(grant), term)


def _of(grant: Grant) -> int:
    return grant.unit_id or grant.committee_id or 0
