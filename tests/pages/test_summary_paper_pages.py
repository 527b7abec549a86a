"""The pages of a summary's paper: what a unit that was asked sees, and what the office writes."""

import pytest
from django.urls import reverse

from project.accounts.models import Role, User
from tests.cast import person
from tests.pages.conftest import browser_of
from tests.workflows.escalating import move
from tests.workflows.summary.wording import (
    adopts,
    asked,
    begin,
    choose,
    heard,
    says,
    send_on,
    write,
)
from workflows.case_words import CaseOutcome
from workflows.models import Cycle, Opinion, SummaryPaper

pytestmark = pytest.mark.django_db

CHANGED = "已为1200户低保家庭办理。"


@pytest.fixture
def other(db: None) -> User:
    return person("人社联络员", "rsj", (Role.LIAISON, "rsj"))


@pytest.fixture
def out(cycle: Cycle, reviewer: User, colleague: User, other: User) -> SummaryPaper:
    paper: SummaryPaper = send_on(
        write(begin(cycle), reviewer, task_1=CHANGED), reviewer, colleague
    )
    return paper


def page_of(user: User, name: str, key: int) -> str:
    answer = browser_of(user).get(reverse(name, args=[key]))
    assert answer.status_code == 200
    return str(answer.text)


def test_the_home_page_leads_to_what_is_asked_until_it_is_answered(
    out: SummaryPaper, liaison: User
) -> None:
    url = reverse("opinion", args=[asked(out, "mzj").pk])
    assert url in page_of_home(liaison)
    says(out, "mzj", liaison)
    assert url not in page_of_home(liaison)


def page_of_home(user: User) -> str:
    return str(browser_of(user).get("/").text)


def test_a_unit_sees_the_words_and_its_own_opinion_alone(
    out: SummaryPaper, liaison: User, other: User
) -> None:
    says(out, "rsj", other, "参保率建议不写。")
    page = page_of(liaison, "case", out.pk)
    assert CHANGED in page
    assert "参保率建议不写。" not in page
    assert "<ins>" not in page
    assert "签发以前在办公室的办理过程不列在这里" in page
    assert reverse("case-slip", args=[out.pk]) not in page


def test_the_office_sees_what_was_written_into_what_was_drawn(
    out: SummaryPaper, reviewer: User
) -> None:
    page = page_of(reviewer, "case", out.pk)
    assert "1200户" in page
    assert "<ins>" in page
    assert "改动1项" in page


def test_an_opinion_without_words_comes_back_with_what_is_wrong(
    out: SummaryPaper, liaison: User
) -> None:
    answer = browser_of(liaison).post(reverse("opinion", args=[asked(out, "mzj").pk]), {})
    assert answer.status_code == 422
    assert "没有意见的，请选“无意见”" in answer.text


def test_an_opinion_too_late_is_shown_and_not_lost(
    out: SummaryPaper, liaison: User, reviewer: User
) -> None:
    opinion = says(out, "mzj", liaison, "第一次的意见。")
    adopts(out, "mzj", reviewer)
    url = reverse("opinion", args=[opinion.pk])
    answer = browser_of(liaison).post(url, {"text": "改过的意见。"})
    assert answer.status_code == 409
    assert "你刚才填写的内容没有保存：改过的意见。" in answer.text
    assert Opinion.objects.get(pk=opinion.pk).text == "第一次的意见。"


def test_the_office_decides_and_the_unit_reads_why(
    out: SummaryPaper, liaison: User, reviewer: User
) -> None:
    opinion = says(out, "mzj", liaison, "建议删去第1项。")
    url = reverse("opinion-decide", args=[opinion.pk])
    read = {"adopted": "no", "seen": opinion.text}
    silent = browser_of(reviewer).post(url, read)
    assert (silent.status_code, "不采纳的，请写明理由" in silent.text) == (422, True)
    told = browser_of(reviewer).post(url, {**read, "why": "以签批的报告为准。"})
    assert told.status_code == 302
    assert "不采纳：以签批的报告为准。" in page_of(liaison, "opinion", opinion.pk)


def test_who_vetted_is_offered_no_decision(
    out: SummaryPaper, liaison: User, colleague: User
) -> None:
    opinion = says(out, "mzj", liaison, "建议删去第1项。")
    assert "保存处理结果" not in page_of(colleague, "opinion", opinion.pk)


def test_words_that_do_not_do_come_back_beside_their_field(cycle: Cycle, reviewer: User) -> None:
    paper = begin(cycle)
    said = {
        "saved-step": "draft", "saved-revision": "1", "saved-title": "",
        "saved-passage-1": "改过。", "saved-passage-8": "长" * 2001,
    }  # fmt: skip
    answer = browser_of(reviewer).post(reverse("case-write", args=[paper.pk]), said)
    assert answer.status_code == 422
    assert "请填写标题。" in answer.text
    assert "最多2000个字，现在2001个字" in answer.text
    assert "改过。" in answer.text


def test_two_writers_are_told_apart_on_the_page(
    cycle: Cycle, reviewer: User, colleague: User
) -> None:
    paper = begin(cycle)
    write(paper, colleague, task_1="同事的文字。")
    said = {
        "saved-step": "draft", "saved-revision": "1", "saved-title": paper.title,
        "saved-passage-1": "我的文字。",
    }  # fmt: skip
    answer = browser_of(reviewer).post(reverse("case-write", args=[paper.pk]), said)
    assert answer.status_code == 409
    assert "同事刚刚保存了新的一稿" in answer.text
    assert "我的文字。" in answer.text


def test_the_slip_tells_all_of_the_route(
    out: SummaryPaper, liaison: User, other: User, reviewer: User, leader: User
) -> None:
    says(out, "mzj", liaison, "建议写明户数。")
    says(out, "rsj", other)
    adopts(out, "mzj", reviewer)
    move(heard(out, reviewer), CaseOutcome.ISSUED, leader)
    slip = page_of(leader, "case-slip", out.pk)
    for words in ("办公室拟稿", "核稿通过", "意见处理完毕", "领导签发", "建议写明户数。", "采纳",
                  "无意见", "进展情况汇总〔2026〕1号", "文字改动（1项）", leader.name):  # fmt: skip
        assert words in slip


def test_what_was_issued_is_written_no_more(
    cycle: Cycle, reviewer: User, colleague: User, leader: User
) -> None:
    paper = send_on(choose(begin(cycle), reviewer), reviewer, colleague)
    move(paper, CaseOutcome.ISSUED, leader)
    assert browser_of(reviewer).get(reverse("case-write", args=[paper.pk])).status_code == 403
