"""Makes one report a row of the summary: where it stands, and its words if they stand."""

from datetime import date

from notifications.paper_rows import CITY, COUNTY, LEAD, Row, Version, Words
from notifications.summaries.lines import ReportLine, VersionLine
from notifications.summaries.reading import State
from project.accounts.models import UnitKind
from task_table.models import AssignmentRole
from workflows.models import Progress
from workflows.standing import WITH_OTHERS, Status
from workflows.steps import IN_HANDS_OF_OTHERS, Outlook, Step

STAGES = {Step.REVIEW: "review", Step.SECOND_REVIEW: "review", Step.SIGN_OFF: "sign_off"}


def row_of(report: ReportLine, state: State, *, on: date) -> Row:
    """Return the row of a report on a day."""
    version = printed_version(report)
    status = status_of(report, on=on)
    first_on = report.first_at.astimezone(state.zone).date() if report.first_at else None
    signed = report.signed_version
    return Row(
        task=report.task.number,
        unit=report.code,
        kind=kind_of(report),
        group=report.group_name or "",
        concurrence=report.is_concurrence,
        due_on=report.due_on,
        first_on=first_on,
        late=(first_on or on) > report.due_on or report.pk in state.trail.late_answers,
        stage=stage_of(report),
        standing=status.word,
        tone=status.tone,
        words=_words(version) if version else None,
        version=_version(version, state) if version else None,
        remarks=state.remarks.of_report.get(report.pk, []),
        self_review=signed is not None and signed.pk in state.trail.self_reviewed,
        outlook=_outlook(version, state) if version else "",
    )


def _outlook(version: VersionLine, state: State) -> str:
    given = state.trail.outlooks.get(version.pk)
    return str(Outlook(given).label) if given else ""


def printed_version(report: ReportLine) -> VersionLine | None:
    """Return the version whose words are printed: the signed one, else one on its way there.

    What was sent back or taken back is nobody's word any more, and a draft never was; of a report
    under correction the signed version goes on speaking (rule 5).
    """
    if report.signed_version:
        return report.signed_version
    return report.version if report.step in IN_HANDS_OF_OTHERS else None


def kind_of(report: ReportLine) -> str:
    if report.role == AssignmentRole.LEAD:
        return LEAD
    return COUNTY if report.unit_kind == UnitKind.COUNTY else CITY


def stage_of(report: ReportLine) -> str:
    """Return the one stage a report is counted in; signed is signed, also while corrected."""
    if report.signed_version:
        return "signed"
    if report.step in STAGES:
        return STAGES[Step(report.step)]
    return "back" if report.version else "none"


def status_of(report: ReportLine, *, on: date) -> Status:
    """Return the status without a count of days: an edition says on which day it was made."""
    if report.signed_version:
        under_correction = report.step != Step.SIGNED
        return Status("已签批，更正中" if under_correction else "已签批", "done")
    if report.step in STAGES:
        return WITH_OTHERS[Step(report.step)]
    if report.version:
        return _came_back(report, on)
    if report.step == Step.MISSED:
        return WITH_OTHERS[Step.MISSED]
    return Status("未按时报送", "late") if report.due_on < on else Status("待填报", "quiet")


def _came_back(report: ReportLine, on: date) -> Status:
    if report.step == Step.MISSED:
        return Status("退回或撤回后未再报送", "late")
    if report.reply_by is None:
        return Status("已撤回，待重新提交", "soon")
    late = report.reply_by < on
    return Status("退回后逾期", "late") if late else Status("已退回，待重新提交", "soon")


def _words(version: VersionLine) -> Words:
    return Words(
        status=str(Progress(version.status).label) if version.status else "",
        progress=version.progress,
        problem=version.problem,
        next_step=version.next_step,
        next_step_on=version.next_step_on,
        no_change=version.no_change,
        concurs=version.concurs,
    )


def _version(version: VersionLine, state: State) -> Version:
    signature = state.trail.signatures.get(version.pk)
    return Version(
        number=version.number,
        digest=version.digest,
        submitted_at=version.submitted_at.astimezone(state.zone),
        signed_by=signature.name if signature else "",
        signed_at=signature.at.astimezone(state.zone) if signature else None,
        reviewed_by=state.trail.reviewers.get(version.pk, []),
        evidence=state.proofs.get(version.pk, []),
    )
