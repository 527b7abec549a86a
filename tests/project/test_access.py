"""Who may what, of which unit, on which day: a grant and a membership, both or nothing."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.contrib.auth.models import Permission as AuthPermission
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from time_machine import TimeMachineFixture

from project.accounts.access import (
    Permission,
    administers,
    committees_where,
    delegations_to,
    leaders_of,
    may,
    people_who_may,
    reach_of,
    units_where,
)
from project.accounts.granting import give, group_name, keep_memberships, make_groups, revoke
from project.accounts.held import asked_once
from project.accounts.models import Role, Unit, User
from project.accounts.models.grants import OF_A_COMMITTEE
from task_table.models import Plan
from tests.cast import TODAY, person, unit
from tests.workflows.standing import lend

pytestmark = [pytest.mark.db, pytest.mark.django_db]

EXACTLY = {
    Role.LIAISON: {Permission.VIEW, Permission.REPORT},
    Role.SIGNER: {Permission.VIEW, Permission.SIGN_OFF},
    Role.REVIEWER: {Permission.VIEW, Permission.REVIEW},
}


def held(user: User, on: date = TODAY) -> set[tuple[str, Permission]]:
    """Return everything a person holds on a day: pairs of unit code and permission."""
    return {
        (each.code, permission)
        for permission in Permission
        for each in units_where(user, permission, on=on)
    }


@pytest.mark.parametrize("role", EXACTLY)
def test_a_role_gives_exactly_its_permissions_of_exactly_its_unit(plan: Plan, role: Role) -> None:
    user = person("某人", "mzj", (role, "czj"))
    assert held(user) == {("czj", permission) for permission in EXACTLY[role]}


@pytest.mark.parametrize("role", EXACTLY)
def test_the_people_of_a_permission_are_those_who_hold_it(plan: Plan, role: Role) -> None:
    user = person("某人", "mzj", (role, "czj"))
    for permission in Permission:
        for each in Unit.objects.filter(code__in=("mzj", "czj", "cl")):
            listed = people_who_may(permission, each, on=TODAY).filter(pk=user.pk).exists()
            assert listed == may(user, permission, each, on=TODAY)


def test_the_reach_of_one_statement_is_what_the_many_say(plan: Plan, leader: User) -> None:
    user = person("某人", "mzj", (Role.LIAISON, "mzj"), (Role.SIGNER, "czj"), (Role.REVIEWER, "cl"))
    gone = person("已停用", "mzj", (Role.LIAISON, "mzj"))
    gone.is_active = False
    gone.save()
    for each in (user, leader, gone, person("无授权", "mzj")):
        reach = reach_of(each, on=TODAY)
        for permission in Permission:
            keys = units_where(each, permission, on=TODAY).values_list("pk", flat=True)
            assert reach[permission] == set(keys)
        for role in (Role.LEADER, Role.OBSERVER):
            keys = committees_where(each, role, on=TODAY).values_list("pk", flat=True)
            assert reach[role] == set(keys)
    assert reach_of(leader, on=TODAY)[Role.LEADER] == {plan.committee_id}


def test_what_is_read_once_for_a_page_is_what_is_asked_each_time(
    plan: Plan, leader: User, signer: User, liaison: User
) -> None:
    lend(signer, liaison)
    lend(leader, liaison)
    left_out = person("授权在，组员资格不在", "mzj", (Role.LIAISON, "mzj"), (Role.SIGNER, "czj"))
    left_out.groups.clear()
    left_behind = person("组员资格在，授权不在", "mzj")
    left_behind.groups.add(Group.objects.get(name=group_name(unit("mzj"), Role.REVIEWER)))
    for each in (liaison, signer, leader, left_out, left_behind, person("无授权", "mzj")):
        asked = _all_that_is_asked(each)
        with asked_once(each):
            assert _all_that_is_asked(each) == asked


def _all_that_is_asked(user: User) -> list[list[Model]]:
    units = [
        units_where(user, permission, on=TODAY, delegated=delegated)
        for permission in Permission
        for delegated in (False, True)
    ]
    committees = [
        committees_where(user, role, on=TODAY, delegated=delegated)
        for role in OF_A_COMMITTEE
        for delegated in (False, True)
    ]
    lent = delegations_to(user, on=TODAY)
    return [list(each.order_by("pk")) for each in (*units, *committees, lent)]


def test_a_page_reads_it_once_and_an_act_each_time(
    liaison: User, security_admin: User, plan: Plan
) -> None:
    with asked_once(liaison), CaptureQueriesContext(connection) as asked:
        keys = [set(units_where(liaison, each, on=TODAY).values_list("pk")) for each in Permission]
    assert len(asked) <= 1 + len(keys)
    with asked_once(liaison):
        assert units_where(liaison, Permission.REPORT, on=TODAY).exists()
        revoke(liaison.grants.get(), by=security_admin, why="调离")
        assert not may(liaison, Permission.REPORT, unit("mzj"), on=TODAY)
    assert not units_where(liaison, Permission.REPORT, on=TODAY).exists()


def test_being_at_home_in_a_unit_gives_nothing(plan: Plan) -> None:
    assert held(person("某人", "mzj")) == set()


def test_an_anonymous_visitor_holds_nothing(plan: Plan) -> None:
    assert held(AnonymousUser()) == set()  # type: ignore[arg-type]


@pytest.fixture
def dated(plan: Plan) -> User:
    """A liaison of 市民政局 from 5 to 9 January 2026."""
    user = User.objects.create_user("dated", name="短期联络员", home_unit=unit("mzj"))
    give(
        user, Role.LIAISON, by=None, why="顶岗", unit=unit("mzj"),
        from_on=date(2026, 1, 5), until_on=date(2026, 1, 9),
    )  # fmt: skip
    return user


@pytest.mark.parametrize(
    "on, holds",
    [("2026-01-04", False), ("2026-01-05", True), ("2026-01-09", True), ("2026-01-10", False)],
)
def test_a_grant_lasts_from_its_first_day_to_the_end_of_its_last(
    dated: User, on: str, holds: bool
) -> None:
    day = date.fromisoformat(on)
    assert may(dated, Permission.REPORT, unit("mzj"), on=day) is holds
    assert people_who_may(Permission.REPORT, unit("mzj"), on=day).exists() is holds


def test_a_revoked_grant_gives_nothing_from_that_minute(
    liaison: User, security_admin: User
) -> None:
    revoke(liaison.grants.get(), by=security_admin, why="调离")
    assert held(liaison) == set()
    assert not people_who_may(Permission.VIEW, unit("mzj"), on=TODAY).exists()


def test_a_deactivated_person_holds_nothing(liaison: User) -> None:
    liaison.is_active = False
    liaison.save()
    assert held(liaison) == set()
    assert not people_who_may(Permission.VIEW, unit("mzj"), on=TODAY).exists()


def test_a_person_deactivated_behind_the_object_in_hand_holds_nothing(liaison: User) -> None:
    User.objects.filter(pk=liaison.pk).update(is_active=False)
    assert liaison.is_active
    assert held(liaison) == set()


def test_a_membership_left_behind_without_a_grant_gives_nothing(plan: Plan) -> None:
    user = person("某人", "mzj")
    user.groups.add(Group.objects.get(name=group_name(unit("mzj"), Role.LIAISON)))
    assert held(user) == set()
    assert not people_who_may(Permission.REPORT, unit("mzj"), on=TODAY).exists()


def test_a_grant_without_its_membership_gives_nothing(liaison: User) -> None:
    liaison.groups.clear()
    assert held(liaison) == set()
    assert not people_who_may(Permission.REPORT, unit("mzj"), on=TODAY).exists()


def test_a_membership_of_another_role_does_not_stand_in(liaison: User) -> None:
    liaison.groups.set(Group.objects.filter(name=group_name(unit("mzj"), Role.SIGNER)))
    assert not may(liaison, Permission.REPORT, unit("mzj"), on=TODAY)
    assert not may(liaison, Permission.SIGN_OFF, unit("mzj"), on=TODAY)


def test_a_global_permission_gives_nothing(plan: Plan) -> None:
    user = person("某人", "mzj")
    user.user_permissions.set(AuthPermission.objects.filter(content_type__model="unit"))
    assert user.has_perm("accounts.sign_off_unit")
    assert held(user) == set()


def test_a_global_permission_widens_no_grant(liaison: User) -> None:
    before = held(liaison)
    liaison.user_permissions.set(AuthPermission.objects.filter(content_type__model="unit"))
    assert held(liaison) == before


def test_a_global_permission_does_not_stand_in_for_a_membership(liaison: User) -> None:
    liaison.user_permissions.set(AuthPermission.objects.filter(content_type__model="unit"))
    liaison.groups.clear()
    assert held(User.objects.get(pk=liaison.pk)) == set()


def test_nobody_holds_a_permission_of_units_globally(plan: Plan) -> None:
    """Viewflow and guardian let a global permission beat the object's: no group carries one."""
    given = AuthPermission.objects.filter(content_type__model="unit")
    assert not Group.objects.filter(permissions__in=given).exists()
    assert not User.objects.filter(user_permissions__in=given).exists()


