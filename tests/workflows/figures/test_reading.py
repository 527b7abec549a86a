"""A figure as people type it: what is plain is understood, what could be two things is refused."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.figures.reading import MOST_PLACES, Unreadable, in_digits, read_number


@pytest.mark.parametrize(
    "typed, measure, kept",
    [
        ("１２．５％", "%", "12.5"),
        (" 99.50 % ", "%", "99.5"),
        ("119.4", "%", "119.4"),
        ("100", "%", "100"),
        ("0", "%", "0"),
        ("0.5％", "%", "0.5"),
        ("-0.5%", "%", "-0.5"),
        ("1，138", "户", "1138"),
        ("1,138户", "户", "1138"),
        ("1138 户", "户", "1138"),
        ("0.5", "户", "0.5"),
    ],
)
def test_what_is_plain_is_understood(typed: str, measure: str, kept: str) -> None:
    assert in_digits(read_number(typed, measure)) == kept


@pytest.mark.parametrize(
    "typed, measure, told",
    [
        ("约85", "%", "不写“约”、范围和其他文字"),
        ("85左右", "%", "例如 99.5 或 99.5%"),
        ("85-90", "%", "只填一个数字"),
        ("85 90", "%", "只填一个数字"),
        ("85、90", "%", "只填一个数字"),
        ("1,23", "户", "只填一个数字"),
        ("12,34,567", "户", "只填一个数字"),
        ("85%%", "%", "只填一个数字"),
        ("85%", "户", "例如 1138"),
        ("1.2万", "户", "只填一个数字"),
        ("1e5", "户", "只填一个数字"),
        ("99.5①", "%", "只填一个数字"),
        ("1138²", "户", "只填一个数字"),
        ("99.5.5", "%", "只填一个数字"),
        ("无数据", "%", "在下一格写明原因"),
        ("——", "%", "在下一格写明原因"),
        ("0.995", "%", "0.995%，还是99.5%"),
        ("1.194", "%", "还是119.4%"),
        ("-5", "户", "不能是负数"),
        ("99.12345", "%", "小数最多4位"),
        ("12345678901", "户", "数字太大"),
    ],
)
def test_what_could_be_two_things_is_refused_with_what_to_do(
    typed: str, measure: str, told: str
) -> None:
    with pytest.raises(Unreadable, match=told):
        read_number(typed, measure)


def test_a_page_of_text_is_not_given_back_whole() -> None:
    with pytest.raises(Unreadable) as caught:
        read_number("九十" * 5000, "%")
    assert len(str(caught.value)) < 100


@given(st.decimals(Decimal("2.1"), 10**9, places=MOST_PLACES))
def test_a_figure_reads_the_same_however_it_is_dressed(value: Decimal) -> None:
    full_width = str.maketrans("0123456789.,%", "０１２３４５６７８９．，％")
    for plain in (str(value), f"{value:,}", f"{value:,}%"):
        assert read_number(plain, "%") == read_number(plain.translate(full_width), "%") == value
