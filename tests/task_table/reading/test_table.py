"""A table with gaps, page breaks and slips: what is whole is read, what is not is named."""

from task_table.importing.reading import PlanReading, read_plan
from task_table.importing.reading.flags import Flag

HEADER = "序号\t重点工作任务\t责任单位"
NOTE = "备注：列第一位的为牵头单位"


def read(*lines: str) -> PlanReading:
    return read_plan([*lines, "", NOTE])


def complaints(reading: PlanReading) -> list[tuple[str, str]]:
    return [(problem.where, problem.message) for problem in reading.problems]


def test_the_header_may_repeat_at_a_page_break() -> None:
    reading = read(HEADER, "1\t甲。\t市残联", "", HEADER, "2\t乙。\t市民政局")
    assert [task.text for task in reading.tasks] == ["甲。", "乙。"]
    assert reading.problems == ()


def test_a_row_wrapped_over_lines_is_joined_and_flagged() -> None:
    reading = read(HEADER, "1\t完善", "制度。\t市民", "政局，市残联")
    (task,) = reading.tasks
    assert (task.text, task.lead, task.support) == ("完善制度。", ("市民政局",), ("市残联",))
    assert task.flags == (Flag.ROW_WRAPPED,)


def test_an_unfinished_row_goes_on_past_a_page_break() -> None:
    reading = read(HEADER, "1\t完善", "", HEADER, "制度。\t市残联", "2\t乙。\t市民政局")
    assert [task.text for task in reading.tasks] == ["完善制度。", "乙。"]


def test_a_missing_number_is_named_with_its_line() -> None:
    reading = read(HEADER, "1\t甲。\t市残联", "3\t丙。\t市残联")
    assert complaints(reading) == [("第 3 行", "缺少第 2 项：这一行已是第 3 项。")]


def test_a_repeated_number_is_named_with_both_lines() -> None:
    reading = read(HEADER, "1\t甲。\t市残联", "1\t乙。\t市残联")
    assert complaints(reading) == [("第 3 行", "序号 1 重复，已见于第 2 行。")]


def test_a_number_out_of_order_is_named() -> None:
    reading = read(HEADER, "2\t乙。\t市残联", "1\t甲。\t市残联")
    assert complaints(reading) == [("第 3 行", "序号 1 排在 2 之后，顺序不对。")]


def test_numbers_stay_out_of_order_until_the_highest_is_reached_again() -> None:
    reading = read(HEADER, "3\t丙。\t市残联", "1\t甲。\t市残联", "2\t乙。\t市残联")
    assert [problem.where for problem in reading.problems] == ["第 3 行", "第 4 行"]


def test_one_absurd_number_does_not_flood_the_problems() -> None:
    reading = read(HEADER, "1\t甲。\t市残联", "99999999\t乙。\t市残联")
    assert 0 < len(reading.problems) <= 1100


def test_a_row_without_units_is_a_problem() -> None:
    reading = read(HEADER, "1\t甲。", "2\t乙。\t市残联")
    assert complaints(reading) == [("第 2 行", "第 1 项没有责任单位。")]


def test_a_line_that_belongs_to_no_row_is_a_problem() -> None:
    reading = read(HEADER, "1\t甲。\t市残联", "", "另起一行的话", "", "2\t乙。\t市残联")
    assert complaints(reading) == [("第 4 行", "“另起一行的话”不属于表中任何一项，没有读入。")]


def test_more_cells_than_the_header_has_are_a_problem() -> None:
    reading = read(HEADER, "1\t甲。\t市残联\t市民政局")
    assert complaints(reading) == [("第 2 行", "这一行比表头多 1 格，多出的没有读入。")]


def test_a_column_not_understood_is_a_problem() -> None:
    reading = read(HEADER + "\t备查", "1\t甲。\t市残联\t无")
    assert complaints(reading) == [("表头", "不认识“备查”一栏，其内容没有读入。")]


def test_a_unit_printed_twice_counts_once_and_is_flagged() -> None:
    (task,) = read(HEADER, "1\t甲。\t市残联，市民政局、市残联").tasks
    assert (task.lead, task.support) == (("市残联",), ("市民政局",))
    assert task.flags == (Flag.UNIT_PRINTED_TWICE,)


def test_a_bracket_without_its_pair_is_flagged() -> None:
    (task,) = read(HEADER, "1\t甲。\t市残联，各县（市、区政府，市民政局").tasks
    assert task.flags == (Flag.UNCLOSED_BRACKET,)
