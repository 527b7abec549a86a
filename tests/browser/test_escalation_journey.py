"""A 督办单 from the list of late units to its end, and a 通报 with its line, in the browser."""

from datetime import date

from playwright.sync_api import Page, expect
from time_machine import TimeMachineFixture

from project.accounts.models import User
from tests.browser.chromium import Chromium, Width
from tests.browser.serving import session_cookies
from tests.browser.visiting import walk
from tests.cast import report_on
from tests.notifications.rehearsing import only_tasks
from tests.workflows.escalating import moment
from workflows.escalation.preparing import close_forewarnings
from workflows.models import Cycle, SupervisionNotice

THURSDAY, MONDAY = date(2026, 1, 29), date(2026, 2, 2)
PATIENCE_MS = 60_000
OVERVIEW = "/escalation/jiangmen-145/"


def told(page: Page, words: str) -> None:
    expect(page.get_by_role("status")).to_contain_text(words, timeout=PATIENCE_MS)


def press_waiting(page: Page, name: str, button: str) -> None:
    """Open what waits at home, and press the open form's button."""
    page.goto("/")
    page.get_by_role("link", name=name).first.click()
    page.get_by_role("button", name=button, exact=True).first.click()
    told(page, f"已{button}")


def draft(page: Page) -> None:
    """Tick a unit with the keyboard, and write the words anew."""
    page.goto(OVERVIEW)
    page.get_by_role("checkbox", name="选择市民政局").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="拟督办单", exact=True).first.click()
    told(page, "已生成督办单底稿1份")
    expect(page.get_by_label("正文")).to_contain_text("你单位有下列事项没有办理")
    page.get_by_label("标题").fill("")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("alert")).to_contain_text("请填写标题", timeout=PATIENCE_MS)
    page.get_by_label("标题").fill("关于报送第1项的督办")
    page.get_by_role("button", name="保存").click()
    told(page, "第2稿已保存")
    page.get_by_role("button", name="送审").click()
    told(page, "已送审")


def vet(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="市民政局督办单").first.click()
    page.get_by_role("link", name="修改文字").click()
    page.get_by_label("标题").fill("关于报送第1项进展情况的督办")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("ins")).to_contain_text("进展情况", timeout=PATIENCE_MS)
    page.get_by_role("button", name="核稿通过").click()
    told(page, "领导签发")


def answer(page: Page) -> None:
    page.goto("/cycles/jiangmen-145/2025-Q4/units/mzj/")
    page.get_by_role("link", name="黄色督办单〔2026〕1号").click()
    page.get_by_label("办理情况").fill("已补齐数据。")
    page.get_by_role("button", name="答复").click()
    told(page, "本单位签批")


def test_a_notice_goes_its_way_on_a_phone(
    chromium: Chromium, address: str, cycle: Cycle, reviewer: User, colleague: User, leader: User,
    liaison: User, signer: User, clock: TimeMachineFixture,
) -> None:  # fmt: skip
    only_tasks(cycle.plan, "1")
    report_on(cycle, "1", "mzj")
    clock.move_to(moment(THURSDAY))
    people = [reviewer, colleague, leader, liaison, signer]
    cookies = [session_cookies(each) for each in people]

    def journey(office: Page, other: Page, lead: Page, unit: Page, sign: Page) -> str:
        draft(office)
        vet(other)
        press_waiting(lead, "市民政局督办单", "签发")
        answer(unit)
        press_waiting(sign, "市民政局督办单", "签批")
        press_waiting(office, "市民政局督办单", "办结")
        office.goto(OVERVIEW)
        return office.locator("section", has=office.locator("#ended")).inner_text()

    ended = walk(chromium, journey, *cookies, address=address, width=Width.NARROW, allowed={422})
    assert "黄色督办单〔2026〕1号（市民政局）" in ended
    assert SupervisionNotice.objects.get().first_reply_by == date(2026, 2, 3)


def test_a_named_unit_adds_its_line_before_the_circular_is_issued(
    chromium: Chromium, address: str, cycle: Cycle, reviewer: User, colleague: User, leader: User,
    liaison: User, clock: TimeMachineFixture,
) -> None:  # fmt: skip
    only_tasks(cycle.plan, "1")
    report_on(cycle, "1", "mzj")
    clock.move_to(moment(THURSDAY))

    def told_first(office: Page, other: Page, unit: Page) -> None:
        office.goto(OVERVIEW)
        office.get_by_role("checkbox", name="选择市民政局").check()
        office.get_by_role("button", name="拟通报").click()
        office.get_by_role("link", name="不改，返回").click()
        office.get_by_role("button", name="送审").click()
        told(office, "已送审")
        press_waiting(other, "市残工委办公室通报", "核稿通过")
        unit.goto("/units/mzj/named/")
        unit.get_by_text("加旁注").click()
        unit.get_by_label("旁注").fill("数据2月2日前报送。")
        unit.get_by_role("button", name="保存旁注").click()
        told(unit, "旁注已保存")

    def issued(lead: Page) -> str:
        press_waiting(lead, "市残工委办公室通报", "签发")
        lead.get_by_role("link", name="看签发的原件").click()
        expect(lead.get_by_text("通报〔2026〕1号").first).to_be_visible()
        return lead.locator("article").inner_text()

    cookies = [session_cookies(each) for each in (reviewer, colleague, liaison)]
    walk(chromium, told_first, *cookies, address=address)
    clock.move_to(moment(MONDAY))
    close_forewarnings(at=moment(MONDAY))
    paper = walk(chromium, issued, session_cookies(leader), address=address)
    assert "（市民政局说明：数据2月2日前报送。）" in paper
