"""The schedules of this room that the web process may know of; documents have jobs of their own."""

from django.db import transaction
from django.utils import timezone
from django_q.tasks import async_task

from notifications import (
    builds,
    chasing,
    consulting,
    coordinating,
    digesting,
    escalating,
    gathered,
    notices,
    reminding,
    sending,
    urging,
)
from notifications.builds import begin_asking
from notifications.robots import sending as robot_sending
from notifications.robots import writing
from project.accounts.models import User
from workflows.models import Span

BUILD = "notifications.summaries.jobs.build"


def remind() -> str:
    """Write today's morning letters; the result is one line for the log."""
    return f"今日提醒 {reminding.remind(on=timezone.localdate())} 人"


def gather_messages() -> str:
    """Write the letters of messages that people have gathered."""
    return f"消息汇总 {gathered.gather(on=timezone.localdate())} 人"


def tell_returns() -> str:
    """Tell units of reports sent back since the last run."""
    return f"退回通知 {reminding.tell_returns()} 件"


def tell_notices() -> str:
    """Tell people of posts they took over or act in, and units of 特许补报."""
    handovers, lent = notices.tell_handovers(), notices.tell_delegations()
    exceptions = notices.tell_exceptions()
    return f"交接通知 {handovers} 件，委托通知 {lent} 件，特许补报通知 {exceptions} 件"


def tell_urges() -> str:
    """Tell units of the urges made since the last run."""
    by_leads, by_office = urging.tell_urges(), chasing.tell_office_urges()
    return f"催办通知 {by_leads} 件，办公室催办通知 {by_office} 人"


def tell_coordination() -> str:
    """Tell units of requests for coordination passed on to them, and of what was answered."""
    return f"需协调事项通知 {coordinating.tell_coordination()} 件"


def tell_escalation() -> str:
    """Tell units of 督办单 and 通报 issued, and of the sentences that are to name them."""
    return f"督办、通报通知 {escalating.tell_escalation()} 件"


def tell_opinions() -> str:
    """Ask units for their opinion on a summary's draft (征求意见)."""
    return f"征求意见通知 {consulting.tell_opinions()} 件"


def send_mail() -> str:
    """Send what is queued; one line saying how many letters went which way."""
    return "，".join(f"{word} {count}" for word, count in sending.send_queued().items() if count)


def write_robot_posts() -> str:
    """Write the day's counts for each group robot."""
    return f"群消息 {writing.write_counts(on=timezone.localdate())} 条"


def send_robot_posts() -> str:
    """Send what is queued for robots; one line saying how many posts went which way."""
    return "，".join(
        f"{word} {count}" for word, count in robot_sending.send_posts().items() if count
    )


def prepare_digests() -> str:
    """Prepare the week's overdue digests, on its first working day."""
    now = timezone.now()
    made = digesting.prepare_digests(on=timezone.localdate(now), at=now)
    return f"逾期摘要底稿 {made} 份"


def send_digests() -> str:
    """Send the digests whose hour has come and that nobody holds."""
    return f"逾期摘要 {digesting.send_due(at=timezone.now())} 份"


def ask_for_summary(span: Span, *, by: User) -> bool:
    """Have a worker build a new edition; say whether that was not asked for already.

    The job is named by text: the web process must not import what writes the papers.
    """
    with transaction.atomic():
        asked = begin_asking(span, by=by)
        if asked:
            name = f"summary {span.cycle.pk} {span.key}"
            args = (span.cycle.pk, by.pk, span.key, asked.pk)
            async_task(BUILD, *args, task_name=name)
    return asked is not None


def give_up_builds() -> str:
    """End builds whose worker died, and tell who asked for them."""
    return f"中断的汇总生成 {builds.give_up(at=timezone.now())} 件"