def test_the_three_codenames_are_unique_in_the_whole_project(plan: Plan) -> None:
    for permission in Permission:
        assert AuthPermission.objects.filter(codename=permission).count() == 1


def test_an_administrator_sees_no_business(security_admin: User, system_admin: User) -> None:
    assert held(security_admin) == held(system_admin) == set()


def test_an_administrator_administers_his_own_part_only(security_admin: User) -> None:
    assert administers(security_admin, Role.SECURITY_ADMIN, on=TODAY)
    assert not administers(security_admin, Role.SYSTEM_ADMIN, on=TODAY)
    security_admin.is_active = False
    assert not administers(security_admin, Role.SECURITY_ADMIN, on=TODAY)


def test_a_leader_is_of_a_committee_and_of_no_unit(leader: User, plan: Plan) -> None:
    assert held(leader) == set()
    assert list(committees_where(leader, Role.LEADER, on=TODAY)) == [plan.committee]
    assert not committees_where(leader, Role.OBSERVER, on=TODAY).exists()
    assert list(leaders_of(plan.committee, on=TODAY)) == [leader]


def test_a_deactivated_leader_leads_no_more(leader: User, plan: Plan) -> None:
    leader.is_active = False
    leader.save()
    assert not committees_where(leader, Role.LEADER, on=TODAY).exists()
    assert not leaders_of(plan.committee, on=TODAY).exists()


