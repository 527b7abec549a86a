"""What an edition says differently from one that was issued: figures, tasks, lights, lists."""

from collections.abc import Iterator

from notifications.paper_rows import FIGURES
from notifications.papers import Paper, Task
from notifications.wording import progress_of

# A list of tasks longer than this is told by its length alone.
MOST_TASKS = 12


def changes_between(before: Paper, now: Paper) -> list[str]:
    """Return the changes in sentences, figures first; nothing where both print the same."""
    return [*_figures(before, now), *_tasks(before, now), *_counted(before, now)]


def _figures(before: Paper, now: Paper) -> Iterator[str]:
    for name, (word, _) in FIGURES.items():
        was, are = getattr(before.total, name), getattr(now.total, name)
        if was != are:
            yield f"{word}由{was}份改为{are}份。"


def _tasks(before: Paper, now: Paper) -> Iterator[str]:
    known = {task.number: task for task in before.tasks}
    both = [(known[task.number], task) for task in now.tasks if task.number in known]
    progressed = [now for was, now in both if progress_of(was) != progress_of(now)]
    lit = [now for was, now in both if _light(was) != _light(now)]
    for word, tasks in (("本期进度", progressed), ("灯", lit)):
        if tasks:
            yield f"{word}有改动的：{_named(tasks)}。"


def _light(task: Task) -> str:
    return task.lamp.light if task.lamp else ""


def _named(tasks: list[Task]) -> str:
    listed = "、".join(task.number for task in tasks[:MOST_TASKS])
    return f"第{listed}项" if len(tasks) <= MOST_TASKS else f"第{listed}项等{len(tasks)}项"


def _counted(before: Paper, now: Paper) -> Iterator[str]:
    pairs = (
        ("逾期任务", len(before.overdue), len(now.overdue)),
        ("需协调事项", len(before.asking or ()), len(now.asking or ())),
        ("列出的问题", len(before.problems), len(now.problems)),
    )
    for word, was, are in pairs:
        if was != are:
            yield f"{word}由{was}项改为{are}项。"
    said = [(each.number, each.name, each.said) for each in before.gauges or ()]
    told = [(each.number, each.name, each.said) for each in now.gauges or ()]
    yield from (
        f"指标“{name}”的数值有改动。" for each in told if each not in said for name in [each[1]]
    )
