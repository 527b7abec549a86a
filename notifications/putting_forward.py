"""Puts an edition on the route: the paper of its wording, drawn from its facts (0048)."""

from datetime import datetime
from typing import Any

from django.db import transaction

from notifications.correcting import changes_between
from notifications.models import Summary
from notifications.paper_facts import read
from notifications.passages import Passage, passages_of
from project.accounts.models import User
from workflows.case_words import CaseStep
from workflows.models import SummaryPaper
from workflows.refusals import AlreadyMoved
from workflows.summary.drafting import Drawn, begin_paper, under_way


def put_forward(summary: Summary, *, by: User | None, at: datetime | None = None) -> SummaryPaper:
    """Begin the paper of an edition (fetched with its cycle and plan); the first one's again.

    `by=None` is the build. Raises NotEntitled unless `by` is of the office; AlreadyMoved where the
    edition was issued or released, a newer one exists, or another's paper is on its way.
    """
    _check(summary)
    return begin_paper(_drawn(summary), by=by, at=at)


def put_forward_if_free(summary: Summary, *, at: datetime) -> SummaryPaper | None:
    """Begin the paper of what was just built, unless another of the span is on its way."""
    before = under_way(summary.span)
    is_free = before is None or before.step == CaseStep.DRAFT
    if not is_free:
        return None
    try:
        with transaction.atomic():
            return put_forward(summary, by=None, at=at)
    except AlreadyMoved:
        # The other one was sent on in between: the office puts this one forward by hand.
        return None


def paper_of_edition(summary: Summary) -> SummaryPaper | None:
    """Return the newest paper of an edition, whatever became of it."""
    rows: Any = SummaryPaper.objects.of(summary.span).filter(edition=summary.number)
    found: SummaryPaper | None = rows.for_moving().order_by("pk").last()
    return found


def _check(summary: Summary) -> None:
    if summary.is_released:
        raise AlreadyMoved(f"第{summary.number}稿已经发布，不再送审。")
    newest = Summary.objects.of(summary.span).newest()
    if newest and newest != summary:
        raise AlreadyMoved(f"第{summary.number}稿之后已有第{newest.number}稿，请看过新稿后再送审。")
    if summary.documents.filter(issued=True).exists():
        raise AlreadyMoved(f"第{summary.number}稿是按办公室直接发布生成的，请先点“生成新稿”。")


def _drawn(summary: Summary) -> Drawn:
    paper, corrected = read(summary.facts), _corrected(summary)
    passages = [each for section in paper.sections for each in passages_of(section, paper.names)]
    said = [each for each in passages if not each.is_gap]
    return Drawn(
        span=summary.span,
        edition=summary.number,
        facts=summary.fingerprint,
        title=paper.title,
        passages=[_passage(each) for each in said],
        leads={each.task: each.sources[0].unit for each in said},
        corrects=corrected.number if corrected else None,
        changes=changes_between(read(corrected.facts), paper) if corrected else (),
    )


def _corrected(summary: Summary) -> Summary | None:
    """Return the edition that this one would take the place of: released, or signed just now."""
    editions = Summary.objects.of(summary.span)
    papers: Any = SummaryPaper.objects.of(summary.span).issued()
    signed = editions.filter(number__in=papers.values("edition"))
    return (editions.released() | signed).newest()


def _passage(passage: Passage) -> dict[str, str]:
    return {"task": passage.task, "head": passage.head, "drawn": passage.text}
