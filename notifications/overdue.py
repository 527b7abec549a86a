"""What is overdue in a plan on a day: tasks as their lights say, and reports not filed in time.

Two different words (rule 7): 任务逾期 is a task's, 未按时报送 a report's.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from project.accounts.models import Unit
from project.workdays.models import Workday
from task_table.models import Plan, Task
from workflows.lights.done import is_awaiting_final
from workflows.lights.leads import Reports, lead_reports
from workflows.lights.overdue import Overdue, overdue_in
from workflows.models import Report, ReportVersion
from workflows.standing import Reckoning
from workflows.steps import IN_HANDS_OF_OTHERS, Step

LATE = "late"
UNCHANGED = "与上期相比无变化。"
SAID_NOTHING = "该单位没有说明。"
CAME_BACK = "报告已退回或撤回，重新提交前不引用。"
# Rule 8: time in others' hands is named as theirs. A lead's row is the secretariat's to review.
HANDS = {
    Step.REVIEW: "残工委办公室审核中",
    Step.SECOND_REVIEW: "复核中",
    Step.SIGN_OFF: "待{unit}签批",
}


@dataclass(frozen=True)
class OwnWords:
    """What a lead says of a task, and the version it says so in (rule 11)."""

    unit: str
    text: str
    cycle: str
    label: str
    version: int
    digest: str
    is_signed: bool


@dataclass(frozen=True)
class OverdueTask:
    """A task whose light is red for being overdue; `days` are calendar days past.

    `due_on` is its own date, or that of the `node` it is overdue by.
    """

    number: str
    text: str
    leads: list[str]
    due_on: date
    days: int
    lies: list[str]
    words: list[OwnWords]
    silence: str
    node: str = ""


@dataclass(frozen=True)
class UnfiledUnit:
    """How many reports a unit has not filed in time."""

    code: str
    name: str
    reports: int


@dataclass(frozen=True)
class Unfiled:
    """Reports that lie with their units past their day, folded unit by unit in printed order."""

    reports: int
    units: list[UnfiledUnit]
    cycles: list[str]


def overdue_tasks(plan: Plan, *, on: date) -> list[OverdueTask]:
    """Return the tasks 任务逾期 on that day, in printed order: eight statements for any plan."""
    late = overdue_in(plan, on=on)
    reports = lead_reports([task for task, _ in late], on=on)
    reckoning = _reckon((rows[0] for rows in reports.values()), on)
    return [_overdue(task, by, reports, reckoning) for task, by in late]


def unfiled(plan: Plan, *, on: date) -> Unfiled:
    """Return the reports 未按时报送 on that day, as `workflows.standing` says: two statements.

    What is withdrawn or sent back in time is not late (rule 7); what is in review is filed.
    """
    reports = _with_their_units(plan, on)
    reckoning = _reckon(reports, on)
    late = [report for report in reports if reckoning.status_of(report).tone == LATE]
    counts = Counter(report.unit_id for report in late)
    units = {report.unit_id: report.unit for report in late}
    return Unfiled(
        reports=len(late),
        units=[UnfiledUnit(unit.code, unit.name, counts[key]) for key, unit in units.items()],
        cycles=list(dict.fromkeys(report.cycle.label for report in late)),
    )


def awaiting_final(plan: Plan, *, on: date) -> int:
    """Return how many tasks are 待期末评估: one statement."""
    dates = plan.tasks.past_their_date(on=on).values_list("due_on", flat=True)
    return sum(is_awaiting_final(due_on, plan.until_on, on=on) for due_on in dates)


def _overdue(task: Task, by: Overdue, reports: Reports, reckoning: Reckoning) -> OverdueTask:
    leads = task.leads
    lies = [_lies(reports.get(row.pk, []), row.unit, reckoning) for row in leads]
    if len(leads) > 1:
        lies = [_of_unit(row.unit, where) for row, where in zip(leads, lies, strict=True)]
    found = [_words(reports.get(row.pk, [])) for row in leads]
    words = [each for each in found if each]
    came_back = any(_came_back(each) for row in leads for each in reports.get(row.pk, []))
    return OverdueTask(
        number=task.number,
        text=task.text,
        leads=[row.unit.name for row in leads],
        due_on=by.due_on,
        days=(reckoning.on - by.due_on).days,
        lies=lies,
        words=words,
        silence="" if words else CAME_BACK if came_back else SAID_NOTHING,
        node=by.node,
    )


def _came_back(report: Report) -> bool:
    with_the_unit = report.step == Step.REPORT and report.signed_version_id is None
    return with_the_unit and report.version_id is not None


def _of_unit(unit: Unit, where: str) -> str:
    """Tell joint leads' reports apart where the place does not name the unit itself."""
    return where if unit.name in where else f"{unit}的报告：{where}"


def _lies(reports: list[Report], unit: Unit, reckoning: Reckoning) -> str:
    """Say in whose hands the latest cycle's report is, and since when (rule 8)."""
    if not reports:
        return "还没有开启报送周期"
    report = reports[0]
    status, label = reckoning.status_of(report), report.cycle.label
    if report.step == Step.REPORT:
        return f"在{unit}填报（{label}），{status.word.removeprefix('待填报，')}"
    if report.step in IN_HANDS_OF_OTHERS:
        days = -reckoning.days_to(timezone.localdate(report.step_since))
        since = f"，已{days}个工作日" if days > 0 else ""
        return HANDS[Step(report.step)].format(unit=unit) + f"（{label}）{since}"
    return f"{label}{status.word}"


def _words(reports: list[Report]) -> OwnWords | None:
    """Return the newest words of a lead that stand: its problem, else its progress.

    What was sent back or withdrawn is not quoted until it is submitted again.
    """
    for report in reports:
        version = _version_that_stands(report)
        if text := _said(version, report) if version else "":
            return _quoted(text, version, report) if version else None
    return None


def _version_that_stands(report: Report) -> ReportVersion | None:
    stands = report.step in (*IN_HANDS_OF_OTHERS, Step.SIGNED)
    return report.version if stands else report.signed_version


def _said(version: ReportVersion, report: Report) -> str:
    """Return the words; of a joint lead's 会签 only a dissent is words of its own."""
    if report.is_concurrence:
        return "" if version.concurs else f"不同意：{version.progress.strip()}"
    words = version.problem.strip() or version.progress.strip()
    return words or (UNCHANGED if version.no_change else "")


def _quoted(text: str, version: ReportVersion, report: Report) -> OwnWords:
    return OwnWords(
        unit=report.unit.name,
        text=text,
        cycle=report.cycle.key,
        label=report.cycle.label,
        version=version.number,
        digest=version.digest,
        is_signed=report.signed_version_id == version.pk,
    )


def _with_their_units(plan: Plan, on: date) -> list[Report]:
    """Return what lies with its unit in the cycles opened by then, in printed order."""
    rows = Report.objects.with_the_unit().filter(cycle__plan=plan, cycle__opens_on__lte=on)
    rows = rows.select_related("assignment", "cycle", "unit", "version")
    order = ("assignment__task__place", "assignment__place", "assignment__group_place")
    return list(rows.order_by(*order, "cycle__opens_on"))


def _reckon(reports: Iterable[Report], on: date) -> Reckoning:
    """Read the calendar for due and reply-by dates and for the days steps were entered."""
    days = {on}
    for report in reports:
        days |= {report.reply_by or report.due_on, timezone.localdate(report.step_since)}
    rows = Workday.objects.filter(day__in=days).values_list("day", "ordinal")
    return Reckoning(on, dict(rows))
