"""The security administrator's pages: grants listed, given, revoked."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from project.accounts.access import Permission, may
from project.accounts.granting import give, revoke
from project.accounts.models import Committee, Grant, GrantState, Role, Sphere, User
from project.audit.models import AuditEvent
from tests.cast import LONG_AGO, TODAY, administrator, person, unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client: Client, security_admin: User) -> Client:
    client.force_login(security_admin)
    return client


@pytest.fixture
def newcomer(db: None, clock: object) -> User:
    return person("王芳", "mzj")


@pytest.fixture
def data(newcomer: User) -> dict[str, Any]:
    return {
        "who": newcomer.username, "role": "liaison", "scope": f"unit:{unit('mzj').pk}",
        "from_on": TODAY.isoformat(), "until_on": "", "why": "江残工委办〔2026〕3号",
    }  # fmt: skip


def test_others_find_no_such_page(client: Client, liaison: User, system_admin: User) -> None:
    grant = Grant.objects.filter(user=liaison).get()
    addresses = ["/grants/", "/grants/give/", f"/grants/{grant.pk}/revoke/"]
    for address in addresses:
        assert client.get(address)["Location"].startswith("/accounts/login/")
    for other in (liaison, system_admin):
        client.force_login(other)
        for address in addresses:
            assert client.get(address).status_code == 404
            assert client.post(address).status_code in (404, 405)
    assert Grant.objects.active(on=TODAY).filter(user=liaison).exists()


def test_a_revoked_administrator_is_out_at_once(admin: Client, security_admin: User) -> None:
    second = administrator(Sphere.SECURITY, Role.SECURITY_ADMIN)
    revoke(security_admin.grants.get(), by=second, why="轮岗")
    assert admin.get("/grants/").status_code == 404


def test_a_grant_counts_at_once(admin: Client, data: dict[str, Any], newcomer: User) -> None:
    page = admin.post("/grants/give/", data, follow=True)
    assert "已授权：王芳：市民政局联络员，2026年1月9日起。" in page.content.decode()
    assert may(newcomer, Permission.REPORT, unit("mzj"), on=TODAY)


def test_a_second_click_gives_nothing_twice(
    admin: Client, data: dict[str, Any], newcomer: User
) -> None:
    admin.post("/grants/give/", data)
    again = admin.post("/grants/give/", data)
    assert again.status_code == 422
    assert "无需重复授权" in again.content.decode()
    assert newcomer.grants.count() == 1


def test_a_grant_of_a_committee_and_of_the_system(
    admin: Client, data: dict[str, Any], newcomer: User
) -> None:
    committee = Committee.objects.get()
    admin.post("/grants/give/", data | {"role": "leader", "scope": f"committee:{committee.pk}"})
    assert newcomer.grants.get().committee == committee
    auditor = User.objects.create_user("shenji", name="审计乙", sphere=Sphere.AUDIT)
    new = {"who": "审计乙", "role": "audit_admin", "scope": "system:"}
    admin.post("/grants/give/", data | new)
    assert auditor.grants.get().role == Role.AUDIT_ADMIN


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"who": "没有这个人"}, "没有找到“没有这个人”"),
        ({"who": ""}, "请填写被授权人。"),
        ({"role": ""}, "请选择角色。"),
        ({"scope": ""}, "请选择授权范围。"),
        ({"scope": "unit:0"}, "请从列表中选择授权范围。"),
        ({"scope": "system:"}, "联络员的授权范围是一个责任单位，请改选。"),
        ({"from_on": "2026-02-30"}, "请填写真实存在的日期"),
        ({"until_on": "2026-01-08"}, "截止日期不能早于生效日期。"),
        ({"from_on": "2025-01-01", "until_on": "2026-01-08"}, "截止日期已过"),
        ({"why": "  "}, "请填写授权依据。"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(
    admin: Client, data: dict[str, Any], newcomer: User, change: dict[str, str], words: str
) -> None:
    answer = admin.post("/grants/give/", data | change)
    assert answer.status_code == 422
    field = list(change)[-1]
    assert words in "".join(answer.context["form"].errors[field])
    html = answer.content.decode()
    assert f'href="#id_{field}"' in html
    assert "江残工委办〔2026〕3号" in html or "why" in change
    assert not newcomer.grants.exists()


def test_a_name_borne_by_two_asks_for_the_user_name(
    admin: Client, data: dict[str, Any], newcomer: User
) -> None:
    other = person("王芳", "czj")
    answer = admin.post("/grants/give/", data | {"who": "王芳"})
    said = "".join(answer.context["form"].errors["who"])
    assert f"{newcomer.username}（市民政局）" in said
    assert f"{other.username}（市财政局）" in said


def test_dates_may_be_written_in_chinese(
    admin: Client, data: dict[str, Any], newcomer: User
) -> None:
    admin.post("/grants/give/", data | {"from_on": "2026年1月9日", "until_on": "2026/12/31"})
    assert newcomer.grants.get().until_on.isoformat() == "2026-12-31"  # type: ignore[union-attr]


def test_refusals_of_the_rule_are_said(
    admin: Client, data: dict[str, Any], newcomer: User, security_admin: User
) -> None:
    own = {"who": security_admin.username, "role": "security_admin", "scope": "system:"}
    assert "不能给自己授权" in admin.post("/grants/give/", data | own).content.decode()
    crossed = {"role": "audit_admin", "scope": "system:"}
    assert "互斥" in admin.post("/grants/give/", data | crossed).content.decode()
    User.objects.filter(pk=newcomer.pk).update(is_active=False)
    assert "已停用" in admin.post("/grants/give/", data).content.decode()


def test_the_form_says_what_each_role_may_do(admin: Client) -> None:
    page = admin.get("/grants/give/").content.decode()
    for role in Role:
        assert f"{role.label}：" in page
    assert 'value="2026-01-09"' in page


def test_a_grant_is_revoked_with_a_reason(admin: Client, liaison: User) -> None:
    grant = liaison.grants.get()
    address = f"/grants/{grant.pk}/revoke/"
    assert "撤销即刻生效" in admin.get(address).content.decode()
    assert grant.revoked_at is None
    refused = admin.post(address, {"why": ""})
    assert (refused.status_code, "请填写原因。" in refused.content.decode()) == (422, True)
    page = admin.post(address, {"why": "调离"}, follow=True)
    assert "已撤销：民政联络员：市民政局联络员。" in page.content.decode()
    assert not may(liaison, Permission.REPORT, unit("mzj"), on=TODAY)


def test_a_second_click_on_revoking_says_by_whom(admin: Client, liaison: User) -> None:
    address = f"/grants/{liaison.grants.get().pk}/revoke/"
    admin.post(address, {"why": "调离"})
    again = admin.post(address, {"why": "调离"})
    assert again.status_code == 409
    assert "已由安全管理于2026年1月9日 10:00撤销，原因：调离。" in again.content.decode()
    assert AuditEvent.objects.filter(action="grant.revoke").count() == 1


def test_a_grant_that_ended_is_not_revoked(admin: Client, newcomer: User) -> None:
    grant = given(newcomer, until_on=TODAY - timedelta(days=1))
    address = f"/grants/{grant.pk}/revoke/"
    assert "已于2026年1月8日到期" in admin.get(address).content.decode()
    assert admin.post(address, {"why": "调离"}).status_code == 409
    assert admin.get("/grants/0/revoke/").status_code == 404


def given(user: User, **dates: Any) -> Grant:
    dates = {"from_on": LONG_AGO} | dates
    return give(user, Role.LIAISON, by=None, why="来函", unit=unit("mzj"), **dates)


@pytest.mark.parametrize("state", GrantState)
def test_a_state_is_the_same_on_the_row_and_in_the_filter(
    admin: Client, security_admin: User, state: GrantState
) -> None:
    tomorrow, yesterday = TODAY + timedelta(days=1), TODAY - timedelta(days=1)
    given(person("甲", "mzj"), until_on=TODAY)
    given(person("乙", "mzj"), from_on=tomorrow)
    given(person("丙", "mzj"), until_on=yesterday)
    revoke(given(person("丁", "mzj"), until_on=yesterday), by=security_admin, why="误授")
    page = admin.get("/grants/", {"state": state.value, "unit": unit("mzj").pk})
    rows = page.context["rows"]
    assert [standing.state for _, standing in rows] == [state]
    every = admin.get("/grants/").context["rows"]
    assert sum(standing.state == state for _, standing in every if _.unit) == 1


def test_grants_are_found_by_person_unit_and_role(
    admin: Client, liaison: User, signer: User, supporting_liaison: User
) -> None:
    def found(**asked: Any) -> set[User]:
        return {grant.user for grant, _ in admin.get("/grants/", asked).context["rows"]}

    assert found(person="民政") == {liaison, signer}
    assert found(person=liaison.username) == {liaison}
    assert found(unit=unit("czj").pk) == {supporting_liaison}
    assert found(role="liaison", unit=unit("mzj").pk) == {liaison}
    assert found(person="没有这个人") == set()
    assert found(unit="x") >= {liaison, signer}


def test_an_empty_list_is_said(admin: Client) -> None:
    assert "没有符合条件的授权。" in admin.get("/grants/", {"role": "leader"}).content.decode()


def test_the_list_needs_no_more_statements_for_more_grants(admin: Client) -> None:
    counts = []
    admin.get("/grants/")  # a process asks once whether it serves a demo
    for wanted in (3, 60):
        while Grant.objects.count() < wanted:
            given(person("科员", "mzj"))
        with CaptureQueriesContext(connection) as queries:
            assert admin.get("/grants/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert len(admin.get("/grants/", {"page": 2}).context["rows"]) == 10


def test_a_grant_typed_after_the_session_ended_is_given_back_through_the_sign_in(
    data: dict[str, Any], security_admin: User
) -> None:
    security_admin.set_password("jiangmen-145-plan")
    security_admin.save()
    client = Client()
    asked = client.post("/grants/give/", data | {"writer": security_admin.username})["Location"]
    assert asked == "/accounts/login/?next=/grants/give/"
    said = {"login": security_admin.username, "password": "jiangmen-145-plan"}
    page = client.post(asked, said, follow=True)
    assert page.redirect_chain == [("/grants/give/", 302)]
    html = page.content.decode()
    assert "江残工委办〔2026〕3号" in html
    assert "还没有保存" in html
    assert f'name="writer" value="{security_admin.username}"' in html
    shown = page.context["form"]
    assert [shown[name].value() for name in ("who", "role", "scope")] == [
        data["who"], "liaison", data["scope"],
    ]  # fmt: skip
    client.post("/grants/give/", data)
    after = client.get("/grants/give/").content.decode()
    assert "江残工委办〔2026〕3号" not in after
    assert "还没有保存" not in after
    assert 'value="2026-01-09"' in after


def test_a_kept_grant_is_shown_to_nobody_else(
    data: dict[str, Any], security_admin: User, liaison: User
) -> None:
    client = Client()
    client.post("/grants/give/", data | {"writer": security_admin.username})
    client.force_login(administrator(Sphere.SECURITY, Role.SECURITY_ADMIN))
    assert "江残工委办〔2026〕3号" not in client.get("/grants/give/").content.decode()
    client = Client()
    client.post("/grants/give/", data | {"writer": liaison.username})
    client.force_login(liaison)
    assert client.get("/grants/give/").status_code == 404


def test_what_is_wrong_in_a_kept_grant_stands_beside_its_field(
    data: dict[str, Any], security_admin: User
) -> None:
    client = Client()
    client.post("/grants/give/", data | {"who": "没有这个人", "writer": security_admin.username})
    client.force_login(security_admin)
    page = client.get("/grants/give/")
    assert (page.status_code, "没有找到“没有这个人”" in page.content.decode()) == (200, True)


def test_a_reason_for_revoking_typed_after_the_session_ended_is_given_back(
    security_admin: User, liaison: User, signer: User
) -> None:
    address = f"/grants/{liaison.grants.get().pk}/revoke/"
    client = Client()
    client.post(address, {"why": "调往外地", "writer": security_admin.username})
    client.force_login(security_admin)
    html = client.get(address).content.decode()
    assert "调往外地</textarea>" in html
    assert f'name="writer" value="{security_admin.username}"' in html
    assert "还没有保存" in html
    other = f"/grants/{signer.grants.get().pk}/revoke/"
    assert "调往外地" not in client.get(other).content.decode()
    assert liaison.grants.get().revoked_at is None
    client.post(address, {"why": "调往外地"})
    assert "kept_form" not in client.session


def test_a_reason_for_revoking_what_a_colleague_revoked_is_not_said_to_be_restored(
    security_admin: User, liaison: User
) -> None:
    grant = liaison.grants.get()
    client = Client()
    client.post(f"/grants/{grant.pk}/revoke/", {"why": "", "writer": security_admin.username})
    revoke(grant, by=administrator(Sphere.SECURITY, Role.SECURITY_ADMIN), why="调离")
    client.force_login(security_admin)
    html = client.get(f"/grants/{grant.pk}/revoke/").content.decode()
    assert "还没有保存" not in html
    assert "有误" not in html
    assert "无需重复操作" in html
