"""Decides whether an act may happen, and makes it happen whole or not at all.

In one transaction, under the lock of the report's row and of the work item's own process: the
grant and four eyes are checked again, the content is written, the engine moved, its answer
projected onto the report, and the move written into trail and audit.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.db import OperationalError, transaction
from django.utils import timezone

from project.accounts.access import Permission, may
from project.accounts.models import User
from project.workdays.models import Workday
from workflows import entitlement
from workflows.completeness import check_words
from workflows.models import (
    Draft,
    EnteredVersion,
    PaperSignature,
    PaperSignOff,
    ReceivedSheet,
    Report,
    ReportVersion,
    Transition,
    WindowException,
)
from workflows.moving.engine import BUSY, drive, held, open_item, open_process, signs_first
from workflows.moving.trail import Act, already_moved, write_trail
from workflows.paper.rules import check_paper
from workflows.refusals import AlreadyMoved, Incomplete, NotEntitled, Refused, is_lock_wait
from workflows.reviewing import is_self_review
from workflows.signatures import paper_of
from workflows.steps import Outcome, Outlook, Place, Step, allowed_at
from workflows.versions import freeze

MOST_DAYS_TO_REPLY = timedelta(days=60)


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
    place: str = "",
    known_silent: Collection[str] = (),
    received: ReceivedSheet | None = None,
    outlook: str = "",
    paper: PaperSignOff | None = None,
    at: datetime | None = None,
) -> Report:
    """Complete the open step of `report` with `outcome` and return the report as it now stands.

    `by=None` is the system. `revision` is the draft's that is submitted; `seen_version` the key of
    the version the actor read; `received` the sheet out of which another submits for the unit,
    `paper` the signed one by which `by`, the second colleague, has a leader's hand counted.
    `reply_by` defaults to the plan's working days; `place` is the field a return is about.
    `known_silent` are the codes of the co-responsible units of which the lead was told, and
    confirmed, that they gave nothing; `outlook` is the reviewer's 研判 of a lead's row. Raises a
    Refused: NotEntitled, AlreadyMoved, FourEyes, WindowClosed, Incomplete or StaleDraft; then
    nothing was changed.
    """
    act = Act(
        step=step,
        outcome=outcome,
        by=by,
        at=at or timezone.now(),
        on_behalf_of=on_behalf_of,
        reason=reason.strip(),
        reply_by=reply_by,
        revision=revision,
        seen_version=seen_version,
        place=place,
        known_silent=frozenset(known_silent),
        received=received,
        outlook=outlook,
        paper=paper,
    )
    with taken(report) as current:
        return _move(current, act)


def reopen(report: Report, *, by: User, reason: str, at: datetime | None = None) -> Report:
    """Open the correction of a signed report: a new process; the signed version stays as it is.

    Raises Incomplete without a reason, NotEntitled unless `by` reports for the unit, AlreadyMoved
    if the report is not signed.
    """
    at = at or timezone.now()
    act = Act(step=Step.SIGNED, outcome=Outcome.REOPENED, by=by, at=at, reason=reason.strip())
    with taken(report) as current:
        if not may(by, Permission.REPORT, current.unit, on=act.on):
            raise NotEntitled("只有本单位的联络员可以启动更正。")
        _check_reason(act, "请写明更正的原因。")
        if current.step != Step.SIGNED:
            raise already_moved(current)
        open_process(current, at=at)
        write_trail(current, act)
        return current


def bring_back(report: Report, *, by: User | None, at: datetime | None = None) -> Report:
    """Give a missed report back to its unit under 特许补报: a new process, the missing stays told.

    A return that was not answered is late as before: its reply-by date comes back with it. The
    schedule, `by=None`, completes what broke off. Raises WindowClosed without an exception in force
    that day, NotEntitled unless `by` may give one, AlreadyMoved if the report was not missed.
    """
    at = at or timezone.now()
    with taken(report) as current:
        act = Act(step=Step.MISSED, outcome=Outcome.REOPENED, by=by, at=at)
        if by is not None:
            committee = current.assignment.task.plan.committee
            entitlement.check_keeper(current.unit, committee, by=by, on=act.on)
        if current.step != Step.MISSED:
            raise already_moved(current)
        entitlement.check_window(current, on=act.on)
        given = WindowException.objects.of_unit(current.cycle, current.unit).in_force(on=act.on)
        act = replace(act, reason=given.order_by("-until_on")[0].reason)
        current.reply_by = Transition.objects.unanswered_since(current)
        open_process(current, at=at)
        current.save(update_fields=("reply_by",))
        write_trail(current, act)
        return current


@contextmanager
def taken(report: Report) -> Iterator[Report]:
    """Yield the report as it stands, held to the end of the transaction with its own process.

    The row is locked in a statement of its own: read in the same one, what a faster transaction
    had just joined to it would be missing. A draft cannot be saved while its report moves.
    """
    try:
        with transaction.atomic():
            Report.objects.select_for_update().only("pk").get(pk=report.pk)
            current = Report.objects.for_moving().get(pk=report.pk)
            with held(current.process_id):
                yield current
    except OperationalError as error:
        if not is_lock_wait(error):
            raise
        raise AlreadyMoved(BUSY) from error


def _move(report: Report, act: Act) -> Report:
    _check_who(report, act)
    item = open_item(report.process_id)
    if item is None or item.flow_task.name != act.step or _has_other_version(report, act):
        raise already_moved(report)
    _check_how(report, act)
    if act.outcome == Outcome.SUBMITTED:
        report.version = _freeze(report, act)
    if act.step == Step.REVIEW:
        report.self_review = _approves_own_house(report, act)
    act = _with_reply_by(report, act)
    led_to = drive(item, report, by=act.by, outcome=act.outcome)
    _project(report, act, led_to)
    if act.paper is not None and report.version is not None:
        PaperSignature.objects.create(version=report.version, paper=act.paper)
    write_trail(report, act)
    return report


def _check_who(report: Report, act: Act) -> None:
    """Raise unless the outcome exists at the step and the actor may decide it, today.

    This comes before any word about where the report stands: a stranger learns nothing of it.
    """
    if act.paper is not None:
        _check_paper(report, act, act.paper)
    elif act.by is not None:
        entering = act.received is not None
        entitlement.check_grant(
            report, act.step, act.outcome, by=act.by, on=act.on, entering=entering,
            on_behalf_of=act.on_behalf_of,
        )  # fmt: skip
    if act.outcome not in allowed_at(act.step, signs_first=signs_first(report)):
        raise Refused(f"“{act.step.label}”环节不能“{act.outcome.label}”。")
    if act.by is None and act.outcome != Outcome.MISSED:
        raise NotEntitled("系统只能办理到期未报送。")
    if act.by is not None and act.outcome == Outcome.MISSED:
        raise NotEntitled("到期未报送由系统按日期认定，不由人办理。")


def _check_paper(report: Report, act: Act, paper: PaperSignOff) -> None:
    """Raise unless this is a signature, in the name the paper gives, confirmed by who acts."""
    if act.by is None or act.outcome != Outcome.SIGNED or act.on_behalf_of != paper.signer:
        raise NotEntitled("线下签批只用于签批，由核对人办理。")
    check_paper(report, paper, act.by, on=act.on)


def _has_other_version(report: Report, act: Act) -> bool:
    return act.seen_version is not None and act.seen_version != report.version_id


def _check_how(report: Report, act: Act) -> None:
    if act.outcome == Outcome.MISSED:
        _check_over(report, act)
        return
    entitlement.check_rules(report, act.step, act.outcome, people=act.people, on=act.on)
    if act.outcome == Outcome.SENT_BACK:
        _check_reason(act, "请写明退回的原因，让填报单位知道要补什么。")
        _check_reply_by(act)
        _check_place(act)
    if act.outlook:
        _check_outlook(report, act)
    check_words({"reason": act.reason})


def _check_reply_by(act: Act) -> None:
    """A reply-by date prolongs the unit's window: it lies within sixty days, or is a slip."""
    if act.reply_by is None:
        return
    if act.reply_by < act.on:
        raise Incomplete({"reply_by": "答复期限不能早于今天。"})
    if act.reply_by > act.on + MOST_DAYS_TO_REPLY:
        raise Incomplete({"reply_by": "答复期限不能超过60天，请核对年份。"})


