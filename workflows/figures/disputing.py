"""The verbs of 存疑: another unit states its value, takes it back; the reviewer decides."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from project.accounts.access import Permission, committees_served, may, units_where
from project.accounts.models import Unit, User
from project.audit.recording import record
from task_table.models import Indicator
from workflows.completeness import check_words
from workflows.deadlines import keeps_windows
from workflows.figures.asking import LONGEST_WORDS, Asked
from workflows.figures.freezing import stated
from workflows.figures.reading import Unreadable
from workflows.models import Cycle, Dispute, IndicatorValue, Report, Stands
from workflows.models.figures import DisputeQuerySet
from workflows.refusals import AlreadyMoved, FourEyes, Incomplete, NotEntitled, Refused


def source_report(cycle: Cycle, indicator: Indicator) -> Report | None:
    """Return the report that carries an indicator's figure in a cycle; None if nobody is asked."""
    if indicator.task_id is None or indicator.supplier_id is None:
        return None
    rows = Report.objects.for_moving().in_cycle(cycle)
    return rows.filter(assignment__task=indicator.task_id, unit=indicator.supplier_id).first()


def source_value(cycle: Cycle, indicator: Indicator) -> IndicatorValue | None:
    """Return what the source unit last submitted in a cycle."""
    values = IndicatorValue.objects.of_supplier().current().for_reading()
    return values.filter(indicator=indicator, version__report__cycle=cycle).first()


def unit_stating(cycle: Cycle, indicator: Indicator, user: User, *, on: date) -> Unit | None:
    """Return the unit for which the person may state another value; None without one.

    That is a joint lead or a co-responsible unit of the city: a county answers for its own part of
    the figure, not for the city's.
    """
    if source_report(cycle, indicator) is None or indicator.task is None:
        return None
    others = indicator.task.assignments.filter(group=None).exclude(unit=indicator.supplier_id)
    own = others.filter(unit__in=units_where(user, Permission.REPORT, on=on))
    first = own.select_related("unit").order_by("place").first()
    return first.unit if first else None


def state_value(
    cycle: Cycle, indicator: Indicator, *, by: User, said: str, source: str,
    at: datetime | None = None,
) -> Dispute:  # fmt: skip
    """State another value and where it is from; it takes the place of the unit's open one.

    Raises NotEntitled unless `by` reports for another unit of the task, Incomplete with a sentence
    for each field. The same twice is stated once.
    """
    at = at or timezone.now()
    unit = unit_stating(cycle, indicator, by, on=timezone.localdate(at))
    if unit is None:
        raise NotEntitled("只有这项任务的另一家牵头单位和市直配合单位可以提出不同数值。")
    values = stated(Asked(indicator), _checked(indicator, said, source)) | {
        "source": source.strip()
    }
    with transaction.atomic():
        # One at a time: a second hand waits here, and finds what the first one stated.
        Cycle.objects.select_for_update().get(pk=cycle.pk)
        open_one = Dispute.objects.open().of(cycle, indicator).filter(unit=unit).first()
        if open_one and all(getattr(open_one, name) == each for name, each in values.items()):
            return open_one
        if open_one:
            _take_back(open_one, by=by, at=at)
        dispute = Dispute.objects.create(
            indicator=indicator, cycle=cycle, unit=unit, stated_by=by, stated_at=at, **values
        )
        _record("dispute", dispute, by=by, at=at)
    return dispute


def withdraw_value(dispute: Dispute, *, by: User, at: datetime | None = None) -> None:
    """Take back what one's unit stated; raises NotEntitled, or AlreadyMoved once it is decided."""
    at = at or timezone.now()
    if not may(by, Permission.REPORT, dispute.unit, on=timezone.localdate(at)):
        raise NotEntitled("只有提出单位的联络员可以收回。")
    with transaction.atomic():
        _take_back(_open_or_refuse(dispute), by=by, at=at)


def awaiting_decision_of(user: User, *, on: date) -> DisputeQuerySet:
    """Return the disputes that wait for the person's decision, oldest first."""
    reviewed = units_where(user, Permission.REVIEW, on=on)
    rows = Dispute.objects.contested().filter(
        indicator__supplier__in=reviewed,
        indicator__plan__committee__in=committees_served(user, on=on),
    )
    return rows.select_related("indicator", "unit", "cycle__plan").order_by("pk")


