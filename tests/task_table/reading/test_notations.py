"""The same 45 tasks in five other notations read as the same tasks."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from task_table.importing.reading import DueSource, NotAPlan, as_json, read_file, read_plan
from task_table.importing.reading.flags import Flag

# Whoever made these two files closed task 39 with the full stop that the plan lacks.
STOP_ADDED = {"lines.txt", "qiantou_peihe.txt"}
FIVE = "序号\t重点任务\t牵头单位\t配合单位\t完成时限"


@pytest.mark.parametrize(
    "name",
    [
        "five_columns.tsv",
        "cells_with_newlines.csv",
        "lines.txt",
        "qiantou_peihe.txt",
        "seed_with_notes.txt",
    ],
)
def test_a_notation_reads_as_the_checked_truth(
    name: str, data: Path, truth: list[dict[str, Any]]
) -> None:
    reading = read_file(data / "tables" / name)
    assert reading.problems == ()
    for task, checked in zip(as_json(reading)["tasks"], truth, strict=True):
        added = "。" if name in STOP_ADDED and checked["number"] == "39" else ""
        expected = {**checked, "text": checked["text"] + added}
        assert {key: task[key] for key in expected} == expected


def test_a_column_that_says_go_on_makes_the_40_undated_tasks_open_ended(data: Path) -> None:
    tasks = read_file(data / "tables" / "five_columns.tsv").tasks
    assert sum(task.open_ended for task in tasks) == 40
    assert all(task.open_ended is (task.due_on is None) for task in tasks)


def test_a_date_that_only_the_column_gives_comes_from_the_column() -> None:
    (task,) = read_plan([FIVE, "1\t甲。\t市残联\t市民政局\t2024年6月"]).tasks
    assert (task.due_on, task.due_source) == (date(2024, 6, 30), DueSource.COLUMN)


def test_where_text_and_column_agree_the_text_is_the_source() -> None:
    (task,) = read_plan([FIVE, "1\t到2025年建成。\t市残联\t市民政局\t2025年12月"]).tasks
    assert (task.due_source, task.flags) == (DueSource.TEXT, ())


def test_where_text_and_column_differ_the_column_holds_and_a_flag_says_so() -> None:
    (task,) = read_plan([FIVE, "1\t到2025年建成。\t市残联\t市民政局\t2024年6月"]).tasks
    assert (task.due_on, task.due_source) == (date(2024, 6, 30), DueSource.COLUMN)
    assert task.flags == (Flag.COLUMN_AND_TEXT_DIFFER,)


def test_a_dated_text_beside_a_column_that_says_go_on_keeps_its_date() -> None:
    (task,) = read_plan([FIVE, "1\t到2025年建成。\t市残联\t市民政局\t持续推进"]).tasks
    assert (task.due_on, task.open_ended) == (date(2025, 12, 31), False)
    assert task.flags == (Flag.COLUMN_AND_TEXT_DIFFER,)


def test_an_empty_cell_of_the_lead_is_not_filled() -> None:
    (task,) = read_plan([FIVE, "1\t甲。\t\t市残联、市民政局\t持续推进"]).tasks
    assert (task.joint, task.lead, task.support) == (True, (), ("市残联", "市民政局"))


def test_a_column_of_the_lead_holds_against_a_footnote() -> None:
    lines = [FIVE, "1\t甲。\t市残联、市民政局\t市财政局\t", "", "备注：列第一位的为牵头单位"]
    assert read_plan(lines).tasks[0].lead == ("市残联", "市民政局")


def test_units_that_share_the_work_have_no_lead() -> None:
    (task,) = read_plan(["1.完善制度。（市民政局、市残联按职责分工负责）"]).tasks
    assert (task.joint, task.support) == (True, ("市民政局", "市残联"))


def test_a_full_stop_behind_the_bracket_closes_the_sentence() -> None:
    (task,) = read_plan(["1.完善制度（市残联牵头，各县(市、区)政府配合）。"]).tasks
    assert (task.text, task.support) == ("完善制度。", ("各县（市、区）政府",))


@pytest.mark.parametrize("closing", ["", '"'])
def test_a_quotation_mark_without_its_pair_swallows_no_rows_unseen(closing: str) -> None:
    lines = ["序号,重点工作任务,责任单位", '1,甲。,"市残联', f"2,乙。,{closing}市民政局{closing}"]
    with pytest.raises(NotAPlan, match="第 2 行起的引号不成对"):
        read_plan(lines)


def test_a_stray_row_of_a_csv_is_a_problem_and_its_lines_are_counted() -> None:
    lines = [
        "序号,重点工作任务,责任单位",
        '1,甲。,"市残联',
        '市民政局"',
        ",另起的话,",
        "2,乙。,市残联",
    ]
    reading = read_plan(lines)
    assert [task.line for task in reading.tasks] == [2, 5]
    assert [problem.where for problem in reading.problems] == ["第 4 行"]


def test_labelled_lines_may_wrap_and_carry_a_date() -> None:
    lines = [
        "一、民生",
        "1.完善",
        "制度。",
        "",
        "牵头单位：市残联",
        "配合单位：市民政局、",
        "市财政局",
    ]
    (task,) = read_plan([*lines, "完成时限：2024年6月", "", "（二）就业"]).tasks
    assert (task.text, task.support) == ("完善制度。", ("市民政局", "市财政局"))
    assert (task.due_on, task.flags) == (date(2024, 6, 30), (Flag.ROW_WRAPPED,))
