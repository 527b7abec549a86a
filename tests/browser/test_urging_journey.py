"""The office chases and finds where work is stuck: without scripts, and on paper."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from notifications.chasing import tell_office_urges
from notifications.models import Kind, Message
from project.accounts.granting import revoke
from project.accounts.models import Role, User
from tests.browser.chromium import Chromium, Width
from tests.browser.serving import session_cookies
from tests.browser.test_sheet_journey import PATIENCE_MS
from tests.browser.visiting import walk
from tests.cast import person, report_on
from tests.workflows.playing import approve, submit
from workflows.models import Cycle, OfficeUrge

BASE = "/cycles/jiangmen-145/2025-Q4"
OWING = {"sfj": "市司法局", "jyj": "市教育局", "rsj": "市人力资源社会保障局", "mzj": "市民政局"}


@pytest.fixture
def people(cycle: Cycle) -> dict[str, User]:
    """Liaisons of four units that owe."""
    found = {}
    for code in OWING:
        rows = cycle.plan.tasks.filter(assignments__unit__code=code).order_by("place")
        for task in rows[:2]:
            report_on(cycle, task.number, code)
        found[code] = person(f"{code}联络员", code, (Role.LIAISON, code))
    return found


def _urge_three_and_call_one(page: Page) -> None:
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{BASE}/")
    page.get_by_role("link", name="催办", exact=True).click()
    page.get_by_label("应报身份").select_option("support")
    page.get_by_role("button", name="查找").click()
    for name in ("市司法局", "市教育局", "市人力资源社会保障局"):
        page.get_by_label(f"选择{name}").check()
    page.get_by_role("button", name="催办所选单位").click()
    expect(page.get_by_role("status")).to_contain_text("已催办（系统消息）")
    page.goto(f"{BASE}/urge/?urged=never")
    page.locator("#unit-mzj").get_by_role("link", name="登记").click()
    _note(page)
    expect(page.get_by_role("status")).to_contain_text("已催办（电话）：市民政局")
    expect(page.locator("#unit-mzj")).to_contain_text("答应2026年1月12日前报送")
    page.locator("#unit-mzj").get_by_role("link", name="登记").click()
    _note(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("今天已经催办过")
    page.get_by_role("button", name="仍要催办").click()
    expect(page.locator("#unit-mzj")).to_contain_text("本期共催办2次")


def _note(page: Page) -> None:
    page.get_by_label("电话", exact=True).check()
    page.get_by_label("联系了谁").fill("王芳")
    page.get_by_label("对方答复").fill("数据在核对。")
    page.get_by_label("答应报送的日期").fill("2026-01-12")
    page.get_by_role("button", name="登记催办").click()


def test_the_office_urges_three_notes_a_call_and_is_asked_before_a_repeat(
    chromium: Chromium, address: str, people: dict[str, User], reviewer: User
) -> None:
    cookies = session_cookies(reviewer)

    def without_scripts() -> None:
        with chromium.context(address=address, cookies=cookies, scripts=False) as context:
            _urge_three_and_call_one(context.new_page())

    chromium.call(without_scripts)
    assert [each.means for each in OfficeUrge.objects.all()] == ["system"] * 3 + ["phone"] * 2
    assert tell_office_urges() == 3
    assert Message.objects.filter(kind=Kind.URGED).count() == 3

    def reads(page: Page) -> None:
        page.goto("/messages/")
        page.get_by_role("link", name="催办：2025年第4季度还有1项没有报送").click()
        expect(page.locator("main")).to_contain_text("市司法局")

    walk(chromium, reads, session_cookies(people["sfj"]), address=address)


def test_the_list_to_call_from_fits_on_paper(
    chromium: Chromium, address: str, people: dict[str, User], reviewer: User, tmp_path: Path
) -> None:
    User.objects.filter(pk=people["mzj"].pk).update(phone="0750-3271234转801")

    def prints(page: Page) -> float:
        page.goto(f"{BASE}/urge/")
        page.emulate_media(media="print")
        page.set_viewport_size({"width": 673, "height": 1000})
        expect(page.get_by_role("columnheader", name="记录")).to_be_visible()
        expect(page.get_by_role("columnheader", name="选择")).to_be_hidden()
        expect(page.get_by_role("button", name="催办所选单位")).to_be_hidden()
        expect(page.locator("table")).to_contain_text("0750-3271234转801")
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        page.pdf(path=tmp_path / "list.pdf", format="A4")
        return float(wide)

    assert walk(chromium, prints, session_cookies(reviewer), address=address) <= 0
    assert (tmp_path / "list.pdf").stat().st_size > 1000


def _opens_a_number(page: Page, step: str) -> tuple[str, int]:
    """Open the first number beside a step; return it and how many are listed."""
    page.goto(f"{BASE}/where/")
    row = page.locator("tr", has=page.get_by_role("rowheader", name=step)).first
    link = row.get_by_role("link").first
    number = link.evaluate("link => link.firstChild.textContent")
    link.click()
    expect(page.locator("main")).to_contain_text(f"共{number}项")
    return number, page.locator("main .card").count()


def test_a_number_opens_as_many_and_a_revoked_signer_turns_orange(
    chromium: Chromium, address: str, people: dict[str, User], cycle: Cycle, reviewer: User,
    signer: User, security_admin: User,
) -> None:  # fmt: skip
    own = cycle.reports.get(unit__code="mzj", assignment__task__number="1")
    approve(submit(own, people["mzj"]), reviewer)
    cookies = session_cookies(reviewer)

    def counts(page: Page) -> tuple[str, int]:
        number, listed = _opens_a_number(page, "填报")
        page.goto(f"{BASE}/where/")
        expect(page.get_by_text("没有人能办理", exact=True)).to_have_count(0)
        return number, listed

    number, listed = walk(chromium, counts, cookies, address=address, width=Width.NARROW)
    assert int(number) == listed == 6
    revoke(signer.grants.get(), by=security_admin, why="调离")

    def is_orange(page: Page) -> str:
        page.goto("/")
        expect(page.get_by_text("没有签批人")).to_be_visible()
        page.goto(f"{BASE}/where/")
        mark = page.get_by_text("没有人能办理", exact=True)
        expect(mark).to_be_visible()
        page.get_by_role("link", name="1项", exact=True).click()
        expect(page.locator("main .card")).to_have_count(1)
        page.go_back()
        return str(mark.evaluate("mark => getComputedStyle(mark).color"))

    assert walk(chromium, is_orange, cookies, address=address) == "rgb(122, 75, 0)"
