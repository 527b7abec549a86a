"""Reads the facts of tasks' lights: nodes, signed answers, what the leads' reports are at."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from project.workdays.models import Workday
from task_table.models import Milestone, Plan, Task
from workflows.cycles.periods import period_around
from workflows.cycles.schedule import DUE_DAY_OF_MONTH
from workflows.lights.done import is_done
from workflows.lights.facts import NodeFacts, TaskFacts
from workflows.lights.judging import judge_task
from workflows.lights.leads import Reports, lead_reports, word_of
from workflows.lights.light import Lit
from workflows.lights.reading import thresholds_of
from workflows.models import CycleKind, MilestoneAnswer, Report
from workflows.standing import Reckoning
from workflows.steps import IN_HANDS_OF_OTHERS, Step


@dataclass(frozen=True)
class Known:
    """What is read of many tasks at once: nodes and signed answers by task, reports by row."""

    on: date
    nodes: Mapping[int, Sequence[Milestone]]
    answers: Mapping[int, Sequence[MilestoneAnswer]]
    reports: Reports


def task_lights(plan: Plan, tasks: Iterable[Task], *, on: date) -> dict[int, Lit]:
    """Return the lights of a plan's tasks (fetched with assignments): four statements for any."""
    shown = list(tasks)
    known = _read(shown, on)
    facts = {task.pk: facts_of(task, plan, known) for task in shown}
    days = {on}.union(*(each.days for each in facts.values()))
    ordinals = dict(Workday.objects.filter(day__in=days).values_list("day", "ordinal"))
    reckoning, limits = Reckoning(on, ordinals), thresholds_of(plan)
    return {
        key: judge_task(each, limits, on=on, reckoning=reckoning) for key, each in facts.items()
    }


def facts_of(task: Task, plan: Plan, known: Known) -> TaskFacts:
    """Return one task's facts out of what was read."""
    leads = task.leads
    first = known.reports.get(leads[0].pk, []) if leads else []
    words = [word_of(row, known.reports) for row in leads]
    return TaskFacts(
        state=task.state,
        plan_until=plan.until_on,
        due_on=task.due_on,
        first_due_on=task.first_due_on,
        standing=task.standing,
        done_word=is_done(words),
        done_pending=task.due_on is not None and is_pending(task.due_on, first, plan, on=known.on),
        nodes=tuple(_node(each, first, plan, known) for each in known.nodes.get(task.pk, ())),
    )


def is_pending(due_on: date, reports: Sequence[Report], plan: Plan, *, on: date) -> bool:
    """Say whether the report that must answer for a past day is not due yet, or with others.

    That is the first cycle whose period reaches the day (rule 8, decision 0040), or would be, where
    none was opened; a return that may still be answered in time counts as not due. `reports` are
    the first lead's, the newest first.
    """
    answering = [each for each in reports if each.cycle.covers_until >= due_on]
    if not answering:
        return on <= _asked_by(due_on, plan)
    newest, first = answering[0], answering[-1]
    if newest.step in IN_HANDS_OF_OTHERS:
        return True
    may_answer = newest.step == Step.REPORT and newest.reply_by is not None
    return first.due_on >= on or (may_answer and (newest.reply_by or on) >= on)


def _asked_by(day: date, plan: Plan) -> date:
    """Return the 15th after the filing period that a day lies in."""
    period = period_around(CycleKind(plan.filing_kind), day)
    return period.covers_until + timedelta(days=DUE_DAY_OF_MONTH)


def _read(tasks: Sequence[Task], on: date) -> Known:
    keys = [task.pk for task in tasks]
    nodes: dict[int, list[Milestone]] = {}
    for each in Milestone.objects.standing().filter(task__in=keys).order_by("due_on", "place"):
        nodes.setdefault(each.task_id, []).append(each)
    answers: dict[int, list[MilestoneAnswer]] = {}
    for answer in _signed_answers(keys, on):
        answers.setdefault(answer.milestone_id, []).append(answer)
    return Known(on, nodes, answers, lead_reports(tasks, on=on))


def _signed_answers(tasks: Sequence[int], on: date) -> Iterable[MilestoneAnswer]:
    """Return the signed answers on these tasks' nodes, the newest cycle first."""
    rows = MilestoneAnswer.objects.signed().filter(milestone__task__in=tasks)
    rows = rows.filter(version__report__cycle__opens_on__lte=on)
    told = rows.select_related("milestone", "version__report__cycle")
    return told.order_by("-version__report__cycle__opens_on", "-pk")


def _node(node: Milestone, reports: Sequence[Report], plan: Plan, known: Known) -> NodeFacts:
    answers = known.answers.get(node.pk, ())
    reached = next((each for each in answers if _reaches(each)), None)
    last = reached or next(iter(answers), None)
    cycle = last.version.report.cycle if last else None
    judged = cycle is not None and cycle.covers_until >= node.due_on
    return NodeFacts(
        year=node.year,
        place=node.place,
        text=node.text,
        due_on=node.due_on,
        target=node.value,
        measure=node.measure,
        reached=reached is not None,
        reached_on=reached.reached_on if reached else None,
        value=last.value if last else None,
        value_as_of=cycle.covers_until if cycle and last and last.value is not None else None,
        pending=not judged and is_pending(node.due_on, reports, plan, on=known.on),
        told_in=cycle.label if cycle else "",
    )


def _reaches(answer: MilestoneAnswer) -> bool:
    return answer.reached_on is not None or answer.milestone.is_reached_by(answer.value)
