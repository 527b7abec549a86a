"""An administrator's new password takes two administrators, or one would hold all three offices."""

import re
from typing import Any

import pytest
from django.test import Client

from project.accounts import keeping
from project.accounts.keeping import AccountRefused
from project.accounts.models import Role, Sphere, User
from project.audit.models import AuditEvent
from tests.cast import administrator

pytestmark = pytest.mark.django_db

PASSWORD = "a-long-enough-word"
TOKEN = "a-token-of-one-form"


@pytest.fixture
def admin(client: Client, system_admin: User) -> Client:
    client.force_login(system_admin)
    return client


@pytest.fixture
def witness(audit_admin: User) -> User:
    """The audit administrator, who stands by and has a password to say so with."""
    audit_admin.set_password(PASSWORD)
    audit_admin.save()
    return audit_admin


def said(by: User, password: str = PASSWORD) -> dict[str, str]:
    return {"token": TOKEN, "second": by.username, "second_password": password}


def opens(user: User, page: Any) -> bool:
    found = re.search(r"<code>([a-z0-9-]+)</code>", page.content.decode())
    return found is not None and User.objects.get(pk=user.pk).check_password(found[1])


def test_two_administrators_reset_the_password_of_a_third(
    admin: Client, security_admin: User, witness: User
) -> None:
    address = f"/people/{security_admin.pk}/"
    assert "请另一位管理员" in admin.get(address).content.decode()
    answer = admin.post(f"{address}reset-password/", said(witness))
    assert opens(security_admin, admin.get(answer["Location"]))
    event = AuditEvent.objects.get(action="account.reset_password")
    assert witness.username in event.detail
    assert PASSWORD not in event.detail


def test_the_system_administrator_alone_does_not(
    admin: Client, system_admin: User, security_admin: User
) -> None:
    before = security_admin.password
    answer = admin.post(f"/people/{security_admin.pk}/reset-password/", {"token": TOKEN})
    assert answer.status_code == 422
    assert "请填写在场管理员的用户名。" in answer.content.decode()
    with pytest.raises(AccountRefused, match="请这位管理员重新输入"):
        keeping.reset_password(security_admin, by=system_admin, password="x")
    security_admin.refresh_from_db()
    assert security_admin.password == before


@pytest.mark.parametrize("who", ["system_admin", "security_admin", "liaison"])
def test_the_asker_the_owner_and_a_liaison_do_not_count_as_a_second(
    admin: Client, security_admin: User, request: pytest.FixtureRequest, who: str
) -> None:
    second: User = request.getfixturevalue(who)
    second.set_password(PASSWORD)
    second.save()
    admin.force_login(User.objects.get(sphere=Sphere.SYSTEM))
    answer = admin.post(f"/people/{security_admin.pk}/reset-password/", said(second))
    assert answer.status_code == 422
    assert "请由另一位管理员确认" in answer.content.decode()
    assert not AuditEvent.objects.filter(action="account.reset_password").exists()


def test_a_wrong_password_of_the_second_is_said_and_never_shown_again(
    admin: Client, security_admin: User, witness: User
) -> None:
    answer = admin.post(f"/people/{security_admin.pk}/reset-password/", said(witness, "guessed-it"))
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "用户名或密码不正确" in html
    assert witness.username in html
    assert "guessed-it" not in html


def test_guessing_the_seconds_password_locks_as_at_sign_in(
    admin: Client, security_admin: User, witness: User
) -> None:
    address = f"/people/{security_admin.pk}/reset-password/"
    for _ in range(5):
        admin.post(address, said(witness, "guessed-it"))
    admin.post(address, said(witness))
    assert not AuditEvent.objects.filter(action="account.reset_password").exists()


def test_reopening_an_administrators_account_takes_two_as_well(
    admin: Client, system_admin: User, security_admin: User, witness: User
) -> None:
    administrator(Sphere.SECURITY, Role.SECURITY_ADMIN)
    keeping.deactivate(security_admin, by=system_admin, why="休假")
    address = f"/people/{security_admin.pk}/activate/"
    assert admin.post(address, {"token": TOKEN}).status_code == 422
    assert not User.objects.get(pk=security_admin.pk).is_active
    answer = admin.post(address, said(witness))
    assert opens(security_admin, admin.get(answer["Location"]))


def test_a_second_click_with_the_second_gives_the_same_password(
    admin: Client, security_admin: User, witness: User
) -> None:
    address = f"/people/{security_admin.pk}/reset-password/"
    admin.post(address, said(witness))
    answer = admin.post(address, said(witness))
    assert opens(security_admin, admin.get(answer["Location"]))
    assert AuditEvent.objects.filter(action="account.reset_password").count() == 1


def test_a_colleague_of_the_business_is_reset_by_one(admin: Client, liaison: User) -> None:
    assert "在场管理员" not in admin.get(f"/people/{liaison.pk}/").content.decode()
    answer = admin.post(f"/people/{liaison.pk}/reset-password/", {"token": TOKEN})
    assert opens(liaison, admin.get(answer["Location"]))
