"""A lead gathers task 39: takes up, quotes, sends back, urges, submits naming the silent."""

import pytest
from playwright.sync_api import Page, expect

from project.accounts.models import Role, User
from tests.browser.chromium import Chromium, Width
from tests.browser.serving import session_cookies
from tests.browser.test_sheet_journey import COUNTING, PATIENCE_MS
from tests.browser.visiting import walk
from tests.cast import person, report_on
from tests.pages.filling import sheet_of
from tests.workflows.playing import submit, write
from workflows.models import Cycle, Quotation, Report, Urge
from workflows.steps import Step


@pytest.fixture
def lead(cycle: Cycle) -> tuple[User, dict[str, Report]]:
    """市住房城乡建设局's liaison before the rows of task 39, four of which were given."""
    task = cycle.plan.tasks.get(number="39")
    rows = {
        code: report_on(cycle, "39", code)
        for code in task.assignments.values_list("unit__code", flat=True)
    }
    giving = [code for code in rows if code != "zjj"][:4]
    for place, code in enumerate(giving):
        who = person(f"{code}联络员", code, (Role.LIAISON, code))
        words = {"progress": f"已改造道路{place + 1}公里。"} if place else {"no_change": True}
        write(rows[code], who, status="under_way", **words)
        rows[code] = submit(rows[code], who)
    return person("住建联络员", "zjj", (Role.LIAISON, "zjj")), rows


def act(page: Page, row: Report, verb: str) -> None:
    """Press a row's own button."""
    page.locator(f"#line-{row.pk}").get_by_role("button", name=verb).click()


def is_cut(page: Page, lead: Report) -> bool:
    """Say whether anything of the page or its table lies beyond a window of 320 pixels."""
    page.goto(f"/reports/{lead.pk}/")
    region = "document.querySelector('.scroll-narrow')"
    beyond = "document.documentElement.scrollWidth > innerWidth"
    return bool(page.evaluate(f"{beyond} || {region}.scrollWidth > {region}.clientWidth"))


def test_a_lead_gathers_task_39(
    chromium: Chromium, address: str, lead: tuple[User, dict[str, Report]]
) -> None:
    who, rows = lead
    own = rows.pop("zjj")
    unchanged, quoted, returned, taken, *silent = rows.values()

    def steps(page: Page) -> int:
        page.add_init_script(COUNTING)
        page.set_default_timeout(PATIENCE_MS)
        page.goto(sheet_of("zjj"))
        page.get_by_role("link", name=f"配合单位{len(rows)}家").click()
        page.get_by_label("推进中").check()
        act(page, quoted, "引用")
        expect(page.locator(f"#line-{quoted.pk}")).to_contain_text("已引用第1版")
        for row in (unchanged, quoted, taken):
            page.locator(f"#pick-{row.pk}").check()
        page.get_by_role("button", name="采纳所选").click()
        expect(page.get_by_role("status")).to_contain_text("已采纳")
        page.locator(f"#pick-{returned.pk}").check()
        page.get_by_text("退回所选单位的反馈").click()
        page.get_by_label("退回原因").fill("请写明改造的是哪几条路。")
        page.get_by_role("button", name="退回所选").click()
        act(page, silent[0], "催办")
        expect(page.locator(f"#line-{silent[0].pk}")).to_contain_text("住建联络员于")
        page.get_by_label("已知悉").check()
        page.get_by_role("button", name="提交审核").click()
        expect(page.get_by_role("status")).to_contain_text("已提交，等待审核")
        clicks = page.evaluate("Number(sessionStorage.clicks)")
        assert isinstance(clicks, int)
        return clicks

    cookies = session_cookies(who)
    assert not walk(
        chromium, lambda page: is_cut(page, own), cookies, address=address, width=Width.NARROW
    )
    clicks = walk(chromium, steps, cookies, address=address)
    print(f"\ntask 39, {len(rows)} co-responsible units: {clicks} clicks")
    own.refresh_from_db()
    assert own.step == Step.REVIEW
    assert own.version is not None
    assert own.version.progress == f"据{quoted.unit}：已改造道路2公里。"
    facts = own.version.gathered or {}
    assert [each["unit"] for each in facts["quoted"]] == [quoted.unit.code]
    assert len(facts["silent"]) == len(silent) + 1
    steps_now = [Report.objects.get(pk=row.pk).step for row in (unchanged, quoted, taken)]
    assert steps_now == [Step.SIGN_OFF] * 3
    assert (Urge.objects.count(), Quotation.objects.count()) == (1, 1)
    assert clicks <= 15
