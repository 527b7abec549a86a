"""Builds an edition of a summary: facts, then files, then the rows that tell of them."""

import json
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import IntegrityError, transaction
from django.utils import timezone

from notifications.documents.typesetting import Unprintable
from notifications.files import find
from notifications.letters.summary import draft_letter
from notifications.models import BuildStep, Document, Format, Kind, Summary, SummaryTemplate
from notifications.outbox import post
from notifications.paper_facts import read
from notifications.papers import Paper
from notifications.putting_forward import put_forward_if_free
from notifications.summaries.facts import facts_text, span_paper
from notifications.summaries.followed import Reach, unheard
from notifications.summaries.laying import lay, lay_again
from notifications.summary_templates.keeping import in_force
from notifications.worded import as_issued
from project.accounts.access import secretariat_of
from project.accounts.models import User
from project.audit.facts import fingerprint
from project.audit.recording import record
from workflows.models import Span

log = structlog.get_logger()
# The last day on which the mail about an edition may still leave.
FRESH = timedelta(days=7)


def build(
    span: Span, *, by: User | None = None, at: datetime | None = None, reach: Reach = unheard
) -> Summary:
    """Return a new edition of the span as it stands, announced to the secretariat.

    Where nothing changed since the newest edition but the moment, that edition is returned, its
    files laid again if they were lost: a job run twice does nothing the second time. Files are
    written before their rows, and no transaction is open while they are made. `reach` is told
    which step begins.
    """
    at = at or timezone.now()
    reach(BuildStep.FACTS)
    paper, template = span_paper(span, at=at), in_force(span.cycle.plan)
    newest = Summary.objects.of(span).newest()
    if newest and fits(newest) and says_the_same(newest, paper) and _is_whole(newest):
        return newest
    number = newest.number + 1 if newest else 1
    issued = (False,) if span.cycle.plan.issues_summaries else (False, True)
    drawn, unprintable = draw(paper, number, *issued, template=template, reach=reach)
    reach(BuildStep.KEEP)
    try:
        return _write(span, paper, number, drawn, by, at, unprintable, template)
    except IntegrityError:
        if not Summary.objects.of(span).filter(number=number).exists():
            raise
    # Somebody else's edition of that number came in between; it may well say the same.
    return build(span, by=by, at=at, reach=reach)


def fits(summary: Summary) -> bool:
    """Say whether an edition can go the way that the plan's summaries go today (0048, 0050).

    What is released went its way. What the office releases by itself has its files for that; what
    is signed gets them afterwards. Either is drawn in the template that is in force.
    """
    if summary.is_released:
        return True
    has_them = summary.documents.filter(issued=True).exists()
    goes = has_them != summary.cycle.plan.issues_summaries
    return goes and in_force(summary.cycle.plan) == summary.template


def says_the_same(summary: Summary, paper: Paper) -> bool:
    """Say whether an edition tells what the paper tells, whenever either was made."""
    return _without_moment(summary.facts) == _without_moment(facts_text(paper))


def _without_moment(text: str) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(text)
    return facts | {"as_of": ""}


def _is_whole(summary: Summary) -> bool:
    """Lay lost files again from the facts; say whether all are now what they were."""
    for document in summary.documents.all():
        if find(document.fingerprint) is None and not _is_laid_again(summary, document):
            return False
    return True


def _is_laid_again(summary: Summary, document: Document) -> bool:
    """Lay a lost file again; say whether it is what it was."""
    paper = as_issued(summary) if document.issued else read(summary.facts)
    return lay_again(document, paper, number=summary.number)


def draw(
    paper: Paper,
    number: int,
    *issued: bool,
    template: SummaryTemplate | None = None,
    reach: Reach = unheard,
) -> tuple[list[Document], str]:
    """Return the files of an edition, and the characters for whose sake it has no PDF.

    As a draft, as issued, or both; what goes the route is drawn as issued once it was signed. Word
    files are drawn in the edition's template.
    """
    drawn, unprintable = [], ""
    for format in Format:
        reach(BuildStep(format.value))
        try:
            drawn += [
                lay(paper, format, number=number, issued=each, template=template) for each in issued
            ]
        except Unprintable as error:
            unprintable = error.letters
            log.warning("summary.unprintable", cycle=paper.cycle, edition=number, said=str(error))
    return drawn, unprintable


def _write(
    span: Span,
    paper: Paper,
    number: int,
    drawn: list[Document],
    by: User | None,
    at: datetime,
    unprintable: str = "",
    template: SummaryTemplate | None = None,
) -> Summary:
    """Write the edition, its documents, the audit event and the letters in one transaction."""
    text = facts_text(paper)
    with transaction.atomic():
        summary = Summary.objects.create(
            cycle=span.cycle, span_key=span.stored, number=number, facts=text,
            fingerprint=fingerprint(text), built_at=at, built_by=by, unprintable=unprintable,
            template=template,
        )  # fmt: skip
        for document in drawn:
            document.summary, document.rendered_at = summary, at
            document.save(force_insert=True)
        facts = {"plan": span.cycle.plan.slug, "cycle": span.key, "edition": number}
        record("summary.build", summary, by=by, at=at, **facts, fingerprint=summary.fingerprint)
        _announce(summary, paper, at)
        if span.cycle.plan.issues_summaries:
            put_forward_if_free(summary, at=at)
    return summary


def _announce(summary: Summary, paper: Paper, at: datetime) -> None:
    on = timezone.localdate(at)
    post(
        draft_letter(paper, number=summary.number, is_signed=summary.cycle.plan.issues_summaries),
        kind=Kind.SUMMARY_DRAFT,
        subject=f"summary:{paper.plan}/{paper.cycle}",
        period=f"第{summary.number}稿",
        to=secretariat_of(summary.cycle.plan.committee, on=on),
        expires_on=on + FRESH,
        at=at,
    )
