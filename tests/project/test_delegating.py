"""委托: who may delegate what to whom, for which days, and when it ends."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from time_machine import TimeMachineFixture

from project.accounts.access import (
    Permission,
    committees_where,
    delegations_to,
    may,
    people_of_the_day,
    people_who_may,
    stands_in_for,
    units_where,
)
from project.accounts.delegating import (
    DelegationRefused,
    delegable,
    delegate,
    end,
    people_to_choose,
)
from project.accounts.granting import give, revoke
from project.accounts.handing_over import hand_over
from project.accounts.models import Delegation, DelegationState, Grant, Role, Sphere, User
from project.audit.models import AuditEvent
from task_table.models import Plan
from tests.cast import LONG_AGO, TODAY, administrator, person, unit
from tests.workflows.standing import WEEK, lend

pytestmark = [pytest.mark.db, pytest.mark.django_db]


@pytest.fixture
def handler(db: None, clock: object) -> User:
    return person("民政办公室主任", "mzj")


def stands_in(user: User, absent: User, on: date = TODAY) -> bool:
    return stands_in_for(user, absent, Role.SIGNER, unit("mzj"), on=on)


def test_a_delegate_acts_for_the_signer_and_holds_nothing_himself(
    plan: Plan, signer: User, handler: User
) -> None:
    lend(signer, handler)
    assert stands_in(handler, signer)
    assert not may(handler, Permission.SIGN_OFF, unit("mzj"), on=TODAY)
    assert not units_where(handler, Permission.SIGN_OFF, on=TODAY).exists()
    seen = units_where(handler, Permission.VIEW, on=TODAY, delegated=True)
    assert [each.code for each in seen] == ["mzj"]
    assert handler not in people_who_may(Permission.SIGN_OFF, unit("mzj"), on=TODAY)
    assert handler in people_of_the_day(on=TODAY)
    assert not handler.groups.exists()
    assert not units_where(handler, Permission.REPORT, on=TODAY, delegated=True).exists()


def test_a_leaders_delegate_acts_for_the_committee_alone(plan: Plan, leader: User) -> None:
    deputy = person("残工委办主任", "cgwb")
    lend(leader, deputy)
    assert stands_in_for(deputy, leader, Role.LEADER, plan.committee, on=TODAY)
    assert not committees_where(deputy, Role.LEADER, on=TODAY).exists()
    assert committees_where(deputy, Role.LEADER, on=TODAY, delegated=True).exists()
    assert not stands_in_for(deputy, leader, Role.SIGNER, unit("cgwb"), on=TODAY)


@pytest.mark.parametrize(
    ("moment", "holds"),
    [
        ("2026-01-11T23:59:59+08:00", False),
        ("2026-01-12T00:00:00+08:00", True),
        ("2026-01-16T23:59:59+08:00", True),
        ("2026-01-17T00:00:00+08:00", False),
    ],
)
def test_it_begins_and_ends_at_midnight(
    plan: Plan, signer: User, handler: User, clock: TimeMachineFixture, moment: str, holds: bool
) -> None:
    lend(signer, handler, from_on=date(2026, 1, 12), until_on=date(2026, 1, 16))
    clock.move_to(moment, tick=False)
    assert stands_in(handler, signer, date.fromisoformat(moment[:10])) == holds


def test_ended_early_it_is_over_the_same_moment(plan: Plan, signer: User, handler: User) -> None:
    given = lend(signer, handler)
    end(given, by=signer)
    assert not stands_in(handler, signer)
    assert given.state(on=TODAY) == DelegationState.ENDED
    with pytest.raises(DelegationRefused, match="已经结束"):
        end(given, by=signer)
    assert list(
        AuditEvent.objects.filter(action__startswith="delegation").values_list("action")
    ) == [
        ("delegation.make",),
        ("delegation.end",),
    ]


def test_nobody_else_ends_it(plan: Plan, signer: User, handler: User) -> None:
    given = lend(signer, handler)
    with pytest.raises(DelegationRefused, match="本人"):
        end(given, by=handler)


def test_it_ends_with_the_grant_it_hangs_on(
    plan: Plan, signer: User, handler: User, security_admin: User
) -> None:
    given = lend(signer, handler)
    revoke(Grant.objects.get(user=signer), by=security_admin, why="调离")
    assert not stands_in(handler, signer)
    give(
        signer, Role.SIGNER, by=security_admin, why="复任", from_on=TODAY, unit=unit("mzj")
    )  # fmt: skip
    assert not stands_in(handler, signer), "a new grant revives no old delegation"
    given = Delegation.objects.for_reading().get(pk=given.pk)
    assert given.state(on=TODAY) == DelegationState.LAPSED


def test_it_does_not_pass_with_the_post(
    plan: Plan, signer: User, handler: User, security_admin: User
) -> None:
    lend(signer, handler)
    successor = person("新任分管领导", "mzj")
    hand_over(Grant.objects.get(user=signer), to=successor, why="调岗", by=security_admin)
    assert not stands_in(handler, signer)
    assert not stands_in(handler, successor)


@pytest.mark.parametrize("gone", ["signer", "handler"])
def test_it_is_over_when_either_account_is(
    request: pytest.FixtureRequest, plan: Plan, signer: User, handler: User, gone: str
) -> None:
    lend(signer, handler)
    User.objects.filter(pk=request.getfixturevalue(gone).pk).update(is_active=False)
    assert not stands_in(User.objects.get(pk=handler.pk), signer)


def test_a_membership_that_is_gone_gives_the_delegate_nothing(
    plan: Plan, signer: User, handler: User
) -> None:
    lend(signer, handler)
    signer.groups.clear()
    assert not stands_in(handler, signer)


def test_what_was_delegated_is_not_delegated_on(plan: Plan, signer: User, handler: User) -> None:
    lend(signer, handler)
    third = person("第三人", "mzj")
    assert not delegable(handler, on=TODAY)
    with pytest.raises(DelegationRefused, match="受托的不能再委托"):
        delegate(
            Grant.objects.get(user=signer), to=third, from_on=TODAY, until_on=WEEK, why="外出",
            by=handler,
        )  # fmt: skip


def test_a_liaison_or_reviewer_delegates_nothing(
    plan: Plan, liaison: User, reviewer: User, handler: User
) -> None:
    for who in (liaison, reviewer):
        assert not delegable(who, on=TODAY)
        grant = Grant.objects.filter(user=who)[0]
        with pytest.raises(DelegationRefused):
            delegate(grant, to=handler, from_on=TODAY, until_on=WEEK, why="外出", by=who)
        with pytest.raises(DatabaseError), transaction.atomic():
            Delegation.objects.create(
                grant=grant, delegate=handler, from_on=TODAY, until_on=WEEK, why="外出"
            )


def test_never_to_oneself(plan: Plan, signer: User) -> None:
    with pytest.raises(DelegationRefused, match="自己"):
        lend(signer, signer)
    with pytest.raises(DatabaseError), transaction.atomic():
        Delegation.objects.create(
            grant=Grant.objects.get(user=signer), delegate=signer, from_on=TODAY, until_on=WEEK,
            why="外出",
        )  # fmt: skip


def test_only_to_people_of_the_unit_with_an_active_business_account(
    plan: Plan, signer: User, handler: User
) -> None:
    stranger = person("财政某人", "czj")
    closed = person("已离职", "mzj")
    User.objects.filter(pk=closed.pk).update(is_active=False)
    keeper = administrator(Sphere.SYSTEM, Role.SYSTEM_ADMIN)
    keeper.home_unit = unit("mzj")
    keeper.save()
    for who in (stranger, closed, keeper):
        with pytest.raises(DelegationRefused, match="不能受托"):
            lend(signer, who)
    assert set(people_to_choose(delegable(signer, on=TODAY))) == {handler}


def test_a_leader_chooses_among_the_committees_units(plan: Plan, leader: User) -> None:
    lend(leader, person("市财政局某人", "czj"))


@pytest.mark.parametrize(
    ("from_on", "until_on", "said"),
    [
        (TODAY - timedelta(days=1), WEEK, "早于今天"),
        (WEEK, TODAY, "早于起始"),
        (TODAY, date(2027, 1, 9), "半年"),
    ],
)
def test_the_days_are_days_to_come_and_few(
    plan: Plan, signer: User, handler: User, from_on: date, until_on: date, said: str
) -> None:
    with pytest.raises(DelegationRefused, match=said):
        lend(signer, handler, from_on=from_on, until_on=until_on)


def test_it_does_not_outlast_the_grant(plan: Plan, handler: User) -> None:
    brief = User.objects.create_user("brief", name="顶岗领导", home_unit=unit("mzj"))
    give(
        brief, Role.SIGNER, by=None, why="顶岗", unit=unit("mzj"), from_on=LONG_AGO,
        until_on=date(2026, 1, 12),
    )  # fmt: skip
    with pytest.raises(DelegationRefused, match="2026年1月12日"):
        lend(brief, handler)
    lend(brief, handler, until_on=date(2026, 1, 12))


def test_one_post_one_person_at_a_time(plan: Plan, signer: User, handler: User) -> None:
    other = person("另一位科长", "mzj")
    first = lend(signer, handler)
    with pytest.raises(DelegationRefused, match="已经委托给民政办公室主任（1月9日至1月16日）"):
        lend(signer, other, from_on=WEEK, until_on=WEEK + timedelta(days=3))
    lend(signer, other, from_on=WEEK + timedelta(days=1), until_on=WEEK + timedelta(days=3))
    end(first, by=signer)
    lend(signer, other)
    assert [each.delegator for each in delegations_to(other, on=TODAY)] == [signer]


def test_a_reason_is_written(plan: Plan, signer: User, handler: User) -> None:
    (grant,) = delegable(signer, on=TODAY)
    with pytest.raises(DelegationRefused, match="原因"):
        delegate(grant, to=handler, from_on=TODAY, until_on=WEEK, why=" ", by=signer)
