"""Reads the facts of tasks' lights: nodes, signed answers, what the leads' reports are at."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from project.workdays.models import Workday
from task_table.models import Milestone, Plan, Task
from workflows.lights.awaiting import Answering, DatedTask
from workflows.lights.done import is_done
from workflows.lights.facts import NodeFacts, TaskFacts
from workflows.lights.judging import judge_task
from workflows.lights.leads import LeadLine, Lines, lead_lines, word_of
from workflows.lights.light import Lit
from workflows.lights.reading import thresholds_of
from workflows.models import CycleKind, MilestoneAnswer
from workflows.standing import Reckoning


@dataclass(frozen=True)
class Known:
    """What is read of many tasks at once: nodes and signed answers by task, reports by row."""

    on: date
    nodes: Mapping[int, Sequence[Milestone]]
    answers: Mapping[int, Sequence[MilestoneAnswer]]
    reports: Lines


def task_lights(plan: Plan, tasks: Iterable[Task], *, on: date) -> dict[int, Lit]:
    """Return the lights of a plan's tasks (fetched with assignments): four statements for any."""
    return {key: lit for key, (_, lit) in judged_tasks(plan, tasks, on=on).items()}


def judged_tasks(
    plan: Plan, tasks: Iterable[Task], *, on: date
) -> dict[int, tuple[TaskFacts, Lit]]:
    """Return each light with the facts that it was judged by: the same four statements."""
    dated = dated_tasks(plan, tasks, on=on)
    facts = {key: each.on(on) for key, each in dated.items()}
    days = {on}.union(*(each.days for each in facts.values()))
    ordinals = dict(Workday.objects.filter(day__in=days).values_list("day", "ordinal"))
    reckoning, limits = Reckoning(on, ordinals), thresholds_of(plan)
    return {
        key: (each, judge_task(each, limits, on=on, reckoning=reckoning))
        for key, each in facts.items()
    }


def dated_tasks(plan: Plan, tasks: Iterable[Task], *, on: date) -> dict[int, DatedTask]:
    """Return what makes the facts of these tasks on a day and on any later one: three statements.

    Later ones are those of a time in which nobody acts (the rehearsal).
    """
    shown = list(tasks)
    known = _read(shown, on)
    return {task.pk: _dated(task, plan, known) for task in shown}


def _dated(task: Task, plan: Plan, known: Known) -> DatedTask:
    """Return one task's facts out of what was read."""
    leads = task.leads
    first = known.reports.get(leads[0].pk, []) if leads else []
    nodes = known.nodes.get(task.pk, ())
    facts = TaskFacts(
        state=task.state,
        plan_until=plan.until_on,
        due_on=task.due_on,
        first_due_on=task.first_due_on,
        standing=task.standing,
        done_word=is_done([word_of(row, known.reports) for row in leads]),
        nodes=tuple(_node(each, known) for each in nodes),
    )
    judged = tuple(_is_judged(each, known) for each in nodes)
    reports = tuple(_answering(each) for each in first)
    return DatedTask(facts, CycleKind(plan.filing_kind), reports, judged)


def _answering(line: LeadLine) -> Answering:
    return Answering(line.opens_on, line.covers_until, line.due_on, line.step, line.reply_by)


def _read(tasks: Sequence[Task], on: date) -> Known:
    keys = [task.pk for task in tasks]
    nodes: dict[int, list[Milestone]] = {}
    for each in Milestone.objects.standing().filter(task__in=keys).order_by("due_on", "place"):
        nodes.setdefault(each.task_id, []).append(each)
    answers: dict[int, list[MilestoneAnswer]] = {}
    standing = [each.pk for of_task in nodes.values() for each in of_task]
    for answer in _signed_answers(standing, on):
        answers.setdefault(answer.milestone_id, []).append(answer)
    return Known(on, nodes, answers, lead_lines(tasks, on=on))


def _signed_answers(nodes: Sequence[int], on: date) -> Iterable[MilestoneAnswer]:
    """Return the signed answers on these nodes, the newest cycle first."""
    rows = MilestoneAnswer.objects.signed().filter(milestone__in=nodes)
    rows = rows.filter(version__report__cycle__opens_on__lte=on)
    told = rows.select_related("milestone", "version__report__cycle")
    return told.order_by("-version__report__cycle__opens_on", "-pk")


def _node(node: Milestone, known: Known) -> NodeFacts:
    answers = known.answers.get(node.pk, ())
    reached = next((each for each in answers if _reaches(each)), None)
    last = reached or next(iter(answers), None)
    cycle = last.version.report.cycle if last else None
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
        told_in=cycle.label if cycle else "",
    )


def _is_judged(node: Milestone, known: Known) -> bool:
    """Say whether the answer that stands is of a period that reaches the node's day."""
    answers = known.answers.get(node.pk, ())
    last = next((each for each in answers if _reaches(each)), None) or next(iter(answers), None)
    return last is not None and last.version.report.cycle.covers_until >= node.due_on


def _reaches(answer: MilestoneAnswer) -> bool:
    return answer.reached_on is not None or answer.milestone.is_reached_by(answer.value)
