"""The wording of a summary: seen against what was drawn, taken over by the next edition."""

import pytest

from project.accounts.models import User
from task_table.models import Plan
from tests.workflows.escalating import move
from tests.workflows.playing import refused
from tests.workflows.summary.wording import begin, choose, write
from workflows.case_words import CaseOutcome, CaseStep
from workflows.models import Cycle, SummaryPaper
from workflows.refusals import AlreadyMoved, Incomplete, NotEntitled, Refused

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def texts(paper: SummaryPaper) -> list[str]:
    return [each["text"] for each in paper.passages]


def test_the_build_begins_a_paper_in_the_words_that_were_drawn(cycle: Cycle) -> None:
    paper = begin(cycle)
    assert (paper.step, paper.opened_by, paper.name) == (CaseStep.DRAFT, None, "底稿第1稿")
    assert texts(paper) == ["已为全部低保家庭办理。", "参保率达到95%。"]
    assert paper.edited == []


def test_a_second_click_finds_the_paper_begun(cycle: Cycle, reviewer: User) -> None:
    assert begin(cycle, by=reviewer).pk == begin(cycle, by=reviewer).pk


def test_only_the_office_begins_one(cycle: Cycle, liaison: User, leader: User) -> None:
    for stranger in (liaison, leader):
        with refused(NotEntitled):
            begin(cycle, by=stranger)


def test_what_is_written_stands_beside_what_was_drawn(cycle: Cycle, reviewer: User) -> None:
    paper = write(begin(cycle), reviewer, "总体平稳。", task_1="已为1200户低保家庭办理。")
    (edited,) = paper.edited
    assert (edited["drawn"], edited["text"]) == (
        "已为全部低保家庭办理。", "已为1200户低保家庭办理。",
    )  # fmt: skip
    assert paper.text == "总体平稳。"


def test_an_emptied_passage_says_again_what_was_drawn(cycle: Cycle, reviewer: User) -> None:
    paper = write(write(begin(cycle), reviewer, task_1="改过。"), reviewer, task_1="")
    assert paper.edited == []


@pytest.mark.parametrize(
    "said, field",
    [
        ({"task_1": "长" * 2001}, "passage-1"),
        ({"task_8": "身份证11010519491231002X。"}, "passage-8"),
        ({"task_2": "没有签批的任务。"}, "passage-2"),
        ({"text": "长" * 1001}, "text"),
    ],
)
def test_what_is_wrong_with_the_words_is_said_beside_the_field(
    cycle: Cycle, reviewer: User, said: dict[str, str], field: str
) -> None:
    paper = begin(cycle)
    with refused(Incomplete) as raised:
        write(paper, reviewer, **said)
    assert set(raised.value.fields) == {field}


def test_two_writers_are_told_apart_by_the_revision(
    cycle: Cycle, reviewer: User, colleague: User
) -> None:
    paper = begin(cycle)
    write(paper, colleague, task_1="同事的文字。")
    with refused(Refused, "刚刚保存了新的一稿"):
        write(paper, reviewer, task_1="我的文字。")


def test_the_next_edition_takes_over_what_was_written_where_the_same_was_drawn(
    cycle: Cycle, reviewer: User
) -> None:
    first = choose(begin(cycle), reviewer, "mzj")
    first = write(first, reviewer, "按语。", task_1="改过的第1项。", task_8="改过的第8项。")
    fresh = (
        {"task": "1", "head": "第1项", "drawn": "已为全部低保家庭办理。"},
        {"task": "8", "head": "第8项", "drawn": "参保率达到96%。"},
    )
    second = begin(cycle, 2, passages=fresh)
    assert texts(second) == ["改过的第1项。", "参保率达到96%。"]
    assert (second.text, second.asked) == ("按语。", ["mzj"])
    assert SummaryPaper.objects.get(pk=first.pk).step == CaseStep.OVERTAKEN


def test_a_paper_on_its_way_is_not_pulled_away(cycle: Cycle, reviewer: User) -> None:
    first = move(begin(cycle), CaseOutcome.DRAFTED, reviewer)
    with refused(AlreadyMoved, "第1稿正在“核稿”"):
        begin(cycle, 2, by=reviewer)
    assert SummaryPaper.objects.get().step == first.step


def test_a_dropped_edition_may_be_put_forward_again(
    plan: Plan, cycle: Cycle, reviewer: User
) -> None:
    dropped = move(begin(cycle), CaseOutcome.DROPPED, reviewer, reason="数据不全。")
    again = begin(cycle, by=reviewer)
    assert (dropped.step, again.step) == (CaseStep.DROPPED, CaseStep.DRAFT)
    assert again.pk != dropped.pk
