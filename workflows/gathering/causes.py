"""因配合单位未反馈: is a lead late only because a co-responsible unit gave nothing (rules 7 and 8).

Computed from the trail and a day, never stored. Decision 0023 has the rule in words.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from project.workdays.models import Workday
from task_table.models import AssignmentRole
from workflows.gathering.feedback import gathers
from workflows.models import Report, ReportVersion, Transition
from workflows.steps import Outcome
from workflows.timeliness import ANSWERING, Move

Key = tuple[int, int]  # a task in a cycle


@dataclass(frozen=True)
class CoUnit:
    """A co-responsible unit of a task, and the moves of its row in their order."""

    name: str
    moves: tuple[Move, ...] = ()


@dataclass(frozen=True)
class Filing:
    """A lead's row: its days, and the day of its first submission if there was one."""

    support_due_on: date
    due_on: date
    first_on: date | None = None

    def is_late(self, *, on: date) -> bool:
        return (self.first_on or on) > self.due_on


def causes(
    lead: Filing, asked: Iterable[CoUnit], *, on: date, ordinals: dict[date, int]
) -> list[str]:
    """Return the units because of which the lead is late, in order; none where it is its own doing.

    A unit is one if its feedback did not stand at the end of the lead's due day, and the lead since
    had no more working days with it than the cycle gives (`support_due_on` to `due_on`).
    `ordinals` are the working-day ordinals of all the days that occur.
    """
    if not lead.is_late(on=on):
        return []
    ended = lead.first_on or on
    given_days = ordinals[lead.due_on] - ordinals[lead.support_due_on]

    def is_one(unit: CoUnit) -> bool:
        if stood(unit.moves, at=lead.due_on):
            return False
        came = came_after(unit.moves, lead.due_on)
        return came is None or came > ended or ordinals[ended] - ordinals[came] <= given_days

    return [unit.name for unit in asked if is_one(unit)]


def stood(moves: Iterable[Move], *, at: date) -> bool:
    """Say whether a unit's feedback stood at the end of a day, or was with it by the lead's leave.

    What the lead sent back with a reply-by date not over that day is no silence of the unit.

    >>> friday, monday = date(2026, 1, 9), date(2026, 1, 12)
    >>> gave, back = Move(Outcome.SUBMITTED, friday), Move(Outcome.SENT_BACK, friday, monday)
    >>> stood([gave], at=friday), stood([], at=friday), stood([gave], at=date(2026, 1, 8))
    (True, False, False)
    >>> stood([gave, back], at=monday), stood([gave, back], at=date(2026, 1, 13))
    (True, False)
    """
    stands = False
    for move in moves:
        if move.on > at:
            break
        stands = move.outcome == Outcome.SUBMITTED or _has_leave(move, at)
    return stands


def _has_leave(move: Move, day: date) -> bool:
    sent_back = move.outcome == Outcome.SENT_BACK
    return sent_back and move.reply_by is not None and move.reply_by >= day


def came_after(moves: Iterable[Move], day: date) -> date | None:
    """Return the day on which the unit first submitted after a day."""
    return next((m.on for m in moves if m.outcome == Outcome.SUBMITTED and m.on > day), None)


def causes_of(leads: Iterable[Report], *, on: date) -> dict[int, list[str]]:
    """Return the units that made each of these late, by report: four statements, none if in time.

    The reports are fetched with cycle and assignment.
    """
    past = [each for each in leads if gathers(each) and each.cycle.due_on < on]
    late = {lead.pk: (lead, filing) for lead, filing in _filings(past) if filing.is_late(on=on)}
    if not late:
        return {}
    asked = _asked([lead for lead, _ in late.values()])
    days = {on} | {day for _, each in late.values() for day in _days(each)}
    days |= {move.on for units in asked.values() for unit in units for move in unit.moves}
    ordinals = dict(Workday.objects.filter(day__in=days).values_list("day", "ordinal"))
    found = {
        key: causes(filing, asked[_key(lead)], on=on, ordinals=ordinals)
        for key, (lead, filing) in late.items()
    }
    return {key: names for key, names in found.items() if names}


def _filings(leads: Sequence[Report]) -> list[tuple[Report, Filing]]:
    if not leads:
        return []
    firsts = ReportVersion.objects.filter(report__in=leads, number=1)
    days = {key: timezone.localdate(at) for key, at in firsts.values_list("report", "submitted_at")}
    return [(each, _filing(each, days.get(each.pk))) for each in leads]


def _filing(lead: Report, first_on: date | None) -> Filing:
    return Filing(lead.cycle.support_due_on, lead.cycle.due_on, first_on)


def _days(filing: Filing) -> set[date]:
    return {each for each in (filing.support_due_on, filing.due_on, filing.first_on) if each}


def _key(report: Report) -> Key:
    return report.cycle_id, report.assignment.task_id


def _asked(leads: Sequence[Report]) -> dict[Key, list[CoUnit]]:
    """Return the co-responsible units of these leads' tasks with their moves, in printed order."""
    rows = Report.objects.filter(
        cycle__in={lead.cycle_id for lead in leads},
        assignment__task__in={lead.assignment.task_id for lead in leads},
        assignment__role=AssignmentRole.SUPPORT,
    ).select_related("assignment", "unit")
    moves = _moves([row.pk for row in rows])
    found: dict[Key, list[CoUnit]] = defaultdict(list)
    for row in sorted(rows, key=lambda each: (each.assignment.place, each.assignment.group_place)):
        found[_key(row)].append(CoUnit(row.unit.name, tuple(moves[row.pk])))
    return found


def _moves(reports: list[int]) -> dict[int, list[Move]]:
    rows = Transition.objects.filter(report__in=reports, outcome__in=ANSWERING).order_by("pk")
    found: dict[int, list[Move]] = defaultdict(list)
    for report, outcome, at, reply_by in rows.values_list("report", "outcome", "at", "reply_by"):
        found[report].append(Move(Outcome(outcome), timezone.localdate(at), reply_by))
    return found
