"""The one door through which a report moves: for pages, commands and the API alike.

Nothing else drives the engine or writes `Report.step`. In one transaction, under the lock of the
work item's own process: the grant and four eyes are checked again, the content is written, the
engine moved, its answer projected onto the report, and the move written into trail and audit.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from viewflow.fsm import TransitionNotAllowed
from viewflow.workflow.exceptions import FlowLockFailed
from viewflow.workflow.models import Process
from viewflow.workflow.models import Task as WorkItem
from viewflow.workflow.status import STATUS

from project.accounts.access import Permission, may
from project.accounts.models import User
from project.audit.recording import record
from project.workdays.models import Workday
from workflows import entitlement
from workflows.flows.report import ReportFlow
from workflows.models import Report, ReportVersion, Transition
from workflows.refusals import AlreadyMoved, Incomplete, NotEntitled, Refused
from workflows.reviewing import is_self_review
from workflows.steps import ALLOWED, OUTCOME_LABELS, Outcome, Step
from workflows.versions import freeze


@dataclass(frozen=True)
class Act:
    """What somebody decided: who, for whom, what, why, until when, having seen which text."""

    step: Step
    outcome: Outcome
    by: User | None
    on_behalf_of: User | None
    reason: str
    reply_by: date | None
    revision: int | None
    seen_version: int | None
    at: datetime

    @property
    def on(self) -> date:
        return timezone.localdate(self.at)


def complete_step(
    report: Report,
    step: Step,
    *,
    by: User | None,
    outcome: Outcome,
    on_behalf_of: User | None = None,
    reason: str = "",
    reply_by: date | None = None,
    revision: int | None = None,
    seen_version: int | None = None,
    at: datetime | None = None,
) -> Report:
    """Complete the open step of `report` with `outcome` and return the report as it now stands.

    `by=None` is the system. `revision` is the draft's that is submitted; `seen_version` the key of
    the version the actor read. `reply_by` defaults to the plan's working days. Raises a Refused:
    AlreadyMoved, NotEntitled, FourEyes, WindowClosed, Incomplete or StaleDraft; then nothing was
    changed.
    """
    act = Act(
        step, outcome, by, on_behalf_of, reason.strip(), reply_by, revision, seen_version,
        at or timezone.now(),
    )  # fmt: skip
    try:
        with transaction.atomic(), ReportFlow.lock(report.process_id):
            return _move(_locked(report), act)
    except (FlowLockFailed, TransitionNotAllowed) as error:
        raise _already_moved(report) from error


def open_process(report: Report, *, at: datetime) -> None:
    """Start a process of the engine for a new report, or for a correction; at most one is open."""
    report.process = ReportFlow.start.run(report=report)
    report.step, report.step_since = Step.REPORT, at
    report.signed_at = report.signed_by = None
    report.save(update_fields=("process", "step", "step_since", "signed_at", "signed_by"))


def reopen(report: Report, *, by: User, reason: str, at: datetime | None = None) -> Report:
    """Open the correction of a signed report: a new process; the signed version stays as it is.

    Raises Incomplete without a reason, NotEntitled unless `by` reports for the unit, AlreadyMoved
    if the report is not signed.
    """
    at = at or timezone.now()
    if not reason.strip():
        raise Incomplete({"reason": "请写明更正的原因。"})
    with transaction.atomic(), ReportFlow.lock(report.process_id):
        report = _locked(report)
        if not may(by, Permission.REPORT, report.unit, on=timezone.localdate(at)):
            raise NotEntitled("只有本单位的联络员可以启动更正。")
        if report.step != Step.SIGNED:
            raise _already_moved(report)
        open_process(report, at=at)
        act = Act(Step.SIGNED, Outcome.REOPENED, by, None, reason.strip(), None, None, None, at)
        _write_trail(report, act)
    return report


def open_item(process_id: int | None) -> WorkItem | None:
    """Return the work item that waits for somebody; None if the process has ended."""
    waiting = (STATUS.NEW, STATUS.ASSIGNED)
    return WorkItem.objects.filter(process=process_id, status__in=waiting).first()


def open_processes(report: Report) -> list[int]:
    """Return the keys of a report's processes that have not ended: at most one (rule 5)."""
    rows = Process.objects.filter(
        artifact_content_type=ContentType.objects.get_for_model(Report),
        artifact_object_id=report.pk,
        finished=None,
    )
    return list(rows.order_by("pk").values_list("pk", flat=True))


def standing_of(process_id: int | None) -> Step:
    """Return where the engine says a process stands: its open work item, else how it ended."""
    item = open_item(process_id) or WorkItem.objects.filter(process=process_id).latest("pk")
    return Step(item.flow_task.name)


