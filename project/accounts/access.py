"""The one place that answers: may this person, which units, which people.

Object permissions stand with guardian, on one group per unit and role, for good; whether a person
has them today is said by an active grant. Both must agree: a membership left behind by a missed
job gives nothing, and neither does a grant whose membership is gone.

委托 (decision 0031) is evaluated here beside the grant it hangs on, and gives nobody a right of
their own: whoever asks without `delegated` learns what the person may in their own name.
"""

from datetime import date
from enum import StrEnum

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from guardian.core import ObjectPermissionChecker
from guardian.models import GroupObjectPermission
from guardian.shortcuts import get_objects_for_user, get_users_with_perms

from project.accounts.held import Held, held_by, kept_of, of_any
from project.accounts.models import Committee, Delegation, Grant, Role, Unit, UnitKind, User
from project.accounts.models.delegations import DELEGABLE, DelegationQuerySet
from project.accounts.models.grants import OF_A_COMMITTEE
from project.accounts.models.people import Sphere


class Permission(StrEnum):
    """The object permissions of a unit; never granted globally, for that would beat them."""

    VIEW = "view_unit"
    REPORT = "report_unit"
    SIGN_OFF = "sign_off_unit"
    REVIEW = "review_unit"


GIVEN_BY: dict[Role, tuple[Permission, ...]] = {
    Role.LIAISON: (Permission.VIEW, Permission.REPORT),
    Role.SIGNER: (Permission.VIEW, Permission.SIGN_OFF),
    Role.REVIEWER: (Permission.VIEW, Permission.REVIEW),
}


def roles_giving(permission: Permission) -> list[Role]:
    """Return the roles that carry a permission.

    >>> [str(role.label) for role in roles_giving(Permission.VIEW)]
    ['联络员', '签批人', '审核人']
    """
    return [role for role, given in GIVEN_BY.items() if permission in given]


def units_where(
    user: User, permission: Permission, *, on: date, delegated: bool = False
) -> QuerySet[Unit]:
    """Return the units for which `user` holds `permission` on that day.

    With `delegated` also those for which another, on leave, has them act: to see and to choose
    from. In whose name an act is, `stands_in_for` is asked.
    """
    if not user.is_authenticated or not user.is_active:
        return Unit.objects.none()
    kept = kept_of(user, on=on)
    if kept:
        return Unit.objects.filter(pk__in=_units_in(kept, permission, delegated=delegated))
    granted = Grant.objects.active(on=on).filter(
        # The account's row says whether it is active now; the object in hand may be old.
        user=user, user__is_active=True, role__in=roles_giving(permission)
    )  # fmt: skip
    held: QuerySet[Unit] = get_objects_for_user(
        user, f"accounts.{permission}", klass=Unit, accept_global_perms=False
    )
    own = held.filter(pk__in=granted.values("unit"))
    roles = [role for role in roles_giving(permission) if role in DELEGABLE]
    if not delegated or not roles:
        return own
    lent = delegations_to(user, on=on).filter(grant__role__in=roles)
    return Unit.objects.filter(Q(pk__in=own.values("pk")) | Q(pk__in=lent.values("grant__unit")))


def delegations_to(user: User, *, on: date) -> DelegationQuerySet:
    """Return by which delegations the person may act for others on that day."""
    if not user.is_authenticated or not user.is_active:
        return Delegation.objects.none()
    kept = kept_of(user, on=on)
    if kept and not kept.lent:
        return Delegation.objects.none()
    return Delegation.objects.in_force(on=on).to(user).for_reading()


def stands_in_for(user: User, absent: User, role: Role, of: Unit | Committee, *, on: date) -> bool:
    """Say whether `user` may act on that day as `role` of a unit or a committee for `absent`.

    Asked at every act. The one on leave must hold the role today; a delegate holds none of it.
    """
    lent = delegations_to(user, on=on).by(absent).filter(grant__role=role)
    if isinstance(of, Unit):
        return lent.filter(grant__unit=of).exists()
    return lent.filter(grant__committee=of).exists()


def may(user: User, permission: Permission, unit: Unit, *, on: date) -> bool:
    """Say whether `user` holds `permission` for `unit` on that day, as `units_where` says.

    Asked at every act, so in two short statements: the grant, and what the person's groups carry.
    """
    if not user.is_authenticated or not user.is_active:
        return False
    granted = Grant.objects.active(on=on).filter(
        user=user, user__is_active=True, unit=unit, role__in=roles_giving(permission)
    )
    return granted.exists() and permission in ObjectPermissionChecker(user).get_group_perms(unit)


def committees_where(
    user: User, *roles: Role, on: date, delegated: bool = False
) -> QuerySet[Committee]:
    """Return the committees of which `user` is leader or observer (as asked) on that day.

    With `delegated` also those for whose leader, on leave, the person acts.
    """
    if not user.is_authenticated or not user.is_active:
        return Committee.objects.none()
    kept = kept_of(user, on=on)
    if kept:
        return Committee.objects.filter(pk__in=_committees_in(kept, *roles, delegated=delegated))
    granted = Grant.objects.active(on=on).of_role(*roles).filter(user=user)
    own = Committee.objects.filter(pk__in=granted.values("committee"))
    if not delegated or Role.LEADER not in roles:
        return own
    lent = delegations_to(user, on=on).filter(grant__role=Role.LEADER)
    return Committee.objects.filter(
        Q(pk__in=granted.values("committee")) | Q(pk__in=lent.values("grant__committee"))
    )


