"""A leader signs a sheet of eight on a phone: with a thumb, and with JavaScript off."""

import pytest
from playwright.sync_api import Page, expect

from project.accounts.models import User
from task_table.models import Plan, SupportReview
from tests.browser.chromium import Chromium
from tests.browser.serving import session_cookies
from tests.browser.thumb import PHONE, Thumb, small_targets
from tests.browser.visiting import walk
from tests.cast import report_on
from tests.pages.filling import sheet_of
from tests.workflows.playing import approve, submit, write
from workflows.models import ActionItem, Cycle, Report, Transition
from workflows.steps import Outcome, Step

EIGHT = ("1", "2", "13", "18", "44", "45", "3", "6")
LONG = "全市已将符合条件的残疾人家庭纳入最低生活保障，动态管理、应保尽保。" * 4


@pytest.fixture
def eight(cycle: Cycle, liaison: User, reviewer: User) -> list[Report]:
    """Eight reports of 市民政局 before its signer, one of them long."""
    Plan.objects.update(support_review=SupportReview.SECRETARIAT)
    cycle.refresh_from_db()
    rows = [report_on(cycle, number, "mzj") for number in EIGHT]
    write(rows[0], liaison, status="under_way", progress=LONG, problem="经费不足。")
    return [approve(submit(row, liaison), reviewer) for row in rows]


def steps_of(rows: list[Report]) -> set[str]:
    return set(
        Report.objects.filter(pk__in=[row.pk for row in rows]).values_list("step", flat=True)
    )


def test_a_leader_signs_a_sheet_of_eight_with_a_thumb(
    chromium: Chromium, address: str, eight: list[Report], signer: User,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    def steps(page: Page) -> list[str]:
        page.set_viewport_size(PHONE)
        thumb = Thumb(page)
        page.goto("/")
        thumb.tap(page.get_by_role("link", name="整表签批"))
        expect(page.get_by_role("heading", name="等待签批（8）")).to_be_visible()
        assert small_targets(page.locator(".signing")) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        thumb.tap(page.get_by_role("button", name="签批全部8项"))
        expect(page.get_by_role("status")).to_contain_text("已签批8项")
        expect(page.get_by_role("heading", name="已签批（8）")).to_be_visible()
        return thumb.taps

    taps = walk(chromium, steps, session_cookies(signer), address=address)
    with capsys.disabled():
        print(f"\n375 px: 8 rows signed in {len(taps)} taps: {' → '.join(taps)}")
    assert len(taps) == 2
    assert steps_of(eight) == {Step.SIGNED}


def test_a_leader_returns_one_writes_an_instruction_and_signs_the_rest(
    chromium: Chromium, address: str, eight: list[Report], signer: User,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    def steps(page: Page) -> list[str]:
        page.set_viewport_size(PHONE)
        thumb = Thumb(page)
        page.goto(sheet_of("mzj", "sign"))
        thumb.tap(page.locator("summary", has_text="进展情况"))
        expect(page.get_by_text(LONG, exact=True)).to_be_visible()
        thumb.tap(page.locator("summary", has_text="退回第2项"))
        page.get_by_label("退回原因").locator("visible=true").fill("请写明人数。")
        thumb.tap(page.locator("button[name=back]").locator("visible=true"))
        expect(page.get_by_role("status")).to_contain_text("第2项已退回")
        thumb.tap(page.get_by_role("link", name="对第13项批示"))
        page.get_by_label("批示", exact=True).fill("请在月底前核实。")
        page.get_by_label("办理期限").fill("2026-01-30")
        thumb.tap(page.get_by_role("button", name="交办"))
        expect(page.get_by_text("还有15个工作日")).to_be_visible()
        thumb.tap(page.get_by_role("link", name="去签批（7项）"))
        thumb.tap(page.get_by_role("button", name="签批全部7项"))
        expect(page.get_by_role("status")).to_contain_text("已签批7项")
        return thumb.taps

    taps = walk(chromium, steps, session_cookies(signer), address=address)
    with capsys.disabled():
        print(f"\n375 px: one returned, one instruction, 7 signed in {len(taps)} taps")
    assert Transition.objects.get(outcome=Outcome.SENT_BACK).reason == "请写明人数。"
    item = ActionItem.objects.get()
    assert (item.text, item.report, item.within_unit) == ("请在月底前核实。", eight[2], True)


def test_without_javascript_the_sheet_is_signed_and_the_item_closed(
    chromium: Chromium, address: str, eight: list[Report], signer: User, liaison: User
) -> None:
    def window(page: Page) -> None:
        page.goto(sheet_of("mzj", "sign"))
        page.get_by_role("button", name="签批第1项").click()
        expect(page.get_by_role("status")).to_contain_text("第1项已签批")
        page.get_by_role("button", name="签批全部7项").click()
        expect(page.get_by_text("没有等待签批的报告。")).to_be_visible()
        page.get_by_role("link", name="写批示").click()
        page.get_by_label("批示", exact=True).fill("请在月底前核实。")
        page.get_by_label("办理期限").fill("2026-01-30")
        page.get_by_role("button", name="交办").click()
        expect(page.get_by_role("heading", name="交办事项（1）")).to_be_visible()

    def answers(page: Page) -> None:
        page.goto(sheet_of("mzj"))
        page.locator("summary", has_text="答复").click()
        page.get_by_label("办理情况").fill("已核实。")
        page.get_by_role("button", name="答复").click()
        expect(page.get_by_text("待确认办结").first).to_be_visible()

    def closes(page: Page) -> None:
        page.goto(sheet_of("mzj"))
        page.locator("summary", has_text="办结").click()
        page.get_by_role("button", name="办结").click()
        expect(page.get_by_text("已办结").first).to_be_visible()

    people = {window: session_cookies(signer), answers: session_cookies(liaison)}
    for steps, cookies in (*people.items(), (closes, session_cookies(signer))):
        chromium.call(_without_scripts, chromium, steps, address, cookies)
    assert steps_of(eight) == {Step.SIGNED}
    assert ActionItem.objects.get().step == "settled"


def _without_scripts(
    chromium: Chromium, steps: object, address: str, cookies: dict[str, str]
) -> None:
    with chromium.context(address=address, cookies=cookies, scripts=False) as context:
        page = context.new_page()
        page.set_viewport_size(PHONE)
        steps(page)  # type: ignore[operator]
