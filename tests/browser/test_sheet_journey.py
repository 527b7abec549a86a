"""The liaison's hour: a county's 44 rows in one sitting, by mouse, by keyboard, without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from project.accounts.models import Role, User
from tests.browser.chromium import Chromium, Width
from tests.browser.serving import session_cookies
from tests.browser.visiting import look_over, walk
from tests.cast import person, report_on
from tests.pages.filling import rows_of, sheet_of
from tests.workflows.playing import write
from workflows.models import Cycle, Draft, Report, ReportVersion

# Of the 13 rows that ask a county for a figure or a deed, four are written in full; one section of
# the plan gets its paragraph, the rest is 无变化.
ROWS, FULL, ASKED, COVERED, SILENT = 44, 4, 13, 8, 23
PARAGRAPH = "各项政策已落实到镇（街道）。"
TOGETHER = {"status": "under_way", "progress": PARAGRAPH}
SAID = {"3": TOGETHER, "6": TOGETHER, "9": TOGETHER | {"progress": "单独写的。" * 40}}
# 44 rows are moved one by one, each in its own transaction; two test workers share the machine.
PATIENCE_MS = 60_000
# Counts what a person presses, wherever on the page, through every reload.
COUNTING = """
addEventListener("click", (event) => {
  if (event.isTrusted) sessionStorage.clicks = Number(sessionStorage.clicks || 0) + 1;
}, true);
"""


@pytest.fixture
def county(cycle: Cycle) -> tuple[User, list[Report]]:
    who = person("蓬江联络员", "pengjiang", (Role.LIAISON, "pengjiang"))
    return who, rows_of(cycle, "pengjiang")


def asked(rows: list[Report]) -> list[Report]:
    """Return the rows on which something of its own is asked of the county."""
    return [row for row in rows if not row.assignment.is_part_of_section]


def filed(rows: list[Report]) -> tuple[int, int, int]:
    """Return how many rows were submitted, how many in full, and how many by the paragraph."""
    versions = ReportVersion.objects.filter(report__in=rows)
    full = versions.filter(no_change=False, progress__contains="已办理")
    return versions.count(), full.count(), versions.filter(progress=PARAGRAPH).count()


def test_a_county_files_44_rows_within_sixty_clicks(
    chromium: Chromium, address: str, county: tuple[User, list[Report]]
) -> None:
    who, rows = county
    own = asked(rows)

    def steps(page: Page) -> int:
        page.add_init_script(COUNTING)
        page.set_default_timeout(PATIENCE_MS)
        page.goto("/")
        page.get_by_role("link", name="整表填报").click()
        for row in own[:FULL]:
            card = page.locator(f"#row-{row.pk}")
            card.get_by_label("进度").click()
            card.get_by_label("进度").select_option("under_way")
            card.get_by_label("进展情况").click()
            page.keyboard.type("已办理120户。")
        for row in own[FULL:]:
            page.locator(f"#row-{row.pk}").get_by_label("无变化", exact=True).click()
        page.locator("#part-1").get_by_label("本部分进展（一段话）").click()
        page.keyboard.type(PARAGRAPH)
        page.get_by_role("button", name="提交全部").first.click()
        said = page.get_by_role("alert").filter(has_text=f"其余{SILENT}项按“无变化”提交")
        expect(said).to_be_visible(timeout=PATIENCE_MS)
        page.get_by_role("button", name=f"{SILENT}项按无变化，全部提交").click()
        expect(page.get_by_role("status")).to_contain_text("已提交44行", timeout=PATIENCE_MS)
        clicks = page.evaluate("Number(sessionStorage.clicks)")
        assert isinstance(clicks, int)
        return clicks

    clicks = walk(chromium, steps, session_cookies(who), address=address, allowed={422})
    print(f"\n{ROWS} rows, {FULL} of them in full: {clicks} clicks")
    assert (len(own), filed(rows)) == (ASKED, (ROWS, FULL, COVERED))
    assert clicks <= 60


def tab_to(page: Page, is_there: str, *, most: int = 400) -> None:
    """Press Tab until the focused element answers the question, as a person without a mouse."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(f"(() => {{ const it = document.activeElement; return {is_there}; }})()"):
            return
    pytest.fail(f"Tab does not lead to what is asked: {is_there}")


def press(page: Page, words: str) -> None:
    tab_to(page, f"it.tagName === 'BUTTON' && it.innerText.includes('{words}')")
    page.keyboard.press("Enter")


