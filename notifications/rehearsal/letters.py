"""The morning letters of a rehearsal: the job's own ladder, walked over days nobody acts on."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from django.utils import timezone

from notifications.morning import Last, Morning
from notifications.rehearsal.desk import FILE, Desk, Pile
from notifications.rehearsal.world import Row, World

WRITTEN_AT = time(8)
OTHERS = "其他周期"


@dataclass(frozen=True)
class Line:
    """How many reports of the cycle a letter lists alike; `fires` says that their rung asked."""

    words: str
    count: int
    fires: bool

    def __str__(self) -> str:
        return f"{self.words}{self.count}份"


@dataclass(frozen=True)
class Letter:
    """A letter to a person, or what nobody gets: `person` is None for a unit without a liaison."""

    person: int | None
    name: str
    home: str
    lines: tuple[Line, ...]
    others: int = 0

    @property
    def count(self) -> int:
        return sum(line.count for line in self.lines)


def mornings(world: World, until: date) -> Iterator[tuple[date, list[Letter]]]:
    """Yield the letters of each working day from the day of reading: those that list our cycle.

    What is written moves the last letter of who gets it, as the job's own rows do.
    """
    last = dict(world.told.last)
    for day in sorted(each for each in world.calendar.worked if world.on <= each <= until):
        if day in world.told.mornings:
            continue
        morning = Morning(day, world.calendar.ordinals, last, world.told.chosen)
        piles = Desk(world, day).piles
        asked = {key: pile for key, pile in piles.items() if _asks(morning, key, pile)}
        yield day, [_letter(world, morning, key, pile) for key, pile in asked.items()
                    if any(row.is_ours for _, row in pile)]  # fmt: skip
        last |= {key: Last(day, _written_at(day)) for key in asked}


def _written_at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, WRITTEN_AT))


def _asks(morning: Morning, key: int, pile: Pile) -> bool:
    return any(morning.fires(key, row.pressing) for _, row in pile)


def _letter(world: World, morning: Morning, key: int, pile: Pile) -> Letter:
    ours = Counter(
        (_words(morning, key, about, row), morning.fires(key, row.pressing))
        for about, row in pile
        if row.is_ours
    )
    lines = [Line(words, count, fires) for (words, fires), count in ours.items()]
    lines.sort(key=lambda line: not line.fires)
    letter = Letter(key, "", "", tuple(lines), len(pile) - sum(ours.values()))
    if key < 0:
        return replace(letter, person=None, name=world.units[-key])
    person = world.people[key]
    return replace(letter, name=person.name, home=person.home)


def _words(morning: Morning, key: int, about: str, row: Row) -> str:
    """Return what of a row is said: whose day it goes by, and where on the ladder it stands."""
    if about != FILE:
        return about
    side = "配合" if row.is_support else "牵头"
    returned = "退回待答复，" if row.facts.reply_by else ""
    return f"{side}（{returned}{_rung(morning, key, row)}）"


def _rung(morning: Morning, key: int, row: Row) -> str:
    last, due = morning.last.get(key), row.asked_by
    if last is None or row.since > last.at:
        return "首次提醒"
    days = morning.ordinals[due] - morning.ordinals[morning.on]
    if days > 0:
        return f"还有{days}个工作日"
    if days < 0:
        return f"逾期{-days}个工作日"
    return "当天" if due == morning.on else "截止前最后一个工作日"
