"""What a report says differently from the version that was returned: words and files."""

from collections.abc import Sequence
from dataclasses import dataclass

from workflows.changes import Change, Piece, changes, file_changes
from workflows.models import Draft, Evidence, Report, ReportVersion, Transition
from workflows.steps import Outcome


@dataclass(frozen=True)
class Resubmission:
    """A text beside the returned version it answers."""

    returned: Transition
    before: ReportVersion
    changes: list[Change]
    files: list[Piece]
    is_draft: bool

    @property
    def says_the_same(self) -> bool:
        return not self.changes and not self.files


def resubmission(
    report: Report, shown: Draft | ReportVersion | None, moves: Sequence[Transition]
) -> Resubmission | None:
    """Return what changed against the last return before `shown`; None where there was none.

    `moves` are those the person may read: who sees the signature alone sees no return either. A
    correction is a process of its own and answers no return from before it.
    """
    number = shown.number if isinstance(shown, ReportVersion) else None
    returns = [
        (move, move.version)
        for move in moves
        if move.outcome == Outcome.SENT_BACK
        and move.process_number == report.process_id
        and move.version is not None
        and (number is None or move.version.number < number)
    ]
    if shown is None or not returns:
        return None
    returned, before = returns[-1]
    files = file_changes(_files(before), _files(shown))
    changed = changes(before.content(), shown.content())
    return Resubmission(returned, before, changed, files, isinstance(shown, Draft))


def _files(words: Draft | ReportVersion) -> list[tuple[str, str]]:
    if isinstance(words, ReportVersion):
        rows = words.evidence.all()
    else:
        rows = Evidence.objects.filter(report=words.report_id).that_count()
    return list(rows.values_list("digest", "name"))
