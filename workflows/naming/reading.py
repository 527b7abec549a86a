"""Reads the sentences that name a unit as the cause: what was passed on to it, whom it made late.

The unit sees the sentence and where it stands, not the rest of the report (design.md section 6).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from project.accounts.access import Permission, units_where
from project.accounts.models import Unit, User
from task_table.models import Assignment, AssignmentRole
from workflows.escalation.forewarning import told_open
from workflows.gathering.causes import causes_of
from workflows.models import CoordinationRequest, Cycle, Remark, Report
from workflows.windows import day_in_words

FOREWARNED = "拟在通报中这样写明；{until}以前可以加一行说明，和这句话一起印出，不加的注明未提出说明"
# What is older was read in its time; the newest cycles are those whose summaries are written.
MOST_REQUESTS, MOST_CYCLES = 50, 2


@dataclass(frozen=True)
class Sentence:
    """One sentence that names a unit; `key` is `case:7` or `report:5`, the newest remark stands."""

    key: str
    said: str
    where: str
    remarks: tuple[Remark, ...] = ()

    @property
    def standing(self) -> Remark | None:
        return self.remarks[-1] if self.remarks else None


def sentences_naming(unit: Unit, *, on: date) -> list[Sentence]:
    """Return the sentences that name the unit, in a fixed number of statements."""
    found = [*_in_circulars(unit, on), *_in_requests(unit), *_in_lateness(unit, on)]
    own = _by_sentence(Remark.objects.filter(unit=unit).for_reading())
    return [Sentence(*each, remarks=_about(each, own.get(each[0], ()))) for each in found]


def may_remark(user: User, unit: Unit, *, on: date) -> bool:
    """Say whether the person speaks for the unit here: its liaisons and its signers do."""
    return _spoken_for(user, on).filter(pk=unit.pk).exists()


def _spoken_for(user: User, on: date) -> QuerySet[Unit]:
    reported = units_where(user, Permission.REPORT, on=on).values("pk")
    signed = units_where(user, Permission.SIGN_OFF, on=on).values("pk")
    return Unit.objects.filter(Q(pk__in=reported) | Q(pk__in=signed))


def _about(told: tuple[str, str, str], own: Iterable[Remark]) -> tuple[Remark, ...]:
    """Return the lines beside a sentence; of a case, those about these very words.

    A request's problem never changes; a 通报 may go back and name the unit in other words.
    """
    key, said, _ = told
    return tuple(each for each in own if key.startswith("report:") or each.sentence == said)


def _in_circulars(unit: Unit, on: date) -> Iterable[tuple[str, str, str]]:
    """Yield what a 通报 is to say of the unit, as long as its line is printed beside it."""
    for each in told_open(unit, on=on):
        until = day_in_words(each.until_on)
        yield f"case:{each.circular_id}", each.sentence, FOREWARNED.format(until=until)


def _in_requests(unit: Unit) -> Iterable[tuple[str, str, str]]:
    rows = CoordinationRequest.objects.naming(unit)
    rows = rows.select_related("unit", "task", "report__cycle").order_by("-pk")
    for each in rows[:MOST_REQUESTS]:
        where = f"{each.unit}需协调事项，{each.task}，{each.report.cycle.label}"
        yield f"case:{each.pk}", each.problem, where


def _in_lateness(unit: Unit, on: date) -> Iterable[tuple[str, str, str]]:
    leads = list(_leads_of(unit, on))
    causes = causes_of(leads, on=on)
    for each in leads:
        if unit.name in causes.get(each.pk, ()):
            where = f"{each.unit}牵头，{each.assignment.task}，{each.cycle.label}"
            yield f"report:{each.pk}", late_because_of(each.unit.name, unit.name), where


def late_because_of(lead: str, unit: str) -> str:
    """Return the sentence about a lead that is late because of a unit.

    >>> late_because_of("市民政局", "市财政局")
    '市民政局的报告未按时报送，迟报原因：因配合单位未反馈（市财政局）。'
    """
    return f"{lead}的报告未按时报送，迟报原因：因配合单位未反馈（{unit}）。"


def _leads_of(unit: Unit, on: date) -> Iterable[Report]:
    """Return the leads' rows of the tasks the unit supports, of the newest cycles past due."""
    tasks = Assignment.objects.filter(unit=unit, role=AssignmentRole.SUPPORT).values("task")
    past = Cycle.objects.filter(plan__committee=unit.committee_id, due_on__lt=on)
    newest = list(past.order_by("-due_on").values_list("pk", flat=True)[:MOST_CYCLES])
    rows = Report.objects.for_moving().select_related("cycle")
    rows = rows.filter(cycle__in=newest, assignment__role=AssignmentRole.LEAD)
    return rows.filter(assignment__task__in=tasks).order_by("-cycle__due_on", "pk")


def key_of(remark: Remark) -> str:
    return f"case:{remark.case_id}" if remark.case_id else f"report:{remark.report_id}"


def _by_sentence(rows: Iterable[Remark]) -> dict[str, list[Remark]]:
    found: dict[str, list[Remark]] = {}
    for each in rows:
        found.setdefault(key_of(each), []).append(each)
    return found


def standing(rows: Iterable[Remark]) -> list[Remark]:
    """Return of remarks in their order the newest of each unit beside each sentence."""
    return list({(each.unit_id, key_of(each)): each for each in rows}.values())


def remarks_on(reports: Iterable[Report]) -> dict[int, list[Remark]]:
    """Return what units say beside the lateness of these rows, by row: one statement."""
    found: dict[int, list[Remark]] = {}
    for each in standing(Remark.objects.filter(report__in=list(reports)).for_reading()):
        found.setdefault(each.report_id or 0, []).append(each)
    return found
