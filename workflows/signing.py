"""What a unit's signer looks at before signing: each waiting row with what speaks for and against.

The rows come from the sheet; what is added is read for all of them in a fixed number of statements.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from project.accounts.access import Permission, people_who_may
from project.accounts.models import User
from task_table.models import AssignmentRole
from workflows.models import EvidenceOfVersion, Report, ReportVersion, Transition
from workflows.models.trail import WITH_A_HAND
from workflows.moving import signs_first
from workflows.sheets import Row, Sheet
from workflows.steps import Outcome, Step

TEXTS = (("progress", "进展情况"), ("problem", "存在问题"), ("next_step", "下一步措施"))


@dataclass(frozen=True)
class ToSign:
    """One row that waits for the signature; `barred` says why this person may not sign it."""

    row: Row
    moves: Sequence[Transition]
    files: int
    dissents: Sequence[Report]
    barred: str

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Return the lines that matter, those that say anything."""
        words = self.row.report.version
        if words is None or words.no_change:
            return [("进展情况", "与上期相比无变化。")]
        return [(label, text) for name, label in TEXTS if (text := getattr(words, name))]

    @property
    def returns(self) -> list[Transition]:
        """Return how often and why it was sent back before."""
        return [move for move in self.moves if move.outcome == Outcome.SENT_BACK]

    @property
    def acts(self) -> list[Transition]:
        """Return who submitted the version, and who let it pass before it came here."""
        of_version = [m for m in self.moves if m.version_id == self.row.report.version_id]
        return [m for m in of_version if m.outcome in (Outcome.SUBMITTED, Outcome.APPROVED)]


@dataclass(frozen=True)
class Signing:
    """A sheet before its signer: what waits, what was signed, and whether the review follows."""

    sheet: Sheet
    waiting: list[ToSign]
    signed: list[Transition]

    @property
    def free(self) -> list[ToSign]:
        """Return what this person may sign."""
        return [each for each in self.waiting if not each.barred]

    @property
    def review_follows(self) -> bool:
        """Say whether any row is signed before its review."""
        return any(signs_first(each.row.report) for each in self.waiting)


def read_signing(sheet: Sheet, user: User, *, on: date) -> Signing:
    """Read what the signer of a sheet looks at, in four statements."""
    rows = [row for row in sheet.rows if row.report.step == Step.SIGN_OFF]
    trails = trails_of(row.report for row in sheet.rows)
    files, dissents = _files(rows), _dissents(rows)
    signers = list(people_who_may(Permission.SIGN_OFF, sheet.unit, on=on))
    waiting = [
        ToSign(
            row,
            trails[row.report.pk],
            files.get(row.report.version_id or 0, 0),
            dissents[row.report.assignment.task_id],
            _barred(row.report, trails[row.report.pk], user, signers),
        )
        for row in rows
    ]
    return Signing(sheet, waiting, _signed(sheet, trails))


Trails = dict[int, list[Transition]]


def trails_of(reports: Iterable[Report]) -> Trails:
    """Return the moves of each report in their order, by its key: one statement."""
    moves = Transition.objects.filter(report__in=[report.pk for report in reports])
    trails: Trails = defaultdict(list)
    beside = ("by", "on_behalf_of", "report__assignment__task")
    for move in moves.select_related(*beside, "version__paper_signature__paper"):
        trails[move.report_id].append(move)
    return trails


def _files(rows: Sequence[Row]) -> dict[int, int]:
    """Return how many files go with each version, by its key."""
    versions = [row.report.version_id for row in rows]
    held = EvidenceOfVersion.objects.filter(version__in=versions).order_by()
    return dict(held.values_list("version").annotate(files=Count("pk")))


def _dissents(rows: Sequence[Row]) -> dict[int, list[Report]]:
    """Return by task the joint leads that do not agree with the row of the first-listed lead."""
    led = {row.report.cycle_id: row.report.cycle for row in rows}
    tasks = [row.report.assignment.task_id for row in rows if _drafts_for_others(row.report)]
    others = Report.objects.filter(
        cycle__in=led, assignment__task__in=tasks, assignment__role=AssignmentRole.LEAD,
        assignment__place__gt=1, version__concurs=False,
    )  # fmt: skip
    found: dict[int, list[Report]] = defaultdict(list)
    for report in others.select_related("unit", "version", "assignment"):
        found[report.assignment.task_id].append(report)
    return found


def _drafts_for_others(report: Report) -> bool:
    return not report.is_support and not report.is_concurrence


def _barred(
    report: Report, moves: Iterable[Transition], user: User, signers: Iterable[User]
) -> str:
    """Return why four eyes keep the person from signing this version, and who may (rule 3)."""
    version = report.version
    if version is None or not (deeds := _deeds(version, moves, user)):
        return ""
    free = [each.name for each in signers if not _deeds(version, moves, each)]
    who = f"请由{'、'.join(free)}签批" if free else "本单位没有其他签批人，请联系残工委办公室"
    return f"你参与了第{version.number}版的{'、'.join(deeds)}，不能再签批这一版，{who}。"


def _deeds(version: ReportVersion, moves: Iterable[Transition], user: User) -> list[str]:
    """Return what somebody did to a version that keeps them from signing it."""
    written = ["填写"] if user.pk in version.writer_ids else []
    submitted = ["提交"] if version.submitted_by_id == user.pk else []
    acts = [move for move in moves if move.version_id == version.pk]
    acts = [move for move in acts if user.pk in (move.by_id, move.on_behalf_of_id)]
    judged = [move.label for move in acts if move.outcome in WITH_A_HAND]
    return list(dict.fromkeys([*written, *submitted, *judged]))


def _signed(sheet: Sheet, trails: Trails) -> list[Transition]:
    """Return the signatures on the sheet's versions as they stand, the newest first."""
    signed = [
        move
        for row in sheet.rows
        for move in trails[row.report.pk]
        if move.outcome == Outcome.SIGNED and move.version_id == row.report.version_id
    ]
    return sorted(signed, key=lambda move: move.at, reverse=True)
