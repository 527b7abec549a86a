"""Summaries of half-years and years: when they are built, who finds them, how they are issued."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from notifications.builds import newest_build
from notifications.jobs import ask_for_summary
from notifications.models import Kind, Message, Summary
from notifications.newest import papers_for
from notifications.putting_forward import put_forward
from notifications.summaries import jobs
from notifications.summaries.building import build
from notifications.summaries.issuing import issue_signed
from project.accounts.models import User
from project.workdays.models import Workday
from task_table.models import Plan, Sums
from tests.cast import MORNING, report_on
from tests.notifications.spanning import Hands, opened, signed, span_of
from tests.pages.conftest import browser_of
from tests.workflows.escalating import move
from tests.workflows.playing import refused
from tests.workflows.summary.wording import choose, send_on, write
from workflows.case_words import CaseOutcome, CaseStep
from workflows.cycles.spans import own_span
from workflows.models import Cycle, SummaryPaper
from workflows.refusals import AlreadyMoved

pytestmark = [pytest.mark.db, pytest.mark.django_db]

HALF = ["jiangmen-145", "2025-H2"]


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def third(plan: Plan) -> Cycle:
    return opened(plan, "2025-Q3")


@pytest.fixture
def hands(liaison: User, reviewer: User, signer: User) -> Hands:
    return liaison, reviewer, signer


@pytest.fixture
def edition(plan: Plan, third: Cycle, cycle: Cycle, hands: Hands) -> Summary:
    signed(third, hands, "已摸底。")
    signed(cycle, hands, "已办理。")
    return build(span_of(plan), at=MORNING)


def due(cycle: Cycle, days: int) -> list[str]:
    return [span.key for span in jobs.spans_to_sum_up(on=cycle.closes_on + timedelta(days=days))]


def text_at(client: Client, name: str = "summary", *at: object) -> str:
    return client.get(reverse(name, args=[*HALF, *at])).content.decode()


def test_they_are_built_once_the_last_window_is_over(cycle: Cycle) -> None:
    first = (Workday.objects.after(cycle.closes_on) - cycle.closes_on).days
    assert due(cycle, 0) == due(cycle, first - 1) == []
    assert due(cycle, first) == due(cycle, 30) == ["2025-H2", "2025"]
    assert due(cycle, 31) == []


def test_what_has_an_edition_is_not_built_again_by_the_schedule(plan: Plan, cycle: Cycle) -> None:
    build(span_of(plan), at=MORNING)
    assert due(cycle, 30) == ["2025"]
    build(own_span(cycle), at=MORNING)
    assert due(cycle, 30) == ["2025"]


def test_the_plan_may_ask_for_none(plan: Plan, cycle: Cycle) -> None:
    Plan.objects.filter(pk=plan.pk).update(sums_up=Sums.NONE)
    assert due(cycle, 30) == []


def test_the_half_years_edition_leaves_the_cycles_own_to_be_built(plan: Plan, cycle: Cycle) -> None:
    build(span_of(plan), at=MORNING)
    assert jobs.cycles_to_sum_up(on=cycle.closes_on) == [cycle]


def test_editions_count_for_each_span_by_itself(edition: Summary, cycle: Cycle) -> None:
    own, year = build(own_span(cycle)), build(span_of(cycle.plan, "2025"))
    assert [each.number for each in (edition, own, year)] == [1, 1, 1]
    assert [str(each) for each in (edition, own, year)] == [
        "2025年下半年进展情况汇总（第1稿）", "2025年第4季度进展情况汇总（第1稿）",
        "2025年度进展情况汇总（第1稿）",
    ]  # fmt: skip
    periods = set(Message.objects.filter(kind=Kind.SUMMARY_DRAFT).values_list("subject", flat=True))
    assert {each.rpartition("/")[2] for each in periods} == {"2025-H2", "2025-Q4", "2025"}


def test_asking_for_one_is_not_asking_for_the_other(
    plan: Plan, cycle: Cycle, reviewer: User
) -> None:
    assert ask_for_summary(span_of(plan), by=reviewer)
    assert not ask_for_summary(span_of(plan), by=reviewer)
    assert newest_build(own_span(cycle)) is None
    assert jobs.build(cycle.pk, reviewer.pk, "2025-H2") == "进展情况汇总：2025-H2 第1稿"


def test_each_has_a_paper_of_its_own_on_the_route(
    edition: Summary, cycle: Cycle, reviewer: User, colleague: User, leader: User
) -> None:
    build(own_span(cycle))
    half, own = SummaryPaper.objects.order_by("pk")
    assert [each.span.key for each in (half, own)] == ["2025-H2", "2025-Q4"]
    assert [each["text"] for each in half.passages] == ["已办理。"]
    written = write(choose(half, reviewer), reviewer, "总体平稳。", task_1="年内办结。")
    move(send_on(written, reviewer, colleague), CaseOutcome.ISSUED, leader)
    assert issue_signed() == 1
    edition.refresh_from_db()
    assert edition.is_released
    assert not Summary.objects.of(own_span(cycle)).released().exists()
    own.refresh_from_db()
    assert own.step == CaseStep.DRAFT
    half.refresh_from_db()
    assert json.loads(half.frozen)["cycle"] == "2025-H2"
    assert json.loads(half.frozen)["label"] == "2025年下半年"


def test_a_second_hand_does_not_begin_a_second_paper(edition: Summary, reviewer: User) -> None:
    first = SummaryPaper.objects.get()
    assert put_forward(edition, by=reviewer).pk == first.pk
    report_on(edition.cycle, "2", "mzj")
    build(edition.span)
    with refused(AlreadyMoved, "之后已有第2稿"):
        put_forward(edition, by=reviewer)


def test_the_office_reads_it_and_each_figure_names_its_cycle(
    edition: Summary, reviewer: User
) -> None:
    page = text_at(browser_of(reviewer))
    assert "2025年下半年进展情况汇总" in page
    assert "本汇总由2025年第3季度、2025年第4季度各期的报告合成" in page
    assert '<th scope="row">2025年下半年合计</th>' in page
    assert reverse("summary", args=["jiangmen-145", "2025-Q3"]) in page
    rows = text_at(browser_of(reviewer), "summary-rows", 1, "all", "signed")
    assert '<td class="whole">第3季度</td>' in rows
    assert '<td class="whole">第4季度</td>' in rows
    assert "?cycle=2025-Q3" in page


def test_a_cycles_own_figure_leads_to_its_own_reports(edition: Summary, reviewer: User) -> None:
    at = reverse("summary-rows", args=[*HALF, 1, "all", "signed"])
    rows = browser_of(reviewer).get(at, {"cycle": "2025-Q3"}).content.decode()
    assert "已签批1份（第3季度全部报告）" in rows
    assert '<td class="whole">第4季度</td>' not in rows
    assert browser_of(reviewer).get(at, {"cycle": "2025-Q1"}).status_code == 404


def test_what_leads_said_in_other_cycles_is_folded_on_the_page(
    edition: Summary, reviewer: User
) -> None:
    page = text_at(browser_of(reviewer))
    folded = page[page.index("<details>") : page.index("</details>")]
    assert "牵头单位其他各期的报告（1份）" in folded
    assert "市民政局（第3季度）" in folded
    assert "已摸底。" in folded


def test_a_leader_reads_it_once_it_is_released_and_a_liaison_never(
    edition: Summary, liaison: User, leader: User, reviewer: User, colleague: User
) -> None:
    addresses = [reverse("summary", args=HALF), reverse("summary-file", args=[*HALF, 1, "docx"]),
                 reverse("summary-rows", args=[*HALF, 1, "all", "due"])]  # fmt: skip
    for person in (liaison, leader):
        found = {browser_of(person).get(each).status_code for each in addresses}
        assert found == {404}
    move(send_on(choose(SummaryPaper.objects.get(), reviewer), reviewer, colleague),
         CaseOutcome.ISSUED, leader)  # fmt: skip
    issue_signed()
    assert {browser_of(leader).get(each).status_code for each in addresses} == {200}
    assert {browser_of(liaison).get(each).status_code for each in addresses} == {404}


def test_before_there_is_one_the_office_is_told_when_it_comes(
    plan: Plan, cycle: Cycle, reviewer: User
) -> None:
    assert "最后一期补报截止后第一个工作日" in text_at(browser_of(reviewer))
    Plan.objects.filter(pk=plan.pk).update(sums_up=Sums.NONE)
    assert "规划设置里没有选自动生成" in text_at(browser_of(reviewer))


def test_the_cycles_page_leads_to_what_ends_with_it(
    cycle: Cycle, reviewer: User, liaison: User
) -> None:
    at = reverse("cycle", args=["jiangmen-145", "2025-Q4"])
    page = browser_of(reviewer).get(at).content.decode()
    for key in ("2025-Q4", "2025-H2", "2025"):
        assert reverse("summary", args=["jiangmen-145", key]) in page
    assert reverse("summary", args=HALF) not in browser_of(liaison).get(at).content.decode()


def test_a_half_year_that_is_not_over_has_no_page(plan: Plan, cycle: Cycle, reviewer: User) -> None:
    at = reverse("summary", args=["jiangmen-145", "2025-H1"])
    assert browser_of(reviewer).get(at).status_code == 404


def test_the_home_page_names_the_newest_of_both_kinds(edition: Summary, reviewer: User) -> None:
    build(own_span(edition.cycle))
    labels = [link.label for link in papers_for(reviewer, on=MORNING.date())]
    assert labels == ["最新的进展情况汇总（2025年第4季度）", "最新的进展情况汇总（2025年下半年）"]


def test_the_command_sums_up_a_half_year_and_traces_it(
    edition: Summary, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    call_command("build_summary", "2025-H2", "--trace", "--out", str(tmp_path / "out"))
    said = capsys.readouterr().out
    assert "jiangmen-145 2025-H2：应报2份" in said
    assert "2025-Q3 第1版" in said
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == [
        f"2025年下半年进展情况汇总（试生成）.{each}" for each in ("docx", "pdf", "xlsx")
    ]
    with pytest.raises(CommandError, match="jiangmen-145 2025-H2"):
        call_command("build_summary", "2024")
