"""Units that owe reports and have nobody to tell: no letter of ours would reach anybody there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from project.accounts.access import Permission
from project.accounts.holding import holders_of
from project.accounts.models import Unit, User
from project.installation.models import is_demo
from workflows.models.reports import ReportQuerySet

MOST_NAMED = 5


@dataclass(frozen=True)
class Unreached:
    """Units without anybody, and those whose liaisons are reached in-app only, by signing in."""

    nobody: list[Unit]
    in_app_only: list[Unit]


def unreached(reports: ReportQuerySet, *, on: date) -> Unreached:
    """Return which units with reports under way in an opened cycle are not reached that day.

    A liaison counts whose grant is in force and carried by the unit's group, as `may` says.
    """
    owed = reports.under_way().filter(cycle__opens_on__lte=on).order_by()
    units = list(Unit.objects.filter(pk__in=owed.values("unit")).order_by("pk"))
    held = holders_of([unit.pk for unit in units], on=on)
    liaisons = {unit.pk: held.get((Permission.REPORT, unit.pk), frozenset()) for unit in units}
    people = frozenset[int]().union(*liaisons.values())
    mailed = set(User.objects.filter(pk__in=people).exclude(email="").values_list("pk", flat=True))
    return Unreached(
        nobody=[unit for unit in units if not liaisons[unit.pk]],
        in_app_only=[
            unit for unit in units if liaisons[unit.pk] and not liaisons[unit.pk] & mailed
        ],
    )


def reach_alarms(reports: ReportQuerySet, *, on: date, told: Sequence[Unit] = ()) -> Iterator[str]:
    """Yield what hinders telling units; `told` are those whose missing liaison is told elsewhere.

    Without a mail server nobody is reached by mail, which is an alarm of its own.
    """
    found = unreached(reports, on=on)
    if nobody := [unit for unit in found.nobody if unit not in told]:
        yield f"{_named(nobody)}没有人能收到通知：联络员的权限没有生效，请安全管理员重新授权。"
    if found.in_app_only and settings.MAIL_IS_SET and not is_demo():
        yield (
            f"{_named(found.in_app_only)}的联络员都没有邮箱，登录以后才看得到通知："
            "请系统管理员在账号中补上邮箱，在此之前请电话联系。"
        )


def _named(units: Sequence[Unit]) -> str:
    """Return the units by name, a few of many."""
    named = "、".join(str(unit) for unit in units[:MOST_NAMED])
    return named if len(units) <= MOST_NAMED else f"{named}等{len(units)}个单位"