def _check_place(act: Act) -> None:
    if act.place and act.place not in Place.values:
        raise Incomplete({"place": "请选择退回针对哪一项。"})


def _check_outlook(report: Report, act: Act) -> None:
    """研判 is given with an approval, on what a lead says of its task."""
    if act.outlook not in Outlook.values:
        raise Incomplete({"outlook": "请选择能按期、有风险或难按期。"})
    if act.outcome != Outcome.APPROVED or report.is_support or report.is_concurrence:
        raise Incomplete({"outlook": "研判随牵头单位报告的审核通过一并作出，这里不能填写。"})


def _check_over(report: Report, act: Act) -> None:
    if not Report.objects.to_miss(on=act.on).filter(pk=report.pk).exists():
        raise Refused("填报期或答复期限还没有过，不能认定为未报送。")


def _check_reason(act: Act, words: str) -> None:
    if not act.reason:
        raise Incomplete({"reason": words})
    check_words({"reason": act.reason})


def _freeze(report: Report, act: Act) -> ReportVersion:
    if act.by is None or act.revision is None:
        raise Incomplete({"revision": "请先保存草稿，再提交。"})
    if act.received is not None:
        _check_as_entered(report, act.received)
    known = act.known_silent
    version = freeze(report, by=act.by, revision=act.revision, at=act.at, known_silent=known)
    if act.received is not None:
        EnteredVersion.objects.create(version=version, received=act.received)
    return version


