"""征求意见 in bad moments: answers that change, papers that go back, settings changed midway."""

from datetime import date

import pytest
from time_machine import TimeMachineFixture

from project.accounts.models import User
from task_table.models import Plan
from tests.pages.conftest import browser_of
from tests.workflows.escalating import moment, move
from tests.workflows.playing import refused
from tests.workflows.summary.wording import (
    PASSAGES,
    asked,
    begin,
    choose,
    heard,
    says,
    send_on,
    write,
)
from workflows.case_words import CaseOutcome, CaseStep
from workflows.models import Cycle, SummaryPaper
from workflows.refusals import AlreadyMoved
from workflows.summary.answering import decide
from workflows.summary.showing import read_summary, standing_of

pytestmark = [pytest.mark.django_db, pytest.mark.db]

OVER = date(2026, 1, 15)
LONG = "已办理。" * 600


@pytest.fixture
def out(cycle: Cycle, reviewer: User, colleague: User) -> SummaryPaper:
    paper: SummaryPaper = send_on(begin(cycle), reviewer, colleague)
    return paper


def back(out: SummaryPaper, reviewer: User) -> SummaryPaper:
    returned: SummaryPaper = move(out, CaseOutcome.SENT_BACK, reviewer, reason="再改一稿。")
    return returned


def test_nobody_decides_about_words_that_were_not_read(
    out: SummaryPaper, liaison: User, reviewer: User
) -> None:
    says(out, "mzj", liaison, "第一次的意见。")
    read = asked(out, "mzj")
    says(out, "mzj", liaison, "完全另外的意见。")
    with refused(AlreadyMoved, "单位刚刚改了意见"):
        decide(read, by=reviewer, adopted=True, why="")
    assert asked(out, "mzj").is_undecided


def test_a_page_that_shows_an_older_answer_is_told_so(
    out: SummaryPaper, liaison: User, reviewer: User
) -> None:
    says(out, "mzj", liaison, "第一次的意见。")
    at = f"/opinions/{asked(out, 'mzj').pk}/decide/"
    says(out, "mzj", liaison, "完全另外的意见。")
    answer = browser_of(reviewer).post(at, {"adopted": "yes", "seen": "第一次的意见。"})
    assert answer.status_code == 409
    assert "完全另外的意见。" in answer.content.decode()
    assert asked(out, "mzj").is_undecided


def test_a_unit_may_answer_while_the_paper_is_back_with_the_office(
    out: SummaryPaper, liaison: User, reviewer: User, colleague: User, clock: TimeMachineFixture
) -> None:
    paper = back(out, reviewer)
    says(paper, "mzj", liaison, "请写明人数。")
    clock.move_to(moment(OVER))
    again = send_on(paper, reviewer, colleague)
    assert standing_of(asked(again, "mzj"), on=OVER) != "逾期未复"
    assert asked(again, "mzj").is_undecided


def test_what_was_said_is_decided_though_the_plan_asks_nobody_any_more(
    out: SummaryPaper, plan: Plan, liaison: User, reviewer: User, colleague: User
) -> None:
    says(out, "mzj", liaison, "请改。")
    paper = back(out, reviewer)
    Plan.objects.filter(pk=plan.pk).update(seeks_opinions=False)
    fresh = SummaryPaper.objects.for_moving().get(pk=paper.pk)
    assert send_on(fresh, reviewer, colleague).step == CaseStep.CONSULT


def test_what_was_asked_of_an_overtaken_paper_waits_for_nobody(
    out: SummaryPaper, cycle: Cycle, liaison: User, reviewer: User
) -> None:
    says(out, "mzj", liaison, "请改。")
    back(out, reviewer)
    begin(cycle, 2)
    assert asked(out, "mzj").closed_at is not None


def test_a_unit_that_is_asked_learns_nothing_of_what_is_corrected(
    cycle: Cycle, liaison: User, reviewer: User, colleague: User
) -> None:
    paper = send_on(begin(cycle, changes=["已报由1份改为2份。"]), reviewer, colleague)
    assert read_summary(paper, liaison, date(2026, 1, 12)).changes == ()
    assert read_summary(paper, reviewer, date(2026, 1, 12)).changes == ["已报由1份改为2份。"]


def test_a_passage_drawn_from_a_long_report_keeps_no_other_from_being_written(
    cycle: Cycle, reviewer: User
) -> None:
    passages = ({"task": "1", "head": "第1项", "drawn": LONG},
                {"task": "8", "head": "第8项", "drawn": "参保率达到95%。"})  # fmt: skip
    paper = write(begin(cycle, passages=passages), reviewer, task_1=LONG, task_8="改。")
    assert [each["text"] for each in paper.passages] == [LONG, "改。"]


def test_a_step_left_after_all_have_answered_is_left_for_good(
    out: SummaryPaper, liaison: User, reviewer: User, clock: TimeMachineFixture
) -> None:
    clock.move_to(moment(OVER))
    paper = heard(out, reviewer)
    with refused(AlreadyMoved, "征求意见已经结束"):
        says(paper, "mzj", liaison, "来不及了。")


def test_whoever_speaks_for_the_first_time_is_asked_beside_those_that_were_chosen(
    cycle: Cycle, reviewer: User
) -> None:
    first = begin(cycle, passages=PASSAGES[:1], leads={"1": "mzj"})
    assert first.asked == ["mzj"]
    choose(first, reviewer, "czj")
    assert begin(cycle, 2).asked == ["czj", "rsj"]
