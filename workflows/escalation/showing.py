"""What the page of a paper shows below its facts: grounds, the units named, what 核稿 changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from project.accounts.models import User
from workflows.case_words import CaseOutcome, CaseStep
from workflows.changes import Piece, compared
from workflows.escalation.drafting import sees_papers
from workflows.escalation.forewarning import beside
from workflows.escalation.grounds import Ground, from_json, standing_keys
from workflows.escalation.wording import sentence_of
from workflows.models import CaseTransition, Circular, PreNotice
from workflows.moving import hands_on_case, may_act
from workflows.windows import day_in_words

SILENT, WAITING, UNTOLD = "未提出说明", "可以说明的时间未满", "还没有告知"
WRITES_AT = (CaseStep.DRAFT, CaseStep.VET, CaseStep.CONSULT)


@dataclass(frozen=True)
class GroundLine:
    """One ground on the page, and whether it still is."""

    text: str
    stands: bool


@dataclass(frozen=True)
class NamedLine:
    """One unit named, the sentence, and what came of telling it before."""

    unit: str
    sentence: str
    line: str
    standing: str


@dataclass(frozen=True)
class PaperView:
    """What stands below a paper's facts; `edits` marks what 核稿 changed in the writer's words."""

    grounds: Sequence[GroundLine]
    named: Sequence[NamedLine]
    edits: Sequence[tuple[str, Sequence[Piece]]]
    may_write: bool
    sees_all: bool

    @property
    def is_groundless(self) -> bool:
        return bool(self.grounds) and not any(each.stands for each in self.grounds)


def read_paper(paper: Any, user: User, on: date) -> PaperView:
    """Return what the page of a paper shows below its facts."""
    grounds = from_json(paper.grounds)
    still = standing_keys(paper.plan, grounds, on=on)
    sees_all = sees_papers(user, paper.plan, on=on)
    names = _names_of(paper) if isinstance(paper, Circular) else {}
    return PaperView(
        [_ground_line(each, names, each.key in still) for each in grounds],
        _named(paper, names, on) if isinstance(paper, Circular) else [],
        edits_of(paper) if sees_all else (),
        may_write(paper, user, on=on),
        sees_all,
    )


def _ground_line(ground: Ground, names: Mapping[str, str], stands: bool) -> GroundLine:
    """Return a ground; beside whose unit it is, where a paper names several."""
    of = f"{names[ground.unit]}：" if ground.unit in names else ""
    return GroundLine(of + sentence_of(ground), stands)


def may_write(paper: Any, user: User, *, on: date) -> bool:
    """Say whether the person may write the paper's words where it lies."""
    step = CaseStep(paper.step)
    if step not in WRITES_AT:
        return False
    return may_act(paper, step, by=user, on=on) and user.pk not in hands_on_case(
        paper, besides=step
    )


def _named(circular: Circular, names: Mapping[str, str], on: date) -> list[NamedLine]:
    told = beside(circular)
    return [
        _line(each, names.get(each["unit"], each["unit"]), told, on) for each in circular.entries
    ]


def _names_of(circular: Circular) -> dict[str, str]:
    committee = circular.plan.committee
    return dict(committee.units.values_list("code", "name"))


def _line(entry: Any, name: str, told: dict[tuple[str, str], PreNotice], on: date) -> NamedLine:
    row = told.get((entry["unit"], entry["sentence"]))
    if row is None:
        return NamedLine(name, entry["sentence"], "", UNTOLD)
    since = f"{timezone.localtime(row.told_at):%Y年%-m月%-d日}告知"
    if row.remark is not None:
        return NamedLine(name, entry["sentence"], row.remark.text, since)
    waits = f"{WAITING}（到{day_in_words(row.until_on)}）"
    return NamedLine(name, entry["sentence"], "", f"{since}，{SILENT if row.closed_at else waits}")


def edits_of(paper: Any) -> list[tuple[str, Sequence[Piece]]]:
    """Return what 核稿 changed of what the writer sent there, label by label.

    Nothing once the writer has written again: those words are whole.
    """
    rows = CaseTransition.objects.filter(case=paper.pk, outcome=CaseOutcome.SAVED).order_by("pk")
    saved = list(rows.values_list("from_step", "said"))
    if not saved or saved[-1][0] != CaseStep.VET:
        return []
    written = [said for step, said in saved if step == CaseStep.DRAFT]
    return _edits(written[-1] if written else _first_words(paper), saved[-1][1])


def _first_words(paper: Any) -> dict[str, str]:
    """Return the words a paper was begun with, from its first move."""
    first = CaseTransition.objects.filter(case=paper.pk).order_by("pk").first()
    return first.said if first else {}


def _edits(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, Sequence[Piece]]]:
    texts = [("标题", "title"), ("正文", "text")]
    pairs = [(label, before.get(name, ""), after.get(name, "")) for label, name in texts]
    pairs.append(("点名的话", _sentences(before), _sentences(after)))
    return [(label, compared(was, now)) for label, was, now in pairs if was != now]


def _sentences(said: dict[str, Any]) -> str:
    return "\n".join(each["sentence"] for each in said.get("entries", ()))
