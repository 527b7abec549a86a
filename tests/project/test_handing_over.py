"""交接: from one minute to the next the successor may act and the predecessor may not."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from project.accounts.access import Permission, may
from project.accounts.granting import GrantRefused, give, revoke
from project.accounts.handing_over import hand_over
from project.accounts.models import Grant, Role, User
from project.audit.models import AuditEvent
from tests.cast import LONG_AGO, TODAY, person, unit
from tests.workflows.playing import nothing_written

pytestmark = [pytest.mark.db, pytest.mark.django_db]


@pytest.fixture
def newcomer(db: None, clock: object) -> User:
    return person("王芳", "mzj")


def grant_of(user: User) -> Grant:
    return user.grants.get()


def reports(user: User) -> bool:
    return may(user, Permission.REPORT, unit("mzj"), on=TODAY)


def test_the_post_passes_in_the_same_moment(
    liaison: User, newcomer: User, security_admin: User
) -> None:
    old = grant_of(liaison)
    new = hand_over(old, to=newcomer, why="调岗", by=security_admin)
    old.refresh_from_db()
    assert (reports(liaison), reports(newcomer)) == (False, True)
    assert old.revoked_at == new.granted_at
    assert (new.takes_over, new.role, new.unit, new.from_on) == (old, old.role, old.unit, TODAY)
    assert (old.revoked_why, new.why) == ("交接给王芳：调岗", "接替民政联络员：调岗")
    events = AuditEvent.objects.filter(actor_id=security_admin.pk).order_by("pk")
    assert [each.action for each in events] == ["grant.revoke", "grant.give", "grant.hand_over"]


@pytest.mark.parametrize("role", [Role.SIGNER, Role.REVIEWER])
def test_signers_and_reviewers_hand_over_too(
    role: Role, newcomer: User, security_admin: User
) -> None:
    old = grant_of(person("前任", "mzj", (role, "mzj")))
    assert hand_over(old, to=newcomer, why="调岗", by=security_admin).role == role


def the_administrator(request: pytest.FixtureRequest) -> User:
    return request.getfixturevalue("security_admin")


def somebody_closed(request: pytest.FixtureRequest) -> User:
    newcomer: User = request.getfixturevalue("newcomer")
    User.objects.filter(pk=newcomer.pk).update(is_active=False)
    return User.objects.get(pk=newcomer.pk)


def the_holder(request: pytest.FixtureRequest) -> User:
    return request.getfixturevalue("liaison")


def an_auditor(request: pytest.FixtureRequest) -> User:
    return request.getfixturevalue("audit_admin")


def a_second_liaison(request: pytest.FixtureRequest) -> User:
    return request.getfixturevalue("second_liaison")


@pytest.mark.parametrize(
    ("to", "words"),
    [
        (the_administrator, "不能给自己授权"),
        (somebody_closed, "账号已停用"),
        (the_holder, "接替人就是民政联络员本人"),
        (an_auditor, "业务角色与三类管理员互斥"),
        (a_second_liaison, "同样的授权在这段日期内已经有效"),
    ],
)
def test_who_cannot_take_over_leaves_all_as_it_was(
    request: pytest.FixtureRequest,
    liaison: User,
    security_admin: User,
    to: Callable[[pytest.FixtureRequest], User],
    words: str,
) -> None:
    successor = to(request)
    with nothing_written(GrantRefused, None, words):
        hand_over(grant_of(liaison), to=successor, why="调岗", by=security_admin)
    assert reports(liaison)


def test_a_second_click_and_another_successor_read_who_has_it(
    liaison: User, newcomer: User, security_admin: User
) -> None:
    old = grant_of(liaison)
    hand_over(old, to=newcomer, why="调岗", by=security_admin)
    for other in (newcomer, person("李明", "mzj")):
        with nothing_written(GrantRefused, None, "已经交接给王芳，无需重复操作"):
            hand_over(old, to=other, why="调岗", by=security_admin)


def test_what_is_not_in_force_or_not_a_units_is_not_handed_over(
    liaison: User, leader: User, newcomer: User, security_admin: User
) -> None:
    revoke(grant_of(liaison), by=security_admin, why="撤岗")
    later = give(
        liaison, Role.LIAISON, by=None, why="明天起", unit=unit("mzj"),
        from_on=TODAY + timedelta(days=1),
    )  # fmt: skip
    for grant, words in (
        (liaison.grants.order_by("pk")[0], "现在没有生效"),
        (later, "现在没有生效"),
        (grant_of(leader), "只有单位的联络员、签批人、审核人可以交接"),
    ):
        with nothing_written(GrantRefused, None, words):
            hand_over(grant, to=newcomer, why="调岗", by=security_admin)


@pytest.mark.parametrize("who", ["signer", "system_admin"])
def test_only_the_security_administrator_hands_over(
    request: pytest.FixtureRequest, who: str, liaison: User, newcomer: User
) -> None:
    by = request.getfixturevalue(who)
    with nothing_written(GrantRefused, None, "只有安全管理员"):
        hand_over(grant_of(liaison), to=newcomer, why="调岗", by=by)


def test_a_grant_is_taken_over_once_by_the_database_too(
    liaison: User, newcomer: User, security_admin: User
) -> None:
    old = grant_of(liaison)
    hand_over(old, to=newcomer, why="调岗", by=security_admin)
    twin = {"role": Role.LIAISON, "unit": unit("mzj"), "from_on": LONG_AGO, "why": "又一次"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.create(user=person("李明", "mzj"), takes_over=old, **twin)


def test_the_page_hands_over_and_says_so(
    client: Client, liaison: User, newcomer: User, security_admin: User
) -> None:
    client.force_login(security_admin)
    address = f"/grants/{grant_of(liaison).pk}/hand-over/"
    assert address in client.get("/grants/").content.decode()
    wrong = client.post(address, {"who": "没有这个人", "why": "调岗"})
    assert (wrong.status_code, "没有找到“没有这个人”" in wrong.content.decode()) == (422, True)
    refused = client.post(address, {"who": liaison.username, "why": "调岗"})
    assert (refused.status_code, "接替人就是" in refused.content.decode()) == (409, True)
    data = {"who": newcomer.username, "why": "调岗"}
    done = client.post(address, data, follow=True).content.decode()
    assert "已交接：民政联络员的授权已结束，由王芳接替" in done
    again = client.post(address, data)
    assert (again.status_code, "交接给王芳，无需重复操作" in again.content.decode()) == (409, True)
    assert "交接给王芳，无需重复操作" in client.get(address).content.decode()


def test_there_is_no_page_for_a_leaders_grant(
    client: Client, leader: User, security_admin: User
) -> None:
    client.force_login(security_admin)
    assert client.get(f"/grants/{grant_of(leader).pk}/hand-over/").status_code == 404
