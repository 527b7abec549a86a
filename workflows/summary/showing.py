"""What the pages of a summary's paper show: its words against those drawn, and the opinions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from project.accounts.models import User
from workflows.case_words import CaseStep
from workflows.changes import Piece, compared
from workflows.duties import keeps_duties
from workflows.escalation.drafting import sees_papers
from workflows.escalation.showing import may_write
from workflows.models import Opinion, SummaryPaper
from workflows.models.summary_papers import BEFORE_THE_SIGNER
from workflows.summary.freezing import reworded
from workflows.summary.speaking import opinions_of
from workflows.windows import day_in_words


@dataclass(frozen=True)
class PassageLine:
    """A passage: its head, its text, and what was written into the words that were drawn."""

    head: str
    text: str
    pieces: Sequence[Piece]


@dataclass(frozen=True)
class OpinionLine:
    """An opinion with how it stands, and whether the person is to decide on it."""

    opinion: Opinion
    standing: str
    decides: bool


@dataclass(frozen=True)
class SummaryView:
    """What stands below the facts of a summary's paper.

    `edition_url` leads to figures and files; a unit that was asked sees the words and its own
    opinion alone.
    """

    passages: Sequence[PassageLine]
    opinions: Sequence[OpinionLine]
    changes: Sequence[str]
    reworded: Sequence[tuple[str, Sequence[Piece]]]
    edition_url: str
    asked: str
    may_write: bool
    sees_all: bool

    @property
    def edited(self) -> int:
        return sum(bool(each.pieces) for each in self.passages)


def read_summary(paper: SummaryPaper, user: User, on: date) -> SummaryView:
    """Return what the page of a summary's paper shows below its facts."""
    sees_all = sees_papers(user, paper.plan, on=on)
    writes = may_write(paper, user, on=on)
    return SummaryView(
        passages=[_passage(each, sees_all) for each in paper.passages],
        opinions=_opinions(paper, user, on, sees_all, writes),
        changes=paper.changes if sees_all else (),
        reworded=_reworded(paper) if sees_all else (),
        edition_url=_edition_url(paper, user, on) if sees_all else "",
        asked=_asked(paper) if sees_all else "",
        may_write=writes,
        sees_all=sees_all,
    )


def _edition_url(paper: SummaryPaper, user: User, on: date) -> str:
    """Return the way to figures and files: the office's always, the signer's once it is there."""
    if paper.step not in BEFORE_THE_SIGNER and not keeps_duties(user, paper.plan, on=on):
        return ""
    place = reverse("summary", args=[paper.plan.slug, paper.span.key])
    return f"{place}?edition={paper.edition}"


def _passage(passage: dict[str, str], sees_all: bool) -> PassageLine:
    edited = sees_all and passage["text"] != passage["drawn"]
    pieces = compared(passage["drawn"], passage["text"]) if edited else ()
    return PassageLine(passage["head"], passage["text"], pieces)


def _reworded(paper: SummaryPaper) -> list[tuple[str, Sequence[Piece]]]:
    return [(each["head"], compared(each["was"], each["now"])) for each in reworded(paper)]


def _asked(paper: SummaryPaper) -> str:
    names = dict(paper.plan.committee.units.values_list("code", "name"))
    return "、".join(names.get(code, code) for code in paper.asked)


def _opinions(
    paper: SummaryPaper, user: User, on: date, sees_all: bool, writes: bool
) -> list[OpinionLine]:
    rows: Any = paper.opinions.all() if sees_all else opinions_of(user, on=on).filter(paper=paper)
    decides = writes and paper.step == CaseStep.CONSULT
    return [
        OpinionLine(each, standing_of(each, on=on), decides and is_to_decide(each))
        for each in rows.for_reading().order_by("pk")
    ]


def is_to_decide(opinion: Opinion) -> bool:
    """Say whether the office may say what becomes of it, or say it anew."""
    return bool(opinion.text) and opinion.closed_at is None


def standing_of(opinion: Opinion, *, on: date) -> str:
    """Return in words how an opinion stands on a day."""
    if opinion.decided_at:
        why = f"：{opinion.why}" if opinion.why else ""
        return f"{'采纳' if opinion.adopted else '不采纳'}{why}"
    if opinion.answered_at:
        return "待办公室处理" if opinion.text else "无意见"
    if opinion.closed_at:
        return "逾期未复"
    by = day_in_words(opinion.reply_by)
    return f"未答复，{by}前答复" if on <= opinion.reply_by else f"未答复，答复期限{by}已过"
