"""The footnote is a rule; one that cannot be read is a problem, never a guess."""

import pytest

from task_table.importing.reading import read_plan
from task_table.importing.reading.flags import Flag
from task_table.importing.reading.footnote import find_footnotes, parse_footnote

HEADER = "序号\t重点工作任务\t责任单位"
ROW = "1\t完善制度。\t市民政局，市残联"


@pytest.mark.parametrize(
    "text",
    [
        "备注：责任单位中列第一位的为牵头单位",
        "注：列第一位的单位为牵头单位。",
        "说明：排在首位的为牵头单位",
        "备注：排名第一的为牵头单位。",
        "备注: 各项任务责任单位中排在第一位的为牵头单位；其余为配合单位。",
    ],
)
def test_the_first_unit_leads_every_task(text: str) -> None:
    rule = parse_footnote(text)
    assert rule is not None
    assert [rule.leads_in(number) for number in ("1", "45")] == [1, 1]


@pytest.mark.parametrize(
    "scope", ["第8、9、10项", "第8—10项", "第8至10项", "第8-10项", "第8项、第9项和第10项"]
)
@pytest.mark.parametrize(
    "places", ["列第一、二位的", "排在前两位的", "列第一位和第二位的", "列第1、2位的"]
)
def test_named_tasks_have_two_leads_and_the_rest_one(scope: str, places: str) -> None:
    rule = parse_footnote(f"备注：{scope}责任单位中{places}为牵头单位，其余项列第一位的为牵头单位")
    assert rule is not None
    assert [rule.leads_in(number) for number in ("7", "8", "9", "10", "11")] == [1, 2, 2, 2, 1]


def test_a_rule_for_some_tasks_says_nothing_of_the_others() -> None:
    rule = parse_footnote("备注：第8项列第一位的为牵头单位")
    assert rule is not None
    assert (rule.leads_in("8"), rule.leads_in("9")) == (1, None)


@pytest.mark.parametrize(
    "text",
    [
        "备注：牵头单位另行通知。",
        "备注：列第二位的为牵头单位",
        "备注：除第8项外，列第一位的为牵头单位",
        "备注：列第一位的为牵头单位，但第8项牵头单位由市政府确定",
        "备注：第8项列第一位的为牵头单位，第8项前两位的为牵头单位",
        "备注：列第一位的原则上为牵头单位",
        "备注：列第一位的为牵头单位，列前两位的为牵头单位",
        "备注：民生类责任单位中列第一位的为牵头单位",
    ],
)
def test_nothing_is_guessed(text: str) -> None:
    assert parse_footnote(text) is None


def test_an_unreadable_footnote_is_a_problem_and_no_lead_is_invented() -> None:
    reading = read_plan([HEADER, ROW, "", "备注：列第二位的为牵头单位"])
    assert "读不懂" in reading.problems[0].message
    (task,) = reading.tasks
    assert (task.joint, task.lead, task.support) == (True, (), ("市民政局", "市残联"))
    assert task.flags == (Flag.NO_LEAD_NAMED,)


def test_a_table_without_a_footnote_is_joint() -> None:
    (task,) = read_plan([HEADER, ROW]).tasks
    assert task.joint
    assert task.lead == ()


def test_a_footnote_about_a_task_that_is_not_there_is_a_problem() -> None:
    note = "备注：第9项列前两位的为牵头单位，其余项列第一位的为牵头单位"
    assert [p.message for p in read_plan([HEADER, ROW, note]).problems] == [
        "备注提到第 9 项，表中没有这一项。"
    ]


def test_two_leads_asked_of_one_unit_are_flagged() -> None:
    reading = read_plan([HEADER, "1\t甲。\t市残联", "备注：列前两位的为牵头单位"])
    assert reading.tasks[0].lead == ("市残联",)
    assert reading.tasks[0].flags == (Flag.FEWER_UNITS_THAN_LEADS,)


def test_two_different_notes_on_the_lead_are_a_problem() -> None:
    notes = ["备注：列第一位的为牵头单位", "", "注：列前两位的为牵头单位"]
    reading = read_plan([HEADER, ROW, *notes])
    assert reading.tasks[0].joint
    assert "2 条备注" in reading.problems[0].message


def test_the_rule_may_stand_in_the_header() -> None:
    header = "序号\t重点工作任务\t责任单位（列第一位的为牵头单位）"
    assert read_plan([header, ROW]).tasks[0].lead == ("市民政局",)


def test_a_note_may_run_over_two_lines_and_a_paragraph_is_no_note() -> None:
    lines = ["注重发挥牵头单位作用。", "备注：列第一位的", "为牵头单位", "", "关键词注释"]
    assert find_footnotes(lines) == ("备注：列第一位的为牵头单位",)