def reach_of(user: User, *, on: date) -> dict[Permission | Role, frozenset[int]]:
    """Return the keys of the units per permission, and of the committees one leads or observes.

    The same as `units_where` and `committees_where` say, what was delegated with it, in one
    statement for a whole page: it is about what one sees.
    """
    if not user.is_authenticated or not user.is_active:
        return {what: frozenset() for what in (*Permission, *OF_A_COMMITTEE)}
    held = held_by(user, on=on)
    units = {each: _units_in(held, each, delegated=True) for each in Permission}
    return units | {each: _committees_in(held, each, delegated=True) for each in OF_A_COMMITTEE}


def _units_in(held: Held, permission: Permission, *, delegated: bool) -> frozenset[int]:
    """Return the keys `units_where` selects: granted and carried, and those lent if asked."""
    roles = roles_giving(permission)
    own = of_any(held.carried, [permission]) & of_any(held.granted, roles)
    return own | of_any(held.lent, roles) if delegated else own


def _committees_in(held: Held, *roles: Role, delegated: bool) -> frozenset[int]:
    """Return the keys `committees_where` selects."""
    own = of_any(held.granted, roles)
    lends = delegated and Role.LEADER in roles
    return own | of_any(held.lent, [Role.LEADER]) if lends else own


def administers(user: User, role: Role, *, on: date) -> bool:
    """Say whether `user` is that administrator of the installation on that day."""
    return (
        user.is_authenticated
        and user.is_active
        and Grant.objects.active(on=on).of_role(role).filter(user=user).exists()
    )


def people_who_may(permission: Permission, unit: Unit, *, on: date) -> QuerySet[User]:
    """Return the active people who hold `permission` for `unit` on that day, as `may` says."""
    granted = Grant.objects.active(on=on).filter(unit=unit, role__in=roles_giving(permission))
    held = get_users_with_perms(unit, only_with_perms_in=[permission], with_superusers=False)
    return User.objects.filter(is_active=True, pk__in=granted.values("user")).filter(
        pk__in=held.values("pk")
    )


def grants_holding(permission: Permission, *, on: date) -> QuerySet[Grant]:
    """Return the grants by which active people hold `permission` on that day, as `may` says.

    For many units at once, where `people_who_may` would be asked unit by unit.
    """
    granted = Grant.objects.active(on=on).filter(role__in=roles_giving(permission))
    return granted.filter(_carried(permission), user__is_active=True)


def grants_over(first: date, last: date) -> QuerySet[Grant]:
    """Return the grants of active people that hold on any day of a span: for a look ahead.

    Of a unit only those that their group carries; one that begins later will be, by that night.
    """
    carried = Q(unit=None) | Q(from_on__gt=first)
    for role, (*_, permission) in GIVEN_BY.items():
        carried |= Q(Q(role=role), _carried(permission))
    rows = Grant.objects.overlapping(first, last).filter(carried, user__is_active=True)
    return rows.select_related("user__home_unit", "unit")


def _carried(permission: Permission) -> Exists:
    """Say that a grant's person has the permission of its unit by a group."""
    carried = GroupObjectPermission.objects.filter(
        permission__codename=permission,
        permission__content_type__app_label=Unit._meta.app_label,
        object_pk=Cast(OuterRef("unit"), CharField()),
        group__user=OuterRef("user"),
    )
    return Exists(carried)


def people_of_the_day(*, on: date) -> QuerySet[User]:
    """Return the active people of the business who may do anything on that day."""
    granted = Grant.objects.active(on=on).values("user")
    lent = Delegation.objects.in_force(on=on).values("delegate")
    active = User.objects.filter(is_active=True, sphere=Sphere.BUSINESS)
    return active.filter(Q(pk__in=granted) | Q(pk__in=lent))


def leaders_of(committee: Committee, *, on: date) -> QuerySet[User]:
    """Return the committee's leaders on that day."""
    granted = Grant.objects.active(on=on).of_role(Role.LEADER).filter(committee=committee)
    return User.objects.filter(is_active=True, pk__in=granted.values("user"))


def secretariat_of(committee: Committee, *, on: date) -> QuerySet[User]:
    """Return who works in the committee's office on that day (decision 0015).

    They are at home in the committee's office and review at least one of its units.
    """
    granted = Grant.objects.active(on=on).of_role(Role.REVIEWER).filter(unit__committee=committee)
    return User.objects.filter(
        is_active=True,
        home_unit__kind=UnitKind.OFFICE,
        home_unit__committee=committee,
        pk__in=granted.values("user"),
    )


def committees_served(user: User, *, on: date) -> QuerySet[Committee]:
    """Return the committees in whose office the person works on that day, as `secretariat_of`."""
    home = user.home_unit
    if not user.is_active or home is None or home.kind != UnitKind.OFFICE:
        return Committee.objects.none()
    return Committee.objects.filter(
        pk=home.committee_id,
        pk__in=units_where(user, Permission.REVIEW, on=on).values("committee"),
    )


def committees_headed(user: User, *, on: date) -> QuerySet[Committee]:
    """Return the committees of whose office the person is the head: signs for its own unit."""
    offices = units_where(user, Permission.SIGN_OFF, on=on).filter(kind=UnitKind.OFFICE)
    return Committee.objects.filter(pk__in=offices.values("committee"))


def leaders_and_observers_of(committee: Committee, *, on: date) -> QuerySet[User]:
    """Return who reads the committee's summaries and digests on that day."""
    granted = Grant.objects.active(on=on).of_role(*OF_A_COMMITTEE).filter(committee=committee)
    return User.objects.filter(is_active=True, pk__in=granted.values("user"))
