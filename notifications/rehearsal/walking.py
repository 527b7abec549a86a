"""Walks a world from a day to the cycle's last: what happens on which day. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from notifications.rehearsal.letters import Letter, mornings
from notifications.rehearsal.rounds import told_on
from notifications.rehearsal.turning import Turn, turns
from notifications.rehearsal.world import World


@dataclass(frozen=True)
class Day:
    """A day on which something happens; `dates` names the days of the window that fall on it."""

    on: date
    is_workday: bool
    is_estimated: bool
    dates: tuple[str, ...]
    letters: tuple[Letter, ...]
    turns: tuple[Turn, ...]
    rounds: tuple[str, ...]

    @property
    def people(self) -> list[Letter]:
        return [each for each in self.letters if each.person is not None]

    @property
    def vacant(self) -> list[Letter]:
        """Return the units without a liaison in whose rows a rung comes up: nobody is told."""
        return [each for each in self.letters if each.person is None]

    @property
    def turned(self) -> int:
        return sum(turn.count for turn in self.turns)


@dataclass(frozen=True)
class Rehearsal:
    """A cycle day by day, if nobody files, reviews or signs from now on and no date moves."""

    world: World
    from_on: date
    days: tuple[Day, ...]

    @property
    def letters(self) -> int:
        return sum(len(day.people) for day in self.days)

    @property
    def turned(self) -> int:
        return sum(day.turned for day in self.days)


def rehearse(world: World, *, from_on: date) -> Rehearsal:
    """Return the days from one on; they are walked from the day of reading, and then left out."""
    until = world.window.closes_on
    days = list(_days(world.on, until))
    letters, turned = dict(mornings(world, until)), dict(turns(world, days))
    walked = (
        _day(world, day, letters.get(day, []), turned.get(day, []))
        for day in days
        if day >= from_on
    )
    return Rehearsal(world, from_on, tuple(day for day in walked if _anything(day)))


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _day(world: World, on: date, letters: list[Letter], turned: list[Turn]) -> Day:
    calendar = world.calendar
    return Day(
        on=on,
        is_workday=on in calendar.worked,
        is_estimated=calendar.is_estimated(on),
        dates=tuple(_dates(world, on)),
        letters=tuple(letters),
        turns=tuple(turned),
        rounds=tuple(told_on(world, on)),
    )


def _dates(world: World, on: date) -> Iterator[str]:
    window = world.window
    named = {
        "开始填报": window.opens_on,
        "配合单位截止": window.support_due_on,
        "牵头单位截止": window.due_on,
        "补报截止": window.closes_on,
    }
    return (name for name, day in named.items() if day == on)


def _anything(day: Day) -> bool:
    return bool(day.dates or day.letters or day.turns or day.rounds)
