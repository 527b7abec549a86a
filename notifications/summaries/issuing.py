"""Draws the files of what was signed, in its words, and releases it: the job after 签发."""

from datetime import datetime
from typing import Any

import structlog
from django.db.models import Exists, OuterRef

from notifications.models import Summary
from notifications.releasing import release_signed
from notifications.summaries.building import draw
from notifications.worded import as_issued
from project.accounts.models import User
from workflows.case_words import CaseOutcome
from workflows.models import CaseTransition, SummaryPaper

log = structlog.get_logger()


def issue_signed(*, at: datetime | None = None) -> int:
    """Release what was signed and is not released yet; return how many editions.

    A worker that dies on the way leaves the edition unreleased, and it is found the next time. What
    cannot be drawn is raised once the others are released.
    """
    failed: list[Exception] = []
    issued = 0
    for each in _signed_and_unreleased():
        try:
            issued += _issue(each, at)
        except Exception as error:
            log.exception("summary.not_issued", edition=str(each))
            failed.append(error)
    if failed:
        raise failed[0]
    return issued


def _signed_and_unreleased() -> list[Summary]:
    papers: Any = SummaryPaper.objects.issued()
    signed = papers.filter(
        cycle=OuterRef("cycle"), span_key=OuterRef("span_key"), edition=OuterRef("number")
    )
    rows = Summary.objects.filter(Exists(signed), released_at=None)
    return list(rows.select_related("cycle__plan__committee", "template").order_by("pk"))


def _issue(summary: Summary, at: datetime | None) -> bool:
    paper = as_issued(summary)
    drawn, unprintable = draw(paper, summary.number, True, template=summary.template)
    if unprintable:
        log.warning("summary.issued_without_pdf", edition=summary.number, letters=unprintable)
    release_signed(summary, drawn, by=_signer(summary), at=at)
    return True


def _signer(summary: Summary) -> User:
    moves = CaseTransition.objects.filter(
        case__summarypaper__cycle=summary.cycle_id,
        case__summarypaper__span_key=summary.span_key,
        case__summarypaper__edition=summary.number,
        outcome=CaseOutcome.ISSUED,
    )
    signed = moves.select_related("by").latest("pk").by
    if signed is None:
        raise LookupError(f"{summary}没有签发人")
    return signed
