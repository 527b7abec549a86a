"""Decides whether an act on a case may happen, and makes it happen whole or not at all.

The door of everything that is not a report (decision 0028): in one transaction, under the lock of
the case's row and of the work item's own process.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import OperationalError, transaction
from django.utils import timezone

from project.accounts.access import stands_in_for
from project.accounts.models import Role, User
from project.audit.recording import record
from workflows.case_words import NEEDS_A_REASON, CaseOutcome, CaseStep
from workflows.completeness import check_words
from workflows.flows import flow_of
from workflows.models import Case, CaseTransition
from workflows.moving.engine import BUSY, advance, as_case, held_by, open_item
from workflows.refusals import AlreadyMoved, FourEyes, Incomplete, NotEntitled, is_lock_wait

AnyCase = TypeVar("AnyCase", bound=Case)


@dataclass(frozen=True, kw_only=True)
class CaseAct:
    """What somebody decided on a case: who, for whom, what, why; `said` is typed by field."""

    step: CaseStep
    outcome: CaseOutcome
    by: User | None
    at: datetime
    on_behalf_of: User | None = None
    reason: str = ""
    said: Mapping[str, Any] = field(default_factory=dict)

    @property
    def on(self) -> date:
        return timezone.localdate(self.at)

    @property
    def people(self) -> list[User]:
        """Return whose hands the act counts for: who did it, and for whom (rule 3)."""
        return [person for person in (self.by, self.on_behalf_of) if person is not None]


def open_case(
    case: AnyCase, *, by: User | None, at: datetime | None = None, **said: Any
) -> AnyCase:
    """Open an unsaved case at its flow's first step and complete that step: it is put forward.

    `by=None` is the system. Raises NotEntitled unless the first turn is the person's, Incomplete
    with a sentence a field; then nothing was written.
    """
    flow, at = flow_of(case.kind), at or timezone.now()
    first = next(iter(flow.turns))
    act = CaseAct(step=first, outcome=flow.opens_with, by=by, at=at, said=said)
    with transaction.atomic():
        case.opened_by, case.opened_at = by, at
        case.step, case.step_since = first, at
        flow.verify(case, act)
        flow.carry_out(case, act)
        case.save()
        # Written with the step it stands at behind the first.
        case.process = flow.start.run(case=as_case(case))
        # Nobody else knows of it yet: its row needs no lock.
        with held_by(flow, case.process_id):
            _move(case, act, is_written=True)
        return case


def complete_case(
    case: AnyCase,
    step: CaseStep,
    *,
    by: User | None,
    outcome: CaseOutcome,
    on_behalf_of: User | None = None,
    reason: str = "",
    said: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> AnyCase:
    """Complete the open step of `case` with `outcome` and return the case as it now stands.

    `by=None` is the system; `said` holds what the kind's form asks, by field. Raises a Refused:
    NotEntitled, AlreadyMoved, FourEyes or Incomplete; then nothing was changed.
    """
    act = CaseAct(
        step=step, outcome=outcome, by=by, at=at or timezone.now(), on_behalf_of=on_behalf_of,
        reason=reason.strip(), said=said or {},
    )  # fmt: skip
    with taken_case(case) as current:
        _move(current, act)
        return current


@contextmanager
def taken_case(case: AnyCase) -> Iterator[AnyCase]:
    """Yield the case as it stands, held to the end of the transaction with its own process."""
    try:
        with transaction.atomic():
            Case.objects.select_for_update().only("pk").get(pk=case.pk)
            current = _as_it_stands(case)
            with held_by(flow_of(current.kind), current.process_id):
                yield current
    except OperationalError as error:
        if not is_lock_wait(error):
            raise
        raise AlreadyMoved(BUSY) from error


def _as_it_stands(case: AnyCase) -> AnyCase:
    # Each kind's own manager is `Case.objects`' class: django-stubs cannot tell.
    rows: Any = type(case).objects
    current: AnyCase = rows.for_moving().get(pk=case.pk)
    return current


def may_act(
    case: Case, step: CaseStep, *, by: User, on: date, on_behalf_of: User | None = None,
    outcome: CaseOutcome | None = None,
) -> bool:  # fmt: skip
    """Say whether the step of this case is the person's to take on that day, with that outcome.

    For another it is where that person's turn it is, and the 委托 is in force.
    """
    turn = flow_of(case.kind).turns.get(step)
    if turn is None or not by.is_active:
        return False
    if on_behalf_of is not None and not _stands_in(case, turn.role, by, on_behalf_of, on):
        return False
    mine = Case.objects.filter(pk=case.pk).filter(turn.whose(on_behalf_of or by, on))
    if outcome is not None and outcome in turn.only:
        mine = mine.filter(turn.only[outcome](on_behalf_of or by, on))
    return mine.exists()


def _stands_in(case: Case, role: Role | None, by: User, absent: User, on: date) -> bool:
    if role is None:
        return False
    of = case.plan.committee if role == Role.LEADER else case.unit
    return stands_in_for(by, absent, role, of, on=on)


def hands_on_case(case: Case, *, besides: CaseStep) -> set[int]:
    """Return who acted in the case's process at a step of another side than this one's (rule 3)."""
    moves = CaseTransition.objects.filter(case=case.pk, process_number=case.process_id or 0)
    own = flow_of(case.kind).of_one_hand(besides)
    others = moves.exclude(from_step__in=own).exclude(outcome=CaseOutcome.WITHDRAWN)
    return {key for pair in others.values_list("by", "on_behalf_of") for key in pair if key}


def _move(case: Case, act: CaseAct, *, is_written: bool = False) -> None:
    """Move a case on; what it was opened with in this transaction `is_written` already."""
    flow = flow_of(case.kind)
    _check_turn(case, act)
    item = open_item(case.process_id)
    if item is None or item.flow_task.name != act.step:
        raise _already_moved(case)
    _check_hands(case, act)
    if act.outcome in NEEDS_A_REASON and not act.reason:
        raise Incomplete({"reason": f"请写明“{act.outcome.label}”的原因。"})
    check_words({"reason": act.reason})
    if not is_written:
        flow.verify(case, act)
        flow.carry_out(case, act)
    flow.write_beside(case, act)
    case.step = CaseStep(advance(item, case, by=act.by, decision=flow.decision(case, act)))
    case.step_since = act.at
    case.save()
    _write_trail(case, act)
    for other, why in flow.overtaken_by(case, act):
        complete_case(
            other, CaseStep(other.step), by=None, outcome=CaseOutcome.OVERTAKEN, reason=why,
            at=act.at,
        )  # fmt: skip


def _check_turn(case: Case, act: CaseAct) -> None:
    turn = flow_of(case.kind).turns.get(act.step)
    if turn is None or not _is_decided_there(case, act):
        raise NotEntitled("这一环节不能这样办理，或不由你办理。如有疑问请联系残工委办公室。")
    if act.by is None or act.outcome == CaseOutcome.WITHDRAWN:
        _check_nobody_absent(act)
        return
    if not may_act(
        case, act.step, by=act.by, on=act.on, on_behalf_of=act.on_behalf_of, outcome=act.outcome
    ):
        raise NotEntitled(
            "你没有办理这一事项的授权，或授权、委托已经到期。如有疑问请联系残工委办公室。"
        )


def _check_nobody_absent(act: CaseAct) -> None:
    """Raise where somebody is named for whom it is: what one opened one takes back oneself."""
    if act.on_behalf_of is not None:
        raise NotEntitled("撤回由提出人本人办理，不能代办。")


def _is_decided_there(case: Case, act: CaseAct) -> bool:
    turn = flow_of(case.kind).turns[act.step]
    if act.by is None:
        return act.outcome in turn.by_system
    if act.outcome == CaseOutcome.WITHDRAWN:
        return turn.withdraws and act.by.pk == case.opened_by_id and act.by.is_active
    return act.outcome in turn.outcomes


def _check_hands(case: Case, act: CaseAct) -> None:
    if act.outcome == CaseOutcome.WITHDRAWN or act.step == next(iter(flow_of(case.kind).turns)):
        return
    hands = hands_on_case(case, besides=act.step)
    if any(person.pk in hands for person in act.people):
        raise FourEyes("你（或你所代表的人）已办理过这一事项的其他环节，请由另一位同事办理。")


def _write_trail(case: Case, act: CaseAct) -> None:
    said = {key: _in_json(value) for key, value in act.said.items()}
    CaseTransition.objects.create(
        case_id=case.pk, process_number=case.process_id or 0, from_step=act.step,
        to_step=case.step, outcome=act.outcome, by=act.by, on_behalf_of=act.on_behalf_of,
        at=act.at, reason=act.reason, said=said,
    )  # fmt: skip
    record(
        f"{case.kind}.{act.outcome}", case, by=act.by, at=act.at, case=str(case),
        reason=act.reason, said=said,
        on_behalf_of=str(act.on_behalf_of) if act.on_behalf_of else None,
    )  # fmt: skip


def _in_json(value: Any) -> Any:
    """Return what JSON can hold: days as 2025-04-01, nouns by their name."""
    plain = isinstance(value, (str, int, bool, list, dict)) or value is None
    return value if plain else str(value)


def _already_moved(case: Case) -> AlreadyMoved:
    last = CaseTransition.objects.filter(case=case.pk).select_related("by").last()
    if last is None:
        return AlreadyMoved(f"这一事项现在“{case.step_label}”环节。请刷新页面。")
    at = timezone.localtime(last.at)
    return AlreadyMoved(
        f"已被他人处理：{last.by or '系统'}于{at:%m月%d日 %H:%M}已“{last.label}”，"
        f"现在“{last.to_step_label}”环节。请刷新页面。"
    )
