"""The system administrator's pages: accounts opened, changed, closed; passwords shown once."""

import re
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from project.accounts import keeping
from project.accounts.keeping import AccountRefused
from project.accounts.models import Role, Sphere, User
from project.accounts.passwords import one_time_password
from project.audit.models import AuditEvent
from tests.cast import administrator, person, unit

pytestmark = pytest.mark.django_db

TOKEN = "a-token-of-one-form"


@pytest.fixture
def admin(client: Client, system_admin: User) -> Client:
    client.force_login(system_admin)
    return client


@pytest.fixture
def data(db: None) -> dict[str, Any]:
    return {
        "username": "wangfang", "name": "王芳", "sphere": "business", "phone": "0750-1234567",
        "home_unit": unit("mzj").pk, "email": "wang@example.cn", "token": TOKEN,
    }  # fmt: skip


def shown_password(page: Any) -> str | None:
    found = re.search(r"<code>([a-z0-9-]+)</code>", page.content.decode())
    return found[1] if found else None


def actions() -> list[str]:
    return list(
        AuditEvent.objects.filter(action__startswith="account.").values_list("action", flat=True)
    )


def test_others_find_no_such_page(
    client: Client, liaison: User, security_admin: User, signer: User
) -> None:
    addresses = ["", "open/", f"{liaison.pk}/", f"{liaison.pk}/deactivate/",
                 f"{liaison.pk}/activate/", f"{liaison.pk}/reset-password/"]  # fmt: skip
    for address in addresses:
        assert client.get(f"/people/{address}")["Location"].startswith("/accounts/login/")
    for other in (signer, security_admin):
        client.force_login(other)
        for address in addresses:
            assert client.get(f"/people/{address}").status_code == 404
            assert client.post(f"/people/{address}").status_code in (404, 405)
    assert User.objects.get(pk=liaison.pk).is_active


def test_an_account_is_opened_and_its_password_shown_once(
    admin: Client, data: dict[str, Any]
) -> None:
    answer = admin.post("/people/open/", data)
    made = User.objects.get(username="wangfang")
    assert answer["Location"] == f"/people/{made.pk}/"
    assert made.password_is_temporary
    page = admin.get(answer["Location"])
    password = shown_password(page)
    assert password
    assert made.check_password(password)
    assert "no-store" in page["Cache-Control"]
    assert shown_password(admin.get(answer["Location"])) is None
    event = AuditEvent.objects.get(action="account.open", subject=f"accounts.user:{made.pk}")
    assert password not in event.detail


def test_the_session_never_holds_the_password(admin: Client, data: dict[str, Any]) -> None:
    admin.post("/people/open/", data)
    password = one_time_password("wangfang", TOKEN)
    held = [session.get_decoded() for session in Session.objects.all()]
    assert TOKEN in str(held)
    assert password not in str(held)


def test_another_persons_page_does_not_show_it(
    admin: Client, data: dict[str, Any], liaison: User
) -> None:
    admin.post("/people/open/", data)
    assert shown_password(admin.get(f"/people/{liaison.pk}/")) is None
    assert shown_password(admin.get(f"/people/{User.objects.get(username='wangfang').pk}/"))


def test_a_second_click_opens_one_account_with_the_same_password(
    admin: Client, data: dict[str, Any]
) -> None:
    admin.post("/people/open/", data)
    answer = admin.post("/people/open/", data)
    assert User.objects.filter(username="wangfang").count() == 1
    password = shown_password(admin.get(answer["Location"]))
    assert User.objects.get(username="wangfang").check_password(password or "")
    assert actions() == ["account.open"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"home_unit": ""}, "业务账号必须选择所在单位。"),
        ({"name": ""}, "请填写姓名。"),
        ({"username": ""}, "请填写用户名。"),
        ({"username": "wang fang"}, "用户名"),
        ({"email": "wang"}, "请填写电子邮箱"),
        ({"phone": "没有"}, "请填写电话号码"),
        ({"sphere": "root"}, "账号类别"),
        ({"name": "王" * 33}, "32"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    admin: Client, data: dict[str, Any], change: dict[str, str], words: str
) -> None:
    answer = admin.post("/people/open/", data | change)
    assert answer.status_code == 422
    (field,) = change
    assert words in "".join(answer.context["form"].errors[field])
    html = answer.content.decode()
    assert f'href="#id_{field}"' in html
    assert "wang@example.cn" in html or "email" in change
    assert not User.objects.filter(name__startswith="王").exists()


