"""What a request to adjust a task must say, and what its granting needs: a document."""

from datetime import date
from typing import Any

from task_table.models import AssignmentRole, Task, TaskState
from workflows.completeness import check_words
from workflows.models import AdjustmentRequest, Change
from workflows.refusals import Incomplete, NotEntitled, Refused
from workflows.task_states import held_task
from workflows.windows import day_in_words

# What a granted change makes of the task.
STATES = {Change.TERMINATE: TaskState.TERMINATED, Change.TRANSFER: TaskState.TRANSFERRED}
MOST_YEARS = 10
LONGEST_NUMBER, LONGEST_PLAN = 64, 100


def verify_request(case: AdjustmentRequest, said: Any) -> None:
    """Raise unless the task is open, nothing else changes it, and the request says what and why."""
    task = held_task(case)
    _check_place(case, task)
    wrong = _wrong_words(said)
    if said.get("change") == Change.TEXT:
        wrong |= _wrong_text(task, said)
    if said.get("change") == Change.DATE:
        wrong |= _wrong_date(task, said.get("new_due_on"))
    if wrong:
        raise Incomplete(wrong)
    names = ("cause", "new_text", "next_plan", "document_number")
    check_words({name: said.get(name, "") for name in names})


def verify_grant(case: AdjustmentRequest, said: Any) -> None:
    """Raise unless the document is named and the task stands as it did at the request."""
    task = held_task(case)
    check_open(task)
    before = (task.adjusted_text or task.text, task.due_on)
    if before != (case.from_text, case.from_due_on):
        raise Refused("提出之后，这项任务已另行调整。请退回，重新提出。")
    number = said.get("document_number", "")
    if not number or len(number) > LONGEST_NUMBER:
        raise Incomplete({"document_number": f"请填写文号，不超过{LONGEST_NUMBER}个字。"})
    check_words({"document_number": number})


def check_open(task: Task) -> None:
    if not task.is_open:
        raise Refused(f"{task}{task.get_state_display()}，不能再调整。")


def _check_place(case: AdjustmentRequest, task: Task) -> None:
    check_open(task)
    first = task.assignments.filter(role=AssignmentRole.LEAD).order_by("place").first()
    if first is None or first.unit_id != case.unit_id:
        raise NotEntitled("任务调整由残工委办公室或任务的第一牵头单位提出。")
    others = AdjustmentRequest.objects.under_way().filter(task=task).exclude(pk=case.pk)
    if others.exists():
        raise Refused("这项任务已有一件调整正在办理，办结后才能再提出。")


def _wrong_words(said: Any) -> dict[str, str]:
    wrong = {}
    if said.get("change") not in Change.values:
        wrong["change"] = "请选择调整内容。"
    if not said.get("cause"):
        wrong["cause"] = "请写明调整的原因。"
    if len(said.get("document_number", "")) > LONGEST_NUMBER:
        wrong["document_number"] = f"文号不超过{LONGEST_NUMBER}个字。"
    if said.get("change") == Change.TRANSFER and not said.get("next_plan"):
        wrong["next_plan"] = "请写明转入哪个规划。"
    if len(said.get("next_plan", "")) > LONGEST_PLAN:
        wrong["next_plan"] = f"规划名称不超过{LONGEST_PLAN}个字。"
    return wrong


def _wrong_text(task: Task, said: Any) -> dict[str, str]:
    text = said.get("new_text", "")
    if not text:
        return {"new_text": "请写明调整后的表述。"}
    if text in (task.text, task.adjusted_text):
        return {"new_text": "与现在的表述相同，请核对。"}
    return {}


def _wrong_date(task: Task, new: date | None) -> dict[str, str]:
    if new is None:
        return {"new_due_on": "请填写调整后的完成时限。"}
    if new == task.due_on:
        return {"new_due_on": f"与现在的完成时限{day_in_words(task.due_on)}相同，请核对。"}
    if abs(new.year - task.plan.until_on.year) > MOST_YEARS:
        return {"new_due_on": "与规划期相差太远，请核对年份。"}
    return {}
