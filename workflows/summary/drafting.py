"""Begins the paper of an edition; what was written on the one before it is taken over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from project.accounts.models import User
from workflows.case_words import CaseKind, CaseOutcome, CaseStep
from workflows.escalation.drafting import office_of, one_drafter
from workflows.models import Span, SummaryPaper
from workflows.moving import complete_case, open_case
from workflows.refusals import AlreadyMoved
from workflows.summary.opinions import close

Passage = Mapping[str, str]


@dataclass(frozen=True)
class Drawn:
    """What an edition puts forward: the digest of its facts, and the words drawn from them.

    `passages` have a task, a head and what is drawn, in printed order; `leads` are the codes of the
    units that speak in them, by task: those whose opinion is asked by default. `changes` say what
    is another than in the issued edition it `corrects`.
    """

    span: Span
    edition: int
    facts: str
    title: str
    passages: Sequence[Passage]
    leads: Mapping[str, str]
    corrects: int | None = None
    changes: Sequence[str] = field(default_factory=list)


def under_way(span: Span) -> SummaryPaper | None:
    """Return the span's paper that is not issued, dropped or overtaken; at most one."""
    rows: Any = SummaryPaper.objects.of(span).under_way()
    found: SummaryPaper | None = rows.for_moving().order_by("pk").last()
    return found


def begin_paper(drawn: Drawn, *, by: User | None, at: datetime | None = None) -> SummaryPaper:
    """Begin the paper of an edition; a second click finds the first one's.

    `by=None` is the build. Raises NotEntitled unless `by` is of the plan's office, AlreadyMoved
    where another edition's paper has left 拟稿 and is on its way.
    """
    at = at or timezone.now()
    with one_drafter(drawn.span.cycle.plan):
        before = under_way(drawn.span)
        if before is not None and before.edition == drawn.edition:
            return before
        if before is not None:
            _end(before, drawn.edition, at)
        paper = _paper(drawn, before)
        said = {"title": paper.title, "text": paper.text, "edition": drawn.edition}
        return open_case(paper, by=by, at=at, **said)


def overtake(span: Span, edition: int, *, at: datetime) -> None:
    """End the span's paper that lies at 拟稿: the edition goes its way without one.

    Raises AlreadyMoved where the paper has left 拟稿 and is on its way.
    """
    before = under_way(span)
    if before is not None:
        _end(before, edition, at)


def _end(before: SummaryPaper, edition: int, at: datetime) -> None:
    if before.step != CaseStep.DRAFT:
        raise AlreadyMoved(
            f"第{before.edition}稿正在“{before.step_label}”，退回办公室拟稿以后才能换用新稿。"
        )
    close(before, at=at)
    complete_case(
        before, CaseStep.DRAFT, by=None, outcome=CaseOutcome.OVERTAKEN, at=at,
        reason=f"已有第{edition}稿；生成的表述没有变化的，改动已带入新稿。",
    )  # fmt: skip


def _paper(drawn: Drawn, before: SummaryPaper | None) -> SummaryPaper:
    """Return the unsaved paper, with what was written where the same was drawn."""
    kept = before or SummaryPaper(title=drawn.title)
    plan = drawn.span.cycle.plan
    return SummaryPaper(
        kind=CaseKind.SUMMARY, plan=plan, unit=office_of(plan), cycle=drawn.span.cycle,
        span_key=drawn.span.stored, edition=drawn.edition, facts=drawn.facts,
        title=kept.title, text=kept.text, asked=_asked(drawn, kept),
        corrects=drawn.corrects, changes=list(drawn.changes),
        passages=[_carried(each, _written(kept)) for each in drawn.passages],
    )  # fmt: skip


def _asked(drawn: Drawn, before: SummaryPaper) -> list[str]:
    """Return whom was chosen, and who speaks now and did not in the paper before."""
    spoke = {each["task"] for each in before.passages}
    new = (unit for task, unit in drawn.leads.items() if task not in spoke)
    return list(dict.fromkeys((*before.asked, *new)))


def _written(before: SummaryPaper) -> dict[tuple[str, str], str]:
    """Return what was written, by the task and what was drawn there."""
    return {(each["task"], each["drawn"]): each["text"] for each in before.edited}


def _carried(passage: Passage, written: Mapping[tuple[str, str], str]) -> dict[str, str]:
    text = written.get((passage["task"], passage["drawn"]), passage["drawn"])
    return {**passage, "text": text}
