"""A task's facts on any day, without the database: what is pending alone changes with the day."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from workflows.cycles.periods import period_around
from workflows.cycles.schedule import DUE_DAY_OF_MONTH
from workflows.lights.facts import TaskFacts
from workflows.models import CycleKind
from workflows.steps import IN_HANDS_OF_OTHERS, Step


@dataclass(frozen=True)
class Answering:
    """A report of a task's first lead: the days of its cycle, and where it lies."""

    opens_on: date
    covers_until: date
    due_on: date
    step: str = Step.REPORT
    reply_by: date | None = None


@dataclass(frozen=True)
class DatedTask:
    """A task's facts for any day on which nobody acted since they were read.

    `reports` are the first lead's, the newest first; `judged` says of each node whether a signed
    report of its day, or of a later one, was heard already: it waits for none.
    """

    facts: TaskFacts
    filing_kind: CycleKind
    reports: tuple[Answering, ...] = ()
    judged: tuple[bool, ...] = ()

    def on(self, day: date) -> TaskFacts:
        """Return the facts of a day."""
        nodes = tuple(
            replace(node, pending=not judged and self._awaits(node.due_on, day))
            for node, judged in zip(self.facts.nodes, self.judged, strict=True)
        )
        due_on = self.facts.due_on
        pending = due_on is not None and self._awaits(due_on, day)
        return replace(self.facts, done_pending=pending, nodes=nodes)

    def joined_by(self, report: Answering) -> "DatedTask":
        """Return the same with the first lead's report of a cycle that is still to open."""
        return replace(self, reports=(report, *self.reports))

    def _awaits(self, due_on: date, day: date) -> bool:
        opened = [each for each in self.reports if each.opens_on <= day]
        return is_pending(due_on, opened, self.filing_kind, on=day)


def is_pending(
    due_on: date, reports: Sequence[Answering], filing_kind: CycleKind, *, on: date
) -> bool:
    """Say whether the report that must answer for a past day is not due yet, or with others.

    That is the first cycle whose period reaches the day (rule 8, decision 0040), or would be, where
    none was opened; a return that may still be answered in time counts as not due. `reports` are
    the first lead's, the newest first.
    """
    answering = [each for each in reports if each.covers_until >= due_on]
    if not answering:
        return on <= _asked_by(due_on, filing_kind)
    newest, first = answering[0], answering[-1]
    if newest.step in IN_HANDS_OF_OTHERS:
        return True
    may_answer = newest.step == Step.REPORT and newest.reply_by is not None
    return first.due_on >= on or (may_answer and (newest.reply_by or on) >= on)


def _asked_by(day: date, filing_kind: CycleKind) -> date:
    """Return the 15th after the filing period that a day lies in."""
    period = period_around(filing_kind, day)
    return period.covers_until + timedelta(days=DUE_DAY_OF_MONTH)
