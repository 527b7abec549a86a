"""Signing in, out, and the change of password, as the browser meets them."""

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from project.accounts.models import User
from project.audit.models import AuditEvent

pytestmark = pytest.mark.django_db

PASSWORD = "ping-jie-42-yue"
ANOTHER = "qing-shan-77-lu"
LOGIN = "/accounts/login/"
CHANGE = "/accounts/password/"


@pytest.fixture
def person(liaison: User) -> User:
    return with_password(liaison)


def with_password(user: User) -> User:
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client: Client, username: str, password: str, **more: str) -> HttpResponse:
    return client.post(LOGIN, {"login": username, "password": password, **more})  # type: ignore[return-value]


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_the_right_password_lets_in_and_is_written_down(client: Client, person: User) -> None:
    answer = sign_in(client, person.username, PASSWORD)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    event = AuditEvent.objects.get(action="account.sign_in")
    assert (event.actor_id, event.subject) == (person.pk, f"accounts.user:{person.pk}")


@pytest.mark.parametrize("password", ["wrong", ""])
def test_a_wrong_password_says_so_in_chinese(client: Client, person: User, password: str) -> None:
    answer = sign_in(client, person.username, password)
    words = "用户名或密码不正确。" if password else "请填写密码。"
    assert words in answer.content.decode()
    assert 'role="alert"' in answer.content.decode()
    assert PASSWORD not in answer.content.decode()
    assert not signed_in(client)
    assert not AuditEvent.objects.filter(action="account.sign_in").exists()


def test_an_unknown_name_reads_the_same_as_a_wrong_password(client: Client, person: User) -> None:
    wrong = sign_in(client, person.username, "wrong").context["form"].non_field_errors()  # type: ignore[attr-defined]
    unknown = sign_in(client, "nobody", "wrong").context["form"].non_field_errors()  # type: ignore[attr-defined]
    assert wrong == unknown == ["用户名或密码不正确。"]


def lock_out(client: Client, username: str) -> HttpResponse:
    answers = [sign_in(client, username, "wrong") for _ in range(5)]
    assert [answer.status_code for answer in answers[:4]] == [200] * 4
    return answers[-1]


def test_five_failures_lock_the_name_out_even_with_the_right_password(
    client: Client, person: User
) -> None:
    answer = lock_out(client, person.username)
    assert answer.status_code == 429
    assert "暂时不能登录" in answer.content.decode()
    assert sign_in(client, person.username, PASSWORD).status_code == 429
    assert not signed_in(client)


def test_a_colleague_behind_the_same_address_still_gets_in(
    client: Client, person: User, signer: User
) -> None:
    lock_out(client, person.username)
    sign_in(client, with_password(signer).username, PASSWORD)
    assert signed_in(client)


def test_the_lock_out_ends_after_half_an_hour(client: Client, person: User, clock: object) -> None:
    lock_out(client, person.username)
    clock.shift(31 * 60)  # type: ignore[attr-defined]
    sign_in(client, person.username, PASSWORD)
    assert signed_in(client)


def test_a_closed_account_with_its_password_is_told_so(client: Client, person: User) -> None:
    User.objects.filter(pk=person.pk).update(is_active=False)
    answer = sign_in(client, person.username, PASSWORD)
    assert (answer.status_code, answer["Location"]) == (302, reverse("account_inactive"))
    assert not signed_in(client)
    assert "账号已停用" in client.get(answer["Location"]).content.decode()
    assert client.get("/")["Location"].startswith(LOGIN)


def test_a_closed_account_with_a_wrong_password_is_like_any_other(
    client: Client, person: User
) -> None:
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert sign_in(client, person.username, "wrong").status_code == 200


@pytest.mark.parametrize(
    ("wish", "leads_to"),
    [("/people/", "/people/"), ("https://elsewhere.example/", "/"), ("//elsewhere.example", "/")],
)
def test_next_leads_within_our_own_site_only(
    client: Client, person: User, wish: str, leads_to: str
) -> None:
    assert sign_in(client, person.username, PASSWORD, next=wish)["Location"] == leads_to


