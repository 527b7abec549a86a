"""需协调事项 in the browser, without scripts too: declined, then read and printed on 拟上会清单."""

import pytest
from playwright.sync_api import Page, expect

from project.accounts.models import User
from tests.browser.chromium import Chromium, Width
from tests.browser.serving import session_cookies
from tests.browser.test_sheet_journey import PATIENCE_MS
from tests.browser.visiting import walk
from tests.cast import MORNING
from tests.pages.filling import sheet_of
from workflows.case_words import CaseStep
from workflows.drafting import save_draft
from workflows.models import CoordinationRequest, Report

AGENDA = "/coordination/jiangmen-145/agenda/"
A4 = {"width": 794, "height": 1123}


@pytest.mark.parametrize("width", Width)
def test_a_request_declined_is_put_on_the_agenda_list(
    chromium: Chromium, address: str, report: Report, liaison: User, reviewer: User,
    supporting_liaison: User, leader: User, width: Width,
) -> None:  # fmt: skip
    save_draft(report, by=liaison, revision=0, problem="救助资金没有到位。", at=MORNING)

    def steps(raiser: Page, office: Page, asked: Page, leads: Page) -> list[bool]:
        raise_it(raiser)
        pass_it_on(office)
        decline_it(asked)
        leads.set_default_timeout(PATIENCE_MS)
        leads.goto("/")
        leads.get_by_role("link", name="拟上会清单1件").click()
        main = leads.locator("main")
        for words in ("救助资金没有到位。", "没有预算。", "市财政局旁注：十二月已拨半数。", "转办"):
            expect(main).to_contain_text(words)
        fits = [is_whole(leads)]
        leads.set_viewport_size(A4)  # type: ignore[arg-type]
        leads.emulate_media(media="print")
        expect(leads.locator(".masthead")).to_be_hidden()
        return [*fits, is_whole(leads)]

    people = [session_cookies(each) for each in (liaison, reviewer, supporting_liaison, leader)]
    fits = walk(chromium, steps, *people, address=address, width=width, allowed={422})
    assert fits == [True, True]
    case = CoordinationRequest.objects.get()
    assert (case.step, case.problem) == (CaseStep.AGENDA, "救助资金没有到位。")


def told(page: Page, role: str, words: str) -> None:
    """Wait until the page says so: a step takes its time while others work the machine."""
    expect(page.locator(f"[role={role}]")).to_contain_text(words, timeout=PATIENCE_MS)


def raise_it(page: Page) -> None:
    """From the sheet's row: the problem stands there, whom and what is asked."""
    page.set_default_timeout(PATIENCE_MS)
    page.goto(sheet_of("mzj"))
    page.get_by_role("link", name="提请协调").click()
    expect(page.get_by_label("存在问题")).to_have_value("救助资金没有到位。")
    page.get_by_role("button", name="提出").click()
    told(page, "alert", "请选择请谁协调")
    page.get_by_label("请谁协调").select_option(label="市财政局")
    page.get_by_label("需要做什么").fill("请拨付第四季度资金。")
    page.get_by_label("何日之前").fill("2026-01-20")
    page.get_by_role("button", name="提出").click()
    told(page, "status", "现在“办公室转办”")


def pass_it_on(page: Page) -> None:
    page.set_default_timeout(PATIENCE_MS)
    page.goto("/")
    page.get_by_role("link", name="市民政局需协调事项").click()
    page.get_by_role("button", name="转办").click()
    told(page, "status", "现在“被请单位答复”")


def decline_it(page: Page) -> None:
    """The unit says why not, after it has added its line beside the sentence."""
    page.set_default_timeout(PATIENCE_MS)
    page.goto("/")
    page.get_by_role("link", name="市民政局需协调事项").click()
    page.get_by_role("link", name="旁边加旁注").click()
    page.locator("summary", has_text="加旁注").click()
    page.get_by_label("旁注").fill("十二月已拨半数。")
    page.get_by_role("button", name="保存旁注").click()
    told(page, "status", "旁注已保存")
    page.goto("/")
    page.get_by_role("link", name="市民政局需协调事项").click()
    page.locator("summary", has_text="说明不能办理").click()
    page.get_by_label("说明不能办理的原因").fill("没有预算。")
    page.get_by_role("button", name="说明不能办理").click()
    told(page, "status", "现在“拟上会”")


def is_whole(page: Page) -> bool:
    """Say whether nothing of the page lies beyond the window, or the sheet of paper."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_the_same_without_scripts(
    chromium: Chromium, address: str, report: Report, liaison: User, reviewer: User,
    supporting_liaison: User,
) -> None:  # fmt: skip
    save_draft(report, by=liaison, revision=0, problem="救助资金没有到位。", at=MORNING)
    people = [session_cookies(each) for each in (liaison, reviewer, supporting_liaison)]

    def bare() -> None:
        for cookies, steps in zip(people, (raise_it, pass_it_on, decline_it), strict=True):
            with chromium.context(address=address, cookies=cookies, scripts=False) as context:
                steps(context.new_page())

    chromium.call(bare)
    assert CoordinationRequest.objects.get().step == CaseStep.AGENDA
