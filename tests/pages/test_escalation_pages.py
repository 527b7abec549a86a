"""督办与通报 on its pages: drafting, writing, what a unit sees of it and when."""

from datetime import date

import pytest
from django.urls import reverse
from time_machine import TimeMachineFixture

from project.accounts.models import User
from task_table.models import Plan
from tests.cast import report_on
from tests.notifications.rehearsing import only_tasks
from tests.pages.conftest import Bring, browser_of
from tests.workflows.escalating import (
    circular_over,
    issue,
    issued_notice,
    moment,
    move,
    notice_to,
    reply,
    send_on,
    vet,
)
from workflows.case_words import CaseOutcome, CaseStep
from workflows.escalation.preparing import close_forewarnings
from workflows.models import Circular, Cycle, SupervisionNotice
from workflows.steps import Step
from workflows.where.waiting import sphere_of, waiting_cases

pytestmark = pytest.mark.django_db

OVERVIEW = "/escalation/jiangmen-145/"
THURSDAY, MONDAY = date(2026, 1, 29), date(2026, 2, 2)


@pytest.fixture
def late(cycle: Cycle, clock: TimeMachineFixture) -> Plan:
    """市民政局 and 市财政局 are ten and fifteen working days late with the first task."""
    only_tasks(cycle.plan, "1")
    report_on(cycle, "1", "mzj")
    report_on(cycle, "1", "czj")
    clock.move_to(moment(THURSDAY))
    return cycle.plan


def text(user: User, url: str, status: int = 200) -> str:
    answer = browser_of(user).get(url)
    assert answer.status_code == status, answer.status_code
    return answer.content.decode()


def words_of(paper: SupervisionNotice, **said: object) -> dict[str, object]:
    own = ("step", "revision", "title", "text", "colour", "reply_days")
    return {f"saved-{name}": said.get(name, getattr(paper, name)) for name in own}


def test_the_office_sees_who_is_late_by_how_much_and_nothing_where_nobody_is(
    plan: Plan, cycle: Cycle, reviewer: User, clock: TimeMachineFixture
) -> None:
    only_tasks(plan, "1")
    empty = text(reviewer, OVERVIEW)
    assert "没有逾期的单位。" in empty
    assert "现在不自动生成底稿" in empty
    report_on(cycle, "1", "mzj")
    clock.move_to(moment(THURSDAY))
    shown = text(reviewer, OVERVIEW)
    assert "2025年第4季度进展情况1项没有报送（牵头第1项），最长逾期10个工作日" in shown
    assert "黄色督办单" in shown


def test_ticked_units_get_a_draft_each_and_no_second_one(late: Plan, reviewer: User) -> None:
    said = {"paper": "notice", "unit": ["mzj", "czj"]}
    assert browser_of(reviewer).post(OVERVIEW, said)["Location"] == OVERVIEW
    drafts = {each.unit.code: each.colour for each in SupervisionNotice.objects.all()}
    assert drafts == {"mzj": "yellow", "czj": "red"}
    browser_of(reviewer).post(OVERVIEW, said)
    assert SupervisionNotice.objects.count() == 2


def test_ticked_units_are_named_in_one_circular(late: Plan, reviewer: User) -> None:
    browser_of(reviewer).post(OVERVIEW, {"paper": "circular", "unit": ["mzj", "czj"]})
    circular = Circular.objects.get()
    assert [each["unit"] for each in circular.entries] == ["mzj", "czj"]
    assert "逾期10个工作日以上" in circular.text


@pytest.mark.parametrize(
    "said, words",
    [
        ({"paper": "notice"}, "请先在表里勾选单位"),
        ({"paper": "circular", "unit": ["sfj"]}, "请先在表里勾选单位"),
        ({"paper": "free", "to": ""}, "请选择督办单送哪个单位"),
    ],
)
def test_what_was_not_chosen_is_said(
    late: Plan, reviewer: User, said: dict[str, object], words: str
) -> None:
    answer = browser_of(reviewer).post(OVERVIEW, said)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_any_unit_of_the_plan_can_be_written_to(late: Plan, reviewer: User) -> None:
    answer = browser_of(reviewer).post(OVERVIEW, {"paper": "free", "to": "jyj"})
    notice = SupervisionNotice.objects.get()
    assert answer["Location"] == reverse("case-write", args=[notice.pk])
    assert (notice.unit.code, notice.grounds, notice.text) == ("jyj", [], "")


