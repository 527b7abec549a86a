"""Giving and revoking grants: by whom, to whom, once, and what the daily job brings to the day."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from time_machine import TimeMachineFixture

from project.accounts.granting import (
    GrantRefused,
    give,
    group_name,
    keep_all_memberships,
    revoke,
)
from project.accounts.jobs import keep_memberships as daily_job
from project.accounts.models import Grant, Role, Sphere, User
from project.audit.models import AuditEvent
from task_table.models import Plan
from tests.cast import LONG_AGO, TODAY, administrator, person, unit

pytestmark = [pytest.mark.db, pytest.mark.django_db]

ADMINISTRATORS = {
    Sphere.SYSTEM: Role.SYSTEM_ADMIN,
    Sphere.SECURITY: Role.SECURITY_ADMIN,
    Sphere.AUDIT: Role.AUDIT_ADMIN,
}


def give_liaison(user: User, by: User | None, **how: Any) -> Grant:
    given: dict[str, Any] = {"why": "新任", "from_on": LONG_AGO, "unit": unit("mzj")} | how
    return give(user, Role.LIAISON, by=by, **given)


def groups_of(user: User) -> set[str]:
    return set(user.groups.values_list("name", flat=True))


@pytest.fixture
def newcomer(plan: Plan) -> User:
    return person("新人", "mzj")


def test_a_grant_counts_at_once_and_is_written_down(newcomer: User, security_admin: User) -> None:
    grant = give_liaison(newcomer, security_admin)
    assert groups_of(newcomer) == {group_name(unit("mzj"), Role.LIAISON)}
    event = AuditEvent.objects.get(subject=f"accounts.grant:{grant.pk}")
    assert (event.action, event.actor_id) == ("grant.give", security_admin.pk)


def test_nobody_grants_to_himself(security_admin: User) -> None:
    with pytest.raises(GrantRefused, match="不能给自己授权"):
        give(security_admin, Role.SECURITY_ADMIN, by=security_admin, why="续任", from_on=TODAY)


def test_nobody_grants_to_himself_by_plain_sql_either(newcomer: User) -> None:
    with pytest.raises(IntegrityError, match="nobody_grants_to_himself"), transaction.atomic():
        Grant.objects.create(
            user=newcomer, role=Role.LIAISON, unit=unit("mzj"), from_on=TODAY, why="自授",
            granted_by=newcomer,
        )  # fmt: skip


@pytest.mark.parametrize("who", ["liaison", "system_admin", "leader"])
def test_only_the_security_administrator_gives(
    who: str, newcomer: User, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(GrantRefused, match="只有安全管理员"):
        give_liaison(newcomer, request.getfixturevalue(who))
    assert not newcomer.grants.exists()


def test_a_security_administrator_whose_own_grant_ended_gives_no_more(
    newcomer: User, plan: Plan
) -> None:
    first, other = (administrator(Sphere.SECURITY, Role.SECURITY_ADMIN) for _ in range(2))
    revoke(first.grants.get(), by=other, why="轮岗")
    with pytest.raises(GrantRefused, match="只有安全管理员"):
        give_liaison(newcomer, first)


@pytest.mark.parametrize("sphere", ADMINISTRATORS)
@pytest.mark.parametrize("role", [role for role in Role if role.sphere == Sphere.BUSINESS])
def test_an_administrator_gets_no_business_role(plan: Plan, sphere: Sphere, role: Role) -> None:
    user = User.objects.create_user("admin", name="某管理员", sphere=sphere)
    with pytest.raises(GrantRefused, match="互斥"):
        give(user, role, by=None, why="兼任", from_on=LONG_AGO, unit=unit("mzj"))


@pytest.mark.parametrize("role", ADMINISTRATORS.values())
def test_a_business_person_administers_nothing(newcomer: User, role: Role) -> None:
    with pytest.raises(GrantRefused, match="互斥"):
        give(newcomer, role, by=None, why="兼任", from_on=LONG_AGO)


@pytest.mark.parametrize("sphere, role", ADMINISTRATORS.items())
def test_the_three_administrators_exclude_each_other(
    plan: Plan, sphere: Sphere, role: Role
) -> None:
    user = User.objects.create_user("admin", name="某管理员", sphere=sphere)
    for other in set(ADMINISTRATORS.values()) - {role}:
        with pytest.raises(GrantRefused, match="互斥"):
            give(user, other, by=None, why="兼任", from_on=LONG_AGO)


@pytest.mark.parametrize("role", [Role.SECURITY_ADMIN, Role.AUDIT_ADMIN])
def test_a_bulk_insert_mixes_no_spheres(newcomer: User, role: Role) -> None:
    grant = Grant(user=newcomer, role=role, from_on=TODAY, why="绕过")
    with pytest.raises(DatabaseError, match="sphere"), transaction.atomic():
        Grant.objects.bulk_create([grant])


def test_plain_sql_mixes_no_spheres(security_admin: User, plan: Plan) -> None:
    """The trigger reads the account's sphere: a check constraint could not."""
    copy = (
        "INSERT INTO accounts_grant (user_id, role, unit_id, from_on, why, granted_at) "
        "SELECT user_id, 'liaison', %s, from_on, why, granted_at FROM accounts_grant "
        "WHERE user_id = %s"
    )
    with pytest.raises(DatabaseError, match="sphere"), transaction.atomic():
        connection.cursor().execute(copy, [unit("mzj").pk, security_admin.pk])


