"""征求意见: which units are asked about a draft, until when, and what is still open."""

from datetime import date, datetime

from project.accounts.models import Unit
from project.workdays.models import Workday
from workflows.models import Opinion, SummaryPaper


def unasked(paper: SummaryPaper) -> list[str]:
    """Return the codes of the units named whose opinion was not asked yet, in their order."""
    told = set(paper.opinions.values_list("unit__code", flat=True)) if paper.pk else set()
    return [code for code in paper.asked if code not in told]


def is_to_consult(paper: SummaryPaper) -> bool:
    """Say whether a unit is still to be heard: asked and not closed, or not asked yet.

    Who was asked is heard to the end, whatever the plan's setting is by then.
    """
    if paper.pk and paper.opinions.open().exists():
        return True
    return paper.plan.seeks_opinions and bool(unasked(paper))


def ask(paper: SummaryPaper, *, at: datetime, on: date) -> int:
    """Ask the units that were not asked yet; return how many.

    Who was asked before keeps the reply-by date, also where the paper went back meanwhile.
    """
    codes = unasked(paper)
    reply_by = Workday.objects.after(on, paper.plan.opinion_days)
    units = Unit.objects.in_bulk(codes, field_name="code")
    Opinion.objects.bulk_create(
        Opinion(paper=paper, unit=units[code], asked_at=at, reply_by=reply_by) for code in codes
    )
    return len(codes)


def waiting(paper: SummaryPaper, *, on: date) -> list[Opinion]:
    """Return those whose days are not over and who have not answered."""
    return [each for each in _open(paper) if each.waits(on=on)]


def undecided(paper: SummaryPaper) -> list[Opinion]:
    """Return the opinions of which the office has not said what becomes of them."""
    return [each for each in _open(paper) if each.is_undecided]


def _open(paper: SummaryPaper) -> list[Opinion]:
    return list(paper.opinions.open().for_reading().order_by("pk"))


def close(paper: SummaryPaper, *, at: datetime) -> None:
    """Close what was asked: who has not answered by now is silent (逾期未复)."""
    paper.opinions.open().update(closed_at=at)
