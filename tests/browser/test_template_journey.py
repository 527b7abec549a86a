"""The office's template from its upload to the file that is handed out, by keyboard alone."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from playwright.sync_api import Page, expect
from time_machine import TimeMachineFixture

from notifications.models import SummaryTemplate
from notifications.summaries.building import build
from notifications.summary_templates.keeping import in_force
from project.accounts.models import User
from tests.browser.checks import layout
from tests.browser.chromium import Chromium, Width
from tests.browser.serving import session_cookies
from tests.browser.test_journey import work_off
from tests.browser.visiting import walk
from tests.cast import report_on
from tests.notifications.office_templates import HEAD, red_head, template
from tests.notifications.test_summary_building import FRIDAY_AFTER
from tests.workflows.playing import submit
from workflows.cycles.spans import own_span
from workflows.models import Cycle

PATIENCE_MS = 60_000
SETTINGS, SUMMARY = "/settings/jiangmen-145/", "/summaries/jiangmen-145/2025-Q4/"


@pytest.fixture
def summed_up(
    cycle: Cycle, liaison: User, clock: TimeMachineFixture, settings: Any, tmp_path: Path
) -> Cycle:
    """A cycle with its first edition, in the built-in layout."""
    settings.DATA_DIR = tmp_path
    submit(report_on(cycle, "1", "mzj"), liaison)
    clock.move_to(FRIDAY_AFTER)
    build(own_span(cycle))
    return cycle


def press(page: Page, role: Any, name: str) -> None:
    """Come to a link or button with the Tab key, and press Enter there."""
    target = page.get_by_role(role, name=name).first
    expect(target).to_be_visible(timeout=PATIENCE_MS)
    for _ in range(120):
        if target.evaluate("each => each === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(target).to_be_focused()
    page.keyboard.press("Enter")


def told(page: Page, words: str, role: Any = "status") -> None:
    expect(page.get_by_role(role).first).to_contain_text(words, timeout=PATIENCE_MS)


def choose(page: Page, name: str, content: bytes) -> None:
    """Choose a file: the dialog is the system's own, and needs no mouse either."""
    mime = "application/octet-stream"
    chosen: Any = {"name": name, "mimeType": mime, "buffer": content}
    page.get_by_label("模板（.docx）").set_input_files(chosen)
    press(page, "button", "上传并检查")


def downloaded(page: Page, name: str) -> str:
    """Take a file and return its first line."""
    with page.expect_download() as taking:
        press(page, "link", name)
    return docx.Document(BytesIO(taking.value.path().read_bytes())).paragraphs[0].text


def bring(page: Page) -> None:
    """Upload what is none, what has a fault, then a whole one, and read what the check says."""
    page.goto(SETTINGS)
    press(page, "link", "汇总的 Word 模板")
    choose(page, "红头.docx", b"MZ")
    told(page, "内容却像是可执行程序", "alert")
    choose(page, "红头.docx", template("{{标提}}", "{{正文}}"))
    told(page, "已收到“红头.docx”")
    expect(page.get_by_text("没有{{标提}}这个字段")).to_be_visible()
    expect(page.get_by_role("button", name="启用")).to_have_count(0)
    choose(page, "红头.docx", red_head())
    told(page, "已收到“红头.docx”")
    expect(page.get_by_text("可以使用", exact=True)).to_be_visible()
    assert layout(page) == []
    press(page, "button", "试生成")
    told(page, "已开始试生成")


def use(page: Page) -> None:
    page.goto("/plans/jiangmen-145/summary-template/")
    assert downloaded(page, "下载试生成的文件") == HEAD
    press(page, "button", "启用，从下一稿起使用")
    told(page, "已启用，从下一稿起使用")
    page.goto(SUMMARY)
    press(page, "button", "生成新稿")
    told(page, "已开始生成新稿")


def take(page: Page) -> None:
    page.goto(SUMMARY)
    expect(page.get_by_text("底稿（第2稿），未发布")).to_be_visible(timeout=PATIENCE_MS)
    assert downloaded(page, "下载Word 文档") == HEAD
    page.goto("/plans/jiangmen-145/summary-template/")
    assert layout(page) == []
    press(page, "button", "停用，改用内置版式")
    told(page, "从下一稿起用内置版式")
    expect(page.get_by_role("heading", name="以前的模板（3）")).to_have_count(0)
    expect(page.get_by_role("heading", name="以前的模板（2）")).to_be_visible()


@pytest.mark.parametrize("width", list(Width))
def test_a_template_is_brought_looked_at_used_and_handed_out(
    chromium: Chromium, address: str, summed_up: Cycle, reviewer: User, width: Width
) -> None:
    cookies = session_cookies(reviewer)

    def go(steps: Callable[[Page], None]) -> None:
        walk(chromium, steps, cookies, address=address, width=width, allowed={422})

    go(bring)
    waiting = SummaryTemplate.objects.waiting().get()
    work_off()
    go(use)
    assert in_force(summed_up.plan) == waiting
    work_off()
    go(take)
    assert in_force(summed_up.plan) is None
