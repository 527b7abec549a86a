"""Giving and revoking grants, and keeping the groups' members those of the day's grants."""

from datetime import date

from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.utils import timezone
from guardian.shortcuts import assign_perm

from project.accounts.access import GIVEN_BY, administers
from project.accounts.models import Committee, Grant, Role, Unit, User
from project.audit.recording import record


class GrantRefused(ValueError):
    """A grant that may not be given; the message says why in Chinese."""


def group_name(unit: Unit, role: Role) -> str:
    """Return the name of the group that carries a role's permissions of a unit."""
    return f"{unit.code}:{role.value}"


def make_groups(unit: Unit) -> None:
    """Make the unit's groups, one a role, with their object permissions; harmless when repeated."""
    for role, permissions in GIVEN_BY.items():
        group, made = Group.objects.get_or_create(name=group_name(unit, role))
        if made:
            for permission in permissions:
                assign_perm(f"accounts.{permission}", group, unit)


def give(
    user: User,
    role: Role,
    *,
    by: User | None,
    why: str,
    from_on: date,
    unit: Unit | None = None,
    committee: Committee | None = None,
    until_on: date | None = None,
    takes_over: Grant | None = None,
) -> Grant:
    """Give a grant and let it count at once if its first day has come; raises GrantRefused."""
    _check(user, role, by)
    if not why.strip():
        raise GrantRefused("请写明授权依据。")
    grant = Grant(
        user=user,
        role=role,
        unit=unit,
        committee=committee,
        from_on=from_on,
        until_on=until_on,
        takes_over=takes_over,
        why=why,
        granted_by=by,
    )
    try:
        with transaction.atomic():
            _check_not_given(grant)
            grant.save(force_insert=True)
            record("grant.give", grant, by=by, grant=str(grant), why=why)
            keep_memberships(user, on=timezone.localdate())
    except IntegrityError as error:
        raise GrantRefused(f"{grant}：起止日期或授权范围不对。") from error
    return grant


def revoke(grant: Grant, *, by: User, why: str) -> Grant:
    """End a grant this minute; raises GrantRefused without a reason or if it is revoked.

    Nobody revokes his own: the last security administrator would leave nobody to grant.
    """
    _check_administrator(by)
    if grant.user_id == by.pk:
        raise GrantRefused("不能撤销自己的授权，请由另一位安全管理员办理。")
    if not why.strip():
        raise GrantRefused("请写明撤销授权的原因。")
    with transaction.atomic():
        ended = Grant.objects.filter(pk=grant.pk, revoked_at=None).update(
            revoked_at=timezone.now(), revoked_by=by, revoked_why=why
        )
        if not ended:
            raise GrantRefused(f"{grant}：已经撤销，无需重复操作。")
        record("grant.revoke", grant, by=by, grant=str(grant), why=why)
        keep_memberships(grant.user, on=timezone.localdate())
    grant.refresh_from_db()
    return grant


def keep_memberships(user: User, *, on: date) -> None:
    """Make the person's groups those of the grants in force on that day."""
    granted = Grant.objects.active(on=on).filter(user=user, unit__isnull=False)
    names = [
        group_name(grant.unit, Role(grant.role))
        for grant in granted.select_related("unit")
        if grant.unit
    ]
    user.groups.set(Group.objects.filter(name__in=names))


def keep_all_memberships(*, on: date) -> int:
    """Do the same for all who have a group or a unit's grant; return how many people."""
    granted = Grant.objects.active(on=on).filter(unit__isnull=False).values("user")
    people = User.objects.filter(pk__in=granted) | User.objects.filter(groups__isnull=False)
    people = people.distinct()
    for user in people:
        keep_memberships(user, on=on)
    return len(people)


def _check_not_given(grant: Grant) -> None:
    """Raise GrantRefused if the person has the same for some of the days: one of two twins, once
    revoked, would leave the other in force unseen. The person's row is held meanwhile.
    """
    User.objects.select_for_update().get(pk=grant.user_id)
    same = Grant.objects.filter(
        user=grant.user, role=grant.role, unit=grant.unit, committee=grant.committee
    )
    if same.overlapping(grant.from_on, grant.until_on).exists():
        raise GrantRefused(f"{grant}：同样的授权在这段日期内已经有效，无需重复授权。")


def _check_administrator(by: User) -> None:
    if not administers(by, Role.SECURITY_ADMIN, on=timezone.localdate()):
        raise GrantRefused("只有安全管理员可以授权和撤销授权。")


def _check(user: User, role: Role, by: User | None) -> None:
    if by is not None and by.pk == user.pk:
        raise GrantRefused("不能给自己授权，请由另一位安全管理员办理。")
    if by is not None:
        _check_administrator(by)
    if not user.is_active:
        raise GrantRefused(f"{user}的账号已停用，不能授权。")
    if role.sphere != user.sphere:
        raise GrantRefused(
            f"{user}的账号类别是“{user.get_sphere_display()}”，不能授予“{role.label}”："
            "业务角色与三类管理员互斥。"
        )
