"""年度节点 on pages: proposed by the lead, brought as a table, answered in the report and sheet."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from project.accounts.models import User
from task_table.models import Milestone, Plan
from tests.pages.conftest import browser_of
from tests.pages.filling import text_of
from tests.workflows.nodework import TABLE, bring, fix, nodes_of, propose_in
from tests.workflows.playing import approve, sign
from workflows.models import Draft, MilestoneProposal, Report

pytestmark = [pytest.mark.db, pytest.mark.django_db]

PROPOSE = "/tasks/jiangmen-145/1/milestones/2025/"
TABLE_PAGE = "/tasks/jiangmen-145/milestones/"
POSTED = {
    "applied-year": "2025",
    "applied-text-1": "完成摸底",
    "applied-due_on-1": "2025-06-30",
    "applied-text-2": "完成改造",
    "applied-due_on-2": "2025年12月31日",
    "applied-amount-2": "500户",
}


def test_a_lead_proposes_and_the_office_fixes_on_the_pages(
    plan: Plan, liaison: User, reviewer: User
) -> None:
    answer = browser_of(liaison).post(PROPOSE, POSTED, follow=True)
    assert "2025年的节点已申报，现在“办公室核定”" in text_of(answer)
    assert "2025年12月31日前：完成改造（500户）" in text_of(answer)
    case = MilestoneProposal.objects.get()
    page = f"/cases/{case.pk}/"
    browser = browser_of(reviewer)
    assert page in text_of(browser.get("/"))
    said = {"outcome": "fixed", "fixed-step": "fix"}
    assert "已核定" in text_of(browser.post(f"{page}decide/", said, follow=True))
    assert nodes_of(plan.tasks.get(number="1")) == ["06-30 完成摸底", "12-31 完成改造500户"]
    shown = text_of(browser_of(liaison).get(PROPOSE))
    assert 'value="完成改造"' in shown
    assert 'value="500户"' in shown


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"applied-text-1": ""}, "请写明要做到什么；不要这个节点的，三格都留空。"),
        ({"applied-due_on-1": ""}, "请填写哪一天前完成。"),
        ({"applied-due_on-1": "六月"}, "请填写真实存在的日期"),
        ({"applied-amount-2": "若干"}, "“若干”看不懂"),
        ({"applied-due_on-2": "2026-06-30"}, "完成时限要在2025年之内"),
        ({"applied-text-2": "完成摸底"}, "与前面的节点相同"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(
    plan: Plan, liaison: User, said: dict[str, str], words: str
) -> None:
    answer = browser_of(liaison).post(PROPOSE, POSTED | said)
    shown = text_of(answer)
    assert answer.status_code == 422
    assert words in shown
    assert 'value="500户"' in shown or "若干" in shown
    assert not MilestoneProposal.objects.exists()


def test_what_was_typed_before_signing_in_again_stands_there(plan: Plan, liaison: User) -> None:
    browser = browser_of(None)
    answer = browser.post(PROPOSE, POSTED | {"writer": liaison.username})
    assert answer.status_code == 302
    browser.force_login(liaison, backend="project.accounts.backend.PasswordBackend")
    shown = text_of(browser.get(PROPOSE))
    assert "已恢复在下面" in shown
    assert 'value="完成改造"' in shown


def test_a_table_is_read_shown_and_then_set(plan: Plan, reviewer: User) -> None:
    browser = browser_of(reviewer)
    assert "45项未分解" in text_of(browser.get(f"{TABLE_PAGE}?year=2025"))
    read = browser.post(f"{TABLE_PAGE}read/", {"text": TABLE, "document": "2025年工作要点"})
    assert "读到3个节点，按任务和年度列在下面" in text_of(read)
    assert "<strong>新增</strong>　2025年3月31日前：印发方案" in text_of(read)
    assert not Milestone.objects.exists()
    said = {"text": read.context["text"], "document": "2025年工作要点"}
    done = text_of(browser.post(f"{TABLE_PAGE}set/", said, follow=True))
    assert "已核定，3个节点有改动" in done
    assert "没有改动。" in text_of(browser.post(f"{TABLE_PAGE}set/", said, follow=True))
    shown = text_of(browser.get(f"{TABLE_PAGE}?year=2025"))
    assert "2项设了节点（3个），43项未分解" in shown
    assert "2025年12月31日前：发放补贴（1200人）" in shown


def test_a_workbook_is_read_and_need_not_be_chosen_twice(plan: Plan, reviewer: User) -> None:
    book, out = Workbook(), BytesIO()
    for row in (("序号", "年度节点", "完成时限"), (1, "完成摸底", "2025年6月底")):
        book.active.append(row)
    book.save(out)
    file = SimpleUploadedFile("节点.xlsx", out.getvalue())
    browser = browser_of(reviewer)
    answer = browser.post(f"{TABLE_PAGE}read/", {"file": file, "text": "", "document": ""})
    assert answer.status_code == 422
    assert "请填写依据的文件。" in text_of(answer)
    assert "完成摸底\t2025年6月底" in text_of(answer)


def test_a_table_with_faults_comes_back_with_a_sentence_for_each(
    plan: Plan, reviewer: User
) -> None:
    said = {"text": f"{TABLE}99\t2025\t甲\t年底\t\n1\t2025\t乙\t尽快\t\n", "document": "要点"}
    answer = browser_of(reviewer).post(f"{TABLE_PAGE}read/", said)
    shown = text_of(answer)
    assert answer.status_code == 422
    assert "第5行：分工表里没有第“99”项任务。" in shown
    assert "第6行：“尽快”不是日期" in shown
    assert "发放补贴" in shown


def test_what_a_table_would_change_is_shown_beside_what_it_would_be(
    plan: Plan, reviewer: User
) -> None:
    bring(plan, reviewer, TABLE)
    said = {"text": TABLE.replace("3月底", "6月底").replace("3\t2025", "4\t2025"), "document": "x"}
    shown = text_of(browser_of(reviewer).post(f"{TABLE_PAGE}read/", said))
    words = "2025年6月30日前：印发方案；现在是2025年3月31日前：印发方案"
    assert f"<strong>改动</strong>　{words}" in shown
    assert "<strong>不变</strong>　2025年12月31日前：应保尽保核查两次（2次）" in shown


def test_a_node_signed_as_reached_is_told_when_the_table_is_read(
    plan: Plan, report: Report, liaison: User, reviewer: User, signer: User
) -> None:
    bring(plan, reviewer, "序号\t年度节点\t完成时限\n1\t印发方案\t2025年底\n")
    said = {"revision": "0", "status": "under_way", "progress": "已办理。"}
    said |= {"node-2025-1": "2025-03-20"}
    browser_of(liaison).post(f"/reports/{report.pk}/submit/", said)
    sign(approve(Report.objects.for_moving().get(pk=report.pk), reviewer), signer)
    table = {"text": "序号\t年度节点\t完成时限\n1\t另一件事\t2025年底\n", "document": "要点"}
    answer = browser_of(reviewer).post(f"{TABLE_PAGE}read/", table)
    assert answer.status_code == 422
    assert "第1项“印发方案”已由签批的报告写明完成" in text_of(answer)


def test_a_year_set_is_shown_afterwards_and_one_outside_the_plan_is_no_page(
    plan: Plan, liaison: User, reviewer: User
) -> None:
    browser = browser_of(reviewer)
    said = {"text": "序号\t年度节点\t完成时限\n1\t印发方案\t2024年底\n", "document": "要点"}
    done = browser.post(f"{TABLE_PAGE}set/", said)
    assert done.url == f"{TABLE_PAGE}?year=2024"
    assert browser.get(f"{TABLE_PAGE}?year=2026").status_code == 404
    refused = browser_of(liaison).get("/tasks/jiangmen-145/1/milestones/2026/")
    assert refused.status_code == 403
    assert "2026年不在规划期内（2021年至2025年）" in text_of(refused)
    assert "申报节点" not in text_of(browser_of(liaison).get("/tasks/jiangmen-145/1/"))


def test_a_text_with_a_character_nobody_types_is_refused_beside_its_field(
    plan: Plan, reviewer: User
) -> None:
    for address in ("read/", "set/"):
        said = {"text": "序号\x00", "document": "要点"}
        assert browser_of(reviewer).post(f"{TABLE_PAGE}{address}", said).status_code == 422


def test_a_file_that_is_none_is_told_beside_its_field(plan: Plan, reviewer: User) -> None:
    file = SimpleUploadedFile("节点.pdf", b"%PDF-1.7")
    answer = browser_of(reviewer).post(
        f"{TABLE_PAGE}read/", {"file": file, "text": "", "document": "要点"}
    )
    assert answer.status_code == 422
    assert "请上传 .xlsx 或 .csv 文件" in text_of(answer)


@pytest.fixture
def with_nodes(plan: Plan, reviewer: User) -> None:
    bring(plan, reviewer, "序号\t年度节点\t完成时限\t目标数值\n1\t核查到户\t2025年底\t500户\n")


@pytest.mark.usefixtures("with_nodes")
def test_the_report_asks_keeps_and_shows_the_answers(report: Report, liaison: User) -> None:
    browser = browser_of(liaison)
    page = f"/reports/{report.pk}/"
    assert "2025年12月31日前：核查到户：累计完成（户）" in text_of(browser.get(page))
    said = {"revision": "0", "status": "under_way", "progress": "已办理。"}
    missing = browser.post(f"{page}submit/", said)
    assert "请填写“核查到户”的累计完成（户）" in text_of(missing)
    draft = Draft.objects.get(report=report)
    said |= {"revision": str(draft.revision), "node-2025-1": "４８０"}
    done = browser.post(f"{page}submit/", said, follow=True)
    assert "累计480户（目标500户）" in text_of(done)


@pytest.mark.usefixtures("with_nodes")
def test_the_sheet_s_row_saves_the_answer_beside_its_words(report: Report, liaison: User) -> None:
    browser = browser_of(liaison)
    name = f"r{report.pk}"
    said = {
        f"{name}-revision": "0",
        f"{name}-progress": "已办理。",
        f"{name}-node-2025-1": "约五百",
    }
    refused = text_of(
        browser.post(f"/reports/{report.pk}/row/", said, headers={"HX-Request": "true"})
    )
    assert "“约五百”看不懂" in refused
    said[f"{name}-node-2025-1"] = "501"
    browser.post(f"/reports/{report.pk}/row/", said, headers={"HX-Request": "true"})
    assert Draft.objects.get(report=report).milestones == {"node-2025-1": "501"}
    sheet = reverse("sheet", args=["jiangmen-145", report.cycle.key, "mzj"])
    assert f'name="{name}-node-2025-1"' in text_of(browser.get(sheet))


@pytest.mark.usefixtures("with_nodes")
def test_an_answer_is_seen_once_it_is_signed_and_by_units_of_the_task(
    report: Report, liaison: User, reviewer: User, signer: User,
    supporting_liaison: User, foreign_liaison: User,
) -> None:  # fmt: skip
    browser = browser_of(liaison)
    said = {"revision": "0", "status": "under_way", "progress": "已办理。", "node-2025-1": "501"}
    browser.post(f"/reports/{report.pk}/submit/", said)
    page, words = "/tasks/jiangmen-145/1/", "累计501户"
    people = (supporting_liaison, foreign_liaison)
    assert not any(words in text_of(browser_of(who).get(page)) for who in people)
    sign(approve(Report.objects.for_moving().get(pk=report.pk), reviewer), signer)
    seen = [words in text_of(browser_of(who).get(page)) for who in people]
    assert seen == [True, False]
    assert "核查到户" in text_of(browser_of(foreign_liaison).get(page))


def test_the_moved_date_stands_beside_the_first(plan: Plan, liaison: User, reviewer: User) -> None:
    fix(propose_in(plan.tasks.get(number="1"), liaison), reviewer)
    bring(plan, reviewer, "序号\t年度节点\t完成时限\n1\t完成摸底\t2025年9月底\n")
    shown = text_of(browser_of(liaison).get("/tasks/jiangmen-145/1/"))
    assert "2025年9月30日前：完成摸底（原定2025年6月30日）" in shown
