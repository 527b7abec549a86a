"""自审 of other kinds of cases: the plan's setting for each; a closing is in test_closing."""

import pytest
from django.urls import reverse

from project.accounts.models import User
from task_table.models import OwnCheck, Plan
from tests.cast import MORNING, TODAY, unit
from tests.pages.conftest import browser_of
from tests.workflows.casework import ask, check, dated_task, sign
from tests.workflows.playing import refused
from workflows.case_words import CaseKind, CaseStep
from workflows.cases.turns import waiting_for
from workflows.flows.case import the_office_checks
from workflows.models import Case, ExtensionRequest
from workflows.refusals import NotEntitled
from workflows.staffing import gaps

pytestmark = [pytest.mark.db, pytest.mark.django_db]


def settle(plan: Plan, **how: str) -> None:
    Plan.objects.filter(pk=plan.pk).update(**how)


@pytest.fixture
def own_request(plan: Plan, own_liaison: User, own_signer: User) -> ExtensionRequest:
    """市残联 asks for more time: its own house is the office's."""
    return sign(ask(dated_task(plan, code="cl"), own_liaison), own_signer)


def test_the_office_checks_its_own_house_s_request_where_the_plan_lets_it(
    own_request: ExtensionRequest, reviewer: User
) -> None:
    assert check(own_request, reviewer).step == CaseStep.DECIDE


def test_the_plan_may_want_another_house(
    plan: Plan, own_request: ExtensionRequest, reviewer: User, outside_reviewer: User
) -> None:
    settle(plan, extension_check=OwnCheck.OTHER_UNIT)
    assert not waiting_for(reviewer, on=TODAY).exists()
    with refused(NotEntitled):
        check(own_request, reviewer)
    assert waiting_for(outside_reviewer, on=TODAY).exists()
    assert check(own_request, outside_reviewer).step == CaseStep.DECIDE


def test_the_setting_is_about_its_own_house_alone(
    plan: Plan, liaison: User, signer: User, reviewer: User
) -> None:
    settle(plan, extension_check=OwnCheck.OTHER_UNIT)
    case = sign(ask(dated_task(plan), liaison), signer)
    assert check(case, reviewer).step == CaseStep.DECIDE


def test_adjustments_have_a_setting_of_their_own(plan: Plan, reviewer: User) -> None:
    case = Case.objects.create(
        kind=CaseKind.ADJUSTMENT, plan=plan, unit=unit("cl"), opened_by=reviewer,
        step=CaseStep.CHECK, step_since=MORNING,
    )  # fmt: skip
    rule = the_office_checks(CaseKind.ADJUSTMENT)(reviewer, TODAY)
    assert Case.objects.filter(rule).filter(pk=case.pk).exists()
    settle(plan, adjustment_check=OwnCheck.OTHER_UNIT)
    assert not Case.objects.filter(rule).filter(pk=case.pk).exists()


def test_an_empty_post_is_named_beforehand(
    plan: Plan, own_liaison: User, own_signer: User, reviewer: User, colleague: User
) -> None:
    said = "市残联的延期申请只由其他单位的审核人核查，现在没有这样的人：请授权另一单位的审核人。"
    assert said not in list(gaps(plan, on=TODAY))
    plan.extension_check = OwnCheck.OTHER_UNIT
    assert said in list(gaps(plan, on=TODAY))


def test_the_settings_page_says_it_for_each_kind(plan: Plan, liaison: User) -> None:
    page = browser_of(liaison).get(reverse("plan-settings", args=[plan.slug])).content.decode()
    for words in ("自审复核最多放宽到", "延期申请的自审", "任务调整的自审", "办结销号、评估的自审"):
        assert words in page
    assert "核查和审定至少有一个由其他单位的人办理，不能放宽" in page
