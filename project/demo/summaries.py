"""The summaries of the demo: built by the schedule, worded, heard by units, signed, issued."""

from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

from notifications.consulting import tell_opinions
from notifications.digesting import moment_on
from notifications.summaries.building import build
from notifications.summaries.issuing import issue_signed
from project.accounts.access import Permission, people_who_may
from project.accounts.models import Unit, User
from project.demo.words import MARK
from project.workdays.models import Workday
from workflows.case_words import CaseOutcome, CaseStep
from workflows.cycles.spans import own_span, spans_of
from workflows.escalation.drafting import save_draft
from workflows.models import Cycle, CycleKind, Opinion, Span, SummaryPaper
from workflows.moving import complete_case
from workflows.summary.answering import answer, decide
from workflows.summary.disputes import indicators_in_dispute
from workflows.summary.drafting import under_way

WRITER, VETTER, LEADER = "cgwb-shr1", "cgwb-shr2", "ld1"
BUILT_AT, AT = time(8, 15), time(10, 30)
FOREWORD = f"{MARK}本期报送总体平稳，逾期和需协调事项请有关单位抓紧办理。"
# So many units are asked; what they say in turn, and why the second is not followed.
ASKED = 3
SAID = (f"{MARK}建议写明本期新增人数。", f"{MARK}建议删去计划安排的内容。", "")
ADOPTED = f"{MARK}本期新增人数按单位意见另行核实后补充。"
WHY_NOT = f"{MARK}计划安排已由本单位签批，予以保留。"

# The half-years' go on to the leader; the year's waits for its office, as it was drawn.
WAITING = CycleKind.YEAR

Happening = tuple[datetime, Callable[[], object]]


def summary_beside(cycle: Cycle) -> Iterator[Happening]:
    """Yield a cycle's summary, working day by working day after its due date.

    It is signed as soon as no figure is in dispute: at the latest when late reports have ended.
    """
    built_at = _moment(cycle.due_on, 1, BUILT_AT)
    yield built_at, lambda: build(own_span(cycle), at=built_at)
    for after, act in ((2, _word), (4, _answer), (5, _conclude), (6, _sign)):
        at = _moment(cycle.due_on, after)
        yield at, partial(act, own_span(cycle), at)
    late = _moment(cycle.closes_on, 2)
    yield late, partial(_sign, own_span(cycle), late)
    for span in spans_of(cycle):
        yield from _summed_up(span)


def _summed_up(span: Span) -> Iterator[Happening]:
    """Yield the summary of a half-year or a year, once its last cycle's window is over."""
    built_at = _moment(span.cycle.closes_on, 1, BUILT_AT)
    yield built_at, lambda: build(span, at=built_at)
    if span.kind != WAITING:
        sent_on, signed_on = (_moment(span.cycle.closes_on, after) for after in (3, 4))
        yield sent_on, lambda: _send_on(span, [], sent_on)
        yield signed_on, partial(_sign, span, signed_on)


def _moment(day: Any, after: int, hour: time = AT) -> datetime:
    return moment_on(Workday.objects.after(day, after), hour)


def _word(span: Span, at: datetime) -> None:
    """Choose whom to ask, and send it on."""
    if paper := under_way(span):
        _send_on(span, _who_can_answer(paper.asked, at), at)


def _send_on(span: Span, asked: list[str], at: datetime) -> None:
    """Write a foreword and whom to ask; a colleague vets it, and it goes on its way."""
    paper = under_way(span)
    if paper is None:
        return
    said = {
        "title": paper.title, "text": FOREWORD, "revision": paper.revision, "asked": asked,
    }  # fmt: skip
    paper = save_draft(paper, CaseStep.DRAFT, by=_who(WRITER), said=said, at=at)
    paper = _move(paper, CaseOutcome.DRAFTED, WRITER, at + timedelta(minutes=15))
    _move(paper, CaseOutcome.VETTED, VETTER, at + timedelta(minutes=50))
    tell_opinions(at=at + timedelta(hours=1))


def _who_can_answer(codes: list[str], at: datetime) -> list[str]:
    units = Unit.objects.in_bulk(codes, field_name="code")
    with_liaison = [
        code for code in codes
        if people_who_may(Permission.REPORT, units[code], on=at.date()).exists()
    ]  # fmt: skip
    return with_liaison[:ASKED]


def _answer(span: Span, at: datetime) -> None:
    """Have the units answer; the office adopts the first opinion and not the second."""
    asked = _asked(span)
    for opinion, said in zip(asked, SAID, strict=False):
        by = people_who_may(Permission.REPORT, opinion.unit, on=at.date())[0]
        answer(opinion, by=by, text=said, has_none=not said, at=at)
    for place, opinion in enumerate(_asked(span)):
        if opinion.text:
            why = WHY_NOT if place else ""
            later = at + timedelta(hours=5)
            decide(opinion, by=_who(WRITER), adopted=not place, why=why, at=later)
    _adopt(span, at + timedelta(hours=6))


def _adopt(span: Span, at: datetime) -> None:
    """Write what was adopted into the first passage, beside the words that were drawn."""
    paper = under_way(span)
    if paper is None or paper.step != CaseStep.CONSULT or not paper.passages:
        return
    first = paper.passages[0]
    said = {
        "title": paper.title, "text": paper.text, "revision": paper.revision,
        "passages": {first["task"]: f"{first['text']}{ADOPTED}"},
    }  # fmt: skip
    save_draft(paper, CaseStep.CONSULT, by=_who(WRITER), said=said, at=at)


def _asked(span: Span) -> list[Opinion]:
    rows = Opinion.objects.open().filter(paper__in=SummaryPaper.objects.of(span)).for_reading()
    return list(rows.order_by("pk"))


def _conclude(span: Span, at: datetime) -> None:
    paper = under_way(span)
    if paper is not None and paper.step == CaseStep.CONSULT:
        _move(paper, CaseOutcome.CONSULTED, WRITER, at)


def _sign(span: Span, at: datetime) -> None:
    paper = under_way(span)
    if paper is None or paper.step != CaseStep.ISSUE or indicators_in_dispute(paper):
        return
    _move(paper, CaseOutcome.ISSUED, LEADER, at)
    issue_signed(at=at + timedelta(minutes=1))


def _move(paper: Any, outcome: CaseOutcome, by: str, at: datetime) -> Any:
    return complete_case(paper, CaseStep(paper.step), by=_who(by), outcome=outcome, at=at)


def _who(username: str) -> User:
    return User.objects.get(username=username)
