"""A table of nodes as offices write it: what it reads as, and what is said of what it cannot be."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook

from workflows.evidence.kinds import Unfit
from workflows.figures.reading import Unreadable
from workflows.milestones.days import read_due
from workflows.milestones.nodes import parse_amount
from workflows.milestones.table import (
    NO_HEADING,
    TOO_WIDE,
    Table,
    as_text,
    cells_of_file,
    cells_of_text,
    read_table,
)

NUMBERS = [str(number) for number in range(1, 46)]
HEAD = "序号\t年度\t年度节点\t完成时限\t目标数值\n"


def table_of(text: str) -> Table:
    return read_table(cells_of_text(text), NUMBERS)


def told(table: Table) -> list[tuple[str, str, date, str]]:
    return [(row.number, row.node.text, row.node.due_on, row.node.amount) for row in table.rows]


def test_a_table_reads_as_it_is_written() -> None:
    table = table_of(f"{HEAD}1\t2025\t印发方案\t3月底\t\n3\t2025\t发放补贴\t四季度\t1,200人\n")
    assert table.problems == []
    assert told(table) == [
        ("1", "印发方案", date(2025, 3, 31), ""),
        ("3", "发放补贴", date(2025, 12, 31), "1200人"),
    ]


def test_merged_cells_repeat_the_task_and_the_year_above() -> None:
    table = table_of(f"{HEAD}8\t2025年\t甲\t3月底\t\n\t\t乙\t6月30日前\t\n")
    assert told(table) == [
        ("8", "甲", date(2025, 3, 31), ""),
        ("8", "乙", date(2025, 6, 30), ""),
    ]


def test_the_columns_may_stand_in_any_order_and_others_between() -> None:
    text = "完成时限,备注,任务序号,工作节点\n2025年9月30日,无,第5项,完成验收\n"
    assert told(table_of(text)) == [("5", "完成验收", date(2025, 9, 30), "")]


@pytest.mark.parametrize("heading", ["序号,年度节点,完成时限\n", "序号\t年度节点\t完成时限\n"])
def test_a_comma_of_ours_divides_nothing_where_the_heading_has_another_mark(heading: str) -> None:
    mark = heading[2]
    text = f"{heading}1{mark}印发方案，完成检查{mark}2025年6月底\n"
    assert told(table_of(text)) == [("1", "印发方案，完成检查", date(2025, 6, 30), "")]


def test_a_table_typed_with_commas_of_ours_is_read_too() -> None:
    text = "序号，年度节点，完成时限\n1，印发方案，2025年6月底\n"
    assert told(table_of(text)) == [("1", "印发方案", date(2025, 6, 30), "")]


def test_a_line_longer_than_the_heading_is_told_and_not_cut() -> None:
    table = table_of("序号,完成时限,年度节点\n1,2025年6月底,印发方案,完成检查\n")
    assert table.rows == []
    assert table.problems == [f"第2行：{TOO_WIDE}"]


def test_a_quote_that_never_ends_is_told() -> None:
    with pytest.raises(Unfit, match="少了一个引号"):
        cells_of_text('序号,年度节点,完成时限\n1,"' + "甲" * 140_000)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("46\t2025\t甲\t年底\t", "第2行：分工表里没有第“46”项任务。"),
        ("\t2025\t甲\t年底\t", "第2行：没有写任务序号。"),
        ("1\t2025\t\t年底\t", "第2行：没有写节点。"),
        ("1\t2025\t甲\t\t", "第2行：没有写完成时限。"),
        ("1\t\t甲\t6月底\t", "没有写年份"),
        ("1\t2025\t甲\t2024年6月底\t", "与“年度”一栏的2025年不一致"),
        ("1\t2025\t甲\t2月30日\t", "不是真实存在的日期"),
        ("1\t2025\t甲\t13月\t", "月份不对"),
        ("1\t二五\t甲\t年底\t", "“二五”不是年份"),
        ("1\t2025\t甲\t尽快\t", "“尽快”不是日期"),
        ("1\t2025\t甲\t年底\t若干", "“若干”看不懂"),
        ("1\t2025\t甲\t年底\t0户", "目标数值要大于零"),
    ],
)
def test_each_line_that_cannot_be_read_has_its_sentence(line: str, words: str) -> None:
    table = table_of(f"{HEAD}{line}\n2\t2025\t乙\t年底\t\n")
    assert len(table.problems) == 1
    assert words in table.problems[0]
    assert [row.number for row in table.rows] == ["2"]


def test_a_table_without_a_heading_says_how_to_write_one() -> None:
    assert table_of("1\t2025\t甲\t年底\n").problems == [NO_HEADING]
    assert table_of(" \n\n").problems == ["表格是空的。请粘贴或上传带表头的节点表。"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025年6月30日", date(2025, 6, 30)),
        ("２０２５年６月３０日前", date(2025, 6, 30)),
        ("2025-06-30", date(2025, 6, 30)),
        ("2025.6.30", date(2025, 6, 30)),
        ("2025年2月底", date(2025, 2, 28)),
        ("2024年2月末前", date(2024, 2, 29)),
        ("2025年第三季度", date(2025, 9, 30)),
        ("2025年上半年", date(2025, 6, 30)),
        ("2025年下半年", date(2025, 12, 31)),
        ("2025年底", date(2025, 12, 31)),
        ("2025年底前完成", date(2025, 12, 31)),
    ],
)
def test_a_day_is_the_last_of_what_is_named(text: str, day: date) -> None:
    assert read_due(text, None) == day


@pytest.mark.parametrize(
    ("text", "value", "measure"),
    [("500户", 500, "户"), ("1,200 人", 1200, "人"), ("８５％", 85, "%"), ("3.5万元", 3.5, "万元")],
)
def test_an_amount_is_a_number_with_its_measure(text: str, value: float, measure: str) -> None:
    assert parse_amount(text) == (Decimal(str(value)), measure)


@pytest.mark.parametrize("text", ["约500户", "5-6次", "百余户", "-3户", "户"])
def test_an_amount_that_could_mean_two_things_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        parse_amount(text)


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str, bytes], Path]:
    def write(name: str, content: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


def workbook(*rows: tuple[object, ...]) -> bytes:
    book, out = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def test_a_workbook_reads_as_its_cells(file: Callable[[str, bytes], Path]) -> None:
    head = ("序号", "年度节点", "完成时限", "目标数值")
    content = workbook(
        head, (1, "完成摸底", date(2025, 6, 30), "500户"), (None, "验收", "2025年底")
    )
    table = read_table(cells_of_file(file("节点.xlsx", content), "节点.xlsx"), NUMBERS)
    assert (table.problems, told(table)) == ([], [
        ("1", "完成摸底", date(2025, 6, 30), "500户"), ("1", "验收", date(2025, 12, 31), ""),
    ])  # fmt: skip


def test_a_formula_is_refused_with_its_line(file: Callable[[str, bytes], Path]) -> None:
    content = workbook(("序号", "年度节点", "完成时限"), (1, "甲", "=TODAY()"))
    with pytest.raises(Unfit, match="第2行有公式"):
        cells_of_file(file("节点.xlsx", content), "节点.xlsx")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_csv_reads_in_both_encodings_of_this_country(
    file: Callable[[str, bytes], Path], encoding: str
) -> None:
    content = "序号,年度节点,完成时限\r\n1,完成摸底,2025年6月底\r\n".encode(encoding)
    table = read_table(cells_of_file(file("节点.csv", content), "节点.csv"), NUMBERS)
    assert told(table) == [("1", "完成摸底", date(2025, 6, 30), "")]


def test_other_files_are_refused_with_what_to_do(file: Callable[[str, bytes], Path]) -> None:
    with pytest.raises(Unfit, match="复制后粘贴"):
        cells_of_file(file("节点.doc", b"x"), "节点.doc")
    with pytest.raises(Unfit, match="编码看不懂"):
        cells_of_file(file("节点.csv", b"\xff\xfe\x00\xd8"), "节点.csv")


def test_what_was_read_is_written_as_a_text_that_reads_the_same() -> None:
    lines = cells_of_text(f'{HEAD}1\t2025\t"两行\n的节点"\t年底\t\n')
    assert cells_of_text(as_text(lines)) == lines
