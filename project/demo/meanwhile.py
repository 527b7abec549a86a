"""What happens beside the reports: nights that close a cycle, its summary, the week's digest."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from notifications.digesting import PREPARED_AT, SENT_AT, moment_on, prepare_digests, send_due
from project.demo.closings import closings_beside
from project.demo.coordination import coordination_beside
from project.demo.doubts import doubts_beside
from project.demo.escalation import escalation_beside
from project.demo.instructions import instructions_beside
from project.demo.leave import leave_beside
from project.demo.pacing import start_of
from project.demo.summaries import summary_beside
from project.demo.urging import urges_beside
from project.workdays.models import Workday
from workflows.cycles.closing import close_ended_cycles
from workflows.models import Cycle, CycleKind

# Answers to late returns are waited for; after these days every reply-by date is over.
LAST_CLOSING = timedelta(days=15)


@dataclass(frozen=True)
class Event:
    """Something that happens at a moment of the story."""

    at: datetime
    happen: Callable[[], object]


def events_beside(cycle: Cycle, *, until: datetime) -> list[Event]:
    """Return what happens beside a cycle's reports up to a moment, in order."""
    events = list(_closings(cycle))
    events += [Event(at, happen) for at, happen in summary_beside(cycle)]
    events += [Event(at, happen) for at, happen in doubts_beside(cycle)]
    events += [Event(at, happen) for at, happen in coordination_beside(cycle)]
    events += [Event(at, happen) for at, happen in closings_beside(cycle)]
    events += [Event(at, happen) for at, happen in instructions_beside(cycle)]
    events += [Event(at, happen) for at, happen in leave_beside(cycle, until=until)]
    events += [Event(at, happen) for at, happen in urges_beside(cycle)]
    events += [Event(at, happen) for at, happen in escalation_beside(cycle)]
    if cycle.kind == CycleKind.FINAL:
        events += _digest(until)
    return sorted((each for each in events if each.at <= until), key=lambda each: each.at)


def _closings(cycle: Cycle) -> Iterator[Event]:
    for day in (cycle.closes_on + timedelta(days=1), cycle.closes_on + LAST_CLOSING):
        night = start_of(day) + timedelta(minutes=10)
        yield Event(night, _closing(day, night))


def _closing(day: date, night: datetime) -> Callable[[], object]:
    return lambda: close_ended_cycles(on=day, at=night)


def _digest(until: datetime) -> Iterator[Event]:
    """Yield the digest of the last week whose first working day had its hour."""
    monday = until.date() - timedelta(days=until.weekday())
    weeks = (monday, monday - timedelta(days=7))
    days = [Workday.objects.from_day(first) for first in weeks]
    on = next((day for day in days if moment_on(day, SENT_AT) <= until), days[-1])
    prepared_at, sent_at = moment_on(on, PREPARED_AT), moment_on(on, SENT_AT)
    yield Event(prepared_at, lambda: prepare_digests(on=on, at=prepared_at))
    yield Event(sent_at, lambda: send_due(at=sent_at))
