"""The main line in the browser, by keyboard and mouse as its people do it (the issue's journey)."""

from io import BytesIO

import docx
import openpyxl
import pytest
from django.urls import reverse
from django.utils.module_loading import import_string
from django_q.models import OrmQ
from playwright.sync_api import Page, expect

from project.accounts.models import User
from task_table.models import Plan
from tests.browser.chromium import Chromium
from tests.browser.serving import session_cookies
from tests.browser.visiting import walk
from tests.cast import report_on
from tests.workflows.playing import submit
from workflows.models import Cycle, Report, Transition
from workflows.steps import Step


def fill_in(page: Page, progress: str) -> None:
    page.get_by_label("推进中").check()
    page.get_by_label("进展情况").fill(progress)


def work_off() -> None:
    """Do the one job that waits, as the worker would."""
    row = OrmQ.objects.get()
    import_string(row.task["func"])(*row.task["args"])
    row.delete()


def downloaded(page: Page, name: str) -> BytesIO:
    with page.expect_download() as started:
        page.get_by_role("link", name=name).click()
    # The browser's window takes its files along when it closes.
    return BytesIO(started.value.path().read_bytes())


def words_of_docx(file: BytesIO) -> str:
    document = docx.Document(file)
    cells = (cell for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join(each.text for each in (*document.paragraphs, *cells))


def words_of_xlsx(file: BytesIO) -> str:
    book = openpyxl.load_workbook(file)
    rows = (row for sheet in book.worksheets for row in sheet.iter_rows(values_only=True))
    return "\n".join(str(cell) for row in rows for cell in row if cell)


@pytest.fixture
def rows(cycle: Cycle) -> dict[str, Report]:
    return {"lead": report_on(cycle, "1", "mzj"), "co-unit": report_on(cycle, "1", "czj")}


def test_a_report_goes_from_the_liaison_to_the_signature(  # noqa: C901 (one story, told in order)
    chromium: Chromium,
    address: str,
    rows: dict[str, Report],
    liaison: User,
    supporting_liaison: User,
    foreign_liaison: User,
    reviewer: User,
    signer: User,
    leader: User,
) -> None:
    lead, co_unit = (reverse("report", args=[rows[name].pk]) for name in ("lead", "co-unit"))

    def the_co_unit_reports(page: Page) -> None:
        page.goto("/")
        page.get_by_role("link", name="第1项").click()
        fill_in(page, "已安排配套资金1200万元。")
        page.get_by_role("button", name="提交审核").click()
        expect(page.get_by_role("status")).to_contain_text("已提交")

    def the_lead_takes_it_up_and_reports(page: Page) -> None:
        page.goto(co_unit)
        page.get_by_role("button", name="采纳").click()
        page.goto(lead)
        fill_in(page, "全市低保残疾人应保尽保。")
        page.get_by_role("button", name="保存草稿", exact=True).click()
        expect(page.get_by_role("status")).to_contain_text("草稿已保存")
        expect(page.get_by_text("已安排配套资金1200万元。")).to_be_visible()
        page.get_by_role("button", name="提交审核").click()

    def the_reviewer_returns_it(page: Page) -> None:
        page.goto("/")
        page.get_by_role("link", name="第1项").click()
        page.get_by_role("button", name="退回修改").click()
        expect(page.get_by_role("alert")).to_contain_text("请写明退回的原因")
        page.get_by_label("退回原因").fill("请补充四季度数据后重新提交。")
        page.get_by_role("button", name="退回修改").click()
        expect(page.get_by_role("status")).to_contain_text("已退回")

    def the_lead_mends_it(page: Page) -> None:
        page.goto("/")
        expect(page.get_by_text("退回原因：请补充四季度数据后重新提交。")).to_be_visible()
        page.get_by_role("link", name="第1项").click()
        page.get_by_label("进展情况").fill("全市低保残疾人应保尽保；四季度新增12户。")
        page.get_by_role("button", name="提交审核").press("Enter")
        expect(page.get_by_role("status")).to_contain_text("已提交")

    def the_reviewer_approves(page: Page) -> None:
        page.goto(lead)
        page.get_by_role("button", name="通过").press("Enter")
        expect(page.get_by_role("status")).to_contain_text("已通过")

    def the_signer_signs(page: Page) -> None:
        page.goto("/cycles/jiangmen-145/2025-Q4/units/mzj/")
        page.get_by_role("link", name="去签批（1项）").click()
        page.get_by_role("button", name="签批第1项").click()
        expect(page.get_by_role("status")).to_contain_text("第1项已签批")

    def the_co_unit_reads_it(page: Page) -> None:
        page.goto(lead)
        expect(page.get_by_text("四季度新增12户")).to_be_visible()
        assert page.locator("main form").count() == 0

    def steps(money: Page, welfare: Page, office: Page, chief: Page) -> None:
        the_co_unit_reports(money)
        the_lead_takes_it_up_and_reports(welfare)
        the_reviewer_returns_it(office)
        the_lead_mends_it(welfare)
        the_reviewer_approves(office)
        the_signer_signs(chief)
        the_co_unit_reads_it(money)

    people = (supporting_liaison, liaison, reviewer, signer)
    cookies = [session_cookies(person) for person in people]
    walk(chromium, steps, *cookies, address=address, allowed={422})

    report = Report.objects.get(pk=rows["lead"].pk)
    assert (report.step, report.signed_by) == (Step.SIGNED, signer)
    assert Transition.objects.filter(report=report).count() == 5

    # Without the route (decision 0048); a summary on it has a journey of its own.
    Plan.objects.update(issues_summaries=False)
    summary = reverse("summary", args=["jiangmen-145", "2025-Q4"])
    addresses = [f"{summary}1/{extension}/" for extension in ("docx", "xlsx")]
    office = session_cookies(reviewer)

    def the_office_asks_for_a_summary(page: Page) -> None:
        page.goto(summary)
        page.get_by_role("button", name="生成").click()
        expect(page.get_by_role("status").first).to_contain_text("已开始生成")

    walk(chromium, the_office_asks_for_a_summary, office, address=address)
    work_off()

    def the_office_reads_and_releases_it(page: Page) -> list[BytesIO]:
        page.goto("/")
        page.get_by_role("link", name="最新的进展情况汇总").click()
        expect(page.get_by_text("底稿（第1稿）")).to_be_visible()
        expect(page.get_by_text("四季度新增12户").first).to_be_visible()
        files = [downloaded(page, name) for name in ("下载Word", "下载Excel")]
        page.get_by_role("button", name="发布第1稿给领导").click()
        expect(page.get_by_role("status").first).to_contain_text("已发布")
        return files

    word, excel = walk(chromium, the_office_reads_and_releases_it, office, address=address)
    assert "四季度新增12户" in words_of_docx(word)
    assert "四季度新增12户" in words_of_xlsx(excel)

    def the_leader_reads_it(page: Page) -> None:
        page.goto("/messages/")
        page.get_by_role("link", name="进展情况汇总").first.click()
        page.goto(summary)
        expect(page.get_by_text("四季度新增12户").first).to_be_visible()
        assert page.get_by_role("button", name="发布").count() == 0

    walk(chromium, the_leader_reads_it, session_cookies(leader), address=address)

    def nothing_for_others(page: Page) -> None:
        own = (lead, co_unit, "/cycles/jiangmen-145/2025-Q4/units/mzj/")
        for url in (*own, summary, *addresses):
            answer = page.goto(url)
            assert answer is not None
            assert answer.status == 404
            expect(page.get_by_role("heading", level=1)).to_have_text("找不到这个页面")

    foreign = session_cookies(foreign_liaison)
    walk(chromium, nothing_for_others, foreign, address=address, allowed={404})


def test_a_report_of_the_host_unit_goes_through_second_review(
    chromium: Chromium,
    address: str,
    cycle: Cycle,
    own_liaison: User,
    reviewer: User,
    outside_reviewer: User,
    colleague: User,
) -> None:
    own = report_on(cycle, "3", "cl")
    submit(own, own_liaison)
    page_of_it = reverse("report", args=[own.pk])

    def steps(office: Page, outside: Page, other: Page) -> None:
        office.goto(page_of_it)
        office.get_by_role("button", name="通过").click()
        office.goto(page_of_it)
        expect(office.get_by_text("自审")).to_be_visible()
        assert office.get_by_role("button", name="通过").count() == 0
        other.goto("/")
        expect(other.get_by_role("heading", name="待我复核（0）")).to_be_visible()
        outside.goto("/")
        outside.get_by_role("link", name="第3项").click()
        outside.get_by_role("button", name="通过").click()
        expect(outside.get_by_role("status")).to_contain_text("已通过")

    people = (reviewer, outside_reviewer, colleague)
    walk(chromium, steps, *(session_cookies(each) for each in people), address=address)
    own.refresh_from_db()
    assert own.step == Step.SIGN_OFF


def test_a_stranger_signs_in_with_the_keyboard_and_comes_where_he_wanted(
    chromium: Chromium, address: str, liaison: User
) -> None:
    liaison.set_password("Correct-Horse-26")
    liaison.save()

    def steps(page: Page) -> None:
        page.goto("/tasks/jiangmen-145/39/")
        page.get_by_label("用户名").focus()
        page.keyboard.type(liaison.username)
        page.keyboard.press("Tab")
        page.keyboard.type("wrong-password")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_be_visible()
        page.get_by_label("密码").fill("Correct-Horse-26")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("第39项")
        page.get_by_role("button", name="退出").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("登录")

    walk(chromium, steps, {}, address=address)
