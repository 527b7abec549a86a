"""A rule that turns a light on, and the question it is asked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from workflows.lights.facts import Facts, Reckoner, Thresholds
from workflows.lights.light import Light

F = TypeVar("F", bound=Facts)


@dataclass(frozen=True)
class Question(Generic[F]):
    """What a rule is asked: these facts, on this day, under these thresholds."""

    facts: F
    thresholds: Thresholds
    on: date
    reckoning: Reckoner

    def is_past(self, day: date) -> bool:
        """Say whether a day is over; each lasts to its end."""
        return day < self.on

    def days_to(self, day: date) -> int:
        return self.reckoning.days_to(day)


Dated = tuple[str, date]


def no_dates(_: Question[F]) -> Sequence[Dated]:
    """Return nothing, for rules that no day decides."""
    return ()


@dataclass(frozen=True)
class Rule(Generic[F]):
    """One rule: the first of a kind's tuple that holds lights.

    `sentence` says in Chinese when it holds; `words` what stands beside the light; `told` and
    `dates` the facts and days it rests on; `counts` names the thresholds; `source` where the rule
    comes from. A change of any of them is a new `version`.
    """

    key: str
    version: int
    light: Light
    sentence: str
    when: Callable[[Question[F]], bool]
    words: Callable[[Question[F]], str]
    source: str
    told: Callable[[Question[F]], Sequence[str]]
    dates: Callable[[Question[F]], Sequence[Dated]] = no_dates
    counts: tuple[str, ...] = ()
