"""The step bar: what is behind, where it is, what lies ahead, for reports and cases alike."""

import pytest

from project.accounts.models import User
from task_table.models import Plan
from tests.cast import report_on
from tests.workflows.casework import ask, sign
from tests.workflows.playing import approve, submit
from tests.workflows.playing import sign as sign_report
from workflows.case_words import CaseOutcome, CaseStep
from workflows.models import Case, Cycle, Report, Transition
from workflows.moving import complete_case, complete_step
from workflows.step_bar import Stage, bar_of_case, bar_of_report
from workflows.steps import Outcome, Step

pytestmark = pytest.mark.django_db


def bar(report: Report) -> list[Stage]:
    current = Report.objects.for_moving().get(pk=report.pk)
    return bar_of_report(current, Transition.objects.filter(report=report))


def bar_of(case: Case) -> list[Stage]:
    current = Case.objects.for_moving().get(pk=case.pk)
    return bar_of_case(current, current.trail.all())


def drawn(stages: list[Stage]) -> str:
    """Return a bar as one reads it: 填报 已办 › 审核 现在."""
    return " › ".join(f"{stage.word}{stage.said}" for stage in stages)


def test_a_new_report_has_everything_ahead(report: Report) -> None:
    assert drawn(bar(report)) == "填报现在 › 审核未到 › 签批未到 › 已签批未到"


def test_a_signed_report_has_everything_behind_with_its_moments(
    report: Report, liaison: User, reviewer: User, signer: User
) -> None:
    sign_report(approve(submit(report, liaison), reviewer), signer)
    stages = bar(report)
    assert drawn(stages) == "填报已办 › 审核已办 › 签批已办 › 已签批已结束"
    moments = list(Transition.objects.filter(report=report).values_list("at", flat=True))
    assert [stage.at for stage in stages] == [*moments, None]


def test_what_came_back_lies_ahead_again(report: Report, liaison: User, reviewer: User) -> None:
    submit(report, liaison)
    complete_step(
        report, Step.REVIEW, by=reviewer, outcome=Outcome.SENT_BACK, reason="请补充数据。"
    )
    assert drawn(bar(report)) == "填报现在 › 审核未到 › 签批未到 › 已签批未到"


def test_the_second_review_is_on_the_bar_of_self_review_alone(
    cycle: Cycle, own_liaison: User, reviewer: User
) -> None:
    own = approve(submit(report_on(cycle, "3", "cl"), own_liaison), reviewer)
    assert drawn(bar(own)) == "填报已办 › 审核已办 › 复核现在 › 签批未到 › 已签批未到"


def test_who_may_not_read_the_trail_sees_no_moments(report: Report, liaison: User) -> None:
    submit(report, liaison)
    current = Report.objects.for_moving().get(pk=report.pk)
    stages = bar_of_report(current, [])
    assert drawn(stages) == "填报已办 › 审核现在 › 签批未到 › 已签批未到"
    assert [stage.at for stage in stages] == [None] * 4


def test_a_case_shows_its_steps_and_the_end_it_reached(
    plan: Plan, own_liaison: User, own_signer: User
) -> None:
    case = ask(plan.tasks.get(number="16"), own_liaison)
    assert drawn(bar_of(case)).startswith("申请已办 › 本单位签批现在 › 办公室核查未到")
    sign(case, own_signer)
    complete_case(
        case, CaseStep.CHECK, by=own_liaison, outcome=CaseOutcome.WITHDRAWN, reason="重拟。"
    )
    assert drawn(bar_of(case)) == "申请已办 › 本单位签批已办 › 办公室核查已办 › 已撤回已结束"
