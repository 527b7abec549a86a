"""The schedules of the installation, as data, and the one place that hands them to django-q2."""

from dataclasses import dataclass

from django_q.models import Schedule


@dataclass(frozen=True)
class Scheduled:
    """A job that runs by the clock: its name, its function, and when (cron, Asia/Shanghai)."""

    name: str
    function: str
    cron: str


SCHEDULES = (
    Scheduled("封存留痕", "project.audit.jobs.seal", "* * * * *"),
    Scheduled("核对授权", "project.accounts.jobs.keep_memberships", "5 0 * * *"),
    Scheduled("开启和关闭报送周期", "workflows.jobs.open_and_close_cycles", "10 0 * * *"),
)


def lay_schedules() -> int:
    """Make the database's schedules those of SCHEDULES; return how many had to be changed.

    Editing a cron leaves django-q2's `next_run` as it was: a changed schedule is made anew.
    """
    wanted = {(each.name, each.function, each.cron): each for each in SCHEDULES}
    kept = set()
    changed = 0
    for row in Schedule.objects.all():
        key = (row.name, row.func, row.cron)
        if key in wanted and key not in kept:
            kept.add(key)
        else:
            row.delete()
            changed += 1
    for key in wanted.keys() - kept:
        _create(wanted[key])
        changed += 1
    return changed


def _create(each: Scheduled) -> None:
    Schedule.objects.create(
        name=each.name, func=each.function, cron=each.cron, schedule_type=Schedule.CRON, repeats=-1
    )
