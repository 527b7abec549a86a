"""The words that a draft starts with: said from its grounds, to be edited by the office."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from workflows.escalation.grounds import REPORT, TASK, Ground
from workflows.windows import day_in_words

NUMERALS = "一二三四五六七八九十"


def sentence_of(ground: Ground) -> str:
    """Return one ground as pages list it.

    >>> late = Ground("report", "mzj", "1", "牵头", "2026-01-15", 5, "2025-Q4", "2025年第四季度")
    >>> sentence_of(late)
    '2025年第四季度第1项（牵头）应于2026年1月15日前报送，逾期5个工作日'
    >>> sentence_of(Ground("task", "mzj", "1", "牵头", "2025-12-31", 12))
    '第1项任务应于2025年12月31日前完成或达到节点，逾期12个工作日'
    """
    by = day_in_words(date.fromisoformat(ground.asked_on))
    if ground.kind == TASK:
        return f"第{ground.task}项任务应于{by}前完成或达到节点，逾期{ground.days}个工作日"
    return (
        f"{ground.label}第{ground.task}项（{ground.role}）应于{by}前报送，逾期{ground.days}个工作日"
    )


def phrases_of(grounds: Sequence[Ground]) -> list[str]:
    """Return what a unit has not done, one phrase for each cycle and one for its tasks.

    >>> late = [Ground("report", "mzj", n, "牵头", "2026-01-15", 5, "2025-Q4", "2025年第四季度")
    ...         for n in "12"]
    >>> phrases_of(late)
    ['2025年第四季度进展情况2项没有报送（牵头第1、2项），最长逾期5个工作日']
    """
    filed = [each for each in grounds if each.kind == REPORT]
    tasks = [each for each in grounds if each.kind == TASK]
    told = [_of_cycle(label, list(rows)) for label, rows in groupby(filed, lambda one: one.label)]
    return [*told, *([_of_tasks(tasks)] if tasks else [])]


def _of_cycle(label: str, rows: Sequence[Ground]) -> str:
    roles = dict.fromkeys(each.role for each in rows)
    parts = "，".join(
        f"{role}第{_numbers(each for each in rows if each.role == role)}项" for role in roles
    )
    return f"{_filing(label)}{len(rows)}项没有报送（{parts}），{_longest(rows)}"


def _filing(label: str) -> str:
    """Return what is filed in a cycle.

    >>> _filing("2025年第4季度"), _filing("期末报告")
    ('2025年第4季度进展情况', '期末报告')
    """
    return label if label.endswith("报告") else f"{label}进展情况"


def _of_tasks(rows: Sequence[Ground]) -> str:
    return f"牵头的第{_numbers(rows)}项任务逾期，{_longest(rows)}"


def _numbers(rows: Iterable[Ground]) -> str:
    return "、".join(each.task for each in rows)


def _longest(rows: Iterable[Ground]) -> str:
    return f"最长逾期{max(each.days for each in rows)}个工作日"


def subject_of(grounds: Sequence[Ground]) -> str:
    """Return what a paper is about, for its title."""
    kinds = {each.kind for each in grounds}
    if kinds == {TASK}:
        return "重点工作任务逾期"
    return "未按时报送进展情况" + ("和任务逾期" if TASK in kinds else "")


def notice_text(grounds: Sequence[Ground], *, on: date) -> str:
    """Return the words of a 督办单 to one unit."""
    lines = [f"{_numeral(place)}、{each}。" for place, each in enumerate(phrases_of(grounds))]
    asked = "请抓紧办理，由分管领导签批后反馈办理情况。"
    return "\n".join([f"截至{day_in_words(on)}，你单位有下列事项没有办理：", *lines, asked])


def circular_text(*, on: date, after: int) -> str:
    """Return the words of a 通报 before the units it names."""
    return (
        f"截至{day_in_words(on)}，下列单位逾期{after}个工作日以上没有报送进展情况或完成重点工作任务，"
        "现予通报，请抓紧办理。"
    )


def entry_of(name: str, grounds: Sequence[Ground]) -> str:
    """Return the sentence by which a 通报 names a unit."""
    return f"{name}：{'；'.join(phrases_of(grounds))}。"


def _numeral(place: int) -> str:
    return NUMERALS[place] if place < len(NUMERALS) else str(place + 1)
