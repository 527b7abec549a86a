"""年度节点: who may propose them, the act of proposing, what a page says of a proposal."""

from datetime import date, datetime
from typing import Any

from project.accounts.access import Permission, may
from project.accounts.models import User
from task_table.models import Milestone, Task
from workflows.case_words import CaseKind, CaseOutcome
from workflows.cases.extension import first_lead
from workflows.milestones.nodes import Node, Year, as_json, from_json, node_of
from workflows.models import MilestoneProposal
from workflows.moving import open_case
from workflows.refusals import NotEntitled


def may_propose(task: Task, user: User, *, on: date) -> bool:
    """Say whether the person may propose nodes of a task: its first-listed lead's liaison."""
    lead = first_lead(task)
    return task.is_open and lead is not None and may(user, Permission.REPORT, lead, on=on)


def propose(
    task: Task, *, by: User, year: int, nodes: Year, cause: str = "", at: datetime | None = None
) -> MilestoneProposal:
    """Propose a year's nodes of a task, for its first-listed lead.

    Raises NotEntitled unless `by` reports for that unit, Incomplete field by field, Refused where
    the task is not open or another proposal of the year is under way.
    """
    lead = first_lead(task)
    if lead is None:
        raise NotEntitled("这项任务没有列出牵头单位，由残工委办公室设年度节点。")
    case = MilestoneProposal(kind=CaseKind.MILESTONES, plan=task.plan, task=task, unit=lead)
    return open_case(case, by=by, at=at, year=year, nodes=as_json(nodes), cause=cause)


def facts_of(case: MilestoneProposal) -> list[tuple[str, str]]:
    """Return what a page says of a proposal: each node with what it would change, the reason."""
    nodes, now = from_json(case.nodes), _as_they_stand(case)
    facts = [("年度", f"{case.year}年")]
    facts += [
        (f"节点{place}", _against(node, now.get(place))) for place, node in sorted(nodes.items())
    ]
    gone = [(place, node) for place, node in sorted(now.items()) if place not in nodes]
    facts += [(f"取消节点{place}", node.in_words) for place, node in gone]
    return [*facts, ("调整原因", case.cause)] if case.cause else facts


def _as_they_stand(case: MilestoneProposal) -> dict[int, Node]:
    """Return the year's nodes that a proposal under way would change; one closed changes none."""
    if case.process is None or case.process.finished is not None:
        return {}
    standing = Milestone.objects.standing().filter(task=case.task_id, year=case.year)
    return {each.place: node_of(each) for each in standing}


def _against(node: Node, now: Node | None) -> str:
    if now is None or now == node:
        return node.in_words
    return f"{node.in_words}；现在是{now.in_words}"


def begun_with(case: MilestoneProposal) -> dict[CaseOutcome, dict[str, Any]]:
    """Return what its form starts from: one's own words again."""
    return {CaseOutcome.APPLIED: typed_again(case.year, from_json(case.nodes), case.cause)}


def begun_of(task: Task, year: int) -> dict[str, Any]:
    """Return what a new proposal's form starts from: the year's nodes as they stand."""
    standing = task.milestones.standing().filter(year=year)
    return typed_again(year, {each.place: node_of(each) for each in standing})


def typed_again(year: int, nodes: Year, cause: str = "") -> dict[str, Any]:
    """Return nodes as the form's fields hold them."""
    typed: dict[str, Any] = {"year": year, "cause": cause}
    for place, node in nodes.items():
        typed |= {
            f"text-{place}": node.text,
            f"due_on-{place}": node.due_on,
            f"amount-{place}": node.amount,
        }
    return typed
