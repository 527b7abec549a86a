"""特许补报: gives one unit more days in one cycle, takes them back, brings back what was missed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from project.accounts.models import Unit, User
from project.audit.recording import record
from project.workdays.estimates import reckoned
from project.workdays.models import Workday
from workflows import entitlement
from workflows.completeness import check_words
from workflows.models import Cycle, Report, WindowException
from workflows.moving import bring_back
from workflows.refusals import AlreadyMoved, Incomplete, Refused
from workflows.windows import day_in_words

MOST_DAYS = timedelta(days=60)


@dataclass(frozen=True)
class Result:
    """How it went with one missed report: it came back, or why not."""

    report: Report
    words: str = ""

    @property
    def came_back(self) -> bool:
        return not self.words


def give_exception(
    cycle: Cycle,
    unit: Unit,
    *,
    by: User,
    until_on: date,
    reason: str,
    at: datetime | None = None,
) -> WindowException:
    """Let one unit file until a day; a day off is moved to the next working day.

    What was missed is brought back by `bring_back_missed`, or by the nightly schedule. Raises
    NotEntitled or Incomplete (`until_on`, `reason`).
    """
    at = at or timezone.now()
    on = timezone.localdate(at)
    entitlement.check_keeper(unit, cycle.plan.committee, by=by, on=on)
    _check_reason(reason, "请写明准予特许补报的原因，该单位和残工委各单位都会看到。")
    until_on = _checked_day(cycle, until_on, on)
    with transaction.atomic():
        Cycle.objects.select_for_update().get(pk=cycle.pk)
        _check_longer(cycle, unit, until_on, on)
        said = {"until_on": until_on, "reason": reason.strip(), "given_by": by, "given_at": at}
        given = WindowException.objects.create(cycle=cycle, unit=unit, **said)
        _record("give", given, reason.strip(), by=by, at=at)
    return given


def withdraw_exception(
    cycle: Cycle, unit: Unit, *, by: User, reason: str, at: datetime | None = None
) -> None:
    """Take back what is in force: writing ends at once, what is left is missed the next night.

    Raises NotEntitled, Incomplete without a reason, AlreadyMoved if nothing is in force any more.
    """
    at = at or timezone.now()
    on = timezone.localdate(at)
    entitlement.check_keeper(unit, cycle.plan.committee, by=by, on=on)
    _check_reason(reason, "请写明收回的原因。")
    with transaction.atomic():
        Cycle.objects.select_for_update().get(pk=cycle.pk)
        in_force = list(WindowException.objects.of_unit(cycle, unit).in_force(on=on))
        if not in_force:
            raise AlreadyMoved("这个单位现在没有可以收回的特许补报。")
        for each in in_force:
            each.withdrawn_at, each.withdrawn_by, each.withdrawn_why = at, by, reason.strip()
            each.save(update_fields=("withdrawn_at", "withdrawn_by", "withdrawn_why"))
            _record("withdraw", each, reason.strip(), by=by, at=at)


def bring_back_missed(
    cycle: Cycle, unit: Unit, *, by: User, at: datetime | None = None
) -> list[Result]:
    """Bring back what the unit missed, each report in its own transaction; say how each went."""
    at = at or timezone.now()
    missed = Report.objects.to_bring_back(on=timezone.localdate(at)).in_cycle(cycle)
    return _each(missed.filter(unit=unit), by=by, at=at)


def bring_back_all(*, on: date) -> list[Result]:
    """Complete what broke off: whatever is missed though its unit has 特许补报 in force."""
    return _each(Report.objects.to_bring_back(on=on), by=None, at=timezone.now())


def _each(reports: Iterable[Report], *, by: User | None, at: datetime) -> list[Result]:
    return [_one(report, by=by, at=at) for report in reports]


def _one(report: Report, *, by: User | None, at: datetime) -> Result:
    try:
        return Result(bring_back(report, by=by, at=at))
    except Refused as refusal:
        return Result(report, str(refusal))


def _check_reason(reason: str, words: str) -> None:
    if not reason.strip():
        raise Incomplete({"reason": words})
    check_words({"reason": reason})


def _checked_day(cycle: Cycle, until_on: date, on: date) -> date:
    """Return the working day meant; it lies past the window and today, by sixty days at most."""
    latest = max(cycle.closes_on, on)
    if until_on <= latest:
        closes_on = reckoned(cycle.closes_on)
        words = f"须晚于{day_in_words(latest)}（本期补报截止为{closes_on}）。"
        raise Incomplete({"until_on": words})
    if until_on > latest + MOST_DAYS:
        last = day_in_words(latest + MOST_DAYS)
        raise Incomplete({"until_on": f"最多60天，即不晚于{last}。请核对年份。"})
    return Workday.objects.from_day(until_on)


def _check_longer(cycle: Cycle, unit: Unit, until_on: date, on: date) -> None:
    """Whoever comes second reads what the first one gave."""
    known = WindowException.objects.of_unit(cycle, unit).in_force(on=on).last_day()
    if known and until_on <= known:
        words = f"{unit}已获准补报到{reckoned(known)}，再延长须晚于这一天。"
        raise Incomplete({"until_on": words})


def _record(verb: str, given: WindowException, reason: str, *, by: User, at: datetime) -> None:
    record(
        f"exception.{verb}", given, by=by, at=at, cycle=str(given.cycle), unit=str(given.unit),
        until_on=given.until_on.isoformat(), reason=reason,
    )  # fmt: skip
