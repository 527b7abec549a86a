"""The secretariat's mark 长期坚持 on a task: a task that is never done once and for all."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from project.accounts.models import User
from project.audit.recording import record
from task_table.models import Task
from workflows.completeness import check_words
from workflows.duties import keeps_duties
from workflows.models import StandingMark
from workflows.refusals import Incomplete, NotEntitled

LONGEST_REASON = 200


def mark_standing(
    task: Task, *, standing: bool, reason: str, by: User, at: datetime | None = None
) -> bool:
    """Mark a task as 长期坚持, or take the mark off; say whether that changed anything.

    What units report stays as it is. Raises NotEntitled unless `by` is of the committee's office,
    Incomplete without a reason.
    """
    at, reason = at or timezone.now(), reason.strip()
    if not keeps_duties(by, task.plan, on=timezone.localdate(at)):
        raise NotEntitled("只有残工委办公室可以标注长期坚持。")
    with transaction.atomic():
        current = Task.objects.select_for_update().get(pk=task.pk)
        if current.standing == standing:
            return False
        _check_reason(reason)
        Task.objects.filter(pk=task.pk).update(standing=standing)
        StandingMark.objects.create(
            task=current, standing=standing, reason=reason, marked_by=by, marked_at=at
        )
        words = "标为长期坚持" if standing else "不再标为长期坚持"
        record(
            "task.mark", current, by=by, at=at, plan=task.plan.slug, numbers=task.number,
            mark=words, reason=reason,
        )  # fmt: skip
    task.standing = standing
    return True


def _check_reason(reason: str) -> None:
    if not reason:
        raise Incomplete({"reason": "请写明理由，各单位都会看到。"})
    if len(reason) > LONGEST_REASON:
        raise Incomplete({"reason": f"理由请写在{LONGEST_REASON}个字以内。"})
    check_words({"reason": reason})
