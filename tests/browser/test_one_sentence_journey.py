"""市财政局 answers for its 31 co-responsible rows with one sentence, its own row apart; all go."""

from playwright.sync_api import Page, expect

from project.accounts.models import User
from task_table.models import AssignmentRole
from tests.browser.chromium import Chromium
from tests.browser.serving import session_cookies
from tests.browser.visiting import walk
from tests.pages.filling import rows_of, sheet_of
from workflows.models import Cycle, ReportVersion

SENTENCE = "已按预算及时足额拨付资金，本期无其他需要说明的事项。"
OWN = "已将所牵头任务的经费纳入预算。"
# 31 rows are written one by one, each in its own transaction.
PATIENCE_MS = 60_000


def test_one_sentence_answers_31_rows_in_the_browser(
    chromium: Chromium, address: str, cycle: Cycle, supporting_liaison: User
) -> None:
    rows = rows_of(cycle, "czj")
    leading = [row for row in rows if row.assignment.role == AssignmentRole.LEAD]

    def steps(page: Page) -> None:
        page.set_default_timeout(PATIENCE_MS)
        page.goto(sheet_of("czj"))
        for row in leading:
            page.fill(f"#r{row.pk}-progress", OWN)
        page.get_by_text("几行填同一句话").click()
        page.locator("#id_answer-status").select_option("under_way")
        page.locator("#id_answer-progress").fill(SENTENCE)
        page.get_by_role("button", name="填入这些行").click()
        expect(page.get_by_role("status")).to_contain_text("已填入31行", timeout=PATIENCE_MS)
        for row in leading:
            page.locator(f"#r{row.pk}-status").select_option("under_way")
        page.get_by_role("button", name="提交全部").first.click()
        expect(page.get_by_role("status")).to_contain_text("已提交32行", timeout=PATIENCE_MS)

    walk(chromium, steps, session_cookies(supporting_liaison), address=address)
    said = ReportVersion.objects.filter(report__in=rows)
    assert said.filter(progress=SENTENCE, status="under_way").count() == 31
    assert [said.get(report=row).progress for row in leading] == [OWN]