def test_the_same_by_keyboard_alone(
    chromium: Chromium, address: str, county: tuple[User, list[Report]]
) -> None:
    who, rows = county
    own = asked(rows)

    def steps(page: Page) -> None:
        page.set_default_timeout(PATIENCE_MS)
        page.goto("/")
        tab_to(page, "it.innerText.includes('整表填报')")
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_contain_text("蓬江区人民政府")
        for row in own[:FULL]:
            tab_to(page, f"it.id === 'r{row.pk}-status'")
            page.keyboard.press("ArrowDown")
            page.keyboard.press("ArrowDown")
            tab_to(page, f"it.id === 'r{row.pk}-progress'")
            page.keyboard.type("已办理120户。")
        for row in own[FULL:]:
            tab_to(page, f"it.id === 'r{row.pk}-no_change'")
            page.keyboard.press("Space")
        tab_to(page, "it.id === 's1-progress'")
        page.keyboard.type(PARAGRAPH)
        press(page, "提交全部")
        said = page.get_by_role("alert").filter(has_text=f"其余{SILENT}项按“无变化”提交")
        expect(said).to_be_visible(timeout=PATIENCE_MS)
        press(page, f"{SILENT}项按无变化")
        expect(page.get_by_role("status")).to_contain_text("已提交44行", timeout=PATIENCE_MS)

    walk(chromium, steps, session_cookies(who), address=address, allowed={422})
    assert filed(rows) == (ROWS, FULL, COVERED)


def without_scripts(
    chromium: Chromium, address: str, who: User, steps: Callable[..., None]
) -> None:
    cookies = session_cookies(who)

    def visit() -> None:
        with chromium.context(address=address, cookies=cookies, scripts=False) as context:
            steps(context.new_page())

    chromium.call(visit)


def test_the_same_without_scripts(
    chromium: Chromium, address: str, county: tuple[User, list[Report]]
) -> None:
    who, rows = county
    own = asked(rows)

    def steps(page: Page) -> None:
        page.goto(sheet_of("pengjiang"))
        for row in own[:FULL]:
            page.select_option(f"#r{row.pk}-status", "under_way")
            page.fill(f"#r{row.pk}-progress", "已办理120户。")
        page.fill("#s1-progress", PARAGRAPH)
        page.set_default_timeout(PATIENCE_MS)
        page.get_by_role("button", name="其余都填“无变化”").first.click()
        page.get_by_role("button", name="提交全部").first.click()
        expect(page.get_by_role("status")).to_contain_text("已提交44行", timeout=PATIENCE_MS)

    without_scripts(chromium, address, who, steps)
    assert filed(rows) == (ROWS, FULL, COVERED)


@pytest.fixture
def two_rows(cycle: Cycle) -> list[Report]:
    return [report_on(cycle, number, "mzj") for number in ("1", "2")]


def test_two_people_on_one_sheet_see_both_texts_while_they_type(
    chromium: Chromium, address: str, two_rows: list[Report], liaison: User, second_liaison: User
) -> None:
    first, second = (f"#r{row.pk}-progress" for row in two_rows)
    card = f"#row-{two_rows[0].pk}"

    def steps(one: Page, other: Page) -> None:
        for page in (one, other):
            page.goto(sheet_of("mzj"))
        other.fill(first, "乙先写的。")
        expect(other.locator(f"{card} .hint")).to_contain_text("保存")
        one.fill(first, "甲写的。")
        expect(one.locator(f"{card} [role=alert]").first).to_contain_text("乙先写的。")
        one.fill(second, "另一行不受影响。")
        expect(one.locator(f"#row-{two_rows[1].pk} .hint")).to_contain_text("保存")
        one.locator(card).get_by_label("以我的内容为准").check()
        expect(one.locator(f"{card} .hint")).to_contain_text("民政联络员于")

    cookies = [session_cookies(each) for each in (liaison, second_liaison)]
    walk(chromium, steps, *cookies, address=address, allowed={409})
    assert said_on(two_rows) == ["甲写的。", "另一行不受影响。"]


PASSWORD = "Correct-Horse-26"


@pytest.fixture
def with_password(liaison: User) -> User:
    """市民政局's liaison, who can sign in again."""
    liaison.set_password(PASSWORD)
    liaison.save(update_fields=["password"])
    return liaison


def sign_in_again(page: Page, username: str) -> None:
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()