def test_there_is_no_superuser(newcomer: User) -> None:
    with pytest.raises(IntegrityError, match="no_superuser"), transaction.atomic():
        User.objects.filter(pk=newcomer.pk).update(is_superuser=True)


def test_a_deactivated_account_is_granted_nothing(newcomer: User, security_admin: User) -> None:
    newcomer.is_active = False
    with pytest.raises(GrantRefused, match="已停用"):
        give_liaison(newcomer, security_admin)


@pytest.mark.parametrize("why", ["", "  "])
def test_a_grant_needs_its_reason(newcomer: User, security_admin: User, why: str) -> None:
    with pytest.raises(GrantRefused, match="授权依据"):
        give_liaison(newcomer, security_admin, why=why)


OVERLAPPING = [
    (("2026-01-01", None), ("2026-01-01", None)),
    (("2026-01-01", "2026-03-31"), ("2026-01-01", "2026-03-31")),
    (("2026-01-01", "2026-03-31"), ("2026-03-31", None)),
    (("2026-01-01", None), ("2025-01-01", "2026-01-01")),
    (("2026-02-01", "2026-02-28"), ("2026-01-01", "2026-12-31")),
]


@pytest.mark.parametrize("first, second", OVERLAPPING)
def test_giving_twice_for_one_day_is_refused(
    newcomer: User, first: tuple[str, str | None], second: tuple[str, str | None]
) -> None:
    """Two in force would mean that revoking one changes nothing."""
    give_liaison(newcomer, None, **span(first))
    with pytest.raises(GrantRefused, match="已经有效"):
        give_liaison(newcomer, None, **span(second))
    assert newcomer.grants.count() == 1


def test_a_grant_may_follow_another(newcomer: User) -> None:
    give_liaison(newcomer, None, **span(("2026-01-01", "2026-03-31")))
    give_liaison(newcomer, None, **span(("2026-04-01", None)))
    assert newcomer.grants.count() == 2


def test_an_administrator_is_made_once(security_admin: User) -> None:
    with pytest.raises(GrantRefused, match="已经有效"):
        give(security_admin, Role.SECURITY_ADMIN, by=None, why="再任", from_on=TODAY)


