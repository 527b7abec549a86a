"""交接清单: what the predecessor left is found by the successor, and by nobody outside the unit."""

import pytest
from django.urls import reverse

from project.accounts.handing_over import hand_over
from project.accounts.models import User
from tests.cast import person, report_on
from tests.pages.conftest import browser_of
from tests.pages.filling import quarter_before, text_of
from tests.pages.test_statements import open_rows, statements
from tests.workflows.playing import prove, send_back, submit, write
from workflows.models import Cycle

pytestmark = pytest.mark.django_db

ADDRESS = "/units/mzj/handover/"


@pytest.fixture
def successor(
    cycle: Cycle, liaison: User, second_liaison: User, reviewer: User, security_admin: User
) -> User:
    """Who takes over: a draft with a file, a return, a row in review, and words of last quarter."""
    write(report_on(quarter_before(cycle), "1", "mzj"), liaison, progress="上季度的话。")
    submit(report_on(cycle.plan.cycles.get(key="2025-Q3"), "2", "mzj"), liaison)
    written, returned = (report_on(cycle, number, "mzj") for number in ("2", "13"))
    write(written, liaison, status="under_way", progress="只写了一半的话。")
    prove(written, liaison, name="没有提交的照片.png")
    send_back(submit(returned, liaison), reviewer, reason="请写明人数。")
    submit(report_on(cycle, "18", "mzj"), liaison)
    newcomer = person("王芳", "mzj")
    hand_over(liaison.grants.get(), to=newcomer, why="调岗", by=security_admin)
    return newcomer


@pytest.mark.db
def test_the_successor_finds_all_that_was_left(successor: User) -> None:
    page = text_of(browser_of(successor).get(ADDRESS))
    for words in (
        "退回待答复1项，其他待填报2项，写了没有提交的草稿2份",
        "退回原因：请写明人数。（残工委办审核人",
        "草稿未提交，民政联络员于1月9日 10:00保存：只写了一半的话。",
        "没有提交的照片.png",
        "最近提交（2026年1月9日）：已为全部符合条件的家庭办理。",
        "审核环节1项",
        "2025年第3季度待填报（1）",
        "1月9日 10:00　王芳接替民政联络员任联络员",
        "未填电话",
        "残工委办公室",
    ):
        assert words in page, words
    assert page.count("<dd>残工委办审核人　") == 1
    # The return that was answered by nobody stands once, in its own list.
    assert page.count("请写明人数。") == 1
    # What was submitted as it stands is no draft left over.
    assert page.count("草稿未提交") == 2


def test_home_and_the_units_page_lead_there_for_a_month(
    successor: User, second_liaison: User, reviewer: User, clock: object
) -> None:
    home = text_of(browser_of(successor).get(reverse("home")))
    assert f'你自2026年1月9日起担任市民政局联络员，<a href="{ADDRESS}">' in home
    assert ADDRESS not in text_of(browser_of(second_liaison).get(reverse("home")))
    assert ADDRESS in text_of(browser_of(second_liaison).get(reverse("unit", args=["mzj"])))
    assert ADDRESS not in text_of(browser_of(reviewer).get(reverse("unit", args=["mzj"])))
    clock.move_to("2026-02-08 10:00+08:00")  # type: ignore[attr-defined]
    assert ADDRESS not in text_of(browser_of(successor).get(reverse("home")))


def test_who_handed_over_and_whoever_is_not_of_the_unit_finds_no_page(
    successor: User, liaison: User, reviewer: User, supporting_liaison: User, leader: User
) -> None:
    assert browser_of(successor).get(ADDRESS).status_code == 200
    for other in (liaison, reviewer, supporting_liaison, leader):
        assert browser_of(other).get(ADDRESS).status_code == 404
    assert browser_of(successor).get("/units/keins/handover/").status_code == 404


def test_an_empty_list_says_so(liaison: User) -> None:
    page = text_of(browser_of(liaison).get(ADDRESS))
    assert "没有被退回、等待答复的报告。" in page
    assert "现在没有要填报的任务，也没有在办的报告。" in page


def test_the_list_needs_no_more_statements_for_more_rows(
    cycle: Cycle, successor: User, liaison: User
) -> None:
    client = browser_of(successor)
    few = statements(client, ADDRESS)
    open_rows(cycle, ("1", "3", "4", "5", "44"))
    for report in cycle.reports.filter(unit__code="mzj", assignment__task__number__in=("1", "44")):
        write(report, successor)
        prove(report, successor)
    assert statements(client, ADDRESS) == few < 25
