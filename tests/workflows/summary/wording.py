"""What the cast does with a summary's paper: begin it, write it, answer it, send it on."""

from typing import Any

from project.accounts.models import User
from tests.cast import unit
from tests.workflows.escalating import move
from workflows.case_words import CaseOutcome, CaseStep
from workflows.cycles.spans import own_span
from workflows.escalation.drafting import save_draft
from workflows.models import Cycle, Opinion, SummaryPaper
from workflows.summary.answering import answer, decide
from workflows.summary.drafting import Drawn, begin_paper

PASSAGES = (
    {"task": "1", "head": "第1项（市民政局）", "drawn": "已为全部低保家庭办理。"},
    {"task": "8", "head": "第8项（市人力资源社会保障局）", "drawn": "参保率达到95%。"},
)


def drawn(cycle: Cycle, edition: int = 1, **said: Any) -> Drawn:
    facts: dict[str, Any] = {
        "title": "2025年第4季度进展情况汇总", "passages": PASSAGES,
        "leads": {"1": "mzj", "8": "rsj"},
        "facts": f"sm3:{edition}", **said,
    }  # fmt: skip
    return Drawn(span=own_span(cycle), edition=edition, **facts)


def begin(cycle: Cycle, edition: int = 1, by: User | None = None, **said: Any) -> SummaryPaper:
    return begin_paper(drawn(cycle, edition, **said), by=by)


def write(paper: Any, by: User, text: str = "", **passages: str) -> SummaryPaper:
    """Write a foreword and passages, named by their task: `task_1`."""
    said = {
        "title": paper.title, "text": text, "revision": paper.revision,
        "passages": {name.removeprefix("task_"): words for name, words in passages.items()},
    }  # fmt: skip
    return save_draft(paper, CaseStep(paper.step), by=by, said=said)


def choose(paper: Any, by: User, *codes: str) -> SummaryPaper:
    """Choose whose opinion is asked."""
    said = {"title": paper.title, "revision": paper.revision, "asked": list(codes)}
    return save_draft(paper, CaseStep(paper.step), by=by, said=said)


def send_on(paper: Any, writer: User, vetter: User) -> Any:
    """Take a draft through 核稿."""
    return move(move(paper, CaseOutcome.DRAFTED, writer), CaseOutcome.VETTED, vetter)


def asked(paper: Any, code: str) -> Opinion:
    found: Opinion = paper.opinions.for_reading().get(unit=unit(code))
    return found


def says(paper: Any, code: str, by: User, text: str = "") -> Opinion:
    """Answer for a unit; without text it has no opinion."""
    return answer(asked(paper, code), by=by, text=text, has_none=not text)


def adopts(paper: Any, code: str, by: User, why: str = "", adopted: bool = True) -> Opinion:
    return decide(asked(paper, code), by=by, adopted=adopted, why=why)


def heard(paper: Any, by: User) -> Any:
    """Leave 征求意见."""
    return move(paper, CaseOutcome.CONSULTED, by)
