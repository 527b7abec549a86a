"""The schedules of the installation, as data, and the one place that hands them to django-q2."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django_q.models import Failure, Schedule


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
    Scheduled("需协调事项到期转出", "workflows.jobs.lapse_coordination", "25 0-7 * * *"),
    Scheduled("清理未完成的上传", "workflows.jobs.sweep_uploads", "20 3 * * *"),
    # Before the morning letters, which list them; a later run makes up for one that was missed.
    Scheduled("督办单和通报底稿", "workflows.jobs.prepare_papers", "40-59/10 7-11 * * *"),
    Scheduled("通报前告知期满", "workflows.jobs.close_forewarnings", "35 0-7 * * *"),
    # What must not be missed runs again and again; each writes and sends once all the same.
    Scheduled("每日提醒", "notifications.jobs.remind", "*/15 8-11 * * *"),
    Scheduled("消息汇总", "notifications.jobs.gather_messages", "*/15 8-11 * * *"),
    Scheduled("退回通知", "notifications.jobs.tell_returns", "* * * * *"),
    Scheduled("交接和特许补报通知", "notifications.jobs.tell_notices", "* * * * *"),
    Scheduled("催办通知", "notifications.jobs.tell_urges", "* * * * *"),
    Scheduled("需协调事项通知", "notifications.jobs.tell_coordination", "* * * * *"),
    Scheduled("征求意见通知", "notifications.jobs.tell_opinions", "* * * * *"),
    Scheduled("签发的汇总", "notifications.summaries.jobs.issue_signed", "* * * * *"),
    Scheduled("中断的汇总生成", "notifications.jobs.give_up_builds", "*/5 * * * *"),
    Scheduled("督办和通报通知", "notifications.jobs.tell_escalation", "* * * * *"),
    Scheduled("准备逾期摘要", "notifications.jobs.prepare_digests", "*/15 9-17 * * *"),
    Scheduled("发送逾期摘要", "notifications.jobs.send_digests", "*/5 8-18 * * *"),
    Scheduled("逾期摘要PDF", "notifications.documents.jobs.typeset_digests", "*/5 8-19 * * *"),
    Scheduled(
        "进展情况汇总底稿", "notifications.summaries.jobs.build_due_summaries", "*/15 7-18 * * *"
    ),
    Scheduled("发送邮件", "notifications.jobs.send_mail", "* * * * *"),
    # Off the hour and the half hour, when Feishu says that it may refuse anybody (11232).
    Scheduled("写群消息", "notifications.jobs.write_robot_posts", "7-59/15 8-11 * * *"),
    Scheduled("发送群消息", "notifications.jobs.send_robot_posts", "* * * * *"),
)


def failures(*, since: datetime) -> dict[str, int]:
    """Return how often each job failed since then, by the schedule's name."""
    names = {each.function: each.name for each in SCHEDULES}
    failed = Failure.objects.filter(started__gte=since).values_list("func", flat=True)
    return dict(Counter(names.get(function, function) for function in failed))


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