def test_an_unfinished_draft_is_not_sent_on(late: Plan, reviewer: User) -> None:
    browser_of(reviewer).post(OVERVIEW, {"paper": "free", "to": "jyj"})
    notice = SupervisionNotice.objects.get()
    answer = browser_of(reviewer).post(
        reverse("case-decide", args=[notice.pk]), {"outcome": "drafted", "drafted-step": "draft"}
    )
    assert answer.status_code == 409
    assert "还没有写完标题和正文" in answer.content.decode()


def test_words_are_saved_and_a_late_writer_keeps_what_was_typed(
    plan: Plan, reviewer: User, colleague: User
) -> None:
    notice = notice_to(plan, reviewer)
    url = reverse("case-write", args=[notice.pk])
    assert browser_of(colleague).post(url, words_of(notice, text="同事的。")).status_code == 302
    late = browser_of(reviewer).post(url, words_of(notice, text="我打的字。"))
    assert late.status_code == 409
    assert "我打的字。" in late.content.decode()
    assert SupervisionNotice.objects.get().text == "同事的。"


def test_what_is_wrong_is_said_beside_its_field(plan: Plan, reviewer: User) -> None:
    notice = notice_to(plan, reviewer)
    url = reverse("case-write", args=[notice.pk])
    answer = browser_of(reviewer).post(url, words_of(notice, title="", reply_days="很多"))
    assert answer.status_code == 422
    assert "请填写标题。" in answer.content.decode()
    assert answer.content.decode().count('aria-invalid="true"') == 2


def test_a_draft_is_nobody_elses_and_an_issued_notice_is_its_units(
    plan: Plan, reviewer: User, colleague: User, leader: User, liaison: User,
    supporting_liaison: User,
) -> None:  # fmt: skip
    draft = notice_to(plan, reviewer)
    for url in (reverse("case", args=[draft.pk]), reverse("case-paper", args=[draft.pk])):
        text(liaison, url, 404)
    assert "这是底稿" in text(leader, reverse("case-paper", args=[draft.pk]))
    notice = issue(vet(send_on(draft, reviewer), colleague), leader)
    page = text(liaison, reverse("case", args=[notice.pk]))
    assert "蓝色督办单〔2026〕1号" in page
    assert "签发以前在办公室的办理过程不列在这里。" in page
    assert colleague.name not in page
    text(supporting_liaison, reverse("case", args=[notice.pk]), 404)
    assert "督办单〔2026〕1号" not in text(supporting_liaison, reverse("case-list"))


def test_the_office_reads_the_whole_trail(
    plan: Plan, reviewer: User, colleague: User, leader: User
) -> None:
    notice = issued_notice(plan, reviewer, colleague, leader)
    page = text(reviewer, reverse("case", args=[notice.pk]))
    assert colleague.name in page
    assert "办理过程不列在这里" not in page


def test_an_issued_notice_stands_on_the_units_sheet_until_it_is_settled(
    plan: Plan, report: object, reviewer: User, colleague: User, leader: User, liaison: User,
    signer: User,
) -> None:  # fmt: skip
    sheet = "/cycles/jiangmen-145/2025-Q4/units/mzj/"
    notice = issued_notice(plan, reviewer, colleague, leader)
    shown = text(liaison, sheet)
    assert "蓝色督办单〔2026〕1号" in shown
    assert "2026年1月14日前反馈" in shown
    assert "还有3个工作日" in text(liaison, "/")
    notice = move(reply(notice, liaison), CaseOutcome.SIGNED, signer)
    move(notice, CaseOutcome.FINISHED, reviewer)
    assert "督办单〔2026〕" not in text(liaison, sheet)


def test_the_unit_answers_on_the_page_of_the_notice(
    plan: Plan, reviewer: User, colleague: User, leader: User, liaison: User, signer: User
) -> None:
    notice = issued_notice(plan, reviewer, colleague, leader)
    url = reverse("case-decide", args=[notice.pk])
    said = {"outcome": "answered", "answered-step": "handle", "answered-answer": ""}
    assert browser_of(liaison).post(url, said).status_code == 422
    browser_of(liaison).post(url, said | {"answered-answer": "已报送。"})
    browser_of(signer).post(url, {"outcome": "signed", "signed-step": "unit_sign"})
    assert SupervisionNotice.objects.get().step == CaseStep.CONFIRM


