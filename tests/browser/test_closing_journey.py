"""Extensions refused and granted, a task closed and taken up again, in the browser, no script."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from project.accounts.models import User
from task_table.models import Plan, Task
from tests.browser.chromium import Chromium
from tests.browser.serving import session_cookies
from tests.browser.visiting import Cookies, walk
from tests.workflows.casework import dated_task

Walk = Callable[[Page], None]
# Thirty pages and acts, on a machine that may be busy.
PATIENCE_MS = 60_000
M1 = "/tasks/jiangmen-145/m1/"


def waiting(page: Page, name: str) -> None:
    """Open what waits at home, by its name."""
    page.goto("/")
    page.get_by_role("link", name=name).first.click()


def ask_extension(page: Page) -> None:
    page.goto(M1)
    page.get_by_role("link", name="申请延期").click()
    page.get_by_label("申请延期至").fill("2026-12-31")
    page.get_by_label("延期原因").fill("经费下达推迟。")
    page.get_by_label("目前进展").fill("主体已完工。")
    page.get_by_role("button", name="提出申请").click()
    expect(page.get_by_role("status")).to_contain_text("本单位签批", timeout=PATIENCE_MS)


def press(button: str, name: str) -> Walk:
    """Return what presses the open form's button on the case that waits."""

    def steps(page: Page) -> None:
        waiting(page, name)
        page.get_by_role("button", name=button, exact=True).first.click()
        expect(page.get_by_role("status")).to_contain_text("已", timeout=PATIENCE_MS)

    return steps


def refuse(page: Page) -> None:
    waiting(page, "延期申请")
    page.get_by_text("不同意", exact=True).first.click()
    page.get_by_label("不同意的原因").fill("理由不充分。")
    page.get_by_role("button", name="不同意").click()
    expect(page.get_by_role("status")).to_contain_text("不同意", timeout=PATIENCE_MS)


def grant(page: Page) -> None:
    waiting(page, "延期申请")
    page.get_by_label("文号").fill("江残工委〔2026〕1号")
    page.get_by_role("button", name="同意", exact=True).first.click()
    page.goto(M1)
    expect(page.get_by_text("原定2025年12月31日").first).to_be_visible(timeout=PATIENCE_MS)


def claim(page: Page) -> None:
    page.goto(M1)
    page.get_by_role("link", name="申请办结销号").click()
    page.get_by_role("button", name="申请办结销号").click()
    expect(page.get_by_role("alert")).to_contain_text("请写明完成情况", timeout=PATIENCE_MS)
    page.get_by_label("完成情况").fill("康复中心已建成启用。")
    page.get_by_label("佐证说明").fill("竣工验收备案表。")
    page.get_by_role("button", name="申请办结销号").click()
    expect(page.get_by_role("status")).to_contain_text("本单位签批", timeout=PATIENCE_MS)


def check(page: Page) -> None:
    waiting(page, "办结销号")
    form = page.locator("form", has=page.get_by_role("button", name="核查通过")).first
    for question in ("事实清楚", "达到目标", "佐证齐全"):
        form.get_by_role("group", name=question).get_by_label("是").check()
    form.get_by_role("button", name="核查通过").click()
    expect(page.get_by_role("status")).to_contain_text("领导审定", timeout=PATIENCE_MS)


def close_and_take_up(page: Page) -> None:
    waiting(page, "办结销号")
    page.get_by_role("button", name="销号", exact=True).click()
    page.goto(M1)
    expect(page.get_by_text("已办结销号").first).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("link", name="恢复办理").click()
    page.get_by_label("恢复办理的原因").fill("验收发现未全部完成。")
    page.get_by_role("button", name="恢复办理").click()
    expect(page.get_by_role("status")).to_contain_text("已恢复办理", timeout=PATIENCE_MS)
    page.goto(M1)
    expect(page.get_by_text("验收发现未全部完成。").first).to_be_visible(timeout=PATIENCE_MS)


def test_extensions_are_refused_and_granted_and_a_task_closed_and_taken_up_again(
    chromium: Chromium, address: str, plan: Plan,
    liaison: User, signer: User, reviewer: User, leader: User,
) -> None:  # fmt: skip
    task = dated_task(plan)
    lead, signs, office, leads = map(session_cookies, (liaison, signer, reviewer, leader))

    def go(steps: Walk, who: Cookies) -> None:
        def patiently(page: Page) -> None:
            page.set_default_timeout(PATIENCE_MS)
            steps(page)

        walk(chromium, patiently, who, address=address, allowed={422}, scripts=False)

    for decides in (refuse, grant):
        go(ask_extension, lead)
        go(press("签批", "延期申请"), signs)
        go(press("核查通过", "延期申请"), office)
        go(decides, leads)
    go(claim, lead)
    go(press("签批", "办结销号"), signs)
    go(check, office)
    go(close_and_take_up, leads)
    task = Task.objects.get(pk=task.pk)
    assert task.is_open
    assert str(task.due_on) == "2026-12-31"
