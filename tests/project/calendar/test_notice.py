"""The State Council's notice is read as it is worded, and what is damaged is said in full."""

from datetime import date, timedelta

import chinese_calendar
import pytest

from project.workdays.notice import (
    SATURDAY,
    Holiday,
    MakeUpDay,
    Notice,
    UnreadableNotice,
    from_canonical,
    parse_notice,
)
from tests.project.calendar.notice_texts import BODIES, notice_of

REAL = range(2021, 2027)

# All make-up days of 2024 to 2026, each with the holiday it is worked for.
MAKE_UP_DAYS = {
    2024: [
        ("2024-02-04", "春节"), ("2024-02-18", "春节"), ("2024-04-07", "清明节"),
        ("2024-04-28", "劳动节"), ("2024-05-11", "劳动节"), ("2024-09-14", "中秋节"),
        ("2024-09-29", "国庆节"), ("2024-10-12", "国庆节"),
    ],
    2025: [
        ("2025-01-26", "春节"), ("2025-02-08", "春节"), ("2025-04-27", "劳动节"),
        ("2025-09-28", "国庆节、中秋节"), ("2025-10-11", "国庆节、中秋节"),
    ],
    2026: [
        ("2026-01-04", "元旦"), ("2026-02-14", "春节"), ("2026-02-28", "春节"),
        ("2026-05-09", "劳动节"), ("2026-09-20", "国庆节"), ("2026-10-10", "国庆节"),
    ],
}  # fmt: skip


def d(text: str) -> date:
    return date.fromisoformat(text)


def is_worked(notice: Notice, day: date) -> bool:
    """Say by the notice alone whether a day of its year is worked."""
    if day in notice.worked():
        return True
    return day not in notice.off() and day.weekday() < SATURDAY


def problems_of(text: str, year: int | None = None) -> list[str]:
    with pytest.raises(UnreadableNotice) as refused:
        parse_notice(text, year=year)
    return refused.value.problems


def damaged(year: int, was: str, now: str) -> str:
    text = notice_of(year)
    assert was in text
    return text.replace(was, now)


@pytest.mark.parametrize("year", REAL)
def test_a_notice_says_of_every_day_what_chinesecalendar_says(year: int) -> None:
    notice = parse_notice(notice_of(year))
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(365 + (year % 4 == 0))]
    assert days[-1] == date(year, 12, 31)
    read = {day: is_worked(notice, day) for day in days}
    assert read == {day: chinese_calendar.is_workday(day) for day in days}


@pytest.mark.parametrize("year", MAKE_UP_DAYS)
def test_the_make_up_days_are_these_and_no_others(year: int) -> None:
    read = parse_notice(notice_of(year)).make_up_days
    assert read == tuple(MakeUpDay(d(day), name) for day, name in MAKE_UP_DAYS[year])


def test_a_new_year_holiday_begins_in_the_december_before() -> None:
    notice = parse_notice(notice_of(2023))
    assert notice.holidays[0] == Holiday("元旦", d("2022-12-31"), d("2023-01-02"))
    assert notice.first_day() == d("2022-12-31")
    without_years = damaged(2023, "2022年12月31日至2023年1月2日", "12月31日至1月2日")
    assert parse_notice(without_years) == notice


def test_two_holidays_under_one_number_are_one_span() -> None:
    notice = parse_notice(notice_of(2025))
    assert notice.holidays[-1] == Holiday("国庆节、中秋节", d("2025-10-01"), d("2025-10-08"))


def test_the_day_that_units_are_encouraged_to_give_is_a_working_day() -> None:
    assert is_worked(parse_notice(notice_of(2024)), d("2024-02-09"))


@pytest.mark.parametrize(
    "as_pasted",
    [
        lambda text: text.replace("\n", ""),
        lambda text: text.replace("月", " 月 ").replace("日", "\n日"),
        lambda text: text.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
        lambda text: text.replace("（", "(").replace("）", ")").replace("：", ":"),
        lambda text: text.replace("周", "星期"),
        lambda text: text.replace("周日", "星期天"),
        lambda text: text.replace("至", "—"),
        lambda text: text.replace("。9月28日", "，9月28日"),
        lambda text: text.replace("一、元旦", "1. 元旦"),
        lambda text: "首页 > 政策 > 正文\n" + text + "\n扫一扫在手机打开当前页",
        lambda text: text[: text.index("节假日期间")],
        lambda text: text.replace("\u3000", "\u200b\u00a0"),
    ],
    ids=[
        "without line breaks", "spaces within dates", "full-width digits", "half-width marks",
        "星期", "星期天", "a dash for 至", "a comma for 。", "numbered 1.", "with the page around",
        "without the closing paragraph", "invisible letters",
    ],
)  # fmt: skip
def test_however_it_was_pasted_the_same_is_read(as_pasted: object) -> None:
    text = notice_of(2025)
    assert parse_notice(as_pasted(text)) == parse_notice(text)  # type: ignore[operator]


