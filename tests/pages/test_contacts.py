"""通讯录: who is in it, in which order, for whom; and one's own number."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from project.accounts.granting import revoke
from project.accounts.handing_over import hand_over
from project.accounts.models import Role, User
from project.audit.models import AuditEvent
from task_table.models import Plan
from tests.cast import TODAY, person, unit
from tests.pages.conftest import browser_of
from tests.pages.filling import sheet_of, text_of
from tests.pages.test_statements import statements
from workflows.contacts import contacts_of, without_phone
from workflows.deadlines import whom_to_ask
from workflows.models import Report

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(plan: Plan) -> str:
    return reverse("contacts", args=[plan.slug])


def with_phone(user: User, phone: str) -> User:
    user.phone = phone
    user.save(update_fields=["phone"])
    return user


def liaisons_of(plan: Plan, code: str) -> list[str]:
    entry = next(each for each in contacts_of(plan, on=TODAY) if each.unit.code == code)
    return [f"{contact.post}{contact.person}" for contact in entry.liaisons]


@pytest.mark.db
def test_units_stand_in_the_tables_order_with_their_people(
    plan: Plan, liaison: User, second_liaison: User, signer: User, reviewer: User
) -> None:
    entries = contacts_of(plan, on=TODAY)
    first = plan.tasks.get(number="1").assignments.all()[0]
    assert (len(entries), entries[0].unit) == (44, first.unit)
    assert [each.post for each in entries[0].people] == [
        "联络员A", "联络员B", "分管领导", "审核人",
    ]  # fmt: skip
    assert without_phone(entries) == 4
    with_phone(liaison, "0750-1234567")
    assert without_phone(contacts_of(plan, on=TODAY)) == 3


@pytest.mark.db
def test_who_takes_over_keeps_the_place_and_who_has_left_is_gone(
    plan: Plan, liaison: User, second_liaison: User, security_admin: User
) -> None:
    third, fourth = person("王芳", "mzj"), person("李明", "mzj")
    for successor in (third, fourth):
        holder = {third: liaison, fourth: third}[successor]
        grant = holder.grants.get(revoked_at=None)
        hand_over(grant, to=successor, why="调岗", by=security_admin)
    assert liaisons_of(plan, "mzj") == ["联络员A李明", "联络员B民政联络员乙"]
    revoke(fourth.grants.get(), by=security_admin, why="调离")
    User.objects.filter(pk=second_liaison.pk).update(is_active=False)
    assert liaisons_of(plan, "mzj") == []


def test_the_page_is_looked_through_by_kind_and_name(
    address: str, liaison: User, supporting_liaison: User
) -> None:
    with_phone(liaison, "0750-1234567转8")
    client = browser_of(liaison)
    page = text_of(client.get(address))
    assert '<a class="whole" href="tel:07501234567">0750-1234567转8</a>' in page
    assert "未填电话" in page
    assert "没有联络员" in page
    assert "共44个单位" in page
    assert "共1个单位" in text_of(client.get(address, {"q": "财政联络"}))
    assert "共7个单位" in text_of(client.get(address, {"kind": "county"}))
    assert "没有符合条件的" in text_of(client.get(address, {"kind": "county", "q": "财政"}))
    assert "共44个单位" in text_of(client.get(address, {"kind": "不知"}))


def test_only_the_office_is_told_what_is_missing_and_takes_the_file(
    address: str, liaison: User, reviewer: User
) -> None:
    with_phone(liaison, "+86750123")
    assert "人未填电话" not in text_of(browser_of(liaison).get(address))
    assert browser_of(liaison).get(f"{address}file/").status_code == 404
    office = browser_of(reviewer)
    assert "1人未填电话" in text_of(office.get(address))
    answer = office.get(f"{address}file/")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert answer.content.startswith("\ufeff".encode())
    assert lines[0] == "单位,类别,职责,姓名,电话"
    assert "市民政局,政府部门,联络员A,民政联络员,\t+86750123" in lines
    assert "filename*=utf-8''%E9%80%9A" in answer["Content-Disposition"]
    assert len({line.split(",")[0] for line in lines[1:]}) == 44


def test_the_book_needs_no_more_statements_for_more_people(
    address: str, liaison: User, reviewer: User
) -> None:
    few = statements(browser_of(reviewer), address)
    for number in range(5):
        person(f"新人{number}", "czj", (Role.LIAISON, "czj"), (Role.SIGNER, "czj"))
    assert statements(browser_of(reviewer), address) == few < 20


def test_sheet_and_report_say_whom_to_call(
    report: Report, address: str, liaison: User, reviewer: User
) -> None:
    with_phone(reviewer, "0750-7654321")
    mzj = unit("mzj")
    said = whom_to_ask(mzj, mzj.committee, on=date(2026, 1, 9))
    assert said == "市残工委办公室（残工委办审核人，电话0750-7654321）"
    client = browser_of(liaison)
    page = text_of(client.get(reverse("report", args=[report.pk])))
    assert f"有疑问请联系{said}。" in page
    assert f'href="{address}#office"' in text_of(client.get(sheet_of("mzj")))


def test_one_changes_ones_own_number_and_the_trail_does_not_hold_it(liaison: User) -> None:
    client, address = browser_of(liaison), reverse("oneself")
    assert "市民政局联络员，2021年1月1日起" in text_of(client.get(address))
    wrong = client.post(address, {"phone": "没有"})
    assert (wrong.status_code, "请填写电话号码" in text_of(wrong)) == (422, True)
    assert "电话已保存。" in text_of(client.post(address, {"phone": "0750-1234567"}, follow=True))
    assert "没有改动。" in text_of(client.post(address, {"phone": "0750-1234567"}, follow=True))
    liaison.refresh_from_db()
    assert liaison.phone == "0750-1234567"
    event = AuditEvent.objects.get(action="account.change_phone")
    assert "1234567" not in event.detail


def test_a_number_typed_after_the_session_ended_is_kept(liaison: User) -> None:
    client, address = Client(), reverse("oneself")
    typed = {"phone": "0750-1234567", "writer": liaison.username}
    assert client.post(address, typed)["Location"].startswith(reverse("account_login"))
    client.force_login(liaison, backend="project.accounts.backend.PasswordBackend")
    assert 'value="0750-1234567"' in text_of(client.get(address))
