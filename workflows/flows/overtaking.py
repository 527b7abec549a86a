"""What ends with a task: its open extension, closing or adjustment has no object any more."""

from collections.abc import Iterable

from task_table.models import TaskState
from workflows.case_words import CaseOutcome
from workflows.flows.case import CaseFlow
from workflows.models import Case

# What the system may decide at every step of a flow that ends with its task.
ENDS = frozenset({CaseOutcome.OVERTAKEN})


def cases_overtaken(case: Case, state: TaskState) -> Iterable[tuple[Case, str]]:
    """Return the task's other open cases that end with it, each with why the system ends it."""
    why = f"{case.task}{state.label}（事项{case.pk}），这一事项不再办理。"
    kinds = [flow.kind for flow in CaseFlow.__subclasses__() if flow.ends_with_task]
    others = Case.objects.under_way().of_kind(*kinds).filter(task=case.task_id)
    return [(other, why) for other in others.exclude(pk=case.pk).order_by("pk")]
