"""How a report moves: review, second review where 自审, sign-off, and the returns from each.

The plan says whether a unit's leader signs after the review or before it; the steps are the same.
"""

from typing import Any

from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.activation import Activation
from viewflow.workflow.lock import SelectForUpdateLock
from viewflow.workflow.models import Process

from project.accounts.access import Permission
from project.accounts.models import Unit
from workflows.flows.conditions import decided, no_page, what_was_decided
from workflows.models import Report
from workflows.reviewing import reviewing_permission, reviewing_unit
from workflows.steps import Outcome


def _in_self_review(activation: Activation) -> bool:
    return activation.task.data["self_review"] is True


_OWN_HOUSE = decided(Outcome.APPROVED, and_so=_in_self_review, because="自审")


def _unit(process: Process) -> Unit:
    report: Report = process.artifact
    return report.unit


def _reviewing_unit(process: Process) -> Unit:
    return reviewing_unit(process.artifact)


def _reviewing_permission(activation: Activation) -> str:
    return f"accounts.{reviewing_permission(activation.process.artifact)}"


def _report() -> Any:
    return (
        flow.View(no_page)
        .Annotation(title="填报")
        .Permission(f"accounts.{Permission.REPORT}", obj=_unit)
        .Next(this.after_report, task_data=what_was_decided)
    )


def _review() -> Any:
    return (
        flow.View(no_page)
        .Annotation(title="审核")
        .Permission(_reviewing_permission, obj=_reviewing_unit)
        .Next(this.after_review, task_data=what_was_decided)
    )


def _second_review() -> Any:
    return (
        flow.View(no_page)
        .Annotation(title="复核")
        .Permission(f"accounts.{Permission.REVIEW}", obj=_unit)
        .Next(this.after_second_review, task_data=what_was_decided)
    )


def _sign_off() -> Any:
    return (
        flow.View(no_page)
        .Annotation(title="签批")
        .Permission(f"accounts.{Permission.SIGN_OFF}", obj=_unit)
        .Next(this.after_sign_off, task_data=what_was_decided)
    )


class _OfAReport(flow.Flow):  # type: ignore[misc]  # viewflow has no types
    """What both orders share: the lock, and the report of a process."""

    # Without a lock four people completing one step at once made duplicate next steps.
    lock_impl = SelectForUpdateLock(nowait=False, attempts=1)

    def open(self, activation: Activation, report: Report) -> Process:
        """Give a new process its report."""
        activation.process.artifact = report
        return activation.process


class ReportFlow(_OfAReport):
    """进展报告"""

    start = flow.StartHandle(this.open).Next(this.report)
    report = _report()
    after_report = flow.Switch().Case(this.review, decided(Outcome.SUBMITTED)).Default(this.missed)
    review = _review()
    after_review = (
        flow.Switch()
        .Case(this.second_review, _OWN_HOUSE)
        .Case(this.sign_off, decided(Outcome.APPROVED))
        .Default(this.report)
    )
    second_review = _second_review()
    after_second_review = (
        flow.Switch().Case(this.sign_off, decided(Outcome.APPROVED)).Default(this.report)
    )
    sign_off = _sign_off()
    after_sign_off = flow.Switch().Case(this.signed, decided(Outcome.SIGNED)).Default(this.report)
    signed = flow.End()
    missed = flow.End()


class SignFirstReportFlow(_OfAReport):
    """进展报告（先签批后审核）"""

    start = flow.StartHandle(this.open).Next(this.report)
    report = _report()
    after_report = (
        flow.Switch().Case(this.sign_off, decided(Outcome.SUBMITTED)).Default(this.missed)
    )
    sign_off = _sign_off()
    after_sign_off = flow.Switch().Case(this.review, decided(Outcome.SIGNED)).Default(this.report)
    review = _review()
    after_review = (
        flow.Switch()
        .Case(this.second_review, _OWN_HOUSE)
        .Case(this.signed, decided(Outcome.APPROVED))
        .Default(this.report)
    )
    second_review = _second_review()
    after_second_review = (
        flow.Switch().Case(this.signed, decided(Outcome.APPROVED)).Default(this.report)
    )
    signed = flow.End()
    missed = flow.End()
