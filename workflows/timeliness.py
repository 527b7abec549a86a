"""Whether a report was on time: first submitted by its day, and every return answered by its own.

Rule 7 (design.md section 4). A return that was withdrawn again is still due by the date asked for.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.utils import timezone

from workflows.models import Transition
from workflows.models.reports import ReportQuerySet
from workflows.steps import Outcome

ANSWERING = (Outcome.SENT_BACK, Outcome.SUBMITTED, Outcome.WITHDRAWN)


@dataclass(frozen=True)
class Move:
    """What the rule asks of a move: its outcome, its day, and the reply-by date of a return."""

    outcome: Outcome
    on: date
    reply_by: date | None = None


def answered_late(moves: Iterable[Move], *, on: date) -> bool:
    """Say whether any return was answered after its reply-by date, or is unanswered past it.

    >>> returned = Move(Outcome.SENT_BACK, date(2026, 1, 9), date(2026, 1, 14))
    >>> answered_late([returned, Move(Outcome.SUBMITTED, date(2026, 1, 14))], on=date(2026, 2, 1))
    False
    >>> answered_late([returned, Move(Outcome.SUBMITTED, date(2026, 1, 15))], on=date(2026, 2, 1))
    True
    >>> [answered_late([returned], on=date(2026, 1, day)) for day in (14, 15)]
    [False, True]
    """
    asked, is_open = None, False
    for move in moves:
        if move.outcome == Outcome.SENT_BACK:
            asked = move.reply_by
        elif is_open and asked and move.outcome == Outcome.SUBMITTED and move.on > asked:
            return True
        is_open = move.outcome != Outcome.SUBMITTED
    return bool(is_open and asked and asked < on)


def late_answers(reports: ReportQuerySet, *, on: date) -> set[int]:
    """Return the keys of the reports of which a return was answered late: one statement."""
    moves = Transition.objects.filter(report__in=reports, outcome__in=ANSWERING)
    rows = moves.order_by("report", "pk").values_list("report", "outcome", "at", "reply_by")
    return {
        report
        for report, told in groupby(rows, key=lambda row: row[0])
        if is_late_answer([row[1:] for row in told], on=on)
    }


def is_late_answer(moves: Sequence[tuple[str, datetime, date | None]], *, on: date) -> bool:
    """Say of one report's moves (outcome, moment, reply-by date) what `answered_late` says.

    A report that was never sent back has nothing to answer.
    """
    if all(outcome != Outcome.SENT_BACK for outcome, _, _ in moves):
        return False
    return answered_late((_move(*each) for each in moves if each[0] in ANSWERING), on=on)


def _move(outcome: str, at: datetime, reply_by: date | None) -> Move:
    return Move(Outcome(outcome), timezone.localdate(at), reply_by)
