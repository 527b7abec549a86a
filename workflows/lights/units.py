"""Reads a unit's light: the lights of its newest reports and of the tasks it leads first."""

from collections.abc import Iterable
from datetime import date

from project.accounts.models import Unit
from task_table.models import AssignmentRole, Plan, Task
from workflows.lights.facts import Cause, UnitFacts
from workflows.lights.judging import judge_unit
from workflows.lights.light import Lit
from workflows.lights.reading import light_of_report, report_facts, thresholds_of
from workflows.lights.tasks import task_lights
from workflows.models import Report
from workflows.sight import Viewer
from workflows.standing import reckon


def light_of_unit(unit: Unit, seen_by: Viewer, *, on: date) -> Lit | None:
    """Return a unit's light; None to whoever neither is of it, reviews it nor leads the committee.

    Nine statements: its newest cycle's reports with the calendar, and the tasks it leads with
    theirs.
    """
    if not seen_by.follows_unit(unit.pk, unit.committee_id):
        return None
    plan = Plan.objects.filter(tasks__assignments__unit=unit).order_by("-from_on").first()
    if plan is None:
        return None
    reports, tasks = _reports_of(unit, plan, on), _led_by(unit, plan)
    facts = UnitFacts(tuple(_of_reports(reports, on)), tuple(_of_tasks(plan, tasks, on)))
    return judge_unit(facts, thresholds_of(plan), on=on)


def _reports_of(unit: Unit, plan: Plan, on: date) -> list[Report]:
    """Return the unit's reports of the newest cycle that asks it for any."""
    own = Report.objects.filter(unit=unit, cycle__plan=plan, cycle__opens_on__lte=on)
    newest = own.order_by("-cycle__opens_on").values("cycle")[:1]
    rows = own.filter(cycle=newest).select_related("assignment__task", "cycle__plan", "version")
    return list(rows.order_by("assignment__task__place"))


def _led_by(unit: Unit, plan: Plan) -> list[Task]:
    """Return the tasks of which the unit is the first-listed lead."""
    first = {"assignments__unit": unit, "assignments__role": AssignmentRole.LEAD}
    rows = plan.tasks.filter(**first, assignments__place=1)
    return list(rows.with_assignments().in_printed_order())


def _of_reports(reports: list[Report], on: date) -> Iterable[Cause]:
    facts = [report_facts(each) for each in reports]
    days = {day for each in facts for day in each.days}
    reckoning = reckon(reports, on=on, also=days)
    for report, known in zip(reports, facts, strict=True):
        lit = light_of_report(report, known, reckoning)
        yield Cause(f"{report.assignment.task}报告", lit.light, lit.words)


def _of_tasks(plan: Plan, tasks: list[Task], on: date) -> Iterable[Cause]:
    lights = task_lights(plan, tasks, on=on) if tasks else {}
    for task in tasks:
        lit = lights[task.pk]
        yield Cause(str(task), lit.light, lit.words)
