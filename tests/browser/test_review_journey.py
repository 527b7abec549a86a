"""The desk in the browser: thirty reports reviewed by keyboard alone, and without scripts."""

import pytest
from playwright.sync_api import Page, expect

from project.accounts.models import Role, User
from tests.browser.chromium import Chromium
from tests.browser.serving import session_cookies
from tests.browser.visiting import walk
from tests.cast import person, report_on
from tests.workflows.playing import submit
from tests.workflows.reviewing_desk import chief_of, leading_rows
from workflows.models import Cycle, Report, Transition
from workflows.steps import Outcome, Step

DESK = "/review/jiangmen-145/2025-Q4/"
THIRTY = 30


@pytest.fixture
def thirty(cycle: Cycle) -> list[Report]:
    """Thirty leads' reports that wait for review; those of 市残联 are 自审."""
    writers: dict[str, User] = {}
    reports = []
    for row in leading_rows(cycle, THIRTY):
        code = row.unit.code
        if code not in writers:
            writers[code] = person(f"{row.unit}联络员", code, (Role.LIAISON, code))
        report = report_on(cycle, row.task.number, code)
        reports.append(submit(report, writers[code]))
    assert len(reports) == THIRTY
    return reports


def test_thirty_reports_are_reviewed_by_keyboard_alone(
    chromium: Chromium, address: str, cycle: Cycle, thirty: list[Report]
) -> None:
    chief = chief_of(cycle)

    def approve(page: Page) -> None:
        """1 chooses 能按期, Enter approves; a leads to the button where nothing is judged."""
        page.keyboard.press("1")
        expect(page.get_by_label("能按期")).to_be_focused()
        # In a field a single key is the field's own.
        page.keyboard.press("n")
        page.keyboard.press("Enter")

    def approve_unjudged(page: Page) -> None:
        page.keyboard.press("a")
        expect(page.get_by_role("button", name="通过", exact=True)).to_be_focused()
        page.keyboard.press("Enter")

    def send_back(page: Page) -> None:
        page.keyboard.press("r")
        expect(page.get_by_label("常见原因")).to_be_focused()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
        page.keyboard.type("anpr123 请补充台账。")
        page.keyboard.press("Tab")
        while page.evaluate("document.activeElement.value") != "send_back":
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")

    def steps(page: Page) -> None:
        page.goto(DESK)
        for key, place in (("n", 1), ("n", 2), ("p", 1)):
            page.keyboard.press(key)
            page.wait_for_url(f"**report={thirty[place].pk}*")
        page.goto(DESK)
        acts = (approve, approve_unjudged, send_back)
        for turn in range(THIRTY):
            # A key pressed before the page's script has run is nobody's.
            page.wait_for_load_state()
            acts[turn % len(acts)](page)
            expect(
                page.get_by_role("heading", name=f"待办队列（{THIRTY - turn - 1}）")
            ).to_be_visible()
        expect(page.get_by_text("没有等待你审核或复核的报告")).to_be_visible()

    walk(chromium, steps, session_cookies(chief), address=address)
    moves = Transition.objects.filter(by=chief)
    assert moves.filter(outcome=Outcome.APPROVED).count() == 20
    assert moves.filter(outlook="on_time").count() == 10
    back = moves.filter(outcome=Outcome.SENT_BACK)
    assert back.count() == 10
    assert all(each.reason.endswith("anpr123 请补充台账。") for each in back)
    assert not Report.objects.filter(step=Step.REVIEW).exists()


def test_switched_off_single_keys_do_nothing(
    chromium: Chromium, address: str, cycle: Cycle, report: Report, liaison: User, reviewer: User
) -> None:
    submit(report, liaison)

    def steps(page: Page) -> None:
        page.goto(DESK)
        page.get_by_text("键盘操作（单键已开启）").click()
        page.get_by_role("button", name="关闭单键操作").click()
        expect(page.get_by_role("status")).to_contain_text("单键操作已关闭")
        page.keyboard.press("r")
        assert page.evaluate("document.activeElement.id") != "id_return-common"

    walk(chromium, steps, session_cookies(reviewer), address=address)


def test_without_scripts_the_desk_does_all_of_it(
    chromium: Chromium, address: str, cycle: Cycle, liaison: User, reviewer: User
) -> None:
    first, second, third = (report_on(cycle, number, "mzj") for number in ("1", "2", "13"))
    for each in (first, second, third):
        submit(each, liaison)
    cookies = session_cookies(reviewer)

    def steps() -> None:
        with chromium.context(address=address, cookies=cookies, scripts=False) as context:
            page = context.new_page()
            page.goto(DESK)
            page.get_by_label("有风险").check()
            page.get_by_role("button", name="通过", exact=True).click()
            expect(page.get_by_role("status")).to_contain_text("已通过，研判“有风险”")
            page.get_by_label("常见原因").select_option("evidence")
            page.get_by_role("button", name="退回修改").click()
            expect(page.get_by_role("status")).to_contain_text("已退回")
            page.get_by_label("已看过，一并通过：第13项市民政局").check()
            page.get_by_role("button", name="通过勾选的").click()
            expect(page.get_by_role("status")).to_contain_text("已通过。")

    chromium.call(steps)
    stood = [Report.objects.get(pk=each.pk).step for each in (first, second, third)]
    assert stood == [Step.SIGN_OFF, Step.REPORT, Step.SIGN_OFF]
