"""What the tests of a sheet share: its address, and a row's fields as a browser posts them."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from task_table.models import Assignment
from tests.cast import open_reports
from workflows.models import Cycle, Draft, Report


def sheet_of(code: str, verb: str = "") -> str:
    name = f"sheet-{verb}" if verb else "sheet"
    return reverse(name, args=["jiangmen-145", "2025-Q4", code])


def rows_of(cycle: Cycle, code: str) -> list[Report]:
    """Open every row the unit owes in the cycle."""
    owed = Assignment.objects.of_plan(cycle.plan).filter(unit__code=code)
    return open_reports(cycle, owed.select_related("task", "unit").order_by("task__place"))


def typed(report: Report, revision: int | None = None, **words: Any) -> dict[str, str]:
    """Return a row's fields as its page posts them, on the revision the person read."""
    draft = Draft.objects.filter(report=report).first() or Draft(report=report)
    read = draft.revision if revision is None else revision
    said = {name: value for name, value in draft.content().items() if value} | words
    return {f"r{report.pk}-{name}": str(value) for name, value in said.items()} | {
        f"r{report.pk}-revision": str(read)
    }


def all_typed(reports: list[Report]) -> dict[str, str]:
    """Return the whole page as it would be posted with nothing changed."""
    return {name: words for report in reports for name, words in typed(report).items()}


def quarter_before(cycle: Cycle) -> Cycle:
    """Return the cycle before, with a window still open: what a unit said there comes first."""
    dates = {"covers_from": date(2025, 7, 1), "covers_until": date(2025, 9, 30)}
    window = {
        name: getattr(cycle, name) for name in ("kind", "support_due_on", "due_on", "closes_on")
    }
    opened = {"opens_on": date(2025, 10, 9), "opened_at": cycle.opened_at}
    return Cycle.objects.create(plan=cycle.plan, key="2025-Q3", **dates, **window, **opened)


def text_of(answer: HttpResponse) -> str:
    return answer.content.decode()


def said(report: Report) -> str:
    return Draft.objects.get(report=report).progress
