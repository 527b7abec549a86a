"""Uploading evidence in the browser: with its progress said, and without scripts just as well."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from project.accounts.models import User
from tests.browser.chromium import Chromium
from tests.browser.serving import session_cookies
from tests.browser.visiting import walk
from tests.workflows.evidence.samples import WHOLE
from tests.workflows.playing import picture
from workflows.models import Draft, Report

pytestmark = pytest.mark.usefixtures("store")


@pytest.fixture
def store(settings: Any, tmp_path: Path) -> None:
    """Keep what is uploaded in this test's folder; one megabyte is the most."""
    settings.DATA_DIR, settings.EVIDENCE_MB = tmp_path, 1


def chosen(name: str, content: bytes) -> Any:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def upload(page: Page, *files: Any) -> None:
    page.get_by_label("佐证材料", exact=False).set_input_files(list(files))
    page.get_by_role("button", name="上传材料并保存草稿").click()


def test_an_upload_says_how_far_it_is_and_keeps_what_was_typed(
    chromium: Chromium, address: str, report: Report, liaison: User
) -> None:
    whole, broken = chosen("方案.docx", WHOLE["docx"]), chosen("坏.pdf", b"MZ")
    large = chosen("大.png", picture() + bytes(2**20))

    def steps(page: Page) -> None:
        page.goto(f"/reports/{report.pk}/")
        page.get_by_label("进展情况").fill("写到一半")
        upload(page, large)
        expect(page.locator("#upload-state")).to_contain_text("“大.png”超过了 1 MB，没有上传")
        said = page.evaluate(WATCHED)
        upload(page, whole, broken)
        expect(page.get_by_role("alert")).to_contain_text("“坏.pdf”没有收")
        expect(page.get_by_label("进展情况")).to_have_value("写到一半")
        assert any("%" in each or "正在检查" in each for each in page.evaluate("window.said")), said
        expect(page.get_by_role("link", name="方案.docx", exact=True)).to_be_visible()

    walk(chromium, steps, session_cookies(liaison), address=address, allowed={422})
    assert Draft.objects.get(report=report).progress == "写到一半"
    assert [each.name for each in report.evidence.all()] == ["方案.docx"]


# The answer replaces the document, not the window: what was said is remembered there.
WATCHED = """() => {
  window.said = [];
  const state = document.getElementById("upload-state");
  const heard = () => window.said.push(state.textContent);
  new MutationObserver(heard).observe(state, {childList: true});
  return [];
}"""


def test_a_plain_form_uploads_without_scripts(
    chromium: Chromium, address: str, report: Report, liaison: User
) -> None:
    cookies = session_cookies(liaison)

    def steps(context: BrowserContext) -> None:
        page = context.new_page()
        page.goto(f"/reports/{report.pk}/")
        upload(page, chosen("照片.png", picture()))
        expect(page.get_by_role("status")).to_contain_text("已收到佐证材料：照片.png")

    def without_scripts() -> None:
        with chromium.context(address=address, cookies=cookies, scripts=False) as context:
            steps(context)

    chromium.call(without_scripts)
    assert [each.name for each in report.evidence.all()] == ["照片.png"]
