"""MilestoneFlow (年度节点): the lead proposes a year's nodes of its task, the office fixes them."""

from typing import Any, ClassVar

from viewflow import this
from viewflow.workflow import flow

from task_table.models import AssignmentRole, Task
from workflows.case_words import CaseKind, CaseOutcome, CaseStep
from workflows.completeness import check_words
from workflows.flows.case import CaseFlow, Turn, step_of, the_office_reviews, the_unit_reports
from workflows.flows.conditions import decided
from workflows.flows.line import on_or_back
from workflows.flows.overtaking import ENDS
from workflows.milestones.fixing import set_year
from workflows.milestones.nodes import as_json, from_json, wrong_nodes, wrong_year
from workflows.models import MilestoneProposal
from workflows.refusals import Incomplete, NotEntitled, Refused
from workflows.task_states import held_task


class MilestoneFlow(CaseFlow):
    """年度节点"""

    kind = CaseKind.MILESTONES
    model = MilestoneProposal
    ends_with_task = True
    turns: ClassVar = {
        CaseStep.APPLY: Turn(
            the_unit_reports, frozenset({CaseOutcome.APPLIED}), withdraws=True, by_system=ENDS
        ),
        # Whoever proposed does not fix; a colleague of the same house may (decision 0039).
        CaseStep.FIX: Turn(
            the_office_reviews,
            frozenset({CaseOutcome.FIXED, CaseOutcome.SENT_BACK}),
            withdraws=True,
            by_system=ENDS,
        ),
    }

    start = flow.StartHandle(this.open).Next(this.apply)
    apply = step_of(CaseStep.APPLY)
    after_apply = (
        flow.Switch()
        .Case(this.fix, decided(CaseOutcome.APPLIED))
        .Case(this.overtaken, decided(CaseOutcome.OVERTAKEN))
        .Default(this.withdrawn)
    )
    fix = step_of(CaseStep.FIX)
    after_fix = on_or_back(this.fixed, CaseOutcome.FIXED)
    fixed = flow.End()
    withdrawn = flow.End()
    overtaken = flow.End()

    @classmethod
    def verify(cls, case: MilestoneProposal, act: Any) -> None:
        if act.outcome == CaseOutcome.APPLIED:
            _verify_proposal(case, act.said)
        if act.outcome == CaseOutcome.FIXED:
            _check_open(held_task(case))

    @classmethod
    def carry_out(cls, case: MilestoneProposal, act: Any) -> None:
        if act.outcome == CaseOutcome.APPLIED:
            case.year, case.cause = int(act.said["year"]), act.said.get("cause", "")
            case.nodes = as_json(from_json(act.said["nodes"]))

    @classmethod
    def write_beside(cls, case: MilestoneProposal, act: Any) -> None:
        if act.outcome == CaseOutcome.FIXED and case.task is not None:
            nodes = from_json(case.nodes)
            set_year(case.task, case.year, nodes, by=act.by, at=act.at, case=case)


def _verify_proposal(case: MilestoneProposal, said: Any) -> None:
    task = held_task(case)
    year, nodes = int(said.get("year") or 0), from_json(said.get("nodes", ()))
    _verify_place(case, task, year)
    wrong = {f"text-{place}": words for place, words in wrong_nodes(task, year, nodes).items()}
    if not nodes:
        wrong["text-1"] = "请至少写一个节点：做到什么、哪一天前。"
    if problem := wrong_year(task, year):
        wrong["year"] = problem
    if not said.get("cause") and _is_there(task, year):
        wrong["cause"] = "这一年的节点已经核定过，请写明为什么调整。"
    if wrong:
        raise Incomplete(wrong)
    words = {f"text-{place}": node.text for place, node in nodes.items()}
    check_words(words | {"cause": said.get("cause", "")})


def _is_there(task: Task, year: int) -> bool:
    return task.milestones.standing().filter(year=year).exists()


def _verify_place(case: MilestoneProposal, task: Task, year: int) -> None:
    first = task.assignments.filter(role=AssignmentRole.LEAD).order_by("place").first()
    if first is None or first.unit_id != case.unit_id:
        raise NotEntitled("年度节点由任务的第一牵头单位申报。")
    _check_open(task)
    # The manager of `Case`, as django-stubs sees it, knows no year.
    others: Any = MilestoneProposal.objects.under_way()
    if others.filter(task=task, year=year).exclude(pk=case.pk).exists():
        raise Refused(f"这项任务{year}年的节点已有一件申报正在办理，办结后才能再报。")


def _check_open(task: Task) -> None:
    if not task.is_open:
        raise Refused(f"{task}{task.get_state_display()}，不再设年度节点。")
