"""ExtensionFlow (延期): the lead asks, its leader signs, the office checks, a leader decides."""

from datetime import date
from typing import Any, ClassVar

from viewflow import this
from viewflow.workflow import flow

from task_table.models import AssignmentRole, DueSource, Task
from workflows.case_words import CaseKind, CaseOutcome, CaseStep
from workflows.completeness import check_words
from workflows.flows.case import (
    CaseFlow,
    Turn,
    a_leader_decides,
    step_of,
    the_office_checks,
    the_unit_reports,
)
from workflows.flows.conditions import decided
from workflows.flows.line import THE_UNIT_SIGNS, on_or_back
from workflows.flows.overtaking import ENDS
from workflows.models import ExtensionRequest
from workflows.refusals import Incomplete, NotEntitled, Refused
from workflows.task_states import held_task, move_date
from workflows.windows import day_in_words

# The dates the issued document itself sets: moved by a document alone.
OF_THE_PLAN = (DueSource.TEXT, DueSource.COLUMN, DueSource.COVER)
MOST_YEARS = 5
MISSING = {
    "asked_until": "请填写申请延期至哪一天。",
    "cause": "请写明延期的原因。",
    "progress_so_far": "请写明目前进展。",
}
ASKED = ("asked_until", "cause", "progress_so_far")


class ExtensionFlow(CaseFlow):
    """延期申请"""

    kind = CaseKind.EXTENSION
    model = ExtensionRequest
    ends_with_task = True
    turns: ClassVar = {
        CaseStep.APPLY: Turn(
            the_unit_reports, frozenset({CaseOutcome.APPLIED}), withdraws=True, by_system=ENDS
        ),
        CaseStep.UNIT_SIGN: THE_UNIT_SIGNS,
        CaseStep.CHECK: Turn(
            the_office_checks(CaseKind.EXTENSION),
            frozenset({CaseOutcome.PASSED, CaseOutcome.SENT_BACK}),
            withdraws=True,
            by_system=ENDS,
        ),
        CaseStep.DECIDE: Turn(
            a_leader_decides,
            frozenset({CaseOutcome.GRANTED, CaseOutcome.REFUSED, CaseOutcome.SENT_BACK}),
            by_system=ENDS,
        ),
    }

    start = flow.StartHandle(this.open).Next(this.apply)
    apply = step_of(CaseStep.APPLY)
    after_apply = (
        flow.Switch()
        .Case(this.unit_sign, decided(CaseOutcome.APPLIED))
        .Case(this.overtaken, decided(CaseOutcome.OVERTAKEN))
        .Default(this.withdrawn)
    )
    unit_sign = step_of(CaseStep.UNIT_SIGN)
    after_unit_sign = on_or_back(this.check, CaseOutcome.SIGNED)
    check = step_of(CaseStep.CHECK)
    after_check = on_or_back(this.decide, CaseOutcome.PASSED)
    decide = step_of(CaseStep.DECIDE)
    after_decide = (
        flow.Switch()
        .Case(this.granted, decided(CaseOutcome.GRANTED))
        .Case(this.refused, decided(CaseOutcome.REFUSED))
        .Case(this.overtaken, decided(CaseOutcome.OVERTAKEN))
        .Default(this.apply)
    )
    granted = flow.End()
    refused = flow.End()
    withdrawn = flow.End()
    overtaken = flow.End()

    @classmethod
    def verify(cls, case: ExtensionRequest, act: Any) -> None:
        if act.outcome == CaseOutcome.APPLIED:
            _verify_request(case, act.said)
        if act.outcome == CaseOutcome.GRANTED:
            _verify_grant(case, act.said)

    @classmethod
    def carry_out(cls, case: ExtensionRequest, act: Any) -> None:
        if act.outcome == CaseOutcome.APPLIED:
            task: Any = case.task  # as `verify` has just held it
            case.from_due_on = task.due_on
            case.asked_until, case.cause, case.progress_so_far = (act.said[name] for name in ASKED)
        if act.outcome == CaseOutcome.GRANTED:
            case.granted_until = act.said["until"]
            case.document_number = act.said.get("document_number", "")
            move_date(case, case.granted_until)


def needs_document(task: Task) -> bool:
    """Say whether the date is the plan's own: then a document moves it, and its 文号 is named."""
    return task.due_source in OF_THE_PLAN


def _verify_request(case: ExtensionRequest, said: Any) -> None:
    task: Any = held_task(case)
    _verify_place(case, task)
    wrong = {name: words for name, words in MISSING.items() if not said.get(name)}
    asked: date | None = said.get("asked_until")
    if asked and asked <= task.due_on:
        wrong["asked_until"] = f"延期后的日期要晚于现在的完成时限{day_in_words(task.due_on)}。"
    elif asked and asked.year > task.due_on.year + MOST_YEARS:
        wrong["asked_until"] = f"一次最多申请延期{MOST_YEARS}年，请核对年份。"
    if wrong:
        raise Incomplete(wrong)
    check_words({name: said[name] for name in ("cause", "progress_so_far")})


def _verify_place(case: ExtensionRequest, task: Task) -> None:
    leads = task.assignments.filter(role=AssignmentRole.LEAD).order_by("place")
    first = leads.first()
    if first is None or first.unit_id != case.unit_id:
        raise NotEntitled("延期由任务的第一牵头单位申请。")
    if not task.is_open:
        raise Refused(f"{task}{task.get_state_display()}，不能再申请延期。")
    if task.due_on is None:
        raise Refused("这项任务没有列完成时限，不需要申请延期。")
    others = ExtensionRequest.objects.under_way().filter(task=task).exclude(pk=case.pk)
    if others.exists():
        raise Refused("这项任务已有一件延期申请正在办理，办结后才能再申请。")


def _verify_grant(case: ExtensionRequest, said: Any) -> None:
    task: Any = held_task(case)
    if task.due_on != case.from_due_on:
        raise Refused("申请之后，这项任务的完成时限已另行调整。请退回，由牵头单位重新申请。")
    wrong = {}
    until: date | None = said.get("until")
    if until is None or until <= case.from_due_on:
        wrong["until"] = "请填写同意延期至哪一天，要晚于现在的完成时限。"
    if needs_document(task) and not said.get("document_number"):
        wrong["document_number"] = "这是规划文件规定的时限，须填写同意延期的文号。"
    if wrong:
        raise Incomplete(wrong)
