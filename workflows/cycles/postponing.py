"""Moves a cycle's due dates later, for all its units; the days from before stay told (rule 6)."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from project.accounts.access import committees_served
from project.accounts.models import User
from project.audit.recording import record
from project.workdays.estimates import reckoned
from project.workdays.models import Workday
from workflows.completeness import check_words
from workflows.cycles.schedule import DAYS_TO_CLOSE
from workflows.models import Cycle, DueDateChange
from workflows.refusals import Incomplete, NotEntitled

MOST_DAYS = timedelta(days=60)


def postpone(
    cycle: Cycle,
    *,
    by: User,
    due_on: date,
    support_due_on: date | None = None,
    reason: str,
    at: datetime | None = None,
) -> DueDateChange:
    """Move the due date later, and the co-responsible units' where one is given.

    A day off is moved to the next working day; 补报 stays as long as it was. Raises NotEntitled, or
    Incomplete (`due_on`, `support_due_on`, `reason`): a day that has passed is not moved any more.
    """
    at = at or timezone.now()
    on = timezone.localdate(at)
    if not may_postpone(cycle, by, on=on):
        raise NotEntitled("只有残工委办公室可以延后报送截止日期。")
    _check_reason(reason)
    with transaction.atomic():
        held = Cycle.objects.select_for_update().get(pk=cycle.pk)
        due_on = _checked(held.due_on, due_on, on, "due_on")
        support_on = _checked(
            held.support_due_on, support_due_on or held.support_due_on, on, "support_due_on"
        )
        _check_order(held, support_on, due_on)
        change = _write(held, support_on, due_on, reason.strip(), by, at)
    cycle.refresh_from_db(fields=("support_due_on", "due_on", "closes_on"))
    return change


def may_postpone(cycle: Cycle, user: User, *, on: date) -> bool:
    """Say whether the person is of the office of the cycle's committee on that day."""
    return committees_served(user, on=on).filter(pk=cycle.plan.committee_id).exists()


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise Incomplete({"reason": "请写明延后的原因，各单位都会看到。"})
    check_words({"reason": reason})


def _checked(was: date, now: date, on: date, name: str) -> date:
    """Return the working day meant; it is no earlier, and the day from before has not passed."""
    if now == was:
        return was
    if was < on:
        passed = reckoned(was)
        raise Incomplete({name: f"原定的{passed}已过，不再改动。个别单位可以准予特许补报。"})
    if now < was:
        raise Incomplete({name: f"只能延后，不能早于{reckoned(was)}。"})
    if now > was + MOST_DAYS:
        raise Incomplete({name: "最多延后60天，请核对年份。"})
    return Workday.objects.from_day(now)


def _check_order(cycle: Cycle, support_due_on: date, due_on: date) -> None:
    if support_due_on > due_on:
        raise Incomplete({"support_due_on": "配合单位的截止日期不能晚于牵头单位的。"})
    if (support_due_on, due_on) == (cycle.support_due_on, cycle.due_on):
        raise Incomplete({"due_on": f"请填写晚于{reckoned(cycle.due_on)}的日期。"})


def _write(
    cycle: Cycle, support_due_on: date, due_on: date, reason: str, by: User, at: datetime
) -> DueDateChange:
    change = DueDateChange.objects.create(
        cycle=cycle,
        support_was_due_on=cycle.support_due_on,
        support_due_on=support_due_on,
        was_due_on=cycle.due_on,
        due_on=due_on,
        reason=reason,
        changed_by=by,
        changed_at=at,
    )
    cycle.support_due_on, cycle.due_on = support_due_on, due_on
    cycle.closes_on = max(cycle.closes_on, due_on + timedelta(days=DAYS_TO_CLOSE))
    cycle.save(update_fields=("support_due_on", "due_on", "closes_on"))
    _record(change, by, at)
    return change


def _record(change: DueDateChange, by: User, at: datetime) -> None:
    names = ("support_was_due_on", "support_due_on", "was_due_on", "due_on")
    days = {name: getattr(change, name).isoformat() for name in names}
    record(
        "cycle.postpone", change.cycle, by=by, at=at, cycle=str(change.cycle),
        reason=change.reason, **days,
    )  # fmt: skip
