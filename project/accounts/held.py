"""What a person holds on a day, read in one statement: groups' permissions, grants, delegations.

A page asks some thirty times which units somebody may see. While it is shown nothing of that
changes, so within `asked_once` it is read once; an act, which must know it now, asks each time.
Who else may act is asked for many people in one statement: for them nothing is kept.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db.models import BigIntegerField, QuerySet, Value
from django.db.models.functions import Cast, Coalesce
from guardian.models import GroupObjectPermission

from project.accounts.models import Delegation, Grant, Unit, User

Keys = Mapping[str, frozenset[int]]


class Held(NamedTuple):
    """The keys of units or committees by what is held of them.

    `carried` goes by permission, and is only half of a right; `granted` and `lent` go by role.
    """

    carried: Keys
    granted: Keys
    lent: Keys


# By person: None is who is not signed in.
Kept = dict[int | None, dict[date, Held]]
_kept: ContextVar[Kept] = ContextVar("held")


@contextmanager
def asked_once(user: User | AnonymousUser) -> Iterator[None]:
    """Read what this person holds once for as long as this lasts; for what only reads."""
    kept: Kept = {user.pk: {}}
    token = _kept.set(kept | _kept.get({}))
    try:
        yield
    finally:
        _kept.reset(token)


def of_any(keys: Keys, what: Iterable[str]) -> frozenset[int]:
    """Return the keys held by any of these permissions or roles."""
    return frozenset().union(*(keys.get(each, ()) for each in what))


def held_by(user: User, *, on: date) -> Held:
    """Return what an active person holds on that day, as kept, or read now."""
    return kept_of(user, on=on) or _read(user, on)


def kept_of(user: User, *, on: date) -> Held | None:
    """Return what the person holds as it was read once; None outside `asked_once`."""
    kept = _kept.get({}).get(user.pk)
    if kept is None:
        return None
    if on not in kept:
        kept[on] = _read(user, on)
    return kept[on]


def _read(user: User, on: date) -> Held:
    carried = GroupObjectPermission.objects.filter(
        group__user=user,
        permission__content_type__app_label=Unit._meta.app_label,
        permission__content_type__model=Unit._meta.model_name,
    ).values_list(Value("carried"), "permission__codename", Cast("object_pk", BigIntegerField()))
    granted = Grant.objects.active(on=on).filter(user=user, user__is_active=True)
    lent = Delegation.objects.in_force(on=on).to(user)
    rows = carried.union(
        _about("granted", granted), _about("lent", lent, through="grant__"), all=True
    )
    return _sorted_out(rows)


def _sorted_out(rows: Iterable[tuple[str, str, int]]) -> Held:
    found: dict[tuple[str, str], set[int]] = defaultdict(set)
    for fact, what, key in rows:
        found[fact, what].add(key)
    held: dict[str, dict[str, frozenset[int]]] = {fact: {} for fact in Held._fields}
    for (fact, what), keys in found.items():
        held[fact][what] = frozenset(keys)
    return Held(**held)


def _about(fact: str, rows: QuerySet[Any], through: str = "") -> QuerySet[Any, tuple[Any, ...]]:
    of = Coalesce(f"{through}unit", f"{through}committee")
    return rows.order_by().values_list(Value(fact), f"{through}role", of)
