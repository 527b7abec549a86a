"""What an edition says differently from one that was issued: figures, tasks, lights, lists."""

from collections.abc import Iterator
from dataclasses import replace

from notifications.paper_rows import FIGURES
from notifications.papers import Gauge, Paper, Task
from notifications.wording import progress_of

# A list of tasks longer than this is told by its length alone.
MOST_TASKS = 12
ELSEWHERE = "正文以外的内容（附件、台账、来源）有改动，上面各项数字和列出的事项没有不同。"


def changes_between(before: Paper, now: Paper) -> list[str]:
    """Return the changes in sentences, figures first; nothing where both print the same."""
    told = [*_figures(before, now), *_tasks(before, now), *_counted(before, now)]
    told += [*_reworded(before, now)]
    return told if told or _is_the_same(before, now) else [ELSEWHERE]


def _is_the_same(before: Paper, now: Paper) -> bool:
    """Say whether both tell the same, whenever either was made and whatever was before them."""
    return replace(now, as_of=before.as_of, earlier=None, course=None) == replace(
        before, earlier=None, course=None
    )


def _reworded(before: Paper, now: Paper) -> Iterator[str]:
    """Yield the lists that are as long as before, and say something else."""
    was, are = _problems(before), _problems(now)
    changed = {task for task, _ in was ^ are} if len(was) == len(are) else set()
    if tasks := [task for task in now.tasks if task.number in changed]:
        yield f"存在问题的内容有改动：{_named(tasks)}。"
    if len(before.asking or ()) == len(now.asking or ()) and before.asking != now.asking:
        yield "需协调事项的内容有改动。"


def _problems(paper: Paper) -> set[tuple[str, str]]:
    return {(row.task, row.problem) for row in paper.problems}


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
    said = [_of_gauge(each) for each in before.gauges or ()]
    yield from (
        f"指标“{each.name}”的数值有改动。"
        for each in now.gauges or () if _of_gauge(each) not in said
    )  # fmt: skip


def _of_gauge(gauge: Gauge) -> tuple[object, ...]:
    return gauge.number, gauge.said, gauge.added, gauge.years, gauge.parts