def _check_as_entered(report: Report, received: ReceivedSheet) -> None:
    """Raise unless the draft still says what was entered out of that sheet."""
    if not Draft.objects.filter(report=report, received=received).exists():
        raise AlreadyMoved("这一行的草稿在代录之后又改过，不再是来件的内容。请刷新页面核对。")


def _approves_own_house(report: Report, act: Act) -> bool:
    approves = act.outcome == Outcome.APPROVED
    return approves and any(is_self_review(report, person) for person in act.people)


def _with_reply_by(report: Report, act: Act) -> Act:
    """Give a return its reply-by date: a working day, by default the plan's third."""
    if act.outcome != Outcome.SENT_BACK:
        return replace(act, reply_by=None)
    if act.reply_by is not None:
        return replace(act, reply_by=Workday.objects.from_day(act.reply_by))
    days = report.assignment.task.plan.reply_days
    return replace(act, reply_by=Workday.objects.after(act.on, days))


def _project(report: Report, act: Act, step: Step) -> None:
    """Write the engine's answer; a withdrawn reply is still due by the date it was asked for."""
    report.step, report.step_since = step, act.at
    withdrawn = act.outcome == Outcome.WITHDRAWN
    report.reply_by = Transition.objects.reply_by(report) if withdrawn else act.reply_by
    if step == Step.SIGNED:
        report.signed_at, report.signed_by = _signature(report, act)
        report.signed_version = report.version
    report.save()


def _signature(report: Report, act: Act) -> tuple[datetime, User | None]:
    """Return when and by whom the version was signed: now, or before its review."""
    if act.outcome == Outcome.SIGNED:
        return act.at, act.paper.signer or act.by if act.paper else act.by
    signed = Transition.objects.filter(version=report.version, outcome=Outcome.SIGNED)
    move = signed.select_related("by", "version__paper_signature__paper__signer").latest("pk")
    paper = paper_of(move)
    return move.at, (paper.signer if paper else None) or move.by
