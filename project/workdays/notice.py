"""Reads the State Council's yearly notice on holidays: which days are off, which weekends worked.

The source is the text as pasted from gov.cn, 国务院办公厅关于2025年部分节假日安排的通知: seven
holidays, numbered, each with its span of days and the weekends worked for it. Pure: no database.
"""

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

HOLIDAYS = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")
# Whose day is the same each year, by the statute: month and day.
FIXED = {"元旦": (1, 1), "劳动节": (5, 1), "国庆节": (10, 1)}
WEEKDAYS = "一二三四五六日"
MOST_DAYS = 15  # No holiday has had more than ten; a longer one is a slip of the pen.
SATURDAY, DECEMBER = 5, 12

_NAME = "|".join(HOLIDAYS)
_HEAD = re.compile(rf"(?P<names>(?:{_NAME})(?:[、和与及](?:{_NAME}))*)(?:\([^)]*\))?:")
_END = re.compile(r"节假日期间|国务院办公厅(?!关于)")
_TITLE_YEAR = re.compile(r"(\d{4})年(?:部分节假日|节假日|元旦、春节)")
_ENCOURAGED = re.compile(r"鼓励[^。]*。?")
_ONE = (
    r"(?:(?P<year{n}>\d{{4}})年)?(?:(?P<month{n}>\d{{1,2}})月)?(?P<day{n}>\d{{1,2}})日"
    r"(?P<said{n}>\([^)]*\)|(?:周|星期)[一二三四五六日天])?"
)
_WORD = re.compile(
    rf"(?P<days>{_ONE.format(n=1)}(?:(?:至|到|-|—|–|~)+{_ONE.format(n=2)})?)"
    r"|(?:共|放假)(?P<count>\d+)天|(?P<off>放假|补休)|(?P<worked>上班)"
)
_WEEKDAY = re.compile(r"(?:周|星期)([一二三四五六日天])")


class UnreadableNotice(ValueError):
    """A text that cannot be read for certain; `problems` are all sentences on what to do."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Holiday:
    """A holiday (two where they fall together) and its days off, both ends included."""

    name: str
    first: date
    last: date

    @property
    def days(self) -> list[date]:
        return _span(self.first, self.last)


@dataclass(frozen=True)
class MakeUpDay:
    """A Saturday or Sunday that is worked, and the holiday it is worked for."""

    day: date
    name: str


@dataclass(frozen=True)
class Notice:
    """What one year's notice says, in the order of the days."""

    year: int
    holidays: tuple[Holiday, ...]
    make_up_days: tuple[MakeUpDay, ...]

    def off(self) -> dict[date, str]:
        """Return the days off with their holidays' names; weekends in between are among them."""
        return {day: each.name for each in self.holidays for day in each.days}

    def worked(self) -> dict[date, str]:
        """Return the make-up days with the names of the holidays they are worked for."""
        return {each.day: each.name for each in self.make_up_days}

    def first_day(self) -> date:
        """Return the first day the notice speaks of: New Year may begin in December."""
        return min([date(self.year, 1, 1), *self.off(), *self.worked()])

    def canonical(self) -> str:
        """Return the same text for the same content, whatever the words were."""
        facts = {
            "year": self.year,
            "holidays": [[each.name, str(each.first), str(each.last)] for each in self.holidays],
            "make_up_days": [[str(each.day), each.name] for each in self.make_up_days],
        }
        return json.dumps(facts, ensure_ascii=False, sort_keys=True)


def from_canonical(text: str) -> Notice:
    """Return the notice whose `canonical` the text is."""
    facts = json.loads(text)
    on = date.fromisoformat
    return Notice(
        facts["year"],
        tuple(Holiday(name, on(first), on(last)) for name, first, last in facts["holidays"]),
        tuple(MakeUpDay(on(day), name) for day, name in facts["make_up_days"]),
    )


