"""The office pastes the yearly notice, mends it, checks what was read, and enters it."""

import pytest
from playwright.sync_api import Page, expect

from project.accounts.models import User
from project.workdays.models import HolidayNotice
from tests.browser import checks
from tests.browser.chromium import Chromium, Width
from tests.browser.serving import session_cookies
from tests.browser.test_sheet_journey import PATIENCE_MS
from tests.project.calendar.notice_texts import notice_of
from workflows.models import Cycle

TEXT = notice_of(2027)


def paste(page: Page, text: str, button: str = "读取并核对") -> None:
    page.get_by_label("通知全文").fill(text)
    page.get_by_role("button", name=button).click()


def faults(page: Page, width: Width) -> list[str]:
    """Look over an answer to a form, which the list of pages cannot reach."""
    looked = [checks.document, checks.contrast, checks.layout]
    looked.append(checks.axe if width == Width.WIDE else checks.axe_of_width)
    return [fault for check in looked for fault in check(page)]


@pytest.mark.parametrize("width", list(Width), ids=lambda width: width.name)
def test_what_was_read_and_what_is_wrong_are_sound_pages(
    chromium: Chromium, address: str, cycle: Cycle, reviewer: User, width: Width
) -> None:
    cookies = session_cookies(reviewer)

    def looks() -> list[str]:
        with chromium.context(width, address=address, cookies=cookies) as context:
            page = context.new_page()
            page.set_default_timeout(PATIENCE_MS)
            page.goto("/calendar/?year=2027")
            paste(page, TEXT.replace("1月1日（周五）", "1月1日（周一）"))
            expect(page.get_by_role("alert")).to_contain_text("2027年1月1日是周五")
            found = faults(page, width)
            paste(page, TEXT)
            expect(page.get_by_role("heading", level=1)).to_have_text("核对2027年放假通知")
            page.locator("summary").click()
            return found + faults(page, width)

    assert chromium.call(looks) == []
    assert not HolidayNotice.objects.exists()


def test_the_office_enters_a_notice_without_scripts_and_with_the_keyboard(
    chromium: Chromium, address: str, cycle: Cycle, reviewer: User
) -> None:
    cookies = session_cookies(reviewer)

    def enters() -> None:
        with chromium.context(address=address, cookies=cookies, scripts=False) as context:
            page = context.new_page()
            page.set_default_timeout(PATIENCE_MS)
            page.goto("/")
            page.get_by_role("link", name="工作日日历").click()
            page.get_by_role("link", name="下一年：2027年").click()
            expect(page.locator("main")).to_contain_text("暂估")
            page.get_by_role("link", name="录入放假通知").press("Enter")
            page.get_by_label("通知全文").fill(TEXT)
            page.get_by_role("button", name="读取并核对").press("Enter")
            page.get_by_role("button", name="确认录入").press("Enter")
            expect(page.get_by_role("status")).to_contain_text("2027年放假通知已录入。")
            expect(page.locator("main")).not_to_contain_text("暂估")
            paste(page, TEXT)
            expect(page.get_by_role("status")).to_contain_text("内容相同，没有改动。")

    chromium.call(enters)
    assert HolidayNotice.objects.get().entered_by_name == reviewer.name
