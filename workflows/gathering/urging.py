"""A lead urges a co-responsible unit (催办): a row here, told by whoever sends letters."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from project.accounts.models import User
from project.audit.recording import record
from project.workdays.models import Workday
from workflows import deadlines, entitlement
from workflows.gathering.feedback import gathers, row_as_it_stands, standing_version
from workflows.models import Report, Urge
from workflows.refusals import NotEntitled, Refused
from workflows.steps import Step


def urge(row: Report, *, lead: Report, by: User, at: datetime | None = None) -> Urge:
    """Urge the unit of one row of the lead's task; once a working day, whoever does it.

    Saturday's urge counts for Monday. Raises NotEntitled unless `by` reports for the gathering
    lead, Refused where there is nothing to urge, or it was done that day: by whom, and when.
    """
    at = at or timezone.now()
    on = timezone.localdate(at)
    if not gathers(lead) or not entitlement.reports_for(by, lead.unit, on=on):
        raise NotEntitled("只有本任务牵头单位的联络员可以催办。")
    current = row_as_it_stands(lead, row)
    if current is None:
        raise Refused("只能催办本任务的配合单位。")
    _check_silent(current, at)
    held = {"at": at, "by": by, "for_unit": lead.unit}
    with transaction.atomic():
        day = Workday.objects.from_day(on)
        made, is_new = Urge.objects.get_or_create(report=row, counts_on=day, defaults=held)
        if is_new:
            record("urge.make", made, by=by, at=at, report=str(row), unit=row.unit.name)
    if not is_new:
        raise Refused(f"{said_of(made)}，同一事项每个工作日催办一次。")
    return made


def _check_silent(row: Report, at: datetime) -> None:
    if standing_version(row) is not None or row.step not in (Step.REPORT, Step.MISSED):
        raise Refused("已经反馈，不需要催办。")
    if row.step == Step.MISSED or not deadlines.may_write(row, on=timezone.localdate(at)):
        raise Refused("填报期已过，对方现在不能填报，催办没有用处。请联系残工委办公室。")


def said_of(made: Urge) -> str:
    """Return who urged and when: 民政联络员已于1月9日 10:00催办."""
    local = timezone.localtime(made.at)
    return f"{made.by}已于{local.month}月{local.day}日 {local:%H:%M}催办"
