"""What a plan asks of a group's members, task by task: read for their sheet, set by the office."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from project.accounts.models import User
from project.audit.recording import record
from task_table.models import Ask, Asking, Plan, Task
from workflows.duties import keeps_duties
from workflows.refusals import AlreadyMoved, Incomplete, NotEntitled

# By the task's number; empty is a task on which nothing is noted.
Asks = Mapping[str, str]


def tasks_asked(plan: Plan) -> list[Task]:
    """Return the tasks a group answers for, in printed order, each with its asking: one read."""
    tasks = plan.tasks.filter(assignments__group__isnull=False).distinct()
    return list(tasks.select_related("asking", "section").order_by("place"))


def asks_of(plan: Plan) -> dict[str, str]:
    """Return what is asked on each of these tasks."""
    return {task.number: task.ask for task in tasks_asked(plan)}


def change_asks(
    plan: Plan, asks: Asks, *, by: User, seen: Asks, at: datetime | None = None
) -> bool:
    """Set what is asked of a group's members; say whether anything changed. It holds at once.

    `seen` is what the page showed. Raises NotEntitled, Incomplete for what may not be asked,
    AlreadyMoved if a colleague changed it meanwhile.
    """
    at = at or timezone.now()
    if not keeps_duties(by, plan, on=timezone.localdate(at)):
        raise NotEntitled("只有残工委办公室可以改动填报要求。")
    with transaction.atomic():
        Plan.objects.select_for_update().get(pk=plan.pk)
        tasks = {task.number: task for task in tasks_asked(plan)}
        before = {number: task.ask for number, task in tasks.items()}
        if before != dict(seen):
            raise AlreadyMoved("填报要求刚刚被他人改动，你的改动没有保存。请核对后再改。")
        _check(asks, tasks)
        changed = {number: ask for number, ask in asks.items() if ask != before[number]}
        for number, ask in changed.items():
            _write(tasks[number], ask)
        if changed:
            was = _in_words({number: before[number] for number in changed})
            now = _in_words(changed)
            record("asks.change", plan, by=by, at=at, plan=plan.slug, was_asked=was, asked=now)
    return bool(changed)


def _check(asks: Asks, tasks: Mapping[str, Task]) -> None:
    wrong = [number for number, ask in asks.items() if ask and ask not in Ask.values]
    unknown = [number for number in asks if number not in tasks]
    if wrong or unknown:
        raise Incomplete(dict.fromkeys((*wrong, *unknown), "请选择填报要求。"))


def _write(task: Task, ask: str) -> None:
    if ask:
        Asking.objects.update_or_create(task=task, defaults={"ask": ask})
    else:
        Asking.objects.filter(task=task).delete()


def _in_words(asks: Asks) -> list[str]:
    """Return what is asked where, for the audit."""
    return [
        f"第{number}项：{Ask(ask).label if ask else '单独填报'}" for number, ask in asks.items()
    ]
