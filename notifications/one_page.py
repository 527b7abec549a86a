"""What the leaders' page tells beside 任务逾期 and 未按时报送 (decision 0045), in natural keys."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Min
from django.utils import timezone

from task_table.models import Nature, Plan
from workflows.case_words import CaseKind, CaseStep
from workflows.cases.coordination_lists import counts_of
from workflows.lights.indicators import indicator_lines
from workflows.lights.light import Light
from workflows.models import Case, CoordinationRequest, Cycle, Report
from workflows.sight import Viewer
from workflows.signals import read_signals
from workflows.timeliness import late_answers

STALLED = "长期未动"
SUPERVISE = "督办"
# The steps at which a request for coordination waits for nobody any more.
SETTLED = frozenset({CaseStep.COORDINATED, CaseStep.RULED, CaseStep.TAKEN_OFF, CaseStep.WITHDRAWN,
                     CaseStep.REFUSED, CaseStep.OVERTAKEN})  # fmt: skip
Facts = dict[str, Any]


def one_page(plan: Plan, *, on: date) -> Facts:
    """Return 长期未动, 待协调, 按时率 and the 约束性 indicators below their target."""
    return {
        "stalled": stalled_tasks(plan, on=on),
        "coordination": coordination(plan),
        "on_time": on_time(plan, on=on),
        "indicators": indicators_below(plan, on=on),
    }


def stalled_tasks(plan: Plan, *, on: date) -> list[Facts]:
    """Return the tasks 长期未动 in plan order: four statements."""
    tasks = list(plan.tasks.open().with_assignments().in_printed_order())
    signals = read_signals(plan, tasks, on=on)
    found = ((task, _stalled(signals.get(task.pk, []))) for task in tasks)
    return [
        {
            "number": task.number,
            "text": task.text,
            "leads": [row.unit.name for row in task.leads],
            "words": words,
        }
        for task, words in found
        if words
    ]


def _stalled(signals: Iterable[Any]) -> str:
    return next((signal.words for signal in signals if signal.word == STALLED), "")


def coordination(plan: Plan) -> Facts:
    """Return how many requests wait, and which tasks' wait for the committee itself."""
    waiting = sum(times for step, times in counts_of(plan).items() if step not in SETTLED)
    listed = CoordinationRequest.objects.filter(plan=plan, step=CaseStep.AGENDA)
    numbers = listed.order_by("task__place").values_list("task__number", flat=True).distinct()
    return {"waiting": waiting, "listed": [number for number in numbers if number]}


def on_time(plan: Plan, *, on: date) -> Facts | None:
    """Return 按时率 of the newest cycle past its day: how many of how many; None before any."""
    past = Cycle.objects.of_plan(plan).filter(due_on__lt=on, opened_at__isnull=False)
    cycle = past.order_by("-opens_on").first()
    if cycle is None:
        return None
    rows = Report.objects.in_cycle(cycle)
    late = late_answers(rows, on=on)
    told = rows.select_related("assignment", "cycle").annotate(
        first_at=Min("versions__submitted_at")
    )
    due: list[Any] = list(told)
    kept = sum(_was_on_time(each, each.first_at) and each.pk not in late for each in due)
    return {"cycle": cycle.label, "due": len(due), "on_time": kept}


def _was_on_time(report: Report, first_at: Any) -> bool:
    return first_at is not None and timezone.localdate(first_at) <= report.due_on


def indicators_below(plan: Plan, *, on: date) -> list[Facts]:
    """Return the 约束性 indicators whose light is red, as leaders see them: one statement."""
    leader = Viewer.of_committee(plan.committee_id)
    rows = plan.indicators.filter(nature=Nature.BINDING).select_related("supplier", "plan", "task")
    lines = indicator_lines(rows.order_by("number"), leader, on=on)
    return [
        {
            "number": line.indicator.number,
            "name": line.indicator.name,
            "said": line.said,
            "target": line.indicator.target_printed,
            "words": line.lit.words,
        }
        for line in lines
        if line.lit is not None and line.lit.light == Light.RED
    ]


def asked_of_leaders(plan: Plan) -> dict[str, str]:
    """Return by task what waits for a leader's word there: one statement."""
    waiting = Case.objects.under_way().filter(plan=plan, task__isnull=False)
    rows = waiting.at_step(CaseStep.DECIDE, CaseStep.AGENDA).order_by("pk")
    asks: dict[str, str] = {}
    for number, kind in rows.values_list("task__number", "kind"):
        is_listed = kind == CaseKind.COORDINATION
        asks[number] = "批复需协调事项，或安排上会" if is_listed else f"审定{CaseKind(kind).label}"
    return asks