def parse_notice(text: str, *, year: int | None = None) -> Notice:
    """Return what the notice says; raises UnreadableNotice with all that is wrong.

    The year is read from the title; `year` is what the person said, and must agree.
    """
    text = _plain(text)
    year = _year_of(text, year)
    reading = _Reading(year)
    for names, body in _sections(text):
        _read_section(reading, names, body)
    _check_whole(reading)
    if reading.problems:
        raise UnreadableNotice(reading.problems)
    return Notice(
        year,
        tuple(sorted(reading.holidays, key=lambda each: each.first)),
        tuple(sorted(reading.make_up_days, key=lambda each: each.day)),
    )


@dataclass
class _Reading:
    """What has been read so far of the year's notice, and what was wrong with it."""

    year: int
    holidays: list[Holiday] = field(default_factory=list)
    make_up_days: list[MakeUpDay] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    named: list[str] = field(default_factory=list)


def _plain(text: str) -> str:
    """Return the text without spaces and line breaks, digits and brackets half-width.

    >>> _plain("一、元旦：１月１日（周三）放假１天，\\n 不调休。")
    '一、元旦:1月1日(周三)放假1天,不调休。'
    """
    plain = unicodedata.normalize("NFKC", text)
    return "".join(letter for letter in plain if letter.isprintable() and not letter.isspace())


def _year_of(text: str, said: int | None) -> int:
    if not text:
        raise UnreadableNotice(["没有内容：请粘贴国务院办公厅放假通知的全文。"])
    if not _HEAD.search(text):
        raise UnreadableNotice(
            ["这段文字不像放假通知：请从“一、元旦”起，粘贴国务院办公厅放假通知的全文。"]
        )
    found = _TITLE_YEAR.search(text)
    written = int(found[1]) if found else None
    if written and said and written != said:
        raise UnreadableNotice([f"通知写的是{written}年，你填的是{said}年：请核对年份。"])
    if not (written or said):
        raise UnreadableNotice(["没有找到年份：请连同标题一起粘贴，或者填写年份。"])
    return written or said or 0


def _sections(text: str) -> Iterator[tuple[list[str], str]]:
    """Yield each holiday's names with its text; the closing paragraph belongs to none."""
    heads = list(_HEAD.finditer(text))
    end = _END.search(text, heads[-1].end())
    ends = [each.start() for each in heads[1:]] + [end.start() if end else len(text)]
    for head, stop in zip(heads, ends, strict=True):
        names = re.findall(_NAME, head["names"])
        yield names, _ENCOURAGED.sub("", text[head.end() : stop])


def _read_section(reading: _Reading, names: list[str], body: str) -> None:
    """Give each day to the verb that follows it: 放假 (off) or 上班 (worked)."""
    reading.named += names
    name = "、".join(names)
    waiting: list[date] = []
    off: list[date] = []
    counts: list[int] = []
    for word in _WORD.finditer(body):
        if word["days"]:
            known = waiting or off
            waiting += _days_of(reading, name, word, known[-1] if known else None)
            continue
        if word["count"]:
            counts.append(int(word["count"]))
        if word["worked"]:
            reading.make_up_days += [MakeUpDay(day, name) for day in waiting]
            waiting = []
        elif word["off"] or word[0].startswith("放假"):
            off, waiting = off + waiting, []
    if waiting:
        days = "、".join(map(in_words, waiting))
        reading.problems.append(f"{name}：没有写明{days}是放假还是上班，请补全这一句。")
    _keep_holiday(reading, name, sorted(off), counts)


def _keep_holiday(reading: _Reading, name: str, off: list[date], counts: list[int]) -> None:
    if not off:
        reading.problems.append(f"{name}：没有读到放假的日期，请核对这一段。")
        return
    if off != _span(off[0], off[-1]):
        days = "、".join(map(in_words, off))
        reading.problems.append(f"{name}：放假的日期不相连（{days}），请核对。")
        return
    for count in counts:
        if count != len(off):
            reading.problems.append(
                f"{name}：写的是放假{count}天，{in_words(off[0])}至{in_words(off[-1])}"
                f"是{len(off)}天，请核对。"
            )
    reading.holidays.append(Holiday(name, off[0], off[-1]))


