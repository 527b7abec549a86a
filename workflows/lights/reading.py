"""Reads the facts of a report's light from what its page has fetched: no statement."""

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from task_table.models import Plan
from workflows.lights.facts import ReportFacts, Thresholds
from workflows.lights.judging import judge_report
from workflows.lights.light import Lit
from workflows.models import Report, Transition
from workflows.standing import Reckoning
from workflows.steps import Outcome, Step


def thresholds_of(plan: Plan) -> Thresholds:
    """Return what the plan's lights count by."""
    return Thresholds(
        soon_days=plan.light_soon_days,
        report_days=plan.light_report_days,
        behind=plan.light_behind,
        far_behind=plan.light_far_behind,
    )


def report_facts(
    report: Report, *, first_on: date | None = None, signed_only: bool = False
) -> ReportFacts:
    """Return a report's facts (fetched with assignment, cycle and version).

    Whoever sees the signed version alone learns neither of a correction nor of lateness, as with
    the status. `first_on` is the day of the first submission, where more than one was made.
    """
    cycle = report.cycle
    if signed_only:
        return ReportFacts(Step.SIGNED, cycle.opens_on, report.due_on)
    last_on = timezone.localdate(report.version.submitted_at) if report.version else None
    return ReportFacts(
        step=report.step,
        opens_on=cycle.opens_on,
        due_on=report.due_on,
        reply_by=report.reply_by,
        first_submitted_on=first_on or last_on,
        submitted_on=last_on,
        is_correction=report.signed_version_id is not None,
    )


def first_submission(moves: Sequence[Transition]) -> date | None:
    """Return the day a report was first submitted, from its trail as far as one reads it."""
    found = (move.at for move in moves if move.outcome == Outcome.SUBMITTED)
    first = min(found, default=None)
    return timezone.localdate(first) if first else None


def outlook_of(report: Report, moves: Sequence[Transition]) -> Transition | None:
    """Return the last 研判 of the current version, from the trail as far as one reads it.

    It stands beside the light and changes nothing.
    """
    given = [move for move in moves if move.outlook and move.version_id == report.version_id]
    return given[-1] if given else None


def light_of_report(report: Report, facts: ReportFacts, reckoning: Reckoning) -> Lit:
    """Return a report's light (fetched with its cycle's plan); `reckoning` knows `facts.days`."""
    limits = thresholds_of(report.cycle.plan)
    return judge_report(facts, limits, on=reckoning.on, reckoning=reckoning)
