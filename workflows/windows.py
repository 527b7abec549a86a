"""In which window a row is on a day, and what a tired official reads of it; pure, over facts."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from project.workdays.estimates import MARK


class WindowState(StrEnum):
    """Whether a unit may write: every day, and so every second, belongs to exactly one."""

    NOT_BEGUN = "未开始"
    OPEN = "填报中"
    LATE = "补报"
    EXCEPTED = "特许补报"
    LOCKED = "已锁定"


TONES = {
    WindowState.NOT_BEGUN: "quiet",
    WindowState.OPEN: "waiting",
    WindowState.LATE: "soon",
    WindowState.EXCEPTED: "soon",
    WindowState.LOCKED: "late",
}


@dataclass(frozen=True)
class Days:
    """The days that decide over a row; each lasts to its end.

    `due_on` is the row's own: co-responsible units come earlier. A signed report under correction
    knows no last day.
    """

    opens_on: date
    due_on: date
    closes_on: date
    reply_by: date | None = None
    excepted_until: date | None = None
    is_correction: bool = False
    # The first day of the calendar that is estimated, where one of these days may be.
    estimated_from: date | None = None

    def said(self, day: date) -> str:
        """Return a day in words, and whether it is estimated."""
        return day_in_words(day) + self.mark(day)

    def mark(self, *days: date) -> str:
        """Return （暂估） if one of the days is estimated."""
        since = self.estimated_from
        return MARK if since and max(days) >= since else ""

    @property
    def last_on(self) -> date:
        """Return the last day on which the unit may write."""
        days = (self.closes_on, self.reply_by, self.excepted_until)
        return max(day for day in days if day is not None)


@dataclass(frozen=True)
class FilingWindow:
    """A row's window on a day: its state, the last day to write, and a sentence without 句号."""

    state: WindowState
    last_on: date
    sentence: str

    @property
    def may_write(self) -> bool:
        return self.state not in (WindowState.NOT_BEGUN, WindowState.LOCKED)

    @property
    def word(self) -> str:
        """Return what a status tag says: the sentence, which names the state."""
        return self.sentence

    @property
    def tone(self) -> str:
        return TONES[self.state]


def state_on(days: Days, *, on: date) -> WindowState:
    """Return the state of a row on a day.

    >>> days = Days(date(2026, 1, 4), date(2026, 1, 15), date(2026, 2, 14))
    >>> [str(state_on(days, on=date(2026, month, day))) for month, day in
    ...  ((1, 3), (1, 4), (1, 15), (1, 16), (2, 14), (2, 15))]
    ['未开始', '填报中', '填报中', '补报', '补报', '已锁定']
    """
    if on < days.opens_on:
        return WindowState.NOT_BEGUN
    if on <= days.due_on or days.is_correction:
        return WindowState.OPEN
    if on <= days.closes_on:
        return WindowState.LATE
    if on <= (days.excepted_until or date.min):
        return WindowState.EXCEPTED
    return WindowState.LATE if on <= days.last_on else WindowState.LOCKED


def window_on(days: Days, *, on: date, days_left: int, ask: str) -> FilingWindow:
    """Return the window; `days_left` are working days to the due date, `ask` whom to ask.

    >>> days = Days(date(2026, 1, 4), date(2026, 1, 15), date(2026, 2, 14))
    >>> window_on(days, on=date(2026, 1, 12), days_left=3, ask="").sentence
    '填报中，还有3个工作日截止'
    >>> year_open = Days(date(2027, 1, 4), date(2027, 1, 15), date(2027, 2, 14),
    ...                  estimated_from=date(2027, 1, 1))
    >>> window_on(year_open, on=date(2027, 1, 12), days_left=3, ask="").sentence
    '填报中，还有3个工作日截止（暂估）'
    >>> window_on(days, on=date(2026, 2, 1), days_left=-12, ask="").sentence
    '已过截止日期，可补报到2026年2月14日'
    >>> window_on(days, on=date(2026, 2, 15), days_left=-20, ask="残工委办公室（张三）").sentence
    '2026年2月14日截止，已锁定，确需补报的请联系残工委办公室（张三）'
    """
    state, last_on = state_on(days, on=on), days.said(days.last_on)
    sentences = {
        WindowState.NOT_BEGUN: f"未开始，{days.said(days.opens_on)}起填报",
        WindowState.OPEN: _open(days, days_left, on),
        WindowState.LATE: _late(days, on),
        WindowState.EXCEPTED: f"填报期已过，准予特许补报到{last_on}",
        WindowState.LOCKED: f"{last_on}截止，已锁定，确需补报的请联系{ask}",
    }
    return FilingWindow(state, days.last_on, sentences[state])


def _open(days: Days, days_left: int, on: date) -> str:
    if days.is_correction:
        return "更正已签批的报告，不受填报期限制"
    if _awaits_reply(days, on):
        return f"填报中，退回修改的{_reply(days)}"
    left = f"还有{days_left}个工作日截止" if days_left else "今天截止"
    return f"填报中，{left}{days.mark(days.due_on)}"


def _late(days: Days, on: date) -> str:
    if _awaits_reply(days, on):
        return f"已过截止日期，退回修改的{_reply(days)}"
    excepted = "（特许补报）" if days.last_on > days.closes_on else ""
    return f"已过截止日期，可补报到{days.said(days.last_on)}{excepted}"


def _awaits_reply(days: Days, on: date) -> bool:
    return days.reply_by is not None and on <= days.reply_by


def _reply(days: Days) -> str:
    return f"请于{days.said(days.reply_by or date.min)}前答复"


def day_in_words(day: date) -> str:
    """Return a civil day as people write it.

    >>> day_in_words(date(2026, 1, 9))
    '2026年1月9日'
    """
    return f"{day.year}年{day.month}月{day.day}日"
