"""专栏 2: eleven indicators, figures as printed and as numbers."""

from decimal import Decimal

import pytest

from task_table.importing.reading import PlanReading
from task_table.importing.reading.indicators import (
    Nature,
    Operator,
    parse_value,
    read_indicators,
)

HEADER = "指 标\t2020 年\t2025 年\t属性"


def test_the_whole_document_gives_the_eleven_of_box_2_and_not_box_1(
    document: PlanReading,
) -> None:
    assert [row.number for row in document.indicators] == [str(n) for n in range(1, 12)]
    assert document.indicators[10].name == "残疾人家庭无障碍改造数"


def test_operators_and_targets_are_those_printed(shipped: PlanReading) -> None:
    read = [(row.operator.value, row.target) for row in shipped.indicators]
    assert read == [
        ("words", None),
        (">=", Decimal(3000)),
        (">=", Decimal(100)),
        (">=", Decimal(100)),
        (">=", Decimal(100)),
        (">=", Decimal(95)),
        (">", Decimal(95)),
        (">", Decimal(100)),
        (">", Decimal(85)),
        (">", Decimal(85)),
        (">=", Decimal(1138)),
    ]


def test_baselines_keep_their_decimals_and_a_dash_is_no_number(shipped: PlanReading) -> None:
    read = [row.baseline for row in shipped.indicators]
    assert read[0] is None
    assert read[1] == Decimal(4132)
    assert (read[7], read[8]) == (Decimal("119.4"), Decimal("99.31"))
    assert read[10] is None
    assert shipped.indicators[10].baseline_printed == "—"


def test_six_indicators_bind_and_five_are_expected(shipped: PlanReading) -> None:
    natures = [row.nature for row in shipped.indicators]
    assert natures.count(Nature.BINDING) == 6
    assert natures.count(Nature.EXPECTED) == 5


def test_measures_and_groups_are_read(shipped: PlanReading) -> None:
    assert [row.measure for row in shipped.indicators] == ["", "人", *["%"] * 8, "户"]
    groups = [row.group for row in shipped.indicators]
    assert groups == ["收入和就业"] * 2 + ["社会保障和基本公共服务"] * 9


@pytest.mark.parametrize(
    ("cell", "operator"),
    [
        ("≥95%", Operator.AT_LEAST),
        ("不低于95%", Operator.AT_LEAST),
        ("＞95%", Operator.MORE_THAN),
        ("不超过95%", Operator.AT_MOST),
        ("95％", Operator.AT_LEAST),
    ],
)
def test_other_ways_to_print_a_bound(cell: str, operator: Operator) -> None:
    value = parse_value(cell)
    assert (value.operator, value.number) == (operator, Decimal(95))


@pytest.mark.parametrize("cell", ["95%左右", "东部 90%，西部 80%", "基本同步", "3-5"])
def test_what_is_not_one_figure_stays_words(cell: str) -> None:
    assert parse_value(cell).operator is Operator.WORDS
    assert parse_value(cell).number is None


def test_a_gap_or_an_unknown_nature_is_a_problem() -> None:
    table = read_indicators([HEADER, "1.甲\t1\t2\t约束性", "3.丙\t1\t2\t参考性", "乙\t1"])
    assert [problem.where for problem in table.problems] == ["第 4 行", "第 3 行", "第 3 行"]


def test_a_document_without_indicators_has_none() -> None:
    assert read_indicators(["序号\t重点工作任务\t责任单位"]).indicators == ()