def test_a_circular_is_everybodys_once_it_is_issued_with_each_line_beside(
    late: Plan, reviewer: User, colleague: User, leader: User, liaison: User,
    foreign_liaison: User, clock: TimeMachineFixture,
) -> None:  # fmt: skip
    told = vet(
        send_on(circular_over(late, reviewer, "mzj", "czj", at=moment(THURSDAY)), reviewer),
        colleague,
    )
    paper = reverse("case-paper", args=[told.pk])
    text(foreign_liaison, paper, 404)
    named = text(liaison, "/units/mzj/named/")
    assert "拟在通报中这样写明；2026年1月30日以前可以加一行说明" in named
    assert "市财政局：" not in named
    key = f"case-{told.pk}"
    browser_of(liaison).post(
        "/units/mzj/named/", {"about": f"case:{told.pk}", f"{key}-text": "本周报送。"}
    )
    clock.move_to(moment(MONDAY))
    close_forewarnings(at=moment(MONDAY))
    issue(Circular.objects.get(), leader)
    shown = text(foreign_liaison, paper)
    assert "通报〔2026〕1号" in shown
    assert "（市民政局说明：本周报送。）" in shown
    assert "（市财政局在告知期内未提出说明）" in shown


def test_a_frozen_paper_does_not_follow_what_changes_later(
    plan: Plan, reviewer: User, colleague: User, leader: User, liaison: User
) -> None:
    notice = issued_notice(plan, reviewer, colleague, leader)
    unit = notice.unit
    unit.name = "市民政和社会事务局"
    unit.save()
    assert "市民政局：" in text(liaison, reverse("case-paper", args=[notice.pk]))


def test_who_else_reads_the_sheet_learns_of_no_notice(
    plan: Plan, bring: Bring, reviewer: User, colleague: User, leader: User, liaison: User,
    supporting_liaison: User,
) -> None:  # fmt: skip
    sheet = "/cycles/jiangmen-145/2025-Q4/units/mzj/"
    bring(Step.SIGNED)
    issued_notice(plan, reviewer, colleague, leader)
    assert "督办单" in text(liaison, sheet)
    assert "督办单" not in text(supporting_liaison, sheet)


def test_a_draft_is_listed_and_counted_to_the_office_alone(
    plan: Plan, cycle: Cycle, report: object, reviewer: User, leader: User, liaison: User,
    signer: User,
) -> None:  # fmt: skip
    link = f"/cases/{notice_to(plan, reviewer).pk}/"

    def counted(user: User) -> int:
        return waiting_cases(cycle, sphere_of(user, cycle, on=cycle.opens_on)).count()

    assert (link in text(reviewer, "/cases/"), counted(reviewer)) == (True, 1)
    assert (link in text(leader, "/cases/"), counted(leader)) == (True, 0)
    for outsider in (liaison, signer):
        assert (link in text(outsider, "/cases/"), counted(outsider)) == (False, 0)


@pytest.mark.parametrize(
    "said", [{"paper": "circular", "unit": ["mzj", "czj"]}, {"paper": "free", "to": "jyj"}]
)
def test_a_second_click_begins_no_second_draft(
    late: Plan, reviewer: User, said: dict[str, object]
) -> None:
    browser = browser_of(reviewer)
    browser.post(OVERVIEW, said)
    again = browser.post(OVERVIEW, said, follow=True)
    assert "没有再拟。" in again.content.decode()
    assert Circular.objects.count() + SupervisionNotice.objects.count() == 1


def test_words_typed_while_the_paper_went_on_are_shown_and_saved_nowhere(
    plan: Plan, reviewer: User, colleague: User
) -> None:
    notice = notice_to(plan, reviewer)
    typed = words_of(notice, text="还没有保存的字。")
    vet(send_on(notice, reviewer), colleague)
    answer = browser_of(reviewer).post(reverse("case-write", args=[notice.pk]), typed)
    assert answer.status_code == 409
    assert "还没有保存的字。" in answer.content.decode()
    assert SupervisionNotice.objects.get().revision == notice.revision
