"""A sheet is signed on paper and brought back: a wrong code is refused, the right one signs."""

import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from project.accounts.models import User
from tests.browser.chromium import Chromium, Width
from tests.browser.serving import session_cookies
from tests.browser.test_sheet_journey import PATIENCE_MS
from tests.browser.visiting import walk
from tests.cast import report_on
from tests.pages.filling import sheet_of
from tests.workflows.playing import approve, picture, submit, write
from workflows.models import Cycle, PaperSignOff, Report
from workflows.steps import Step

LONG = "全市已将符合条件的残疾人家庭纳入最低生活保障，动态管理、应保尽保。" * 20


@pytest.fixture
def rows(cycle: Cycle, liaison: User, reviewer: User) -> list[Report]:
    """Three long rows of 市民政局 that wait for its leader, who does not sign in."""
    made = [report_on(cycle, number, "mzj") for number in ("1", "2", "18")]
    for row in made:
        write(row, liaison, status="under_way", progress=LONG, problem=LONG)
        approve(submit(row, liaison), reviewer)
    return made


def test_a_paper_signature_is_refused_for_a_wrong_code_and_confirmed_with_the_right_one(
    chromium: Chromium,
    address: str,
    rows: list[Report],
    liaison: User,
    colleague: User,
    tmp_path: Path,
) -> None:
    scan = tmp_path / "签批表.png"
    scan.write_bytes(picture())
    pdf = tmp_path / "sheet.pdf"

    def steps(clerk: Page, checker: Page) -> str:
        for page in (clerk, checker):
            page.set_default_timeout(PATIENCE_MS)
        code = print_it(clerk, pdf)
        bring(clerk, "CDV-35E-3XX", scan)
        expect(clerk.get_by_role("alert")).to_contain_text("没有打印过校验码是这个的签批表")
        expect(clerk.get_by_label("签批人姓名")).to_have_value("张局")
        bring(clerk, code, scan)
        expect(clerk.get_by_role("status").first).to_contain_text("等待另一位同事")
        checker.goto("/")
        checker.get_by_role("link", name=re.compile("市民政局2025")).last.click()
        check(checker, "CDV-35E-3XX")
        expect(checker.get_by_role("alert")).to_contain_text("不一致，没有签批")
        check(checker, code.lower())
        expect(checker.get_by_role("status").first).to_contain_text("签批3项")
        return code

    cookies = [session_cookies(who) for who in (liaison, colleague)]
    code = walk(chromium, steps, *cookies, address=address, width=Width.NARROW, allowed=(422,))
    for row in rows:
        row.refresh_from_db()
    assert {row.step for row in rows} == {Step.SIGNED}
    assert PaperSignOff.objects.get().sheet.grouped_code == code
    pages = text_of(pdf).split("\f")[:-1]
    assert len(pages) > 1
    assert [code in page for page in pages] == [True] * len(pages), "the code is on every page"
    assert "签批人（签字）" in pages[-1]


def print_it(page: Page, pdf: Path) -> str:
    """Have the sheet made, print it as A4, and read the code off it."""
    page.goto(sheet_of("mzj"))
    page.get_by_role("link", name="线下签批").click()
    page.get_by_role("button", name="生成签批表").click()
    heading = page.locator(".paper-code").first.inner_text()
    page.pdf(path=pdf, format="A4")
    page.get_by_role("link", name="传回扫描件").click()
    found = re.search(r"[2-9A-Z]{3}-[2-9A-Z]{3}-[2-9A-Z]{3}", heading)
    assert found is not None
    return found[0]


def bring(page: Page, code: str, scan: Path) -> None:
    page.get_by_label("校验码").fill(code)
    page.get_by_label("签批人姓名").fill("张局")
    page.get_by_label("签批人职务").fill("局长")
    page.get_by_label("纸上日期").fill("2026-01-09")
    page.locator("#id_file").set_input_files(scan)
    page.get_by_role("button", name="传回并送核对").click()


def check(page: Page, code: str) -> None:
    page.get_by_label("校验码").fill(code)
    page.get_by_role("button", name="校验码一致，确认签批").click()


def text_of(pdf: Path) -> str:
    run = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, check=True)
    return run.stdout.decode()
