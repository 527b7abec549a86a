"""A summary from its scheduled 底稿 to the leader who clicks a figure back to a signature."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from time_machine import TimeMachineFixture

from notifications.models import Summary
from notifications.summaries.issuing import issue_signed
from notifications.summaries.jobs import build_due_summaries
from project.accounts.models import User
from tests.browser.chromium import Chromium, Width
from tests.browser.serving import session_cookies
from tests.browser.visiting import walk
from tests.cast import report_on
from tests.notifications.test_summary_building import FRIDAY_AFTER
from tests.workflows.playing import approve, sign, submit, write
from workflows.models import Cycle, Opinion, SummaryPaper

PATIENCE_MS = 60_000
SUMMARY = "/summaries/jiangmen-145/2025-Q4/"
SAID, DRAWN = "四季度新增12户，已全部纳入保障。", "四季度新增12户。"


@pytest.fixture
def built(
    cycle: Cycle, liaison: User, reviewer: User, signer: User, clock: TimeMachineFixture,
    settings: Any, tmp_path: Any,
) -> SummaryPaper:  # fmt: skip
    """The morning after the due date: the schedule has built the 底稿."""
    settings.DATA_DIR = tmp_path
    report = report_on(cycle, "1", "mzj")
    report_on(cycle, "1", "czj")
    write(report, liaison, status="under_way", progress=DRAWN)
    submit(report, liaison)
    sign(approve(report, reviewer), signer)
    clock.move_to(FRIDAY_AFTER)
    assert "第1稿" in build_due_summaries()
    return SummaryPaper.objects.get()


def told(page: Page, words: str) -> None:
    expect(page.get_by_role("status")).to_contain_text(words, timeout=PATIENCE_MS)


def follow(page: Page, name: str, *, exact: bool = False) -> None:
    """Follow a link once it is there, however long a busy machine takes over the page."""
    press(page.get_by_role("link", name=name, exact=exact).first)


def press(link: Locator) -> None:
    expect(link).to_be_visible(timeout=PATIENCE_MS)
    link.click()


def press_waiting(page: Page, button: str) -> None:
    """Open the summary's paper from what waits at home, and press the open form's button."""
    page.goto("/")
    follow(page, "市残工委办公室进展情况汇总")
    page.get_by_role("button", name=button, exact=True).first.click()
    told(page, f"已{button}")


def edit(page: Page) -> None:
    """Find the 底稿, word a passage anew, and choose whom to ask, by the keyboard."""
    page.goto(SUMMARY)
    expect(page.get_by_text("底稿（第1稿），未发布")).to_be_visible()
    follow(page, "底稿第1稿")
    follow(page, "修改文字")
    page.get_by_label("第1项（市民政局）").fill(SAID)
    expect(page.get_by_role("checkbox", name="市民政局")).to_be_checked()
    page.get_by_role("checkbox", name="市财政局").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="保存").click()
    told(page, "第2稿已保存")
    expect(page.locator("ins")).to_contain_text("，已全部纳入保障")
    page.get_by_role("button", name="送审").click()
    told(page, "已送审")


def give_opinion(page: Page, words: str) -> None:
    page.goto("/")
    follow(page, "2025年第4季度进展情况汇总", exact=True)
    page.get_by_role("button", name="提交答复").click()
    expect(page.get_by_role("alert")).to_contain_text("请写明意见", timeout=PATIENCE_MS)
    page.get_by_role("textbox", name="意见").fill(words)
    page.get_by_role("button", name="提交答复").click()
    told(page, "答复已提交")


def decide(page: Page, unit: str, choice: str, why: str = "") -> None:
    page.goto("/")
    follow(page, "市残工委办公室进展情况汇总")
    press(page.locator("li.card", has_text=unit).get_by_role("link", name="处理意见"))
    page.get_by_role("radio", name=choice, exact=True).check()
    page.get_by_label("说明").fill(why)
    page.get_by_role("button", name="保存处理结果").click()
    told(page, f"{unit}的意见已处理")


def follow_a_figure_to_its_signature(page: Page, signed_by: str) -> None:
    page.goto("/")
    follow(page, "最新的进展情况汇总")
    expect(page.get_by_text("进展情况汇总〔2026〕1号")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_text(SAID)).to_be_visible()
    table = page.get_by_role("region", name="各类报告的报送情况，可左右滚动")
    table.get_by_role("row", name="合计").get_by_role("link", name="1").first.click()
    follow(page, "市民政局", exact=True)
    expect(page.get_by_text(signed_by).first).to_be_visible(timeout=PATIENCE_MS)


def test_a_summary_goes_its_way_and_a_figure_leads_back_to_a_signature(
    chromium: Chromium, address: str, built: SummaryPaper, reviewer: User, colleague: User,
    leader: User, liaison: User, supporting_liaison: User, foreign_liaison: User, signer: User,
) -> None:  # fmt: skip
    people = [reviewer, colleague, liaison, supporting_liaison, leader]
    cookies = [session_cookies(each) for each in people]

    def journey(office: Page, other: Page, welfare: Page, money: Page, lead: Page) -> None:
        edit(office)
        press_waiting(other, "核稿通过")
        give_opinion(welfare, "建议写明全部户数。")
        give_opinion(money, "建议写明资金金额。")
        decide(office, "市民政局", "采纳")
        decide(office, "市财政局", "不采纳", "资金数以年度决算为准。")
        press_waiting(office, "意见处理完毕")
        press_waiting(lead, "签发")

    walk(chromium, journey, *cookies, address=address, width=Width.NARROW, allowed={422})
    nothing = nothing_there(built, Opinion.objects.all()[0])
    walk(chromium, nothing, session_cookies(foreign_liaison), address=address, allowed={404})
    assert issue_signed() == 1
    assert Summary.objects.get().released_by == leader

    answered = f"/opinions/{Opinion.objects.get(unit__code='czj').pk}/"

    def afterwards(lead: Page, money: Page) -> None:
        follow_a_figure_to_its_signature(lead, signer.name)
        money.goto(answered)
        expect(money.get_by_text("不采纳：资金数以年度决算为准。")).to_be_visible()

    walk(
        chromium, afterwards, session_cookies(leader), session_cookies(supporting_liaison),
        address=address,
    )  # fmt: skip


def nothing_there(paper: SummaryPaper, opinion: Opinion) -> Callable[[Page], None]:
    def asked(page: Page) -> None:
        for url in (
            SUMMARY, f"/cases/{paper.pk}/", f"/cases/{paper.pk}/write/",
            f"/cases/{paper.pk}/slip/", f"/opinions/{opinion.pk}/",
        ):  # fmt: skip
            answer = page.goto(url)
            assert answer is not None
            assert answer.status == 404

    return asked