def may_decide(indicator: Indicator, user: User, *, on: date) -> bool:
    """Say whether the person reviews the source unit in the committee's office on that day."""
    supplier, committee = indicator.supplier, indicator.plan.committee
    return supplier is not None and keeps_windows(user, supplier, committee, on=on)


def decide(
    dispute: Dispute, *, by: User, stands: str, reason: str, seen: int | None,
    at: datetime | None = None,
) -> Dispute:  # fmt: skip
    """Decide which value stands; `seen` is the key of the source unit's value one was shown.

    The frozen version stays as it is. Raises NotEntitled, FourEyes for whoever stated either value,
    AlreadyMoved, Incomplete, or Refused while the source unit has submitted nothing.
    """
    at = at or timezone.now()
    if not may_decide(dispute.indicator, by, on=timezone.localdate(at)):
        raise NotEntitled("只有残工委办公室中负责审核提供单位的人可以裁定。")
    with transaction.atomic():
        current = _open_or_refuse(dispute)
        value = _value_seen(current, seen)
        if by.pk in value.version.hands | {current.stated_by_id}:
            raise FourEyes("你参与填报或提出了其中一个数值，不能裁定，请由另一位同事办理。")
        _check_decision(stands, reason)
        current.decided_at, current.decided_by, current.decided_on = at, by, value
        current.stands, current.decided_why = stands, reason.strip()
        current.save(update_fields=("decided_at", "decided_by", "decided_on", "stands",
                                    "decided_why"))  # fmt: skip
        label = str(Stands(stands).label)
        _record("decide", current, by=by, at=at, stands=label, reason=reason.strip())
    return current


def _checked(indicator: Indicator, said: str, source: str) -> str:
    """Return the value as it is kept; raises Incomplete with what is wrong, field by field."""
    wrong, text = {}, ""
    try:
        text = Asked(indicator).read(said)
    except Unreadable as unreadable:
        wrong["said"] = str(unreadable)
    if not text and not wrong:
        wrong["said"] = "请填写你单位掌握的数值。"
    if not source.strip():
        wrong["source"] = "请写明数据出处，例如“2025年12月医保系统参保台账”。"
    elif len(source.strip()) > LONGEST_WORDS:
        wrong["source"] = f"请写在{LONGEST_WORDS}个字以内。"
    if wrong:
        raise Incomplete(wrong)
    check_words({"said": text, "source": source})
    return text


def _open_or_refuse(dispute: Dispute) -> Dispute:
    """Return the dispute as it stands, held to the end of the transaction."""
    current = Dispute.objects.select_for_update().get(pk=dispute.pk)
    if not current.is_open:
        raise AlreadyMoved("这一存疑已经裁定或收回。请看页面上的结果。")
    return current


def _value_seen(dispute: Dispute, seen: int | None) -> IndicatorValue:
    value = source_value(dispute.cycle, dispute.indicator)
    if value is None:
        raise Refused("提供单位还没有提交数值，提交后再裁定。")
    if seen != value.pk:
        raise AlreadyMoved("提供单位刚刚提交了新的数值。请核对后再裁定。")
    return value


def _check_decision(stands: str, reason: str) -> None:
    wrong = {}
    if stands not in Stands.values:
        wrong["stands"] = "请选择以哪个数值为准。"
    if not reason.strip():
        wrong["reason"] = "请写明裁定的理由，两个单位都会看到。"
    elif len(reason.strip()) > LONGEST_WORDS:
        wrong["reason"] = f"请写在{LONGEST_WORDS}个字以内。"
    if wrong:
        raise Incomplete(wrong)
    check_words({"reason": reason})


def _take_back(dispute: Dispute, *, by: User, at: datetime) -> None:
    dispute.withdrawn_at, dispute.withdrawn_by = at, by
    dispute.save(update_fields=("withdrawn_at", "withdrawn_by"))
    _record("withdraw", dispute, by=by, at=at)


def _record(verb: str, dispute: Dispute, *, by: User, at: datetime, **facts: str) -> None:
    record(
        f"figure.{verb}", dispute, by=by, at=at,
        cycle=str(dispute.cycle), indicator=str(dispute.indicator), unit=str(dispute.unit), **facts,
    )  # fmt: skip