def test_two_open_grants_of_one_unit_are_refused_by_the_database(liaison: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.create(
            user=liaison, role=Role.LIAISON, unit=unit("mzj"), from_on=TODAY, why="重复"
        )


def test_a_grant_that_ends_before_it_begins_is_refused(newcomer: User) -> None:
    with pytest.raises(GrantRefused, match="起止日期"):
        give_liaison(newcomer, None, **span(("2026-01-02", "2026-01-01")))


def test_a_unit_role_needs_its_unit(newcomer: User) -> None:
    with pytest.raises(GrantRefused, match="范围"):
        give_liaison(newcomer, None, unit=None)


def test_revoking_takes_the_membership_and_is_written_down(
    liaison: User, security_admin: User
) -> None:
    grant = revoke(liaison.grants.get(), by=security_admin, why="调离")
    assert groups_of(liaison) == set()
    assert (grant.revoked_by, grant.revoked_why) == (security_admin, "调离")
    events = AuditEvent.objects.about(f"accounts.grant:{grant.pk}")
    assert [event.action for event in events] == ["grant.give", "grant.revoke"]


def test_revoking_twice_is_refused(liaison: User, security_admin: User) -> None:
    grant = liaison.grants.get()
    revoke(grant, by=security_admin, why="调离")
    with pytest.raises(GrantRefused, match="已经撤销"):
        revoke(grant, by=security_admin, why="再次")
    assert liaison.grants.get().revoked_why == "调离"


def test_revoking_needs_a_reason(liaison: User, security_admin: User) -> None:
    with pytest.raises(GrantRefused, match="原因"):
        revoke(liaison.grants.get(), by=security_admin, why=" ")


def test_only_the_security_administrator_revokes(liaison: User, system_admin: User) -> None:
    with pytest.raises(GrantRefused, match="只有安全管理员"):
        revoke(liaison.grants.get(), by=system_admin, why="调离")


def test_what_was_revoked_may_be_given_anew(liaison: User, security_admin: User) -> None:
    revoke(liaison.grants.get(), by=security_admin, why="误授")
    give_liaison(liaison, security_admin)
    assert groups_of(liaison) == {"mzj:liaison"}


def test_revoking_one_role_leaves_the_other(plan: Plan, security_admin: User) -> None:
    user = person("双岗", "mzj", (Role.LIAISON, "mzj"), (Role.REVIEWER, "czj"))
    revoke(user.grants.get(role=Role.LIAISON), by=security_admin, why="减负")
    assert groups_of(user) == {"czj:reviewer"}


def test_a_grant_is_never_changed(liaison: User) -> None:
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        liaison.grants.update(role=Role.SIGNER)


def test_the_daily_job_brings_memberships_to_the_day(
    newcomer: User, clock: TimeMachineFixture
) -> None:
    give_liaison(newcomer, None, **span(("2026-01-12", "2026-01-16")))
    stranger = person("留下的成员", "czj")
    stranger.groups.set(liaison_groups())
    seen = {}
    for day in ("2026-01-11", "2026-01-12", "2026-01-16", "2026-01-17"):
        clock.move_to(f"{day} 00:05+08:00", tick=False)
        assert "人的授权" in daily_job()
        seen[day] = groups_of(newcomer)
    assert [day for day, groups in seen.items() if groups] == ["2026-01-12", "2026-01-16"]
    assert groups_of(stranger) == set()


def test_the_daily_job_run_twice_changes_nothing(liaison: User) -> None:
    keep_all_memberships(on=TODAY)
    before = groups_of(liaison)
    keep_all_memberships(on=TODAY)
    assert groups_of(liaison) == before == {"mzj:liaison"}


def liaison_groups() -> Any:
    from django.contrib.auth.models import Group

    return Group.objects.filter(name="czj:liaison")


def span(days: tuple[str, str | None]) -> dict[str, date | None]:
    first, last = days
    return {
        "from_on": date.fromisoformat(first),
        "until_on": date.fromisoformat(last) if last else None,
    }


def test_nobody_revokes_his_own_grant(security_admin: User) -> None:
    with pytest.raises(GrantRefused, match="不能撤销自己的授权"):
        revoke(security_admin.grants.get(), by=security_admin, why="调离")
    assert security_admin.grants.get().revoked_at is None