@pytest.mark.parametrize("username", ["wangfang", "WangFang", "ｗａｎｇｆａｎｇ"])
def test_a_taken_user_name_is_refused(admin: Client, data: dict[str, Any], username: str) -> None:
    admin.post("/people/open/", data)
    answer = admin.post("/people/open/", data | {"username": username, "token": "another-token"})
    assert answer.status_code == 422
    assert "已经有人使用" in "".join(answer.context["form"].errors["username"])


def test_an_administrator_needs_no_unit(admin: Client, data: dict[str, Any]) -> None:
    admin.post("/people/open/", data | {"sphere": "audit_admin", "home_unit": ""})
    made = User.objects.get(username="wangfang")
    assert (made.sphere, made.home_unit) == (Sphere.AUDIT, None)


def test_facts_are_changed_with_before_and_after(admin: Client, liaison: User) -> None:
    new = {"name": "李伟", "home_unit": unit("czj").pk, "email": "", "phone": ""}
    page = admin.post(f"/people/{liaison.pk}/", new, follow=True)
    assert "已修改：姓名、所在单位。" in page.content.decode()
    liaison.refresh_from_db()
    assert (liaison.name, liaison.home_unit) == ("李伟", unit("czj"))
    event = AuditEvent.objects.get(action="account.change")
    assert "民政联络员 → 李伟" in event.detail
    assert "市民政局 → 市财政局" in event.detail
    page = admin.post(f"/people/{liaison.pk}/", new, follow=True)
    assert "没有改动。" in page.content.decode()
    assert AuditEvent.objects.filter(action="account.change").count() == 1


def test_user_name_and_kind_never_change(admin: Client, liaison: User) -> None:
    new = {"name": "李伟", "home_unit": unit("mzj").pk, "sphere": "audit_admin", "username": "x"}
    admin.post(f"/people/{liaison.pk}/", new)
    before = liaison.username
    liaison.refresh_from_db()
    assert (liaison.username, liaison.sphere) == (before, Sphere.BUSINESS)


def test_a_business_account_keeps_a_unit(admin: Client, liaison: User) -> None:
    answer = admin.post(f"/people/{liaison.pk}/", {"name": "李伟", "home_unit": ""})
    assert answer.status_code == 422
    assert "民政联络员的账号" in answer.content.decode()


def test_a_closed_account_is_out_at_once_and_its_sessions_never_come_back(
    admin: Client, liaison: User
) -> None:
    theirs = Client()
    theirs.force_login(liaison)
    page = admin.post(f"/people/{liaison.pk}/deactivate/", {"deactivate-why": "退休"}, follow=True)
    assert "已停用" in page.content.decode()
    assert theirs.get("/accounts/password/")["Location"].startswith("/accounts/login/")
    answer = admin.post(f"/people/{liaison.pk}/activate/", {"token": TOKEN})
    password = shown_password(admin.get(answer["Location"]))
    liaison.refresh_from_db()
    assert liaison.is_active
    assert liaison.check_password(password or "")
    assert theirs.get("/accounts/password/")["Location"].startswith("/accounts/login/")
    assert actions() == ["account.deactivate", "account.activate"]


def test_closing_takes_a_reason(admin: Client, liaison: User) -> None:
    answer = admin.post(f"/people/{liaison.pk}/deactivate/", {"deactivate-why": " "})
    assert answer.status_code == 422
    assert "请填写原因。" in answer.content.decode()
    assert "<details open>" in answer.content.decode()
    liaison.refresh_from_db()
    assert liaison.is_active


def test_a_second_click_on_closing_or_reopening_changes_nothing(
    admin: Client, liaison: User
) -> None:
    address = f"/people/{liaison.pk}/"
    admin.post(f"{address}deactivate/", {"deactivate-why": "退休"})
    again = admin.post(f"{address}deactivate/", {"deactivate-why": "退休"})
    assert again.status_code == 409
    assert "已经停用" in again.content.decode()
    admin.post(f"{address}activate/", {"token": TOKEN})
    assert admin.post(f"{address}activate/", {"token": TOKEN}).status_code == 302
    assert admin.post(f"{address}activate/", {"token": "another"}).status_code == 409
    assert actions() == ["account.deactivate", "account.activate"]


def test_nobody_closes_his_own_account(admin: Client, system_admin: User) -> None:
    address = f"/people/{system_admin.pk}/"
    assert "停用账号</button>" not in admin.get(address).content.decode()
    answer = admin.post(f"{address}deactivate/", {"deactivate-why": "退休"})
    assert answer.status_code == 409
    assert "不能停用自己的账号" in answer.content.decode()
    assert admin.post(f"{address}reset-password/", {"token": TOKEN}).status_code == 409


