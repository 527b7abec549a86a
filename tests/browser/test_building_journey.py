"""A new edition under way: the page follows it by itself, says each step once, and can be left."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connections
from django_q.models import OrmQ
from playwright.sync_api import Page, expect

from notifications import builds
from notifications.models import BuildStep
from notifications.summaries import jobs
from project.accounts.models import User
from tests.browser.chromium import Chromium, Width
from tests.browser.serving import session_cookies
from tests.browser.visiting import walk
from workflows.models import Report

pytestmark = pytest.mark.usefixtures("own_files", "report")

PATIENCE_MS, PATIENCE_S = 60_000, 60
SUMMARY = "/summaries/jiangmen-145/2025-Q4/"
# Counts how often the live region is written anew, and so read out.
WATCHED = """() => {
  window.said = 0;
  const told = document.querySelector("main .notice [role=status]");
  new MutationObserver(() => { window.said += 1; }).observe(told, { childList: true });
}"""


@pytest.fixture
def own_files(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


class Gates:
    """A worker that goes on to its next step when it is let: there is a middle to look at."""

    def __init__(self) -> None:
        self.begins = Event()
        self.of_step = {step: Event() for step in BuildStep}

    def work(self) -> None:
        try:
            assert self.begins.wait(PATIENCE_S)
            (row,) = OrmQ.objects.all()
            row.delete()
            jobs.build(*row.task["args"])
        finally:
            connections.close_all()

    def held(self, reach: Callable[..., None]) -> Callable[..., None]:
        def reached(key: int, step: BuildStep) -> None:
            reach(key, step)
            assert self.of_step[step].wait(PATIENCE_S)

        return reached

    def open(self, *steps: BuildStep) -> None:
        for step in steps:
            self.of_step[step].set()


@contextmanager
def working(gates: Gates, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(builds, "reach", gates.held(builds.reach))
    worker = Thread(target=gates.work)
    worker.start()
    yield
    gates.begins.set()
    gates.open(*BuildStep)
    worker.join(PATIENCE_S)


def told(page: Page, words: str) -> None:
    status = page.locator("main .notice [role=status]").last
    expect(status).to_contain_text(words, timeout=PATIENCE_MS)


@pytest.mark.parametrize("width", [Width.WIDE, Width.NARROW])
def test_the_page_follows_a_build_and_says_each_step_once(
    chromium: Chromium, address: str, reviewer: User, monkeypatch: pytest.MonkeyPatch, width: Width
) -> None:
    gates = Gates()

    def steps(page: Page) -> None:
        page.goto(SUMMARY)
        page.get_by_role("button", name="现在生成").click()
        told(page, "排队等候后台作业")
        page.evaluate(WATCHED)
        gates.begins.set()
        told(page, "第1步，共5步，读取事实")
        gates.open(BuildStep.FACTS, BuildStep.DOCX)
        told(page, "第3步，共5步，排Excel表格")
        expect(page.get_by_role("progressbar")).to_have_attribute("value", "3")
        said = page.evaluate("window.said")
        with page.expect_response(lambda answer: answer.status == 204):
            pass
        assert page.evaluate("window.said") == said
        gates.open(*BuildStep)
        told(page, "第1稿已生成")
        expect(page.get_by_role("progressbar")).to_have_count(0)
        page.get_by_role("link", name="查看第1稿").click()
        expect(page.get_by_text("底稿（第1稿），未发布")).to_be_visible(timeout=PATIENCE_MS)
        expect(page.get_by_role("button", name="生成新稿")).to_be_visible()

    with working(gates, monkeypatch):
        walk(chromium, steps, session_cookies(reviewer), address=address, width=width)


def test_without_scripts_the_page_is_asked_again_by_a_link_and_left_by_another(
    chromium: Chromium, address: str, reviewer: User, report: Report
) -> None:
    gates = Gates()
    gates.begins.set()

    def ask(page: Page) -> None:
        page.goto(SUMMARY)
        page.get_by_role("button", name="现在生成").click()
        told(page, "排队等候后台作业")
        page.get_by_role("link", name="刷新本页").click()
        told(page, "排队等候后台作业")

    def come_back(page: Page) -> None:
        page.goto(SUMMARY)
        told(page, "第1稿已生成")
        page.get_by_role("button", name="生成新稿").click()
        told(page, "排队等候后台作业")
        page.get_by_role("link", name="消息", exact=True).last.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("消息")

    def read(page: Page) -> None:
        page.goto("/messages/")
        page.get_by_role("link", name="情况没有变化，没有生成新稿").click()
        expect(page.get_by_text("最新一稿仍是第1稿")).to_be_visible(timeout=PATIENCE_MS)

    cookies = session_cookies(reviewer)
    for look, after in ((ask, gates.work), (come_back, gates.work), (read, lambda: None)):
        walk(chromium, look, cookies, address=address, scripts=False)
        after()
