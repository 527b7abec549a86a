"""Trying a template out (试生成): asked for by a page, drawn by a worker, there for an hour."""

from typing import TypedDict

from django.core.cache import cache
from django_q.models import OrmQ
from django_q.tasks import async_task

from notifications.models import Summary, SummaryTemplate
from task_table.models import Plan

# The cache is the database's: every web node reads there what a worker left.
HOUR = 60 * 60


class Trial(TypedDict):
    """What came of trying out: the file's bytes, or why there is none; of which edition, when."""

    content: bytes | None
    failed: str
    edition: str
    at: str


def ask_for_trial(template: SummaryTemplate) -> bool:
    """Have a worker fill the template; say whether that was not asked for already.

    The job is named by text: the web process must not import what fills templates.
    """
    if trial_is_asked(template):
        return False
    cache.delete(_key(template))
    async_task("notifications.summaries.trying.try_out", template.pk, task_name=_job(template))
    return True


def trial_is_asked(template: SummaryTemplate) -> bool:
    """Say whether a job for the template waits or runs; its row goes when it has ended."""
    return any(row.task.get("name") == _job(template) for row in OrmQ.objects.all())


def keep_trial(template: SummaryTemplate, trial: Trial) -> None:
    """Leave a trial for the page, for an hour; it is no edition and no row tells of it."""
    cache.set(_key(template), trial, timeout=HOUR)


def trial_of(template: SummaryTemplate) -> Trial | None:
    """Return what came of the last trial; None where there was none within the hour."""
    found: Trial | None = cache.get(_key(template))
    return found


def newest_edition(plan: Plan) -> Summary | None:
    """Return the plan's edition that was built last: what a template is tried on."""
    rows = Summary.objects.filter(cycle__plan=plan).select_related("cycle__plan")
    return rows.order_by("built_at", "pk").last()


def _key(template: SummaryTemplate) -> str:
    return f"summary-template-trial-{template.pk}"


def _job(template: SummaryTemplate) -> str:
    return f"summary template {template.pk}"