def _days_of(reading: _Reading, name: str, word: re.Match[str], before: date | None) -> list[date]:
    """Return a day or a span; a month that is left out is that of the day before it."""
    first = _day_of(reading, name, word, 1, before)
    if not word["day2"]:
        return [first] if first else []
    last = _day_of(reading, name, word, 2, first)
    if first is None or last is None:
        return []
    if not timedelta(0) <= last - first < timedelta(MOST_DAYS):
        words = f"{in_words(first)}至{in_words(last)}"
        reading.problems.append(f"{name}：{words}先后不对或者太长，请核对。")
        return []
    return _span(first, last)


def _day_of(
    reading: _Reading, name: str, word: re.Match[str], place: int, before: date | None
) -> date | None:
    """Return one day as written, or None with the reason among the problems."""
    written, month, day = word[f"year{place}"], word[f"month{place}"], int(word[f"day{place}"])
    if not month and before is None:
        reading.problems.append(f"{name}：“{day}日”没有写月份，请补上。")
        return None
    in_month = int(month) if month else before.month if before else 0
    year = int(written) if written else _implied_year(reading.year, name, in_month)
    try:
        found = date(year, in_month, day)
    except ValueError:
        reading.problems.append(f"{name}：没有{year}年{in_month}月{day}日这一天，请核对。")
        return None
    _check_day(reading, name, found, word[f"said{place}"] or "")
    return found


def _implied_year(year: int, name: str, month: int) -> int:
    """Return the notice's year; a New Year's holiday that begins in December begins before it."""
    return year - 1 if name == "元旦" and month == DECEMBER else year


def _check_day(reading: _Reading, name: str, day: date, said: str) -> None:
    weekday = _WEEKDAY.search(said)
    meant = WEEKDAYS[day.weekday()]
    if weekday and weekday[1].replace("天", "日") != meant:
        reading.problems.append(
            f"{name}：{in_words(day)}是周{meant}，通知写的是周{weekday[1]}，请核对日期和年份。"
        )
    before_new_year = name == "元旦" and (day.year, day.month) == (reading.year - 1, DECEMBER)
    if day.year != reading.year and not before_new_year:
        reading.problems.append(f"{name}：{in_words(day)}不在{reading.year}年，请核对日期和年份。")


def _check_whole(reading: _Reading) -> None:
    """Add what is wrong with the notice as a whole."""
    reading.problems += [
        f"没有读到{name}：请粘贴通知全文，七个节日都要有。"
        for name in HOLIDAYS
        if name not in reading.named
    ]
    reading.problems += [
        f"{name}出现了{reading.named.count(name)}次：请只粘贴一年的通知。"
        for name in HOLIDAYS
        if reading.named.count(name) > 1
    ]
    _check_holidays(reading)
    _check_make_up_days(reading)


def _check_holidays(reading: _Reading) -> None:
    taken: dict[date, str] = {}
    for each in reading.holidays:
        for name, (month, day) in FIXED.items():
            if name in each.name and date(reading.year, month, day) not in each.days:
                reading.problems.append(f"{each.name}：放假日期里没有{month}月{day}日，请核对。")
        for day_off in each.days:
            if day_off in taken:
                reading.problems.append(
                    f"{in_words(day_off)}既在{taken[day_off]}又在{each.name}，请核对。"
                )
            taken[day_off] = each.name


def _check_make_up_days(reading: _Reading) -> None:
    off = {day: each.name for each in reading.holidays for day in each.days}
    for each in reading.make_up_days:
        if each.day.weekday() < SATURDAY:
            weekday = WEEKDAYS[each.day.weekday()]
            reading.problems.append(
                f"{each.name}：{in_words(each.day)}是周{weekday}，本来就上班，不能是调休上班日。"
            )
        if each.day in off:
            reading.problems.append(
                f"{each.name}：{in_words(each.day)}在{off[each.day]}假期里，不能又是上班日。"
            )


def _span(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def in_words(day: date) -> str:
    """Return a civil day as people write it.

    >>> in_words(date(2027, 1, 4))
    '2027年1月4日'
    """
    return f"{day.year}年{day.month}月{day.day}日"
