"""A paper in the words it was issued in, beside facts that stay as they are (decision 0048)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from notifications.models import Summary
from notifications.paper_facts import read
from notifications.papers import Paper
from notifications.signed_words import Wording
from workflows.models import SummaryPaper


@dataclass(frozen=True)
class WordedPaper(Paper):
    """A paper with its wording; what is drawn from facts alone asks for none."""

    worded: Wording = field(kw_only=True)

    @property
    def wording(self) -> Wording:
        return self.worded


def as_issued(summary: Summary) -> Paper:
    """Return an edition's paper in the words that were signed; as drawn where none were."""
    paper, signed = read(summary.facts), signed_paper(summary)
    return paper if signed is None else in_words(paper, json.loads(signed.frozen))


def as_it_stands(summary: Summary) -> Paper:
    """Return an edition's paper in the words signed, else in those its route has at the moment."""
    paper = as_issued(summary)
    if paper.wording is not None:
        return paper
    rows: Any = SummaryPaper.objects.of(summary.span).filter(edition=summary.number)
    written: SummaryPaper | None = rows.under_way().order_by("pk").last()
    return paper if written is None else _worded(paper, _words_of(written))


def signed_paper(summary: Summary) -> SummaryPaper | None:
    """Return what was signed of an edition; None where it was not, or had no route."""
    rows: Any = SummaryPaper.objects.issued()
    of_edition = rows.of(summary.span).filter(edition=summary.number)
    found: SummaryPaper | None = of_edition.order_by("pk").last()
    return found


def in_words(paper: Paper, frozen: Mapping[str, Any]) -> WordedPaper:
    """Return the paper in the words of a frozen text."""
    return _worded(paper, wording_of(frozen))


def _worded(paper: Paper, wording: Wording) -> WordedPaper:
    own = {each.name: getattr(paper, each.name) for each in fields(paper)}
    return WordedPaper(**own, worded=wording)


def _words_of(written: SummaryPaper) -> Wording:
    """Return the words of a paper that nobody has signed yet."""
    return Wording(
        name=written.name,
        title=written.title,
        foreword=written.text,
        passages={each["task"]: each["text"] for each in written.passages},
        issued_on=None,
        issued_by="",
        corrects=written.corrects,
        changes=written.changes,
    )


def wording_of(frozen: Mapping[str, Any]) -> Wording:
    return Wording(
        name=frozen["name"],
        title=frozen["title"],
        foreword=frozen["text"],
        passages={each["task"]: each["text"] for each in frozen["passages"]},
        issued_on=date.fromisoformat(frozen["issued_on"]),
        issued_by=_signed_in_words(frozen),
        corrects=frozen["corrects"],
        changes=_changes(frozen),
    )


def _signed_in_words(frozen: Mapping[str, Any]) -> str:
    absent = frozen["on_behalf_of"]
    return f"{frozen['issued_by']}（代{absent}）" if absent else frozen["issued_by"]


def _changes(frozen: Mapping[str, Any]) -> Sequence[str]:
    reworded = [each["head"] for each in frozen["reworded"]]
    told = [f"改了文字的：{'、'.join(reworded)}。"] if reworded else []
    return [*frozen["changes"], *told]