def test_the_year_may_be_said_where_the_title_is_missing() -> None:
    body = BODIES[2026]
    assert parse_notice(body, year=2026) == parse_notice(notice_of(2026))
    assert problems_of(body) == ["没有找到年份：请连同标题一起粘贴，或者填写年份。"]


def test_the_title_and_the_year_said_must_agree() -> None:
    assert problems_of(notice_of(2026), 2027) == ["通知写的是2026年，你填的是2027年：请核对年份。"]


@pytest.mark.parametrize("year", REAL)
def test_what_was_read_comes_back_from_what_is_kept(year: int) -> None:
    notice = parse_notice(notice_of(year))
    assert from_canonical(notice.canonical()) == notice


@pytest.mark.parametrize(
    "was, now, sentence",
    [
        (
            "1月1日（周四）", "1月1日（周五）",
            "元旦：2026年1月1日是周四，通知写的是周五，请核对日期和年份。",
        ),
        (
            "放假调休，共9天", "放假调休，共8天",
            "春节：写的是放假8天，2026年2月15日至2026年2月23日是9天，请核对。",
        ),
        (
            "五、端午节：6月19日（周五）至21日（周日）放假，共3天。", "",
            "没有读到端午节：请粘贴通知全文，七个节日都要有。",
        ),
        (
            "5月9日（周六）上班", "5月12日上班",
            "劳动节：2026年5月12日是周二，本来就上班，不能是调休上班日。",
        ),
        (
            "5月9日（周六）上班", "5月3日上班",
            "劳动节：2026年5月3日在劳动节假期里，不能又是上班日。",
        ),
        (
            "9月25日（周五）至27日（周日）", "9月31日至27日",
            "中秋节：没有2026年9月31日这一天，请核对。",
        ),
        (
            "9月25日（周五）至27日（周日）", "9月27日至25日",
            "中秋节：2026年9月27日至2026年9月25日先后不对或者太长，请核对。",
        ),
        (
            "5月9日（周六）上班", "5月9日（周六）",
            "劳动节：没有写明2026年5月9日是放假还是上班，请补全这一句。",
        ),
        (
            "6月19日（周五）至21日（周日）放假，共3天。", "放假，共3天。",
            "端午节：没有读到放假的日期，请核对这一段。",
        ),
        (
            "6月19日（周五）至21日（周日）放假，共3天。", "6月19日放假，6月21日放假。",
            "端午节：放假的日期不相连（2026年6月19日、2026年6月21日），请核对。",
        ),
        (
            "10月1日（周四）至7日（周三）放假调休，共7天", "10月2日至7日放假",
            "国庆节：放假日期里没有10月1日，请核对。",
        ),
        (
            "6月19日（周五）至21日（周日）", "2025年6月19日至21日",
            "端午节：2025年6月19日不在2026年，请核对日期和年份。",
        ),
        (
            "9月25日（周五）至27日（周日）", "9月25日（周五）至10月1日",
            "2026年10月1日既在中秋节又在国庆节，请核对。",
        ),
        ("5月9日（周六）上班", "9日（周六）上班。元旦：1月1日放假",
         "元旦出现了2次：请只粘贴一年的通知。"),
    ],
)  # fmt: skip
def test_a_damaged_notice_is_refused_with_what_to_check(was: str, now: str, sentence: str) -> None:
    assert sentence in problems_of(damaged(2026, was, now))


def test_all_that_is_wrong_is_said_at_once() -> None:
    text = damaged(2026, "1月1日（周四）", "1月1日（周一）").replace("共9天", "共6天")
    assert len(problems_of(text)) == 2


@pytest.mark.parametrize(
    "text, sentence",
    [
        ("", "没有内容：请粘贴国务院办公厅放假通知的全文。"),
        (" \n\u3000", "没有内容：请粘贴国务院办公厅放假通知的全文。"),
        (
            "关于召开残工委全体会议的通知：请于1月9日参会。",
            "这段文字不像放假通知：请从“一、元旦”起，粘贴国务院办公厅放假通知的全文。",
        ),
    ],
)
def test_what_is_no_notice_is_refused_in_words(text: str, sentence: str) -> None:
    assert problems_of(text) == [sentence]


def test_two_years_in_one_paste_are_refused() -> None:
    assert "元旦出现了2次：请只粘贴一年的通知。" in problems_of(notice_of(2025) + notice_of(2026))
