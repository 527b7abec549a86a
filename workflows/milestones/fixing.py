"""The one place that writes yearly nodes: a year of a task is set as a whole, with its trail."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils import timezone

from project.accounts.models import User
from task_table.models import Milestone, Task
from workflows.milestones.nodes import Node, Year, node_of
from workflows.models import Case, MilestoneAnswer, MilestoneSetting
from workflows.refusals import Refused

IS_REACHED = "已由签批的报告写明完成，不能再改动或取消。请保留原来的文字和时限。"


def held_year(task: Task, year: int) -> list[Milestone]:
    """Return a year's nodes of a task as they stand, dropped ones too, place by place.

    The task's row is held to the end of the transaction: two settings take turns.
    """
    Task.objects.select_for_update().only("pk").get(pk=task.pk)
    return list(Milestone.objects.filter(task=task, year=year).order_by("place"))


def set_year(
    task: Task,
    year: int,
    nodes: Year,
    *,
    by: User,
    at: datetime,
    case: Case | None = None,
    document: str = "",
) -> int:
    """Set a year's nodes of a task, place by place; return how many changed.

    What is left out is dropped and keeps its row. Raises Refused where a node would change that a
    signed report says is reached. Within the caller's transaction.
    """
    standing = {each.place: each for each in held_year(task, year)}
    places = sorted(standing.keys() | nodes.keys())
    changed = [each for each in places if not _is_as_it_was(standing.get(each), nodes.get(each))]
    _check_unreached([standing[each] for each in changed if each in standing])
    settings = []
    for place in changed:
        row = standing.get(place) or Milestone(task=task, year=year, place=place)
        _write(row, nodes.get(place), at)
        settings.append(_setting(row, nodes.get(place), by, at, case, document))
    MilestoneSetting.objects.bulk_create(settings)
    return len(changed)


def reached_among(milestones: Sequence[Milestone]) -> set[int]:
    """Return the keys of the nodes that a signed report says are reached: one statement."""
    rows = MilestoneAnswer.objects.signed().reached().filter(milestone__in=milestones)
    return set(rows.values_list("milestone", flat=True))


def milestone_differences() -> Iterator[str]:
    """Yield a Chinese sentence for each node that is not what its last setting says."""
    last = {each.milestone_id: each for each in MilestoneSetting.objects.order_by("pk")}
    for row in Milestone.objects.select_related("task").order_by("pk"):
        setting = last.get(row.pk)
        if setting is None or _differs(row, setting):
            yield f"{row}与最后一次核定不一致。"


def _is_as_it_was(was: Milestone | None, now: Node | None) -> bool:
    if was is None or now is None:
        return was is not None and was.dropped_on is not None
    return was.dropped_on is None and node_of(was) == now


def _check_unreached(changed: Sequence[Milestone]) -> None:
    reached = reached_among(changed)
    kept = [each for each in changed if each.pk in reached]
    if kept:
        raise Refused(f"“{kept[0].text}”{IS_REACHED}")


def _write(row: Milestone, now: Node | None, at: datetime) -> None:
    if now is None:
        row.dropped_on = timezone.localdate(at)
    else:
        row.text, row.due_on, row.value, row.measure = now.text, now.due_on, now.value, now.measure
        row.first_due_on = row.first_due_on or now.due_on
        row.dropped_on = None
    row.save()


def _setting(
    row: Milestone, now: Node | None, by: User, at: datetime, case: Case | None, document: str
) -> MilestoneSetting:
    return MilestoneSetting(
        milestone=row, text=row.text, due_on=row.due_on, value=row.value, measure=row.measure,
        dropped=now is None, case_id=case.pk if case else None, document=document, by=by, at=at,
    )  # fmt: skip


def _differs(row: Milestone, setting: MilestoneSetting) -> bool:
    said = (setting.text, setting.due_on, setting.value, setting.measure, setting.dropped)
    return said != (row.text, row.due_on, row.value, row.measure, row.dropped_on is not None)
