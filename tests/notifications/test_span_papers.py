"""A half-year's summary: its cycles counted side by side, each task by its last signed words."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import docx
import openpyxl
import pandas as pd
import pytest

from notifications.layout import laid_out
from notifications.models import Format
from notifications.paper_facts import read
from notifications.paper_rows import Row
from notifications.papers import Paper, Task
from notifications.passages import passage_of
from notifications.summaries.building import build
from notifications.summaries.facts import facts_text, paper_of, span_paper
from notifications.summaries.rendering import render
from notifications.tracing import trace
from notifications.wording import earlier_in_words, parts_in_words, progress_of, progress_word
from project.accounts.models import User
from task_table.models import Plan, TaskState
from tests.cast import MORNING, report_on
from tests.notifications.plainly import FIGURES, NAMES, by, flags, sheet, told
from tests.notifications.spanning import Hands, opened, signed, span_of
from tests.notifications.whole_cycle import fill
from tests.workflows.playing import submit
from workflows.cycles.opening import open_cycle
from workflows.cycles.spans import own_span
from workflows.models import Cycle, Progress

pytestmark = [pytest.mark.db, pytest.mark.django_db]
AFTER = MORNING + timedelta(days=21)


@pytest.fixture
def third(plan: Plan) -> Cycle:
    return opened(plan, "2025-Q3")


@pytest.fixture
def hands(liaison: User, reviewer: User, signer: User) -> Hands:
    return liaison, reviewer, signer


def paper(plan: Plan, key: str = "2025-H2") -> Paper:
    return span_paper(span_of(plan, key), at=AFTER)


def task(told_by: Paper, number: str) -> Task:
    return next(each for each in told_by.tasks if each.number == number)


def both_filled(third: Cycle, cycle: Cycle, liaison: User) -> pd.DataFrame:
    for each in (third, cycle):
        fill(open_cycle(each), by=liaison)
    found = (flags(each, on=AFTER.date()) for each in (cycle, third))
    return pd.concat(found, ignore_index=True)


def test_every_figure_of_two_cycles_is_what_plain_sql_and_pandas_count(
    plan: Plan, third: Cycle, cycle: Cycle, liaison: User
) -> None:
    rows = both_filled(third, cycle, liaison)
    half = paper(plan)
    assert told(half.total) == [int(rows[name].sum()) for name in NAMES]
    assert half.total.due == 1022
    assert {kind: told(each) for kind, each in half.by_kind.items()} == by("group", rows)
    assert {unit.code: told(unit.counts) for unit in half.units} == by("code", rows)
    parts = {part.key: told(part.total) for part in half.parts or () if part.total}
    assert parts == {
        each.key: [int(line[name].sum()) for name in NAMES]
        for each in (third, cycle) for line in [flags(each, on=AFTER.date())]
    }  # fmt: skip
    assert [sum(columns) for columns in zip(*parts.values(), strict=True)] == told(half.total)
    book = openpyxl.load_workbook(BytesIO(render(half, Format.XLSX, number=1)))
    assert list(sheet(book, "各期")) == [
        "2025年第3季度（没有汇总）", "2025年第4季度（没有汇总）", "2025年下半年合计",
    ]  # fmt: skip
    assert sheet(book, "各期")["2025年下半年合计"] == sheet(book, "汇总")["合计"]
    assert book["台账"].max_row == 1 + 1022
    assert [cell.value for cell in book["台账"][1]][:2] == ["周期", "任务"]


def test_what_was_asked_adds_up_and_units_count_once(
    plan: Plan, third: Cycle, cycle: Cycle, liaison: User
) -> None:
    both_filled(third, cycle, liaison)
    one = {each.party: each for each in paper_of(cycle, at=AFTER).burden}
    for each in paper(plan).burden:
        assert each.units == one[each.party].units
        assert (each.rows, each.required) == (
            one[each.party].rows * 2,
            one[each.party].required * 2,
        )


def test_a_task_speaks_by_its_last_signed_words_and_says_of_when_they_are(
    plan: Plan, third: Cycle, cycle: Cycle, hands: Hands
) -> None:
    signed(third, hands, "已摸底。", problem="经费没有到位。")
    submit(report_on(cycle, "1", "mzj"), hands[0])
    half = paper(plan)
    (lead,) = task(half, "1").leads
    assert (lead.cycle, lead.is_signed) == ("2025-Q3", True)
    (drawn,) = laid_out(half, present={}).paragraphs[0][2]
    assert drawn.passage.head == "第1项（市民政局，第3季度）"
    assert drawn.passage.text == "已摸底。"
    assert [each.unit for each in laid_out(half, present={}).problems] == ["市民政局（第3季度）"]
    assert progress_of(task(half, "1")).startswith("第3季度推进中；第4季度")


def test_what_the_later_report_does_not_name_any_more_is_no_problem(
    plan: Plan, third: Cycle, cycle: Cycle, hands: Hands
) -> None:
    signed(third, hands, "已摸底。", problem="经费没有到位。")
    signed(cycle, hands, "已办理。")
    half = paper(plan)
    assert half.problems == []
    (drawn,) = laid_out(half, present={}).paragraphs[0][2]
    assert (drawn.passage.head, drawn.passage.text) == ("第1项（市民政局）", "已办理。")
    assert progress_of(task(half, "1")) == "第3季度推进中；第4季度推进中"
    assert half.progress["推进中"] == 1
    assert [row.cycle for row in half.printed_sources] == ["2025-Q3", "2025-Q4"]


def test_every_source_names_its_cycle(plan: Plan, third: Cycle, cycle: Cycle, hands: Hands) -> None:
    for each in (third, cycle):
        signed(each, hands, "已办理。")
    lines = trace(paper(plan))
    counted = lines[lines.index("已签批 2：") + 1 : lines.index("退回或撤回 0：")]
    assert [("2025-Q3" in line, "2025-Q4" in line) for line in counted] == [
        (True, False), (False, True),
    ]  # fmt: skip
    assert all(("民政分管领导" in line and "sha" in line) or "sm3" in line for line in counted)


def test_a_quarter_without_a_cycle_is_a_gap_and_in_no_sum(plan: Plan, cycle: Cycle) -> None:
    report_on(cycle, "1", "mzj")
    half = paper(plan)
    assert half.total.due == 1
    assert parts_in_words(half) == (
        "本汇总由2025年第4季度各期的报告合成，份数为各期合计。"
        "〔2025年第3季度没有开启报送，不在合计之内〕"
    )
    words = "".join(each.text for each in docx.Document(
        BytesIO(render(half, Format.DOCX, number=1))).paragraphs)  # fmt: skip
    assert "〔2025年第3季度没有开启报送，不在合计之内〕" in words
    assert "汇总期为2025年7月1日至2025年12月31日" in words


def test_a_task_closed_meanwhile_keeps_its_place_and_its_words(
    plan: Plan, third: Cycle, cycle: Cycle, hands: Hands
) -> None:
    signed(third, hands, "已办结。", Progress.DONE)
    plan.tasks.filter(number="1").update(state=TaskState.CLOSED)
    report_on(cycle, "2", "mzj")
    half = paper(plan)
    assert [each.number for each in half.tasks] == ["1", "2"]
    assert task(half, "1").leads[0].cycle == "2025-Q3"


def test_a_half_year_is_compared_with_the_half_year_before(
    plan: Plan, third: Cycle, cycle: Cycle
) -> None:
    assert earlier_in_words(paper(plan)) == "上一个半年没有汇总，不作比较。"
    assert earlier_in_words(paper(plan, "2025")) == "上一年度没有汇总，不作比较。"
    second = opened(plan, "2025-Q2")
    report_on(second, "1", "mzj")
    build(span_of(plan, "2025-H1"), at=MORNING)
    assert earlier_in_words(paper(plan)).startswith("与2025年上半年（第1稿）相比：按时1份中")


def test_each_cycle_names_its_own_edition_and_lends_it_to_the_course_of_lights(
    plan: Plan, third: Cycle, cycle: Cycle
) -> None:
    report_on(third, "1", "mzj")
    build(own_span(third), at=MORNING)
    half = paper(plan)
    assert [part.edition for part in half.parts or ()] == [1, None]
    assert [each.label for each in half.course or ()] == ["2025年第3季度"]


def test_the_stored_text_gives_the_same_paper_back(
    plan: Plan, third: Cycle, cycle: Cycle, hands: Hands
) -> None:
    signed(third, hands, "已摸底。")
    half = paper(plan)
    assert read(facts_text(half)) == half


def test_the_sums_of_one_cycle_alone_are_the_cycles_own(plan: Plan, cycle: Cycle) -> None:
    report_on(cycle, "1", "mzj")
    own, half = paper_of(cycle, at=AFTER), paper(plan)
    assert (half.total, half.by_kind, half.units) == (own.total, own.by_kind, own.units)
    assert [replace(row, cycle="") for row in half.rows] == own.rows


def test_who_speaks_is_chosen_among_a_units_rows_alone(
    plan: Plan, third: Cycle, cycle: Cycle, hands: Hands
) -> None:
    signed(third, hands, "已摸底。")
    report_on(cycle, "1", "mzj")
    report_on(cycle, "1", "czj")
    spoken: list[Row] = task(paper(plan), "1").spoken
    assert [(row.unit, row.cycle) for row in spoken] == [("mzj", "2025-Q3"), ("czj", "2025-Q4")]
    assert len(FIGURES) == len(NAMES)


def test_a_report_that_told_of_figures_alone_does_not_speak_for_its_task(
    plan: Plan, third: Cycle, cycle: Cycle, hands: Hands
) -> None:
    report_on(third, "1", "mzj")
    signed(cycle, hands, "已办理。")
    half = paper(plan)
    silent = replace(task(half, "1").rows[1].words, status="", progress="", problem="")  # type: ignore[type-var]
    rows = [task(half, "1").rows[0], replace(task(half, "1").rows[1], words=silent)]
    told = replace(task(half, "1"), rows=rows)
    drawn = passage_of(told, half.names)
    assert (drawn.is_gap, drawn.text) == (True, "〔只填报了指标数值，没有可引用的内容〕")
    assert progress_word(told) == "没有可引用的报告"


def test_a_task_of_an_earlier_cycle_alone_is_overdue_as_its_light_says(
    plan: Plan, third: Cycle, cycle: Cycle
) -> None:
    plan.tasks.filter(number="2").update(due_on=date(2025, 6, 30), standing=False)
    report_on(third, "2", "mzj")
    report_on(cycle, "1", "mzj")
    half, quarter = paper(plan), paper_of(third, at=AFTER)
    assert quarter.overdue == half.overdue == ["2"]
    assert half.lamps is not None
    assert half.lamps["red"] == 1