def test_asking_costs_the_same_for_one_grant_as_for_forty(plan: Plan) -> None:
    one = person("一个单位", "cgwb", (Role.REVIEWER, "mzj"))
    codes = Unit.objects.exclude(code="cgwb").values_list("code", flat=True)[:40]
    many = person("四十个单位", "cgwb", *((Role.REVIEWER, code) for code in codes))
    costs = [statements_of(user) for user in (one, many)]
    assert costs[0] == costs[1] <= 2
    assert len(held(many)) == 80


def statements_of(user: User) -> int:
    units_where(user, Permission.REVIEW, on=TODAY).count()  # content types are read once
    with CaptureQueriesContext(connection) as queries:
        list(units_where(user, Permission.REVIEW, on=TODAY))
    return len(queries)


def test_a_new_unit_gets_its_groups_once(plan: Plan) -> None:
    before = Group.objects.count()
    make_groups(unit("mzj"))
    assert Group.objects.count() == before


def test_what_begins_tomorrow_counts_tomorrow(dated: User, clock: TimeMachineFixture) -> None:
    """The grant alone opens nothing on its first day before the daily job has been."""
    dated.groups.clear()
    assert held(dated) == set()
    keep_memberships(dated, on=TODAY)
    assert may(dated, Permission.REPORT, unit("mzj"), on=TODAY)
