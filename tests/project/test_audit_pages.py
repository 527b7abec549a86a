"""The audit administrator's pages: what happened, read out, and whether the record is whole."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from project.accounts.granting import revoke
from project.accounts.models import Role, Sphere, User
from project.audit.models import AuditEvent
from project.audit.recording import record
from project.audit.sealing import seal_events
from project.desk.audit_words import ACTIONS
from tests.cast import MORNING, administrator, person
from tests.conftest import lift_guards
from workflows.models import Report
from workflows.steps import Outcome

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client: Client, clock: object, db: None) -> Client:
    client.force_login(administrator(Sphere.AUDIT, Role.AUDIT_ADMIN))
    return client


def rows(client: Client, **asked: str) -> list[AuditEvent]:
    return [row.event for row in client.get("/audit/", asked).context["rows"]]


def test_others_find_no_such_page(
    client: Client, liaison: User, system_admin: User, security_admin: User
) -> None:
    assert client.get("/audit/")["Location"] == "/accounts/login/?next=/audit/"
    for other in (liaison, system_admin, security_admin):
        client.force_login(other)
        assert client.get("/audit/").status_code == 404
        assert client.post("/audit/check/").status_code == 404


def test_every_outcome_of_a_report_has_its_word() -> None:
    assert {f"report.{outcome}" for outcome in Outcome} <= set(ACTIONS)


def test_events_are_read_out_newest_first(
    admin: Client, liaison: User, security_admin: User
) -> None:
    revoke(liaison.grants.get(), by=security_admin, why="调离")
    page = admin.get("/audit/")
    newest = page.context["rows"][0]
    assert (newest.action, newest.event.actor_name) == ("撤销授权", "安全管理")
    assert ("依据或原因", "调离") in newest.facts
    assert ("授权", "民政联络员：市民政局联络员") in newest.facts
    assert "2026年1月9日" in page.content.decode()
    keys = [event.pk for event in rows(admin)]
    assert keys == sorted(keys, reverse=True)


def test_people_are_named_and_other_things_numbered(admin: Client, liaison: User) -> None:
    record("account.sign_in", liaison, by=liaison)
    event = record("thing.done", liaison.grants.get(), by=None)
    first, second = admin.get("/audit/").context["rows"][:2]
    assert first.subject == f"授权，编号 {event.subject.partition(':')[2]}"
    assert second.subject == f"民政联络员（{liaison.username}）"


def test_an_unknown_action_shows_as_it_is(admin: Client, liaison: User) -> None:
    record("thing.done", liaison, by=liaison, nested={"a": [1, 2]}, empty=None, sure=True)
    row = admin.get("/audit/", {"action": "thing.done"}).context["rows"][0]
    assert row.action == "thing.done"
    assert row.facts == [("nested", "a：1、2"), ("sure", "是")]
    assert (
        '<option value="thing.done" selected>'
        in admin.get("/audit/", {"action": "thing.done"}).content.decode()
    )


def test_business_words_stay_out_of_sight(admin: Client, report: Report, liaison: User) -> None:
    record("report.sent_back", report, by=liaison, reason="经费数字不对")
    page = admin.get("/audit/").content.decode()
    assert "经费数字不对" not in page
    assert "业务内容，不在此显示" in page


def test_events_are_found_by_day_actor_action_and_subject(
    admin: Client, liaison: User, signer: User
) -> None:
    old = record("account.sign_in", liaison, by=liaison, at=MORNING - timedelta(days=3))
    midnight = MORNING.replace(hour=0) - timedelta(days=2)
    late = record("account.sign_in", signer, by=signer, at=midnight - timedelta(seconds=1))
    new = record("account.sign_out", liaison, by=liaison)
    assert rows(admin, until="2026-01-06") == [late, old]
    assert new in rows(admin, since="2026-01-07")
    assert late not in rows(admin, since="2026-01-07")
    assert rows(admin, actor="民政联络", action="account.sign_in") == [old]
    assert rows(admin, subject=f"accounts.user:{signer.pk}") == [late]
    assert rows(admin, actor="没有这个人") == []


def test_a_wrong_day_is_said_and_the_rest_still_filters(admin: Client, liaison: User) -> None:
    record("account.sign_in", liaison, by=liaison)
    page = admin.get("/audit/", {"since": "昨天", "action": "account.sign_in"})
    assert "请填写真实存在的日期" in page.content.decode()
    assert len(page.context["rows"]) == 1
    page = admin.get("/audit/", {"since": "2026-01-09", "until": "2026-01-08"})
    assert "截止日期不能早于起始日期。" in page.content.decode()


def test_a_row_says_whether_it_is_sealed(admin: Client, liaison: User) -> None:
    record("account.sign_in", liaison, by=liaison)
    page = admin.get("/audit/", {"action": "account.sign_in"}).content.decode()
    assert "未封存" in page
    assert "0 次" in page
    seal_events()
    page = admin.get("/audit/", {"action": "account.sign_in"}).content.decode()
    assert "第1号封存" in page
    assert "0 条" in page


def test_a_whole_record_is_confirmed(admin: Client) -> None:
    seal_events()
    assert "没有发现改动" in admin.post("/audit/check/").content.decode()
    assert admin.get("/audit/check/")["Location"] == "/audit/"


def test_a_rewritten_event_is_found_out(admin: Client, liaison: User) -> None:
    record("account.sign_in", liaison, by=liaison)
    seal_events()
    with lift_guards(AuditEvent):
        AuditEvent.objects.filter(action="account.sign_in").update(actor_name="别人")
    page = admin.post("/audit/check/").content.decode()
    assert "发现 1 处问题" in page
    assert "内容被改动过" in page


def test_the_list_needs_no_more_statements_for_more_events(admin: Client) -> None:
    counts = []
    rows(admin)  # a process asks once whether it serves a demo
    for wanted in (3, 60):
        while AuditEvent.objects.filter(action="account.sign_in").count() < wanted:
            someone = person("科员", "mzj")
            record("account.sign_in", someone, by=someone)
            seal_events()
        with CaptureQueriesContext(connection) as queries:
            assert rows(admin, action="account.sign_in")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_hundred_to_a_page(admin: Client, liaison: User) -> None:
    for _ in range(105):
        record("account.sign_in", liaison, by=liaison)
    assert len(rows(admin, action="account.sign_in")) == 100
    assert len(rows(admin, action="account.sign_in", page="2")) == 5


def test_an_empty_list_is_said(admin: Client) -> None:
    assert "没有符合条件的事件。" in admin.get("/audit/", {"actor": "无"}).content.decode()
