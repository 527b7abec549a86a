"""A hand-made cycle, all of its reports at once: a seventh of them at each stop, by their place."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import cycle as again

from project.accounts.models import User
from tests.cast import MORNING
from workflows.models import Cycle, Progress, Report, ReportVersion, Transition
from workflows.steps import Outcome, Step

ON_TIME, LATE = MORNING - timedelta(days=2), MORNING + timedelta(days=7, hours=14)
# What became of a report: first submitted when (never), where it is now, and its moves since.
STOPS: Sequence[tuple[datetime | None, Step, tuple[Outcome, ...]]] = (
    (None, Step.REPORT, ()),
    (ON_TIME, Step.REVIEW, ()),
    (LATE, Step.REVIEW, ()),
    (ON_TIME, Step.SIGNED, (Outcome.APPROVED, Outcome.SIGNED)),
    (LATE, Step.SIGNED, (Outcome.APPROVED, Outcome.SIGNED)),
    (ON_TIME, Step.REPORT, (Outcome.SENT_BACK,)),
    (ON_TIME, Step.SIGN_OFF, (Outcome.APPROVED,)),
)
NEXT = {
    Outcome.SUBMITTED: Step.REVIEW,
    Outcome.APPROVED: Step.SIGN_OFF,
    Outcome.SIGNED: Step.SIGNED,
    Outcome.SENT_BACK: Step.REPORT,
}
WORDS = "全市已将符合条件的残疾人家庭纳入最低生活保障，动态管理、应保尽保。"


def fill(cycle: Cycle, *, by: User) -> None:
    """Let every report of an opened cycle stand where its place in printed order says."""
    order = ("assignment__task__place", "assignment__place", "assignment__group_place")
    reports = list(cycle.reports.select_related("assignment__task").order_by(*order))
    stops = list(zip(reports, again(STOPS), strict=False))
    versions = [
        _version(report, at, place, by)
        for place, (report, (at, _, _)) in enumerate(stops)
        if at is not None
    ]
    made = {each.report_id: each for each in ReportVersion.objects.bulk_create(versions)}
    moves = [
        move
        for report, (_, _, outcomes) in stops
        if report.pk in made
        for move in _moves(made[report.pk], outcomes, by)
    ]
    Transition.objects.bulk_create(moves)
    for report, (_, step, _) in stops:
        _stand(report, step, made.get(report.pk), by)
    fields = ("step", "version", "signed_version", "signed_at", "signed_by", "reply_by")
    Report.objects.bulk_update(reports, fields, batch_size=100)


def _version(report: Report, at: datetime, place: int, by: User) -> ReportVersion:
    says = place % 4
    told = {
        "status": list(Progress)[says] if says < 3 else "",
        "progress": f"{WORDS * (1 + place % 3)}（第{place}份）" if says < 3 else "",
        "problem": "县级配套经费没有到位。" if place % 9 == 0 else "",
        "no_change": says == 3,
        "concurs": True if report.is_concurrence else None,
    }
    return ReportVersion(
        report=report, number=1, submitted_at=at, submitted_by=by, writer_ids=[by.pk],
        digest=f"sha256:{place:064x}", **told,
    )  # fmt: skip


def _moves(version: ReportVersion, outcomes: Sequence[Outcome], by: User) -> list[Transition]:
    step, moves = Step.REPORT, []
    for outcome in (Outcome.SUBMITTED, *outcomes):
        returned = outcome == Outcome.SENT_BACK
        moves.append(
            Transition(
                report_id=version.report_id, process_number=version.report_id, from_step=step,
                to_step=NEXT[outcome], outcome=outcome, by=by, version=version,
                at=version.submitted_at + timedelta(hours=len(moves)),
                reason="请补充数据。" if returned else "",
                reply_by=MORNING.date() + timedelta(days=3) if returned else None,
            )
        )  # fmt: skip
        step = NEXT[outcome]
    return moves


def _stand(report: Report, step: Step, version: ReportVersion | None, by: User) -> None:
    report.step, report.version = step, version
    if step == Step.SIGNED and version:
        report.signed_version, report.signed_by = version, by
        report.signed_at = version.submitted_at + timedelta(hours=2)
    if step == Step.REPORT and version:
        report.reply_by = MORNING.date() + timedelta(days=3)