def _locked(report: Report) -> Report:
    """Read the report anew and keep its row: a draft is not saved while its report moves."""
    return Report.objects.for_moving().select_for_update(of=("self",)).get(pk=report.pk)


def _move(report: Report, act: Act) -> Report:
    item = open_item(report.process_id)
    if item is None or item.flow_task.name != act.step or _has_other_version(report, act):
        raise _already_moved(report)
    _check(report, act)
    if act.outcome == Outcome.SUBMITTED:
        report.version = _freeze(report, act)
    if act.step == Step.REVIEW:
        report.self_review = _approves_own_house(report, act)
    act = _with_reply_by(report, act)
    _drive(item, report, act)
    _project(report, act)
    _write_trail(report, act)
    return report


def _has_other_version(report: Report, act: Act) -> bool:
    return act.seen_version is not None and act.seen_version != report.version_id


def _check(report: Report, act: Act) -> None:
    if act.outcome not in ALLOWED[act.step]:
        raise Refused(f"“{act.step.label}”环节不能“{act.outcome.label}”。")
    if act.by is None and act.outcome != Outcome.MISSED:
        raise NotEntitled("系统只能办理到期未报送。")
    if act.by is not None and act.outcome == Outcome.MISSED:
        raise NotEntitled("到期未报送由系统按日期认定，不由人办理。")
    if act.by is not None:
        entitlement.check(report, act.step, act.outcome, by=act.by, on=act.on)
    if act.outcome == Outcome.SENT_BACK:
        _check_return(act)


def _check_return(act: Act) -> None:
    if not act.reason:
        raise Incomplete({"reason": "请写明退回的原因，让填报单位知道要补什么。"})
    if act.reply_by is not None and act.reply_by < act.on:
        raise Incomplete({"reply_by": "答复期限不能早于今天。"})


def _freeze(report: Report, act: Act) -> ReportVersion:
    if act.by is None or act.revision is None:
        raise Incomplete({"revision": "请先保存草稿，再提交。"})
    return freeze(report, by=act.by, revision=act.revision, at=act.at)


def _approves_own_house(report: Report, act: Act) -> bool:
    approves = act.outcome == Outcome.APPROVED and act.by is not None
    return approves and is_self_review(report, act.by)  # type: ignore[arg-type]


def _with_reply_by(report: Report, act: Act) -> Act:
    """Give a return the plan's reply-by date where the actor set none (three working days)."""
    if act.outcome != Outcome.SENT_BACK or act.reply_by is not None:
        return act
    days = report.assignment.task.plan.reply_days
    return replace(act, reply_by=Workday.objects.after(act.on, days))


def _drive(item: WorkItem, report: Report, act: Act) -> None:
    """Complete the work item in the engine, handing the decision to the gateway behind it."""
    item.process.artifact = report
    item.data = {"outcome": act.outcome.value, "self_review": report.self_review}
    activation = item.flow_task.activation_class(item)
    activation.assign(act.by)
    activation.start(None)
    activation.execute()


def _project(report: Report, act: Act) -> None:
    report.step, report.step_since = standing_of(report.process_id), act.at
    report.reply_by = act.reply_by
    if report.step == Step.SIGNED:
        report.signed_at, report.signed_by = act.at, act.by
        report.signed_version = report.version
    report.save()


def _write_trail(report: Report, act: Act) -> None:
    Transition.objects.create(
        report=report,
        process_number=report.process_id or 0,
        from_step=act.step,
        to_step=report.step,
        outcome=act.outcome,
        by=act.by,
        on_behalf_of=act.on_behalf_of,
        at=act.at,
        reason=act.reason,
        reply_by=act.reply_by,
        version=report.version,
    )
    record(
        f"report.{act.outcome}", report, by=act.by, at=act.at,
        report=str(report), reason=act.reason,
        version=report.version.number if report.version else None,
        on_behalf_of=str(act.on_behalf_of) if act.on_behalf_of else None,
    )  # fmt: skip


def _already_moved(report: Report) -> AlreadyMoved:
    """Tell the slower one who was faster, and when."""
    last = Transition.objects.filter(report=report).select_related("by").last()
    if last is None:
        return AlreadyMoved("这一事项正在被他人办理，请刷新页面后再看。")
    at = timezone.localtime(last.at)
    label = OUTCOME_LABELS[Outcome(last.outcome)]
    return AlreadyMoved(
        f"已被他人处理：{last.by or '系统'}于{at:%m月%d日 %H:%M}已“{label}”，"
        f"现在“{Step(last.to_step).label}”环节。请刷新页面。"
    )
