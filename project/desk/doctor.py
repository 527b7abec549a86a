"""Is this installation healthy: what a person must mend, one Chinese sentence each."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils import timezone

from notifications.alarms import mail_alarms, robot_alarms
from notifications.reach import reach_alarms
from notifications.reminding import people_with_roles
from project.accounts.models import Grant, Role, Unit
from project.audit.sealing import breaks
from project.desk.entering import missing_in_words, year_missing
from project.desk.jobs import failures
from project.workdays.models import OutsideCalendar, Workday
from task_table.models import Plan
from workflows.escalation.checking import broken_papers, route_gaps
from workflows.evidence.checking import lost_files
from workflows.integrity import case_differences, differences
from workflows.models import Case, Cycle, Report
from workflows.staffing import gaps
from workflows.where.stuck import to_tell


def complaints(*, on: date) -> Iterator[str]:
    """Yield what is wrong, the gravest first; nothing when all is well."""
    yield from breaks()
    yield from differences()
    yield from case_differences()
    yield from broken_papers()
    yield from lost_files(read=False)
    yield from _calendar(on)
    yield from _administrators(on)
    yield from _plans(on)
    yield from _jobs()
    yield from mail_alarms(at=timezone.now())
    yield from robot_alarms(at=timezone.now())
    # Who has no liaison at all was told with the plans.
    yield from reach_alarms(Report.objects.all(), on=on, told=list(Unit.objects.all()))
    yield from _without_address(on)
    yield from map(str, to_tell(Report.objects.all(), Case.objects.all(), on=on))


def _jobs() -> Iterator[str]:
    since = timezone.now() - timedelta(days=1)
    for name, count in failures(since=since).items():
        yield f"最近一天后台作业“{name}”失败{count}次：请查看运行日志。"


def _without_address(on: date) -> Iterator[str]:
    if count := people_with_roles(on=on).filter(email="").count():
        yield f"有{count}位办事人员没有邮箱，只能收到站内消息：请在账号中补上。"


def _calendar(on: date) -> Iterator[str]:
    try:
        Workday.objects.on(on)
    except OutsideCalendar as error:
        yield str(error)
        return
    if year := year_missing(on=on):
        yield missing_in_words(year)


def _administrators(on: date) -> Iterator[str]:
    granted = set(Grant.objects.active(on=on).values_list("role", flat=True))
    for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN):
        if role not in granted:
            yield f"没有{role.label}：请由安全管理员授权。"


def _plans(on: date) -> Iterator[str]:
    plans = list(Plan.objects.all())
    if not plans:
        yield "还没有导入规划：请执行 ./run manage import_plan 文件 --apply。"
    for plan in plans:
        yield from gaps(plan, on=on)
        yield from route_gaps(plan, on=on)
    for cycle in Cycle.objects.unopened().filter(opens_on__lte=on):
        yield f"报送周期{cycle}没有开启完：请执行 ./run manage open_cycles --apply。"
