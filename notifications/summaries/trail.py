"""What a cycle's trail tells of its reports, in one statement: hands, returns, outlooks."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple

from django.db.models import Q

from workflows.models import Cycle, Transition
from workflows.signatures import for_another, hand_in_words
from workflows.steps import Outcome, Step
from workflows.timeliness import is_late_answer


class Move(NamedTuple):
    """A move of a report; `signer` is the name on the paper by which its version was signed."""

    report: int
    version: int
    outcome: str
    to_step: str
    at: datetime
    reply_by: date | None
    outlook: str
    by: str
    on_behalf_of: str
    signer: str


COLUMNS = (
    "report", "version", "outcome", "to_step", "at", "reply_by", "outlook", "by__name",
    "on_behalf_of__name", "version__paper_signature__paper__signer_name",
)  # fmt: skip


@dataclass(frozen=True)
class Signature:
    """Who signed a version and when; whoever stood in for another says so."""

    name: str
    at: datetime


@dataclass(frozen=True)
class Trail:
    """By version who reviewed and signed it; by report how often it came back, and how.

    A report under correction keeps no signer itself: its signature is found here alone.
    """

    signatures: dict[int, Signature] = field(default_factory=dict)
    reviewers: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    outlooks: dict[int, str] = field(default_factory=dict)
    self_reviewed: set[int] = field(default_factory=set)
    returns: Counter[int] = field(default_factory=Counter)
    late_answers: set[int] = field(default_factory=set)


def trail_of(cycle: Cycle, *, on: date) -> Trail:
    """Read the moves of the cycle's reports as of a day.

    First submissions are left out, a third of a trail: the versions tell of them.
    """
    first = Q(outcome=Outcome.SUBMITTED, version__number=1)
    rows = Transition.objects.filter(~first, report__cycle=cycle).order_by("report", "pk")
    found = Trail()
    for report, moves in groupby(map(Move._make, rows.values_list(*COLUMNS)), _report):
        _tell(found, report, list(moves), on)
    return found


def _report(move: Move) -> int:
    return move.report


def _tell(found: Trail, report: int, moves: Sequence[Move], on: date) -> None:
    for move in moves:
        _tell_of_version(found, move)
    returns = [move.outcome for move in moves].count(Outcome.SENT_BACK)
    # Most never came back, and have nothing to answer.
    if returns:
        found.returns[report] = returns
        if is_late_answer([(each.outcome, each.at, each.reply_by) for each in moves], on=on):
            found.late_answers.add(report)


def _tell_of_version(found: Trail, move: Move) -> None:
    """Take up who acted on a version; of several signatures or outlooks the last stands."""
    if move.outcome == Outcome.APPROVED:
        found.reviewers[move.version].append(for_another(move.by, move.on_behalf_of))
    if move.outcome == Outcome.SIGNED:
        name = hand_in_words(move.by, move.on_behalf_of, move.signer)
        found.signatures[move.version] = Signature(name, move.at)
    if move.outlook:
        found.outlooks[move.version] = move.outlook
    if move.to_step == Step.SECOND_REVIEW:
        found.self_reviewed.add(move.version)
