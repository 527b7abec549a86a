"""Approves several reports at once: each was shown before, each stands in its own transaction."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from project.accounts.models import User
from workflows.gathering.feedback import gathers
from workflows.models import Report, ShownVersion
from workflows.moving import complete_step
from workflows.refusals import Refused
from workflows.steps import Outcome, Step

NOT_SHOWN = "你还没有打开看过现在这一版，没有办理。请先打开看过。"


@dataclass(frozen=True)
class Picked:
    """A report that was ticked: the step and the version that stood on the page."""

    report: Report
    step: Step
    seen_version: int | None


@dataclass(frozen=True)
class Told:
    """How it went with one report."""

    report: Report
    done: bool
    words: str


def approve_shown(
    picked: Iterable[Picked], *, by: User, outlook: str = "", at: datetime | None = None
) -> list[Told]:
    """Approve what was ticked, one transaction each; 研判 goes with leads' rows alone.

    What was never shown to `by` in the version it now has is refused, whatever was posted.
    """
    return [_approve(each, by, outlook, at) for each in picked]


def _approve(picked: Picked, by: User, outlook: str, at: datetime | None) -> Told:
    report = picked.report
    if not ShownVersion.objects.filter(version=picked.seen_version, to=by).exists():
        return Told(report, False, NOT_SHOWN)
    try:
        moved = complete_step(
            report, picked.step, by=by, outcome=Outcome.APPROVED, at=at,
            seen_version=picked.seen_version, outlook=outlook if gathers(report) else "",
        )  # fmt: skip
    except Refused as refusal:
        return Told(report, False, str(refusal))
    return Told(report, True, f"已{done_word(report)}{follows(moved)}。")


def done_word(report: Report) -> str:
    """Return what an approval is called: a lead takes a co-responsible row up."""
    return "采纳" if report.is_support else "通过"


def follows(moved: Report) -> str:
    return "，转入复核" if moved.step == Step.SECOND_REVIEW else ""
