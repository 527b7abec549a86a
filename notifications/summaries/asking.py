"""The requests for coordination (需协调事项) of a cycle's reports, as a summary tells of them."""

from collections.abc import Mapping

from notifications.papers import Asking
from task_table.models import Plan
from workflows.case_words import CaseStep
from workflows.models import CoordinationRequest, Cycle


def asking_in(cycle: Cycle, remarks: Mapping[int, list[str]]) -> list[Asking]:
    """Return them in printed order: one statement.

    What nobody was passed on yet names nobody: a unit is shown its sentence first (section 6).
    `remarks` are the lines units say beside, by request.
    """
    rows = CoordinationRequest.objects.filter(report__cycle=cycle).exclude(step=CaseStep.WITHDRAWN)
    told = rows.select_related("task", "unit", "addressee")
    order = ("task__place", "report__assignment__place", "pk")
    return [
        _asking(each, cycle.plan, remarks.get(each.pk, []))
        for each in told.order_by(*order)
        if each.addressee_id is None or each.forwarded_at
    ]


def _asking(request: CoordinationRequest, plan: Plan, remarks: list[str]) -> Asking:
    request.plan = plan
    return Asking(
        task=request.task.number if request.task else "",
        unit=request.unit.code,
        whom=request.whom,
        problem=request.problem,
        needed=request.needed,
        needed_on=request.needed_on,
        standing=request.word,
        promised_on=request.promised_on,
        remarks=remarks,
    )
