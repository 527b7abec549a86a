"""How long a unit still has for what was assigned to it, or how late it is; never stored."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Min, OuterRef, Subquery
from django.utils import timezone

from project.workdays.models import Workday
from workflows.case_words import CaseKind, CaseOutcome, CaseStep
from workflows.models import ActionItem, Case, CaseTransition, SupervisionNotice
from workflows.standing import SOON, Status, marked
from workflows.windows import day_in_words


def with_dues(cases: Iterable[Case], *, on: date) -> list[Case]:
    """Give each case what its due date means on that day, as `due`: two statements a kind, or none.

    `due_by` is the day itself, as long as the unit has to answer by it.
    """
    rows = list(cases)
    items = _items([case.pk for case in rows if case.kind == CaseKind.ACTION])
    notices = _notices([case.pk for case in rows if case.kind == CaseKind.SUPERVISION])
    known = dues_of(items, on=on) | dues_of_notices(notices, on=on)
    asked = {item.pk: item.asked_by for item in items if item.step == CaseStep.HANDLE}
    asked |= {each.pk: each.reply_by for each in notices}
    for case in rows:
        case.due, case.due_by = known.get(case.pk), asked.get(case.pk)
    return rows


def dues_of(items: Sequence[Any], *, on: date) -> dict[int, Status]:
    """Return by key how each item stands to its date on that day: one statement.

    The items know `answered_at`, their first answer (`with_first_answer`). The unit answers for the
    time it lay with it: what waits for the giver is late only if it was answered late.
    """
    days = {on} | {item.asked_by for item in items} | {item.due_on for item in items}
    days |= {timezone.localdate(item.answered_at) for item in items if item.answered_at}
    ordinals = dict(Workday.objects.filter(day__in=days).values_list("day", "ordinal"))
    found = {item.pk: _status(item, ordinals, on) for item in items}
    return {key: status for key, status in found.items() if status is not None}


def dues_of_notices(notices: Sequence[Any], *, on: date) -> dict[int, Status]:
    """Return by key how 督办单 that lie with their units stand to their reply-by dates."""
    days = {on} | {each.reply_by for each in notices}
    rows = Workday.objects.filter(day__in=days).values_list("day", "ordinal") if notices else ()
    ordinals = dict(rows)
    return {
        each.pk: marked(
            left(ordinals[each.reply_by] - ordinals[on], past=each.reply_by < on),
            on, each.reply_by,
        )
        for each in notices
    }  # fmt: skip


def with_first_answer(items: Any) -> Any:
    """Let the items of a query know when they were first answered, as `answered_at`."""
    moves = CaseTransition.objects.filter(case=OuterRef("pk"), outcome=CaseOutcome.ANSWERED)
    first = moves.order_by().values("case").annotate(first=Min("at")).values("first")
    return items.annotate(answered_at=Subquery(first))


def _items(keys: list[int]) -> list[Any]:
    return list(with_first_answer(ActionItem.objects.filter(pk__in=keys))) if keys else []


def _notices(keys: list[int]) -> list[Any]:
    with_the_unit = (CaseStep.HANDLE, CaseStep.UNIT_SIGN)
    rows = SupervisionNotice.objects.filter(pk__in=keys, step__in=with_the_unit)
    return list(rows) if keys else []


def _status(item: Any, ordinals: dict[date, int], on: date) -> Status | None:
    if item.step == CaseStep.HANDLE:
        day = item.asked_by
        return marked(left(ordinals[day] - ordinals[on], past=day < on), on, day)
    if item.step in (CaseStep.CONFIRM, CaseStep.SETTLED):
        return _as_answered(item.answered_at, item.due_on, ordinals)
    return None


def _as_answered(at: datetime, due_on: date, ordinals: dict[date, int]) -> Status | None:
    answered_on = timezone.localdate(at)
    if answered_on <= due_on:
        return Status(f"{day_in_words(answered_on)}答复，未逾期", "done")
    days = ordinals[answered_on] - ordinals[due_on]
    words = f"{day_in_words(answered_on)}答复，{_late(days)}"
    return marked(Status(words, "late"), answered_on)


def left(days: int, *, past: bool) -> Status:
    """Return what stands beside an open item, `days` working days before its date.

    >>> left(3, past=False), left(0, past=False).word
    (Status(word='还有3个工作日', tone='soon'), '今天到期')
    >>> left(-2, past=True), left(0, past=True).word
    (Status(word='逾期2个工作日', tone='late'), '已过期限')
    """
    if past:
        return Status(_late(-days), "late")
    if days == 0:
        return Status("今天到期", "soon")
    return Status(f"还有{days}个工作日", "soon" if days <= SOON else "quiet")


def _late(days: int) -> str:
    return f"逾期{days}个工作日" if days else "已过期限"
