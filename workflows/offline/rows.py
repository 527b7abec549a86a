"""The rows of a unit's sheet as those read them who enter it for the unit (代录)."""

from datetime import date

from django.db.models import Exists, OuterRef

from project.accounts.models import Unit
from workflows.deadlines import unit_windows
from workflows.earlier import last_said
from workflows.gathering.reading import tallies_of
from workflows.models import Cycle, Draft, Evidence, Report
from workflows.models.reports import ReportQuerySet
from workflows.sheets import Row, Sheet, with_asked
from workflows.sight import Sight
from workflows.standing import reckon
from workflows.steps import Step


def sheet_to_enter(cycle: Cycle, unit: Unit, reports: ReportQuerySet, *, on: date) -> Sheet:
    """Return the sheet of these reports; a row has a draft where another may enter it.

    What the unit itself wrote is neither shown nor replaced: drafts are the unit's (design.md 6).
    """
    windows = unit_windows(cycle, unit, on=on)
    rows = list(_with_all(reports))
    before, reckoning = last_said(rows, cycle=cycle), reckon(rows, on=on)
    tallies = tallies_of(rows)

    def row(report: Report) -> Row:
        draft: Draft = getattr(report, "draft", None) or Draft(report=report)
        is_open = report.step == Step.REPORT and windows.may_write(report)
        status = reckoning.status_of(report)
        return Row(
            report,
            Sight.STATE,
            status,
            draft=draft if is_open and not is_units_own(draft) else None,
            before=before.get(report.assignment_id),
            tally=tallies.get(report.pk),
        )

    return Sheet(
        cycle=cycle,
        unit=unit,
        rows=with_asked(row(report) for report in rows),
        writes=False,
        signs=False,
        windows=windows,
    )


def written_by_the_unit(sheet: Sheet) -> list[Row]:
    """Return the rows the unit itself has begun to fill in: nobody enters those for it."""
    drafts = [(row, getattr(row.report, "draft", None)) for row in sheet.rows if row.draft is None]
    return [
        row for row, draft in drafts
        if row.report.step == Step.REPORT and draft is not None and is_units_own(draft)
    ]  # fmt: skip


def is_units_own(draft: Draft) -> bool:
    """Say whether the unit itself wrote what the draft says."""
    return draft.says_anything and draft.received_id is None


def _with_all(reports: ReportQuerySet) -> ReportQuerySet:
    proven = Evidence.objects.filter(report=OuterRef("pk")).that_count()
    return (
        reports.for_moving()
        .select_related("cycle__plan__committee", "signed_version", "draft__saved_by")
        .annotate(has_evidence=Exists(proven))
        .order_by("assignment__task__place")
    )
