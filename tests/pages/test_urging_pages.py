"""The office's pages of 催办, and what the urged unit reads of it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from time_machine import TimeMachineFixture

from project.accounts.models import User
from tests.cast import MORNING, TODAY, report_on, unit
from tests.pages.conftest import Browser
from tests.pages.filling import sheet_of
from tests.pages.test_statements import FEW, MANY, open_rows, statements
from tests.workflows.playing import submit
from workflows.chasing.acting import Said, urge_units
from workflows.chasing.forms import OwingFilter
from workflows.chasing.owing import read_owing
from workflows.models import Cycle, OfficeUrge, Report, UrgeMeans

pytestmark = pytest.mark.django_db

CALLED = {
    "means": "phone",
    "spoken_to": "王芳",
    "answer": "数据在核对。",
    "promised_on": "2026-01-12",
}
LIST = ("jiangmen-145", "2025-Q4")


def page(name: str, *more: str) -> str:
    return reverse(name, args=[*LIST, *more])


def post(client: Client, address: str, status: int, **said: Any) -> str:
    answer = client.post(address, said)
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode() if status != 302 else str(answer["Location"])


def call(cycle: Cycle, by: User, **how: Any) -> OfficeUrge:
    said = Said("王芳", "数据在核对。", date(2026, 1, 12))
    (made,) = urge_units(cycle, [unit("mzj")], means=UrgeMeans.PHONE, by=by, said=said, **how)
    return made


@pytest.fixture
def office(browser: Browser, reviewer: User) -> Client:
    return browser(reviewer)


def test_several_are_ticked_and_urged_by_message(
    report: Report, own_report: Report, liaison: User, office: Client
) -> None:
    shown = office.get(page("urge-list")).content.decode()
    assert "还没有报送的2个单位（2项）" in shown
    assert "没有联络员" in shown
    back = post(office, page("urge-list"), 302, unit=["mzj", "cl"], means="system")
    told = office.get(back).content.decode()
    assert "已催办（系统消息）：市民政局、市残联。" in told
    assert "市残联没有联络员，消息通知不到" in told
    assert "残工委办审核人于1月9日 10:00催办（系统消息）" in told


def test_nobody_ticked_is_said_and_what_was_typed_stays(report: Report, office: Client) -> None:
    told = post(office, page("urge-list"), 422, means="letter", answer="江残工委函〔2026〕1号")
    assert "没有催办：请先勾选单位。" in told
    assert "江残工委函〔2026〕1号" in told
    assert "请选择催办方式" in post(office, page("urge-list"), 422, unit=["mzj"])


def test_who_filed_meanwhile_is_not_urged(report: Report, liaison: User, office: Client) -> None:
    submit(report, liaison)
    told = post(office, page("urge-list"), 422, unit=["mzj"], means="system")
    assert "已经没有要报送的任务" in told
    assert "各单位都已报送" in told
    assert not OfficeUrge.objects.exists()


def test_a_call_is_noted_and_a_repeat_asked_first(
    report: Report, office: Client, colleague: User, browser: Browser
) -> None:
    address = page("unit-urge", "mzj")
    assert "请写明联系了谁" in post(office, address, 422, means="phone")
    assert post(office, address, 302, **CALLED) == f"{page('urge-list')}#unit-mzj"
    again = browser(colleague)
    asked = post(again, address, 409, **CALLED)
    assert "今天已经催办过，还要再催吗" in asked
    assert "残工委办审核人于1月9日 10:00催办（电话），联系了王芳" in asked
    first = OfficeUrge.objects.get()
    assert f'name="known-mzj" value="{first.pk}"' in asked
    assert 'name="answer" value="数据在核对。"' in asked
    known = {"known-mzj": str(first.pk)}
    post(again, address, 302, **CALLED, **known)
    assert OfficeUrge.objects.count() == 2
    # A second click has not seen the first one's row.
    post(again, address, 409, **CALLED, **known)
    assert OfficeUrge.objects.count() == 2


def test_what_was_confirmed_for_one_stays_confirmed_while_another_is_asked(
    report: Report, own_report: Report, reviewer: User, office: Client
) -> None:
    first = call(report.cycle, reviewer)
    urge_units(report.cycle, [unit("cl")], means=UrgeMeans.SYSTEM, by=reviewer)
    said = {"unit": ["mzj", "cl"], "means": "system", "known-mzj": str(first.pk)}
    asked = post(office, page("urge-list"), 409, **said)
    assert f'name="known-mzj" value="{first.pk}"' in asked
    assert 'name="known-cl"' in asked


def test_a_broken_promise_is_marked_and_shown_to_both(
    report: Report, liaison: User, reviewer: User, browser: Browser, clock: TimeMachineFixture
) -> None:
    call(report.cycle, reviewer)
    pages = [(reviewer, page("urge-list")), (reviewer, page("unit-urge", "mzj"))]
    pages += [(liaison, sheet_of("mzj")), (liaison, reverse("report", args=[report.pk]))]
    broken = '<span class="status status-late">答应的日期已过'
    for who, address in pages:
        assert broken not in browser(who).get(address).content.decode()
    clock.move_to(MORNING + timedelta(days=4), tick=False)
    for who, address in pages:
        assert broken in browser(who).get(address).content.decode()


def test_the_unit_reads_by_whom_when_how_and_what_it_promised_and_no_more(
    report: Report, liaison: User, reviewer: User, browser: Browser
) -> None:
    call(report.cycle, reviewer)
    client = browser(liaison)
    for address in (sheet_of("mzj"), reverse("report", args=[report.pk])):
        shown = client.get(address).content.decode()
        assert "残工委办公室残工委办审核人于1月9日 10:00催办（电话）" in shown
        assert "答应2026年1月12日前报送" in shown
        assert "王芳" not in shown
        assert "数据在核对" not in shown
    assert "残工委办公室于1月9日 10:00催办" in client.get(sheet_of("mzj")).content.decode()


def test_who_sees_what_was_signed_alone_reads_nothing_of_it(
    report: Report, bring: Any, reviewer: User, supporting_liaison: User, browser: Browser
) -> None:
    call(report.cycle, reviewer)
    bring("signed")
    for address in (sheet_of("mzj"), reverse("report", args=[report.pk])):
        assert "催办" not in browser(supporting_liaison).get(address).content.decode()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["czj", "mzj", "cl"]),
        ({"state": "late"}, ["czj"]),
        ({"state": "due", "party": "lead"}, ["mzj", "cl"]),
        ({"party": "support"}, ["czj"]),
        ({"urged": "never"}, ["czj", "cl"]),
        ({"urged": "not_today"}, ["czj", "cl"]),
        ({"urged": "broken"}, []),
        ({"kind": "mass"}, ["cl"]),
        ({"q": "民政"}, ["mzj"]),
        ({"urged": "unopened"}, ["cl"]),
    ],
)
def test_the_list_is_looked_through(
    report: Report, support_report: Report, own_report: Report, reviewer: User,
    asked: dict[str, str], found: list[str],
) -> None:  # fmt: skip
    call(report.cycle, reviewer)
    units = type(unit("mzj")).objects.filter(code__in=("czj", "mzj", "cl"))
    owing = read_owing(report.cycle, units, on=TODAY, unopened={own_report.unit_id})
    sought = OwingFilter(asked, owing=owing, today=TODAY).sought()
    assert [each.unit.code for each in sought] == found


def test_an_empty_list_says_so(cycle: Cycle, office: Client, report: Report) -> None:
    shown = office.get(f"{page('urge-list')}?q=没有这个单位").content.decode()
    assert "没有符合条件的单位" in shown


def test_the_pages_of_urging_do_not_grow(cycle: Cycle, office: Client, reviewer: User) -> None:
    pages = [page("urge-list"), page("unit-urge", "mzj"), sheet_of("mzj")]
    open_rows(cycle, FEW)
    urge_units(cycle, [unit("mzj")], means=UrgeMeans.SYSTEM, by=reviewer)
    few = [statements(office, address) for address in pages]
    open_rows(cycle, MANY)
    for days in range(3, 6):
        units = [each.unit for each in cycle.reports.filter(unit__code__in=("mzj", "czj", "cl"))]
        at = MORNING + timedelta(days=days)
        urge_units(cycle, set(units), means=UrgeMeans.SYSTEM, by=reviewer, at=at)
    assert [statements(office, address) for address in pages] == few
    assert max(few) < 40


def test_a_form_of_an_ended_session_comes_back(report: Report, browser: Browser) -> None:
    answer = browser(None).post(page("unit-urge", "mzj"), {**CALLED, "writer": "cast"})
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


def test_reports_of_other_tasks_are_no_rows_of_it(report: Report, office: Client) -> None:
    report_on(report.cycle, "4", "mzj")
    shown = office.get(page("unit-urge", "mzj")).content.decode()
    assert "欠报的任务（2）" in shown