def test_a_stranger_is_sent_to_sign_in_and_back(client: Client, person: User) -> None:
    answer = client.get(CHANGE)
    assert answer["Location"] == f"{LOGIN}?next={CHANGE}"
    assert f'value="{CHANGE}"' in client.get(answer["Location"]).content.decode()


def test_signing_out_takes_a_post(client: Client, person: User) -> None:
    client.force_login(person)
    page = client.get("/accounts/logout/")
    assert "确认退出" in page.content.decode()
    assert signed_in(client)
    client.post("/accounts/logout/")
    assert not signed_in(client)
    assert AuditEvent.objects.filter(action="account.sign_out", actor_id=person.pk).count() == 1


def test_signing_out_twice_is_harmless(client: Client, person: User) -> None:
    client.force_login(person)
    client.post("/accounts/logout/")
    assert client.post("/accounts/logout/").status_code == 302
    assert AuditEvent.objects.filter(action="account.sign_out").count() == 1


def change(client: Client, old: str, new: str, again: str | None = None) -> HttpResponse:
    data = {"oldpassword": old, "password1": new, "password2": new if again is None else again}
    return client.post(CHANGE, data)  # type: ignore[return-value]


@pytest.fixture
def newcomer(client: Client, person: User) -> User:
    User.objects.filter(pk=person.pk).update(password_is_temporary=True)
    sign_in(client, person.username, PASSWORD)
    return person


def test_a_temporary_password_is_changed_before_anything_else(
    client: Client, newcomer: User
) -> None:
    assert client.get("/")["Location"] == CHANGE
    assert client.post("/people/open/")["Location"] == CHANGE
    assert "初始密码" in client.get(CHANGE).content.decode()


def test_a_changed_password_is_temporary_no_longer(client: Client, newcomer: User) -> None:
    assert change(client, PASSWORD, ANOTHER)["Location"] == "/"
    newcomer.refresh_from_db()
    assert not newcomer.password_is_temporary
    assert newcomer.check_password(ANOTHER)
    assert signed_in(client)
    assert "密码已修改" in client.get(CHANGE).content.decode()
    assert AuditEvent.objects.filter(action="account.change_password").count() == 1


@pytest.mark.parametrize(
    ("new", "again", "words"),
    [
        ("abc", None, "密码太短，至少要有10个字符。"),
        ("8203945718203", None, "数字"),
        ("password12345", None, "常见"),
        ("民政联络员民政", None, "太相似"),
        (PASSWORD, None, "新密码不能与当前密码相同。"),
        (ANOTHER, "another", "每次输入的密码必须相同。"),
        ("", None, "请填写新密码。"),
    ],
)
def test_a_weak_password_is_refused_in_chinese(
    client: Client, newcomer: User, new: str, again: str | None, words: str
) -> None:
    answer = change(client, PASSWORD, new, again)
    assert words in answer.content.decode()
    newcomer.refresh_from_db()
    assert newcomer.password_is_temporary
    assert newcomer.check_password(PASSWORD)


def test_the_old_password_must_be_right(client: Client, newcomer: User) -> None:
    assert "当前密码不正确。" in change(client, "wrong", ANOTHER).content.decode()
    newcomer.refresh_from_db()
    assert newcomer.check_password(PASSWORD)


def test_a_session_ends_when_its_account_is_closed(client: Client, person: User) -> None:
    client.force_login(person)
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert client.get("/")["Location"].startswith(LOGIN)


def test_a_session_ends_with_the_browser_or_after_four_hours(client: Client, person: User) -> None:
    sign_in(client, person.username, PASSWORD)
    assert client.cookies["sessionid"]["expires"] == ""
    assert settings.SESSION_COOKIE_AGE == 4 * 60 * 60
    assert Session.objects.count() == 1


def test_nobody_opens_an_account_alone(client: Client, db: None) -> None:
    assert client.get("/accounts/signup/")["Location"] == LOGIN
