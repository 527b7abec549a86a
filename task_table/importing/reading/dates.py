"""Reads when a task is due from Chinese wording; an age or an ordinal is never a date."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from task_table.importing.reading.flags import Flag

_YEAR: Final = r"(?<![\d.])(?P<year>(?:19|20)\d{2})"
_DASH: Final = r"(?:—|–|-|－|~|～|至|到)+"
_RANGE: Final = re.compile(rf"(?:19|20)\d{{2}}\s*年?(?:\s*\d{{1,2}}\s*月)?\s*{_DASH}\s*$")
_RANGE_GOES_ON: Final = re.compile(rf"\s*{_DASH}\s*(?:19|20)\d{{2}}")
_DATE: Final = re.compile(
    rf"(?P<until>到|至|截至|截止到?)?\s*{_YEAR}\s*年(?!度|级|代|版|均)\s*"
    r"(?:(?P<month>\d{1,2})\s*月(?:份)?\s*(?:(?P<day>\d{1,2})\s*[日号])?"
    r"|(?P<half>[上下])半年|第?(?P<quarter>[一二三四1-4])季度)?\s*"
    r"(?P<end>年?底(?!数|线|册)|年?末|月底|月末)?\s*(?P<before>[之以]?前(?![一二两三四五六\d后])|[之以]?内)?"
)
_NUMERIC: Final = re.compile(
    rf"{_YEAR}\s*[-/.]\s*(?P<month>\d{{1,2}})(?:\s*[-/.]\s*(?P<day>\d{{1,2}}))?(?!\d)"
)
_BARE_YEAR: Final = re.compile(rf"^{_YEAR}$")
_CHINESE_YEAR: Final = re.compile(r"[一二][〇零○一二三四五六七八九]{3}(?=\s*年)")
_DIGITS: Final = {**{c: str(n) for n, c in enumerate("〇一二三四五六七八九")}, "零": "0", "○": "0"}
_OPEN_ENDED: Final = re.compile(
    r"持续|长期|常态|经常性|每年|每季|每月|逐年|年度?(?:常规|例行)|全年|贯穿|不断"
)
_QUARTERS: Final = {
    **{c: n for n, c in enumerate("一二三四", 1)},
    **{str(n): n for n in range(1, 5)},
}


@dataclass(frozen=True)
class DueReading:
    """When something is due: a day, or open-ended, or neither; flags tell what is uncertain."""

    due_on: date | None = None
    open_ended: bool = False
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True)
class _Mention:
    on: date | None
    flags: tuple[Flag, ...] = ()


def parse_due_on(text: str) -> DueReading:
    """Read the limit that running text gives.

    A year counts only with a word of limit (到, 底, 末, 前, 内); a month or day counts without one
    but is flagged. Of 2021—2025年 the end counts only with such a word behind it (于2021—2025年 is
    when, not until when); flagged either way. Of several dates the latest is taken, since the task
    is done when all of it is.

    >>> parse_due_on("到2023年，至少建立一个基地").due_on
    datetime.date(2023, 12, 31)
    >>> parse_due_on("2023年6月30日前完成").due_on
    datetime.date(2023, 6, 30)
    >>> parse_due_on("对7-17周岁儿童、16至30周岁青年，招收5人以上，第十一届汇演")
    DueReading(due_on=None, open_ended=False, flags=())
    """
    return _settle(_mentions(_prepare(text), _in_text))


def parse_due_column(cell: str) -> DueReading:
    """Read a cell of the column 完成时限, where every date is a limit.

    The end of a range counts; an empty cell says nothing; words that are no date are flagged.

    >>> parse_due_column("2025年12月").due_on, parse_due_column("2021—2025年").due_on
    (datetime.date(2025, 12, 31), datetime.date(2025, 12, 31))
    >>> parse_due_column("持续推进").open_ended
    True
    >>> parse_due_column("规划期内").flags
    (<Flag.COLUMN_NOT_UNDERSTOOD: 'column_not_understood'>,)
    """
    text = _BARE_YEAR.sub(r"\g<year>年", _prepare(cell).strip(" 。"))
    reading = _settle(_mentions(_NUMERIC.sub(_in_words, text), _in_column))
    if reading.due_on and _OPEN_ENDED.search(text):
        return replace(reading, flags=(*reading.flags, Flag.DATE_AND_OPEN_ENDED))
    if reading.due_on or not text:
        return reading
    if _OPEN_ENDED.search(text):
        return DueReading(open_ended=True, flags=reading.flags)
    return DueReading(flags=(*reading.flags, Flag.COLUMN_NOT_UNDERSTOOD))


def _prepare(text: str) -> str:
    narrow = text.translate({ord("０") + n: str(n) for n in range(10)})
    return _CHINESE_YEAR.sub(lambda m: "".join(_DIGITS.get(c, c) for c in m[0]), narrow)


def _in_words(match: re.Match[str]) -> str:
    day = f"{match['day']}日" if match["day"] else ""
    return f"{match['year']}年{match['month']}月{day}"


def _mentions(text: str, judge: Callable[[re.Match[str], bool], _Mention]) -> Iterator[_Mention]:
    for match in _DATE.finditer(text):
        if _RANGE_GOES_ON.match(text, match.end()):
            continue
        # “至” is taken into the match, so a range is looked for up to the year itself.
        yield judge(match, bool(_RANGE.search(text[: match.start("year")])))


def _in_text(match: re.Match[str], is_range: bool) -> _Mention:
    limited = bool(match["end"] or match["before"])
    if is_range and not limited:
        return _Mention(None, (Flag.YEAR_RANGE,))
    to_year = match["until"] in {"到", "至", "截至", "截止", "截止到"}
    if not (limited or to_year or match["month"] or match["half"] or match["quarter"]):
        return _Mention(None, (Flag.YEAR_NOT_TAKEN,))
    flags = () if limited or to_year else (Flag.DATE_WITHOUT_LIMIT_WORD,)
    return _dated(match, is_range, flags)


def _in_column(match: re.Match[str], is_range: bool) -> _Mention:
    return _dated(match, is_range, ())


def _dated(match: re.Match[str], is_range: bool, flags: tuple[Flag, ...]) -> _Mention:
    last = _last_day(match)
    if last is None:
        return _Mention(None, (*flags, Flag.IMPOSSIBLE_DATE))
    if is_range:
        flags = (*flags, Flag.YEAR_RANGE)
    if match["before"] in {"前", "之前", "以前"} and not (match["end"] or match["day"]):
        flags = (*flags, Flag.AMBIGUOUS_BEFORE)
    return _Mention(last, flags)


def _last_day(match: re.Match[str]) -> date | None:
    """The last day of what is named, for the last day counts to its end."""
    year, month = int(match["year"]), _last_month(match)
    if not 1 <= month <= 12:
        return None
    longest = monthrange(year, month)[1]
    day = int(match["day"] or longest)
    return date(year, month, day) if 1 <= day <= longest else None


def _last_month(match: re.Match[str]) -> int:
    if match["quarter"]:
        return _QUARTERS[match["quarter"]] * 3
    if match["half"] == "上":
        return 6
    return int(match["month"] or 12)


def _settle(mentions: Iterator[_Mention]) -> DueReading:
    found = list(mentions)
    days = {mention.on for mention in found if mention.on}
    several = [Flag.SEVERAL_DATES] if len(days) > 1 else []
    flags = dict.fromkeys([*(flag for mention in found for flag in mention.flags), *several])
    return DueReading(due_on=max(days, default=None), flags=tuple(flags))
