"""ReopeningFlow (恢复办理): a leader of the committee takes a task up again, and says why."""

from typing import Any, ClassVar

from viewflow import this
from viewflow.workflow import flow

from task_table.models import TaskState
from workflows.case_words import CaseKind, CaseOutcome, CaseStep
from workflows.completeness import check_words
from workflows.flows.case import CaseFlow, Turn, a_leader_decides, step_of
from workflows.models import Reopening
from workflows.refusals import Incomplete, Refused
from workflows.task_states import held_task, settle_task

LONGEST_CAUSE = 200


class ReopeningFlow(CaseFlow):
    """恢复办理"""

    kind = CaseKind.REOPENING
    model = Reopening
    opens_with = CaseOutcome.REOPENED
    turns: ClassVar = {
        CaseStep.DECIDE: Turn(a_leader_decides, frozenset({CaseOutcome.REOPENED})),
    }

    start = flow.StartHandle(this.open).Next(this.decide)
    decide = step_of(CaseStep.DECIDE, leads_to=this.reopened)
    reopened = flow.End()

    @classmethod
    def verify(cls, case: Reopening, act: Any) -> None:
        task, cause = held_task(case), act.said.get("cause", "")
        if task.is_open:
            raise Refused(f"{task}正在办理，不需要恢复。")
        if not cause:
            raise Incomplete({"cause": "请写明恢复办理的原因，各单位都会看到。"})
        if len(cause) > LONGEST_CAUSE:
            raise Incomplete({"cause": f"原因请写在{LONGEST_CAUSE}个字以内。"})
        check_words({"cause": cause})

    @classmethod
    def carry_out(cls, case: Reopening, act: Any) -> None:
        # The task as `verify` has just held it.
        case.cause, case.was = act.said["cause"], case.task.state if case.task else ""

    @classmethod
    def write_beside(cls, case: Reopening, act: Any) -> None:
        settle_task(case, TaskState.OPEN, act, words=case.cause)
