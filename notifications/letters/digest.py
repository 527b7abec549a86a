"""The letters about the overdue digest: its draft to the secretariat, the page to the leaders.

Page and letters are made of the digest's frozen facts alone.
"""

import json
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from notifications.letters import Letter, compose
from notifications.models import Digest

# So many lines fit on one page; of the others the letter names the numbers.
LINES_IN_LETTER = 10
# What digests of before decision 0045 do not tell.
NOT_TOLD: dict[str, Any] = {
    "stalled": [],
    "coordination": {"waiting": 0, "listed": []},
    "on_time": None,
    "indicators": [],
}
UNITS_IN_LINE = 12
MOST_WORDS = 120
MOST_OF_TASK = 60


def digest_letter(digest: Digest) -> Letter:
    """Return the page that leaders and observers read."""
    content = content_of(digest)
    tasks, stalled = content.pop("tasks"), content.pop("stalled")
    shown, rest = fitted(tasks, LINES_IN_LETTER)
    still, more = fitted(stalled, LINES_IN_LETTER - len(shown))
    return compose(
        "digest", digest=digest, tasks=shown, count=len(tasks), rest=rest,
        stalled=still, stalled_count=len(stalled), stalled_rest=more, **content,
    )  # fmt: skip


def fitted(lines: list[dict[str, Any]], room: int) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the lines there is room for, and the numbers of the others."""
    return lines[:room], [each["number"] for each in lines[room:]]


def draft_letter(digest: Digest, *, at: datetime) -> Letter:
    """Return what tells the secretariat of a digest that leaves at its hour unless held."""
    content = content_of(digest)
    when = hour_in_words(digest.send_at, on=timezone.localdate(at))
    return compose(
        "digest_draft", digest=digest, when=when, count=len(content.pop("tasks")), **content
    )


def content_of(digest: Digest) -> dict[str, Any]:
    """Return the frozen facts ready for a template: days as dates, words short enough to quote."""
    facts: dict[str, Any] = NOT_TOLD | json.loads(digest.facts)
    tasks = [_task(each) for each in facts["tasks"]]
    as_of = date.fromisoformat(facts["as_of"])
    line = unfiled_in_words(facts["unfiled"])
    stalled = [each | {"text": shortened(each["text"], MOST_OF_TASK)} for each in facts["stalled"]]
    told = {"unfiled_line": line, "on_time_line": on_time_in_words(facts["on_time"])}
    return facts | told | {"as_of": as_of, "tasks": tasks, "stalled": stalled}


def on_time_in_words(facts: dict[str, Any] | None) -> str:
    """Return 按时率 with what it is a part of; nothing where no cycle is past its day.

    >>> on_time_in_words({"cycle": "2025年第4季度", "due": 8, "on_time": 7})
    '2025年第4季度应报8份，按时7份，按时率87.5%。'
    """
    if facts is None or not facts["due"]:
        return ""
    rate = f"{100 * facts['on_time'] / facts['due']:.1f}%"
    return f"{facts['cycle']}应报{facts['due']}份，按时{facts['on_time']}份，按时率{rate}。"


def unfiled_in_words(unfiled: dict[str, Any]) -> str:
    """Return the one line about reports 未按时报送; nothing where there are none."""
    units = unfiled["units"]
    if not units:
        return ""
    named = "、".join(f"{unit['name']}{unit['reports']}份" for unit in units[:UNITS_IN_LINE])
    others = f"，以及其他{len(units) - UNITS_IN_LINE}个单位" if len(units) > UNITS_IN_LINE else ""
    labels = "、".join(unfiled["cycles"])
    return f"{labels}有{len(units)}个单位{unfiled['reports']}份报告未按时报送：{named}{others}。"


def hour_in_words(moment: datetime, *, on: date) -> str:
    """Return a moment as said on a day: 今天15:00, else 1月13日11:00."""
    local = timezone.localtime(moment)
    day = "今天" if local.date() == on else f"{local.month}月{local.day}日"
    return f"{day}{local:%H:%M}"


def shortened(text: str, most: int = MOST_WORDS) -> str:
    """Return a text on one line, of at most 120 characters, or as many as asked.

    >>> shortened(" 经费\\n不足 "), len(shortened("字" * 121)), shortened("字" * 121)[-2:]
    ('经费 不足', 120, '字…')
    """
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def _task(facts: dict[str, Any]) -> dict[str, Any]:
    words = [each | {"text": shortened(each["text"])} for each in facts["words"]]
    text = shortened(facts["text"], MOST_OF_TASK)
    return facts | {"due_on": date.fromisoformat(facts["due_on"]), "text": text, "words": words}
