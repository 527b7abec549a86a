"""The story of one report as a list of acts, each with its moment, its person and its words."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum, auto
from random import Random
from typing import Any

from project.accounts.models import User
from project.demo import words
from project.demo.cast import Cast
from project.demo.figures import compose_figures
from project.demo.milestones import compose_answers
from project.demo.outlooks import outlook_of
from project.demo.pacing import Clock, WorkingDays, start_of
from workflows.models import CycleKind, Report
from workflows.steps import Outcome, Step


class Kind(Enum):
    """What an act is: writing, a step of the flow, or opening a correction."""

    WRITE = auto()
    STEP = auto()
    REOPEN = auto()


@dataclass(frozen=True)
class Act:
    """One act of the story, not yet played."""

    at: datetime
    kind: Kind
    by: User
    report: Report
    words: dict[str, Any] = field(default_factory=dict)
    step: Step = Step.REPORT
    outcome: Outcome = Outcome.SUBMITTED
    reason: str = ""
    on_behalf_of: User | None = None
    outlook: str = ""


class Teller:
    """Tells one report's story: each method adds what somebody does, and when."""

    def __init__(self, report: Report, cast: Cast, days: WorkingDays, *, lead: int) -> None:
        """`lead` is the key of the first-listed lead unit of the report's task."""
        self.report, self.cast, self.days = report, cast, days
        task, unit = report.assignment.task, report.unit
        # Chance, but the same at every loading, whatever was loaded before.
        self.rng = Random(f"{report.cycle.key} {task.number} {unit.code}")  # noqa: S311
        self.clock = Clock(self.rng, days, start_of(report.cycle.opens_on))
        self.acts: list[Act] = []
        self.writer = self._one(cast.liaisons[report.unit_id])
        self.signer = self._one(cast.signers[report.unit_id])
        judges = cast.liaisons[lead] if report.is_support else cast.reviewers[report.unit_id]
        self.reviewer = self._one(judges)
        self.outside = self._one(cast.outside[report.unit_id])
        self.is_final = report.cycle.kind == CycleKind.FINAL
        self.in_haste = False

    @property
    def due_on(self) -> date:
        return self.report.due_on

    @property
    def is_own_house(self) -> bool:
        """Say whether the secretariat reviews its host: 自审, which another reviews again."""
        return not self.report.is_support and self.outside is not None

    def write(self, content: dict[str, Any] | None = None) -> None:
        content = content or words.compose(self.rng, self.report)
        if figures := compose_figures(self.report):
            content = content | {"figures": figures}
        if answers := compose_answers(self.report):
            content = content | {"milestones": answers}
        self._add(self.clock.last, Kind.WRITE, self.writer, words=content)

    def submit(self) -> None:
        self._step(self.clock.later(0, 0), self.writer, Step.REPORT, Outcome.SUBMITTED)

    def withdraw(self) -> None:
        self._step(self.clock.on(self.clock.day), self.writer, Step.REVIEW, Outcome.WITHDRAWN)

    def approve(self, *, fewest: int = 1, on_behalf_of: User | None = None) -> None:
        """Approve after some days; an own house is then reviewed again by somebody outside."""
        moment = self.clock.later(fewest, fewest + (5 if self.is_final else 2))
        self._step(
            moment, self.reviewer, Step.REVIEW, Outcome.APPROVED, on_behalf_of=on_behalf_of,
            outlook=outlook_of(self.report),
        )  # fmt: skip

    def approve_again(self) -> None:
        if self.is_own_house:
            moment = self.clock.later(1, 3)
            self._step(moment, self.outside, Step.SECOND_REVIEW, Outcome.APPROVED)

    def send_back(self, reason: str = "") -> None:
        reason = reason or self.rng.choice(words.RETURNS)
        moment = self.clock.later(1, 3)
        self._step(moment, self.reviewer, Step.REVIEW, Outcome.SENT_BACK, reason=reason)

    def send_back_unsigned(self) -> None:
        moment = self.clock.later(1, 2)
        reason = words.SIGNER_RETURNS
        self._step(moment, self.signer, Step.SIGN_OFF, Outcome.SENT_BACK, reason=reason)

    def answer(self, fewest: int, most: int) -> None:
        """Write and submit anew some days after the return; three are given."""
        self.clock.later(fewest, most)
        self.write(words.compose(self.rng, self.report, again=True))
        self.submit()

    def sign(self) -> None:
        """Sign after some days, unless the only one who could is the writer."""
        if self.signer != self.writer:
            moment = self.clock.later(1, 6 if self.is_final else 3)
            self._step(moment, self.signer, Step.SIGN_OFF, Outcome.SIGNED)

    def reopen(self) -> None:
        moment = self.clock.later(6, 15)
        self._add(moment, Kind.REOPEN, self.writer, reason=words.CORRECTIONS)

    def _step(
        self, at: datetime, by: User | None, step: Step, outcome: Outcome, **said: Any
    ) -> None:
        self._add(at, Kind.STEP, by, step=step, outcome=outcome, **said)

    def _add(self, at: datetime, kind: Kind, by: User | None, **said: Any) -> None:
        """Add an act; where the part has nobody, it does not happen, nor what follows."""
        if by is None:
            raise NobodyThere(f"{self.report}：{kind}")
        self.acts.append(Act(at=at, kind=kind, by=by, report=self.report, **said))

    def _one(self, people: list[User]) -> User | None:
        return self.rng.choice(people) if people else None


class NobodyThere(LookupError):
    """A part of the story that nobody plays: it ends there."""
