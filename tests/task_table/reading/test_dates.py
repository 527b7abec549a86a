"""A limit is read from its wording; an age, an ordinal or a count never is."""

from calendar import monthrange
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from task_table.importing.reading.dates import DueReading, parse_due_column, parse_due_on
from task_table.importing.reading.flags import Flag


@pytest.mark.parametrize(
    ("text", "due_on"),
    [
        ("到2025年残疾人基本型辅助器具适配率超过85%。", date(2025, 12, 31)),
        ("到 2025 年，实现衔接", date(2025, 12, 31)),
        ("2025年底前完成", date(2025, 12, 31)),
        ("2025年底完成", date(2025, 12, 31)),
        ("2025年年底前完成", date(2025, 12, 31)),
        ("2025年末", date(2025, 12, 31)),
        ("2025年内完成", date(2025, 12, 31)),
        ("2025年12月底", date(2025, 12, 31)),
        ("2024年2月底前", date(2024, 2, 29)),
        ("2023年6月30日前", date(2023, 6, 30)),
        ("到2024年上半年", date(2024, 6, 30)),
        ("2024年第三季度末", date(2024, 9, 30)),
        ("到２０２３年", date(2023, 12, 31)),
        ("到二〇二五年", date(2025, 12, 31)),
    ],
)
def test_a_limit_is_read_without_doubt(text: str, due_on: date) -> None:
    assert parse_due_on(text) == DueReading(due_on)


@pytest.mark.parametrize(
    "text",
    [
        "加大对7-17周岁残疾儿童少年康复救助力度。",
        "16至30周岁残疾青年",
        "第十一届全省残疾人艺术汇演，全省第九届残运会",
        "招收5人以上残疾学生，超过85%",
        "资助2000元、补助2025人次",
        "110接处警、119火警、12345热线",
        "落实2025年度计划",
    ],
)
def test_a_number_that_is_no_year_is_no_date(text: str) -> None:
    assert parse_due_on(text) == DueReading()


@pytest.mark.parametrize(
    "text", ["2021—2025年", "2021年至2025年", "2021-2025年期间", "2021年到2025年"]
)
def test_a_range_is_flagged_and_gives_no_date(text: str) -> None:
    assert parse_due_on(text) == DueReading(None, flags=(Flag.YEAR_RANGE,))


def test_the_end_of_a_range_counts_where_it_is_a_limit() -> None:
    reading = parse_due_on("2021年至2025年底前建成")
    assert reading == DueReading(date(2025, 12, 31), flags=(Flag.YEAR_RANGE,))


@pytest.mark.parametrize(
    ("text", "due_on", "flag"),
    [
        ("到2023年建成一个，到2025年建成三个", date(2025, 12, 31), Flag.SEVERAL_DATES),
        ("到2025年建成，其中2023年底前建一个", date(2025, 12, 31), Flag.SEVERAL_DATES),
        ("2025年12月完成", date(2025, 12, 31), Flag.DATE_WITHOUT_LIMIT_WORD),
        ("2025年前至少安排1名", date(2025, 12, 31), Flag.AMBIGUOUS_BEFORE),
        ("2025年6月前完成", date(2025, 6, 30), Flag.AMBIGUOUS_BEFORE),
        ("2022年以来的做法", None, Flag.YEAR_NOT_TAKEN),
        ("2025年2月30日前", None, Flag.IMPOSSIBLE_DATE),
        ("2025年13月底前", None, Flag.IMPOSSIBLE_DATE),
    ],
)
def test_what_is_uncertain_is_flagged(text: str, due_on: date | None, flag: Flag) -> None:
    assert parse_due_on(text) == DueReading(due_on, flags=(flag,))


def test_the_same_limit_said_twice_is_no_doubt() -> None:
    assert parse_due_on("到2025年甲超过95%，到2025年乙超过85%").flags == ()


@pytest.mark.parametrize("cell", ["持续推进", "长期坚持", "常态化开展", "每年", "长期"])
def test_a_column_that_says_go_on_is_open_ended(cell: str) -> None:
    assert parse_due_column(cell) == DueReading(open_ended=True)


@pytest.mark.parametrize(
    "cell",
    [
        "2025年12月",
        "2025年",
        "2025",
        "2025年底前",
        "2025-12-31",
        "2025.12",
        "2025/12/31",
        "2025年12月底。",
    ],
)
def test_a_column_may_give_its_date_in_any_usual_form(cell: str) -> None:
    assert parse_due_column(cell) == DueReading(date(2025, 12, 31))


def test_in_a_column_the_end_of_a_range_is_the_limit() -> None:
    reading = parse_due_column("2021—2025年")
    assert reading == DueReading(date(2025, 12, 31), flags=(Flag.YEAR_RANGE,))


def test_a_column_that_is_not_understood_says_so() -> None:
    assert parse_due_column("规划期内") == DueReading(flags=(Flag.COLUMN_NOT_UNDERSTOOD,))
    assert parse_due_column("") == DueReading()


def test_a_column_with_a_date_and_go_on_keeps_the_date_and_a_flag() -> None:
    reading = parse_due_column("2025年12月，持续推进")
    assert reading == DueReading(date(2025, 12, 31), flags=(Flag.DATE_AND_OPEN_ENDED,))


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_every_printed_day_reads_as_itself(day: date) -> None:
    printed = f"{day.year}年{day.month}月{day.day}日前"
    assert parse_due_on(f"第九届，{printed}完成").due_on == day
    assert parse_due_column(day.isoformat()).due_on == day


@given(st.integers(1990, 2099), st.integers(1, 12))
def test_the_end_of_a_month_is_its_last_day(year: int, month: int) -> None:
    last = date(year, month, monthrange(year, month)[1])
    assert parse_due_on(f"{year}年{month}月底前").due_on == last


@given(st.text("第届0123456789岁人元%-—至、，十一月日周", max_size=40))
def test_without_the_word_year_there_is_never_a_date(text: str) -> None:
    assert parse_due_on(text) == DueReading()


@given(st.text(max_size=60))
def test_any_text_is_read_without_an_error(text: str) -> None:
    parse_due_on(text)
    parse_due_column(text)
