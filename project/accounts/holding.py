"""Who holds which permission for many units at once: `people_who_may` and `leaders_of`, batched."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from django.contrib.contenttypes.models import ContentType
from guardian.models import GroupObjectPermission

from project.accounts.access import GIVEN_BY, Permission
from project.accounts.models import Grant, Role, Unit
from project.accounts.models.grants import OF_A_UNIT

Held = Mapping[tuple[Permission, int], frozenset[int]]


def holders_of(units: Collection[int], *, on: date) -> Held:
    """Return the keys of the people, by permission and unit's key: two statements.

    As `people_who_may` says: an active grant of an active person, and the membership that carries
    the permission.
    """
    carried = _memberships(units)
    found: dict[tuple[Permission, int], set[int]] = defaultdict(set)
    granted = Grant.objects.active(on=on).of_role(*OF_A_UNIT).filter(unit__in=units)
    people = granted.filter(user__is_active=True).values_list("role", "unit", "user")
    for role, unit, user in people:
        for permission in GIVEN_BY[Role(role)]:
            if (permission.value, str(unit), user) in carried:
                found[permission, unit or 0].add(user)
    return {key: frozenset(people) for key, people in found.items()}


def _memberships(units: Collection[int]) -> set[tuple[str, str, int]]:
    """Return which permission of which unit each member of its groups is carried."""
    rows = GroupObjectPermission.objects.filter(
        content_type=ContentType.objects.get_for_model(Unit),
        object_pk__in=[str(unit) for unit in units],
        group__user__isnull=False,
    )
    return set(rows.values_list("permission__codename", "object_pk", "group__user"))


def leaders_of_each(committees: Collection[int], *, on: date) -> Mapping[int, frozenset[int]]:
    """Return the keys of the leaders by committee's key: one statement."""
    granted = Grant.objects.active(on=on).of_role(Role.LEADER).filter(committee__in=committees)
    found: dict[int, set[int]] = defaultdict(set)
    people = granted.filter(user__is_active=True).values_list("committee", "user")
    for committee, user in people:
        found[committee or 0].add(user)
    return {key: frozenset(people) for key, people in found.items()}
