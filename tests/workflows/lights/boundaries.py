"""A boundary of a rule: the last case in which it does not light, the first in which it does."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from project.workdays.published import all_days
from workflows.lights.facts import Thresholds
from workflows.lights.judging import judge_indicator, judge_report, judge_task, judge_unit
from workflows.lights.light import Lit

PLAIN = Thresholds()
JUDGES = {"task": judge_task, "report": judge_report}
WITHOUT_CALENDAR = {"indicator": judge_indicator, "unit": judge_unit}


@cache
def _worked() -> list[date]:
    return [entry.day for entry in all_days() if entry.is_workday]


@dataclass(frozen=True)
class Calendar:
    """The published working days from one day to others, without a database."""

    on: date

    def mark(self, day: date) -> str:
        return ""

    def days_to(self, day: date) -> int:
        return bisect_right(_worked(), day) - bisect_right(_worked(), self.on)


@dataclass(frozen=True)
class Case:
    """Facts on a day, which rule lights, and the words it says."""

    facts: object
    on: date
    rule: str
    words: str
    thresholds: Thresholds = PLAIN

    def lit(self) -> Lit:
        return judged(self.rule.partition("-")[0], self.facts, self.on, self.thresholds)


def judged(kind: str, facts: object, on: date, thresholds: Thresholds = PLAIN) -> Lit:
    """Return the light of a kind's facts on a day."""
    if kind in JUDGES:
        return JUDGES[kind](facts, thresholds, on=on, reckoning=Calendar(on))  # type: ignore
    return WITHOUT_CALENDAR[kind](facts, thresholds, on=on)  # type: ignore


@dataclass(frozen=True)
class Boundary:
    """Why there is one, and the neighbouring cases: of the first another rule lights."""

    why: str
    without: Case
    within: Case


def ids(boundaries: Sequence[Boundary]) -> list[str]:
    return [f"{each.within.rule}-{place}" for place, each in enumerate(boundaries)]


def assert_lights_from_here(boundary: Boundary) -> None:
    """The rule does not light in the first case, and does in the second, with its words."""
    for case in (boundary.without, boundary.within):
        lit = case.lit()
        assert (lit.rule, lit.words) == (case.rule, case.words), boundary.why
    assert boundary.without.rule != boundary.within.rule
