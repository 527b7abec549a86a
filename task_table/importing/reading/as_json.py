"""The shape that `import_plan --json` prints: plain lists and words, nothing left out."""

from task_table.importing.reading.plan_table import PlanReading, TaskReading
from task_table.importing.reading.problems import Problem


def as_json(reading: PlanReading) -> dict[str, list[dict[str, object]]]:
    """Give tasks and problems as json.dumps takes them."""
    return {
        "tasks": [_task(task) for task in reading.tasks],
        "problems": [_problem(problem) for problem in reading.problems],
    }


def _task(task: TaskReading) -> dict[str, object]:
    return {
        "number": task.number,
        "text": task.text,
        "lead": list(task.lead),
        "support": list(task.support),
        "joint": task.joint,
        "open_ended": task.open_ended,
        "due_on": task.due_on.isoformat() if task.due_on else None,
        "due_source": task.due_source.value,
        "flags": [flag.value for flag in task.flags],
    }


def _problem(problem: Problem) -> dict[str, object]:
    return {"where": problem.where, "message": problem.message}
