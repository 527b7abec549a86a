"""A unit answers what it was asked about a draft; the office says what becomes of it."""

from datetime import datetime

from django.utils import timezone

from project.accounts.models import User
from project.audit.recording import record
from workflows.case_words import CaseStep
from workflows.cleaning import cleaned
from workflows.completeness import check_words
from workflows.models import Opinion
from workflows.moving import hands_on_case, may_act
from workflows.moving.cases import taken_case
from workflows.naming.reading import may_remark
from workflows.refusals import AlreadyMoved, FourEyes, Incomplete, NotEntitled

LONGEST_OPINION, LONGEST_WHY = 1000, 200
NO_OPINION = "无意见"


def answer(
    opinion: Opinion, *, by: User, text: str, has_none: bool = False, at: datetime | None = None
) -> Opinion:
    """Write the unit's opinion, or that it has none; a further answer takes the place of the last.

    The same twice is written once. Raises NotEntitled unless `by` is a liaison or a signer of the
    unit, AlreadyMoved once the office decided or closed it, Incomplete.
    """
    at, text = at or timezone.now(), cleaned(text)
    if not may_remark(by, opinion.unit, on=timezone.localdate(at)):
        raise NotEntitled("意见由被征求单位的联络员或分管领导答复。")
    _check_answer(text, has_none)
    with taken_case(opinion.paper):
        current = _to_answer(opinion)
        if current.answered_at and current.text == text:
            return current
        current.text, current.answered_at, current.answered_by = text, at, by
        current.save(update_fields=("text", "answered_at", "answered_by"))
        _record("answer", current, by=by, at=at, said=text or NO_OPINION)
    return current


def _check_answer(text: str, has_none: bool) -> None:
    if has_none and text:
        raise Incomplete({"text": "选了“无意见”，又写了意见，请核对。"})
    if not text and not has_none:
        raise Incomplete({"text": "请写明意见；没有意见的，请选“无意见”。"})
    if len(text) > LONGEST_OPINION:
        raise Incomplete({"text": f"最多{LONGEST_OPINION}个字，现在{len(text)}个字，请精简。"})
    check_words({"text": text})


def _to_answer(opinion: Opinion) -> Opinion:
    """Return the opinion as it stands, held to the end of the transaction."""
    Opinion.objects.select_for_update().get(pk=opinion.pk)
    current = Opinion.objects.to_answer().for_reading().filter(pk=opinion.pk).first()
    if current is None:
        raise AlreadyMoved("征求意见已经结束，或办公室已处理本单位的意见。请看页面上的结果。")
    return current


def decide(
    opinion: Opinion, *, by: User, adopted: bool | None, why: str, seen: str | None = None,
    at: datetime | None = None,
) -> Opinion:  # fmt: skip
    """Say what becomes of an opinion: 采纳, or 不采纳 with a reason that the unit reads.

    `seen` is the text that was read, the opinion's own if none: another by now is AlreadyMoved. May
    be decided anew until the step is left. Raises NotEntitled or FourEyes unless the paper is
    the person's to write there, AlreadyMoved, Incomplete.
    """
    at, why = at or timezone.now(), cleaned(why)
    check_may_decide(opinion, by, at=at)
    _check_decision(adopted, why)
    with taken_case(opinion.paper):
        current = _to_decide(opinion)
        read = opinion.text if seen is None else seen
        if _plainly(read) != _plainly(current.text):
            raise AlreadyMoved("单位刚刚改了意见，请看过新的意见再处理。")
        current.adopted, current.why = adopted, why
        current.decided_at, current.decided_by = at, by
        current.save(update_fields=("adopted", "why", "decided_at", "decided_by"))
        said = "采纳" if adopted else "不采纳"
        _record("decide", current, by=by, at=at, said=said, reason=why)
    return current


def check_may_decide(opinion: Opinion, by: User, *, at: datetime) -> None:
    """Raise unless the paper is the person's to take at 征求意见 (rule 3)."""
    if not may_act(opinion.paper, CaseStep.CONSULT, by=by, on=timezone.localdate(at)):
        raise NotEntitled("意见由残工委办公室处理。")
    if by.pk in hands_on_case(opinion.paper, besides=CaseStep.CONSULT):
        raise FourEyes("你已办理过这份文稿的其他环节，意见请由拟稿的同事处理。")


def _to_decide(opinion: Opinion) -> Opinion:
    Opinion.objects.select_for_update().get(pk=opinion.pk)
    rows = Opinion.objects.open().filter(paper__step=CaseStep.CONSULT).exclude(text="")
    current = rows.for_reading().filter(pk=opinion.pk).first()
    if current is None:
        raise AlreadyMoved("征求意见已经结束，或单位没有提出意见。请看页面上的结果。")
    return current


def _plainly(text: str) -> str:
    """Return a text as a page sends it back, whatever it makes of ends of lines."""
    return cleaned(text).replace("\r\n", "\n").strip()


def _check_decision(adopted: bool | None, why: str) -> None:
    if adopted is None:
        raise Incomplete({"adopted": "请选择采纳或不采纳。"})
    if not adopted and not why:
        raise Incomplete({"why": "不采纳的，请写明理由，提出单位会看到。"})
    if len(why) > LONGEST_WHY:
        raise Incomplete({"why": f"最多{LONGEST_WHY}个字，现在{len(why)}个字，请精简。"})
    check_words({"why": why})


def _record(verb: str, opinion: Opinion, *, by: User, at: datetime, **facts: str) -> None:
    paper, unit = opinion.paper, opinion.unit.name
    facts |= {"plan": paper.plan.slug, "cycle": paper.span.key, "unit": unit}
    record(f"opinion.{verb}", opinion, by=by, at=at, **facts)