def test_a_session_that_ends_in_the_middle_loses_nothing(
    chromium: Chromium, address: str, two_rows: list[Report], with_password: User
) -> None:
    first, second = (f"#r{row.pk}-progress" for row in two_rows)
    username = with_password.username

    def steps(page: Page) -> None:
        page.goto(sheet_of("mzj"))
        page.fill(first, "会话结束前写的。")
        expect(page.locator(f"#row-{two_rows[0].pk} .hint")).to_contain_text("保存")
        page.context.clear_cookies(name="sessionid")
        page.fill(second, "会话结束后写的。")
        alert = page.locator(f"#row-{two_rows[1].pk} [role=alert]").first
        expect(alert).to_contain_text("登录已结束")
        page.get_by_role("button", name="保存全部").first.click()
        sign_in_again(page, username)
        expect(page.get_by_text("已恢复在下面")).to_be_visible()
        expect(page.locator(first)).to_have_value("会话结束前写的。")
        expect(page.locator(second)).to_have_value("会话结束后写的。")
        page.get_by_role("button", name="保存全部").first.click()
        expect(page.get_by_role("status")).to_contain_text("全部草稿已保存")

    walk(chromium, steps, session_cookies(with_password), address=address, allowed={401})
    assert said_on(two_rows) == ["会话结束前写的。", "会话结束后写的。"]


def said_on(rows: list[Report]) -> list[str]:
    drafts = Draft.objects.filter(report__in=rows).order_by("report")
    return [draft.progress for draft in drafts]


def test_without_scripts_a_lost_session_and_a_colleague_lose_nothing_either(
    chromium: Chromium, address: str, two_rows: list[Report], with_password: User,
    second_liaison: User,
) -> None:  # fmt: skip
    """The form is posted after the session ended, and over what a colleague saved meanwhile."""
    first, second = (f"#r{row.pk}-progress" for row in two_rows)
    username, colleague = with_password.username, session_cookies(second_liaison)

    def save(page: Page) -> None:
        page.get_by_role("button", name="保存全部").first.click()

    def the_colleague_writes() -> None:
        with chromium.context(address=address, cookies=colleague, scripts=False) as context:
            page = context.new_page()
            page.goto(sheet_of("mzj"))
            page.fill(first, "乙先写的。")
            save(page)

    def steps(page: Page) -> None:
        page.goto(sheet_of("mzj"))
        page.fill(first, "甲写的。")
        page.fill(second, "另一行不受影响。")
        page.context.clear_cookies(name="sessionid")
        the_colleague_writes()
        save(page)
        sign_in_again(page, username)
        expect(page.locator(second)).to_have_value("另一行不受影响。")
        save(page)
        expect(page.locator(first)).to_have_value("甲写的。")
        card = page.locator(f"#row-{two_rows[0].pk}")
        expect(card.get_by_role("alert").first).to_contain_text("乙先写的。")
        card.get_by_label("以我的内容为准").check()
        save(page)
        expect(page.get_by_role("status")).to_contain_text("全部草稿已保存")

    without_scripts(chromium, address, with_password, steps)
    assert said_on(two_rows) == ["甲写的。", "另一行不受影响。"]


def test_a_broken_line_is_said_and_the_row_saved_when_it_is_back(
    chromium: Chromium, address: str, two_rows: list[Report], liaison: User
) -> None:
    field, card = f"#r{two_rows[0].pk}-progress", f"#row-{two_rows[0].pk}"
    cookies = session_cookies(liaison)

    def steps() -> None:
        with chromium.context(address=address, cookies=cookies) as context:
            page = context.new_page()
            page.goto(sheet_of("mzj"))
            context.set_offline(True)
            page.fill(field, "断网时写的。")
            expect(page.locator(f"{card} .unsaved")).to_contain_text("连接中断")
            context.set_offline(False)
            expect(page.locator(f"{card} .hint")).to_contain_text("保存")

    chromium.call(steps)
    assert Draft.objects.get(report=two_rows[0]).progress == "断网时写的。"


def test_a_countys_sheet_is_fit_for_every_user(
    chromium: Chromium, address: str, cycle: Cycle
) -> None:
    who = person("蓬江联络员", "pengjiang", (Role.LIAISON, "pengjiang"))
    who.password = "set"
    who.save(update_fields=["password"])
    for number in ("1", "3", "6", "7", "9", "14", "15"):
        write(report_on(cycle, number, "pengjiang"), who, **SAID.get(number, {"no_change": True}))
    cookies = session_cookies(who)
    for width in Width:
        seen = look_over(
            chromium, sheet_of("pengjiang"), address=address, cookies=cookies, width=width
        )
        assert not seen.faults, "\n".join(seen.faults)
