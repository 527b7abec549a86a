"""A rehearsal in words and for machines: what the command prints and the page shows above."""

from collections.abc import Iterator
from typing import Any

from notifications.rehearsal.letters import Letter
from notifications.rehearsal.turning import Turn
from notifications.rehearsal.walking import Day, Rehearsal
from project.workdays.estimates import MARK
from workflows.cycles.periods import KEY
from workflows.windows import day_in_words

ASSUMPTION = "按现在的情况推演：假定今后没有人填报、审核、签批，日期不变。"
REPORTS_ONLY = "只推演报告：申请、办结等事项和纸质签批件的提醒不在内，可能另外写信。"
NOT_OPENED = "本期还没有开启：按现在的应报范围和授权推演，开启之前都可能改变。"
ASKED_TODAY = "中期、期末报告何时开启由残工委决定，这里按最早的开启日期推算。"
NOTHING = "今后没有要发生的事：没有人会收到提醒信，也没有灯会转变。"
WEEKDAYS, SATURDAY = "一二三四五六日", 5


def assumptions(rehearsal: Rehearsal) -> list[str]:
    """Return what the rehearsal rests on, to be read before it."""
    world = rehearsal.world
    told = [ASSUMPTION, REPORTS_ONLY]
    if not world.is_opened:
        told.append(NOT_OPENED)
    if not world.is_announced and not KEY.fullmatch(world.key):
        told.append(ASKED_TODAY)
    return told


def title_of(day: Day) -> str:
    """Return a day's heading: 2027年1月3日（周日，休息日，暂估）　配合单位截止."""
    kind = [f"周{WEEKDAYS[day.on.weekday()]}", *_unusual(day)]
    dates = f"　{'、'.join(day.dates)}" if day.dates else ""
    return f"{day_in_words(day.on)}（{'，'.join(kind)}）{dates}"


def _unusual(day: Day) -> Iterator[str]:
    """Yield what one does not expect of a weekday's name: a day off, a weekend worked, 暂估."""
    if not day.is_workday:
        yield "休息日"
    elif day.on.weekday() >= SATURDAY:
        yield "工作日"
    if day.is_estimated:
        yield MARK.strip("（）")


def letters_counted(day: Day) -> str:
    """Return how many are written to on a day, and of how many units nobody is."""
    counts = ((len(day.people), "人收到提醒信"), (len(day.vacant), "个单位没有联络员收信"))
    return "，".join(f"{count}{words}" for count, words in counts if count)


def counts_in_words(day: Day) -> str:
    """Return in one sentence how much happens on a day."""
    turned = f"{day.turned}盏灯转变" if day.turned else ""
    return "，".join(part for part in (letters_counted(day), turned) if part)


def result_in_words(rehearsal: Rehearsal) -> str:
    """Return the one line of result, without the name of its cycle."""
    world = rehearsal.world
    span = f"{day_in_words(rehearsal.from_on)}至{day_in_words(world.window.closes_on)}"
    if not rehearsal.days:
        return NOTHING
    return (
        f"{span}有{len(rehearsal.days)}天有事，"
        f"提醒信{rehearsal.letters}封，灯转变{rehearsal.turned}盏。只是推演，没有写入任何内容。"
    )


def letter_in_words(letter: Letter) -> str:
    """Return whom a letter reaches and what it lists: what asked for it, then all else."""
    asked = "、".join(str(line) for line in letter.lines if line.fires)
    along = "、".join(str(line) for line in letter.lines if not line.fires)
    parts = [asked, f"一并列出{along}" if along else ""]
    parts.append(f"另有其他周期{letter.others}份" if letter.others else "")
    return "；".join(part for part in parts if part)


def whom(letter: Letter) -> str:
    if letter.person is None:
        return f"{letter.name}（没有联络员，无人收信）"
    return f"{letter.name}（{letter.home}）" if letter.home else letter.name


def turn_in_words(turn: Turn) -> str:
    """Return 报告3份：灰灯转红灯 未报送（report-missed）."""
    return (
        f"{turn.what}{turn.count}{'份' if turn.what == '报告' else '项'}："
        f"{turn.was.word}转{turn.now.word}，{turn.now.words}（{turn.now.rule}）"
    )


def lines(rehearsal: Rehearsal) -> Iterator[str]:
    """Yield the whole of it for a terminal, the line of result last."""
    yield from assumptions(rehearsal)
    for day in rehearsal.days:
        yield f"{title_of(day)}　{counts_in_words(day)}".rstrip()
        yield from (f"  {told}" for told in day.rounds)
        yield from (f"  {whom(each)}：{letter_in_words(each)}" for each in day.letters)
        yield from (f"  {turn_in_words(each)}：{_names(each)}" for each in day.turns)
    yield f"{rehearsal.world.plan} {rehearsal.world.key}：{result_in_words(rehearsal)}"


def _names(turn: Turn) -> str:
    return "、".join(f"{name}{f'×{count}' if count > 1 else ''}" for name, count in turn.names)


def as_facts(rehearsal: Rehearsal) -> dict[str, Any]:
    """Return the whole of it for machines."""
    world = rehearsal.world
    return {
        "plan": world.plan,
        "cycle": world.key,
        "from": rehearsal.from_on.isoformat(),
        "window": {name: day.isoformat() for name, day in vars(world.window).items()},
        "announced": world.is_announced,
        "opened": world.is_opened,
        "assumptions": assumptions(rehearsal),
        "letters": rehearsal.letters,
        "lights": rehearsal.turned,
        "days": [_day(day) for day in rehearsal.days],
    }


def _day(day: Day) -> dict[str, Any]:
    return {
        "day": day.on.isoformat(),
        "workday": day.is_workday,
        "estimated": day.is_estimated,
        "dates": list(day.dates),
        "letters": [_letter(each) for each in day.people],
        "nobody": [_letter(each) for each in day.vacant],
        "lights": [_turn(each) for each in day.turns],
        "told": list(day.rounds),
    }


def _letter(letter: Letter) -> dict[str, Any]:
    told = [
        {"words": line.words, "count": line.count, "fires": line.fires} for line in letter.lines
    ]
    return {"name": letter.name, "home": letter.home, "lists": told, "others": letter.others}


def _turn(turn: Turn) -> dict[str, Any]:
    return {
        "what": turn.what,
        "from": turn.was.light.value,
        "to": turn.now.light.value,
        "rule": turn.now.rule,
        "words": turn.now.words,
        "of": dict(turn.names),
    }
