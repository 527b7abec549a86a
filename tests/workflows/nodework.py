"""What the cast does with 年度节点, in a line each: propose, fix, bring; and a year's nodes."""

from datetime import date
from decimal import Decimal
from typing import Any

from project.accounts.models import User
from task_table.models import Milestone, Plan, Task
from workflows.case_words import CaseOutcome, CaseStep
from workflows.cases.milestones import propose
from workflows.milestones.bringing import bring_table
from workflows.milestones.nodes import Node
from workflows.milestones.table import cells_of_text, read_table
from workflows.models import MilestoneProposal
from workflows.moving import complete_case

DOCUMENT = "2025年残工委工作要点"
NODES = {
    1: Node("完成摸底", date(2025, 6, 30)),
    2: Node("完成改造", date(2025, 12, 31), Decimal(500), "户"),
}
# Task 1 of 市民政局, task 3 of 市残联.
TABLE = """序号\t年度\t年度节点\t完成时限\t目标数值
1\t2025\t印发方案\t3月底\t
\t\t应保尽保核查两次\t年底\t2次
3\t2025\t发放补贴\t四季度\t1200人
"""


def propose_in(task: Task, by: User, *, year: int = 2025, nodes: Any = None) -> MilestoneProposal:
    return propose(
        task, by=by, year=year, nodes=NODES if nodes is None else nodes, cause="按计划。"
    )


def fix(case: MilestoneProposal, by: User) -> MilestoneProposal:
    return complete_case(case, CaseStep.FIX, by=by, outcome=CaseOutcome.FIXED)


def bring(plan: Plan, by: User, text: str = TABLE, *, document: str = DOCUMENT) -> int:
    table = read_table(cells_of_text(text), plan.tasks.values_list("number", flat=True))
    return bring_table(plan, table, by=by, document=document)


def nodes_of(task: Task, year: int = 2025) -> list[str]:
    """Return a year's standing nodes as people read them, by their days."""
    rows = Milestone.objects.standing().filter(task=task, year=year).order_by("due_on", "place")
    return [f"{each.due_on:%m-%d} {each.text}{each.amount}" for each in rows]
