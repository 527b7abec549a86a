"""What a rehearsal rests on: frozen facts, read once, without the database from then on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from notifications.models import Frequency
from notifications.morning import Last
from notifications.owed import Pressing
from project.accounts.models import Role
from task_table.models import SecondReview
from workflows.cycles.schedule import Window
from workflows.lights.awaiting import DatedTask
from workflows.lights.facts import ReportFacts, Thresholds
from workflows.steps import Step


@dataclass(frozen=True)
class Reviewing:
    """Who reviews a row: the first lead's unit where it does, and the resorts of a second review.

    `hands` are the keys of those who had a hand in the current version (rule 3).
    """

    by_unit: int | None = None
    resort: SecondReview = SecondReview.OTHER_UNIT
    hands: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Row:
    """A report, or one that a cycle is still to open; `is_ours` says of the cycle rehearsed.

    `last_on` is the last day on which it is waited for: afterwards it is missed. None is for good.
    """

    unit: int
    committee: int
    is_ours: bool
    is_support: bool
    since: datetime
    facts: ReportFacts
    last_on: date | None = None
    of_plan: bool = True
    reviewing: Reviewing = Reviewing()
    # So many working days past its day the unit's signer is told (`Plan.signer_after`).
    signer_after: int = 3

    @property
    def step(self) -> str:
        return self.facts.step

    @property
    def asked_by(self) -> date:
        return self.facts.reply_by or self.facts.due_on

    @property
    def pressing(self) -> Pressing:
        """Return it as the ladder sees it: what lies with its unit is due, all else waits."""
        return Pressing(self.since, self.asked_by if self.step == Step.REPORT else None)

    def is_late(self, day: date) -> bool:
        """Say whether it lies with its unit past its day; withdrawn in time is not late."""
        facts = self.facts
        in_time = facts.submitted_on is not None and facts.submitted_on <= facts.due_on
        withdrawn = facts.reply_by is None and in_time
        lies = self.step == Step.REPORT and not facts.is_correction
        return lies and not withdrawn and self.asked_by < day

    def is_there(self, day: date) -> bool:
        """Say whether it was opened by that day and is not missed yet."""
        return self.facts.opens_on <= day and (self.last_on is None or day <= self.last_on)


@dataclass(frozen=True)
class Term:
    """From which day to which something is held; the last day is None where it is for good."""

    from_on: date
    until_on: date | None = None

    def holds(self, day: date) -> bool:
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


@dataclass(frozen=True)
class Holding:
    """A grant: a person's role of a unit or a committee, by key, for a time."""

    person: int
    role: Role
    of: int
    term: Term


@dataclass(frozen=True)
class Lending:
    """A delegation: who acts for whom, in which role of which unit or committee."""

    to: int
    absent: int
    role: Role
    of: int
    term: Term


@dataclass(frozen=True)
class Person:
    """Somebody who may be written to; `houses` are the keys of the home unit and of its host."""

    name: str
    home: str = ""
    houses: tuple[int | None, ...] = ()
    is_of_office: bool = False
    is_told: bool = True


@dataclass(frozen=True)
class Told:
    """What was told by the day of reading, so that it is not told again."""

    last: Mapping[int, Last]
    chosen: Mapping[int, Frequency]
    mornings: frozenset[date] = frozenset()
    weeks: frozenset[str] = frozenset()
    posted: int = 0
    prepared: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True)
class TaskRow:
    """A task with what makes its light on any day."""

    name: str
    text: str
    dated: DatedTask


@dataclass(frozen=True)
class Calendar:
    """Ordinals and the days worked in the reach of the rehearsal; days estimated from one on."""

    ordinals: dict[date, int]
    worked: frozenset[date]
    estimated_from: date | None = None

    def is_estimated(self, day: date) -> bool:
        return self.estimated_from is not None and day >= self.estimated_from


@dataclass(frozen=True)
class World:
    """All facts of a rehearsal, as they are on the day it was read."""

    plan: str
    key: str
    label: str
    window: Window
    is_opened: bool
    is_announced: bool
    on: date
    committee: int
    thresholds: Thresholds
    calendar: Calendar
    units: Mapping[int, str]
    people: Mapping[int, Person]
    holdings: tuple[Holding, ...]
    lendings: tuple[Lending, ...]
    rows: tuple[Row, ...]
    tasks: tuple[TaskRow, ...]
    told: Told
    robots: int
    unfiled: int
