"""Prints what waits for a unit's signature: a sheet with the check code of these very versions."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from project.accounts.models import Unit, User
from project.audit.recording import record
from workflows.models import Cycle, PrintedSheet, PrintedVersion, Report, ReportVersion
from workflows.models.reports import ReportQuerySet
from workflows.paper.codes import code_of
from workflows.paper.rules import handles_paper
from workflows.refusals import NotEntitled, Refused
from workflows.steps import Step


def to_be_signed(cycle: Cycle, unit: Unit) -> ReportQuerySet:
    """Return the unit's reports that wait for its signature, in the order of the table."""
    rows = Report.objects.in_cycle(cycle).filter(unit=unit).at_step(Step.SIGN_OFF)
    return rows.for_moving().order_by("assignment__task__place")


def code_for(cycle: Cycle, unit: Unit, versions: list[ReportVersion]) -> str:
    """Return the check code of these versions of a unit: another version, another code."""
    whose = [cycle.plan.slug, cycle.key, unit.code]
    return code_of([*whose, *(version.digest for version in versions)])


def print_sheet(cycle: Cycle, unit: Unit, *, by: User, at: datetime | None = None) -> PrintedSheet:
    """Return the sheet of what waits now; the same versions give the same sheet and code.

    Raises NotEntitled, or Refused where nothing waits.
    """
    at = at or timezone.now()
    if not handles_paper(by, unit, on=timezone.localdate(at)):
        raise NotEntitled("只有本单位联络员和负责审核该单位的人可以打印线下签批表。")
    versions = [each.version for each in to_be_signed(cycle, unit) if each.version]
    if not versions:
        raise Refused("现在没有等待签批的报告，不需要打印。")
    code = code_for(cycle, unit, versions)
    with transaction.atomic():
        sheet, is_new = PrintedSheet.objects.get_or_create(
            code=code, defaults={"cycle": cycle, "unit": unit, "printed_by": by, "printed_at": at}
        )
        if is_new:
            rows = [PrintedVersion(sheet=sheet, version=version) for version in versions]
            PrintedVersion.objects.bulk_create(rows)
            record("paper.print", sheet, by=by, at=at, unit=str(unit), cycle=str(cycle), code=code)
    return sheet