def test_the_last_administrator_of_a_kind_stays(admin: Client, security_admin: User) -> None:
    address = f"/people/{security_admin.pk}/deactivate/"
    answer = admin.post(address, {"deactivate-why": "退休"})
    assert "唯一的安全管理员" in answer.content.decode()
    administrator(Sphere.SECURITY, Role.SECURITY_ADMIN)
    admin.post(address, {"deactivate-why": "退休"})
    security_admin.refresh_from_db()
    assert not security_admin.is_active


def test_a_reset_gives_a_new_password_ends_sessions_and_lifts_the_lock_out(
    admin: Client, liaison: User
) -> None:
    theirs = Client()
    theirs.force_login(liaison)
    for _ in range(5):
        Client().post("/accounts/login/", {"login": liaison.username, "password": "wrong"})
    answer = admin.post(f"/people/{liaison.pk}/reset-password/", {"token": TOKEN})
    password = shown_password(admin.get(answer["Location"]))
    assert theirs.get("/accounts/password/")["Location"].startswith("/accounts/login/")
    entered = theirs.post("/accounts/login/", {"login": liaison.username, "password": password})
    assert entered.status_code == 302
    assert theirs.get("/people/")["Location"] == "/accounts/password/"


def test_a_second_click_on_reset_gives_the_same_password(admin: Client, liaison: User) -> None:
    address = f"/people/{liaison.pk}/reset-password/"
    admin.post(address, {"token": TOKEN})
    answer = admin.post(address, {"token": TOKEN})
    assert shown_password(admin.get(answer["Location"])) == one_time_password(
        liaison.username, TOKEN
    )
    assert actions() == ["account.reset_password"]


def test_a_reset_without_a_token_makes_its_own(admin: Client, liaison: User) -> None:
    answer = admin.post(f"/people/{liaison.pk}/reset-password/")
    password = shown_password(admin.get(answer["Location"]))
    assert User.objects.get(pk=liaison.pk).check_password(password or "")


def test_an_act_asked_for_by_get_leads_back_to_the_account(admin: Client, liaison: User) -> None:
    for verb in ("deactivate", "activate", "reset-password"):
        assert admin.get(f"/people/{liaison.pk}/{verb}/")["Location"] == f"/people/{liaison.pk}/"
    assert actions() == []


def test_the_verbs_ask_for_the_administrator_themselves(liaison: User, signer: User) -> None:
    with pytest.raises(AccountRefused, match="只有系统管理员"):
        keeping.reset_password(signer, by=liaison, password="x")


@pytest.mark.parametrize("words", ["民政联", "cast", "市民政"])
def test_people_are_found_by_name_user_name_or_unit(
    admin: Client, liaison: User, supporting_liaison: User, words: str
) -> None:
    found = list(admin.get("/people/", {"q": words}).context["page"])
    assert liaison in found
    assert (supporting_liaison in found) == (words == "cast")


def test_nobody_found_is_said(admin: Client) -> None:
    assert (
        "没有姓名、用户名或单位包含“不存在”的账号。"
        in admin.get("/people/", {"q": "不存在"}).content.decode()
    )


def test_fifty_to_a_page(admin: Client) -> None:
    for number in range(60):
        person(f"科员{number:02d}", "mzj")
    first = admin.get("/people/", {"q": "科员"})
    assert len(first.context["page"]) == 50
    assert "q=%E7%A7%91%E5%91%98&amp;page=2" in first.content.decode()
    assert len(admin.get("/people/", {"q": "科员", "page": "2"}).context["page"]) == 10
    assert admin.get("/people/", {"q": "科员", "page": "none"}).status_code == 200


def test_the_list_needs_no_more_statements_for_more_people(admin: Client) -> None:
    counts = []
    admin.get("/people/")  # a process asks once whether it serves a demo
    for wanted in (3, 60):
        while User.objects.count() < wanted:
            person("科员", "mzj")
        with CaptureQueriesContext(connection) as queries:
            admin.get("/people/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_page_says_only_that_there_are_grants(admin: Client, liaison: User) -> None:
    page = admin.get(f"/people/{liaison.pk}/").content.decode()
    assert "有生效中的授权" in page
    assert "演示授权" not in page
    assert page.count("<h1") == 1
