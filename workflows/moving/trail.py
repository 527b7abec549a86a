"""Writes what happened, into trail and audit at once, and tells the slower one who was faster."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from project.accounts.models import User
from project.audit.recording import record
from workflows.models import PaperSignOff, ReceivedSheet, Report, Transition
from workflows.refusals import AlreadyMoved
from workflows.steps import OUTCOME_LABELS, Outcome, Outlook, Step


@dataclass(frozen=True, kw_only=True)
class Act:
    """What somebody decided: who, for whom, what, why, until when, having seen which text."""

    step: Step
    outcome: Outcome
    by: User | None
    at: datetime
    on_behalf_of: User | None = None
    reason: str = ""
    reply_by: date | None = None
    revision: int | None = None
    seen_version: int | None = None
    place: str = ""
    known_silent: frozenset[str] = frozenset()
    received: ReceivedSheet | None = None
    outlook: str = ""
    paper: PaperSignOff | None = None

    @property
    def on(self) -> date:
        return timezone.localdate(self.at)

    @property
    def people(self) -> list[User]:
        """Return whose hands the act counts for: who did it, and for whom (rule 3)."""
        return [person for person in (self.by, self.on_behalf_of) if person is not None]


def write_trail(report: Report, act: Act) -> None:
    """Write the move of a report that already stands where the act has led it."""
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
        place=act.place,
        version=report.version,
        outlook=act.outlook,
    )
    record(
        f"report.{act.outcome}", report, by=act.by, at=act.at,
        report=str(report), reason=act.reason,
        version=report.version.number if report.version else None,
        on_behalf_of=_for_whom(report, act), received=str(act.received) if act.received else None,
        outlook=Outlook(act.outlook).label if act.outlook else None,
        paper=str(act.paper) if act.paper else None,
    )  # fmt: skip


def _for_whom(report: Report, act: Act) -> str | None:
    """Return the person on whose behalf, or the unit for which another enters (代录)."""
    if act.received is not None:
        return str(report.unit)
    return str(act.on_behalf_of) if act.on_behalf_of else None


def already_moved(report: Report) -> AlreadyMoved:
    """Tell the slower one who was faster, and when."""
    last = Transition.objects.filter(report=report).select_related("by").last()
    if last is None:
        return AlreadyMoved(
            f"这份报告现在“{Step(report.step).label}”环节，你办理的环节还没有到。请刷新页面。"
        )
    at = timezone.localtime(last.at)
    label = OUTCOME_LABELS[Outcome(last.outcome)]
    return AlreadyMoved(
        f"已被他人处理：{last.by or '系统'}于{at:%m月%d日 %H:%M}已“{label}”，"
        f"现在“{Step(last.to_step).label}”环节。请刷新页面。"
    )
