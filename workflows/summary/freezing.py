"""What of a summary's paper is frozen at 签发: wording, opinions, the route with its people."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from workflows.models import CaseTransition, Opinion, SummaryPaper

Facts = dict[str, Any]


def of_summary(paper: SummaryPaper, act: Any) -> Facts:
    """Return the paper's own part of what is frozen; names as they are on that day."""
    return {
        "cycle": paper.span.key,
        "label": paper.span.label,
        "edition": paper.edition,
        "facts": paper.facts,
        "passages": paper.passages,
        "corrects": paper.corrects,
        "changes": paper.changes,
        "reworded": reworded(paper),
        "opinions": [_opinion(each) for each in paper.opinions.for_reading().order_by("pk")],
        "route": [*_route(paper), _last(act)],
    }


def reworded(paper: SummaryPaper) -> list[Facts]:
    """Return the passages that say something else than in the issued edition it corrects.

    A passage that came or went has an empty text on its other side.
    """
    rows: Any = SummaryPaper.objects.issued()
    before = rows.of(paper.span).filter(edition=paper.corrects)
    corrected: SummaryPaper | None = before.order_by("pk").last()
    if corrected is None:
        return []
    was, now = _texts(corrected), _texts(paper)
    heads = {each["task"]: each["head"] for each in (*corrected.passages, *paper.passages)}
    return [
        {"task": task, "head": head, "was": was.get(task, ""), "now": now.get(task, "")}
        for task, head in heads.items() if was.get(task, "") != now.get(task, "")
    ]  # fmt: skip


def _texts(paper: SummaryPaper) -> dict[str, str]:
    return {each["task"]: each["text"] for each in paper.passages}


def _opinion(opinion: Opinion) -> Facts:
    return {
        "unit": opinion.unit.code,
        "name": opinion.unit.name,
        "reply_by": opinion.reply_by.isoformat(),
        "text": opinion.text,
        "answered_by": _name(opinion.answered_by),
        "answered_at": _moment(opinion.answered_at),
        "adopted": opinion.adopted,
        "why": opinion.why,
        "decided_by": _name(opinion.decided_by),
    }


def _route(paper: SummaryPaper) -> Iterable[Facts]:
    moves = CaseTransition.objects.filter(case=paper.pk).select_related("by", "on_behalf_of")
    for move in moves.order_by("pk"):
        yield {
            "step": move.from_step,
            "outcome": move.outcome,
            "by": _name(move.by),
            "on_behalf_of": _name(move.on_behalf_of),
            "at": _moment(move.at),
            "reason": move.reason,
        }


def _last(act: Any) -> Facts:
    """Return 签发 itself, whose line of the trail is written after it."""
    return {
        "step": act.step.value,
        "outcome": act.outcome.value,
        "by": _name(act.by),
        "on_behalf_of": _name(act.on_behalf_of),
        "at": _moment(act.at),
        "reason": act.reason,
    }


def _name(person: Any) -> str:
    return person.name if person else ""


def _moment(at: Any) -> str:
    return timezone.localtime(at).isoformat() if at else ""
