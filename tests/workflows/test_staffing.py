"""Empty posts are named before they stop a report: who files, reviews, reviews again, signs."""

import pytest

from project.accounts.models import Role, User
from task_table.models import Plan, SecondReview
from tests.cast import TODAY, person, unit
from workflows.models import CycleKind, Exemption, Party
from workflows.staffing import gaps

pytestmark = [pytest.mark.db, pytest.mark.django_db]


def said_of(plan: Plan, unit: str) -> list[str]:
    return [sentence for sentence in gaps(plan, on=TODAY) if sentence.startswith(unit)]


def test_a_unit_with_nobody_is_named_for_each_post(plan: Plan) -> None:
    assert said_of(plan, "市民政局") == [
        "市民政局没有联络员，无人填报。",
        "市民政局没有签批人，报告到签批环节会停住。",
        "市民政局没有审核人，牵头报告到审核环节会停住。",
    ]


def test_a_unit_that_only_supports_needs_no_reviewer_of_the_secretariat(plan: Plan) -> None:
    assert len(said_of(plan, "市司法局")) == 2


def test_a_unit_that_owes_in_no_kind_of_cycle_needs_nobody(plan: Plan) -> None:
    def exempt(*kinds: CycleKind) -> None:
        for kind in kinds:
            Exemption.objects.create(plan=plan, kind=kind, party=Party.COUNTY)

    exempt(CycleKind.QUARTER, CycleKind.MIDTERM)
    assert len(said_of(plan, "蓬江区人民政府")) == 2
    exempt(CycleKind.FINAL)
    assert said_of(plan, "蓬江区人民政府") == []
    assert len(said_of(plan, "市民政局")) == 3


def test_a_staffed_unit_is_not_named(
    plan: Plan, liaison: User, signer: User, reviewer: User
) -> None:
    assert said_of(plan, "市民政局") == []


def test_one_person_in_both_posts_cannot_sign_what_he_wrote(plan: Plan, reviewer: User) -> None:
    person("身兼两职", "mzj", (Role.LIAISON, "mzj"), (Role.SIGNER, "mzj"))
    assert said_of(plan, "市民政局") == ["市民政局的联络员和签批人是同一个人，不能自写自签。"]


def test_a_second_liaison_is_a_second_pair_of_hands(
    plan: Plan, reviewer: User, liaison: User
) -> None:
    person("身兼两职", "mzj", (Role.LIAISON, "mzj"), (Role.SIGNER, "mzj"))
    assert said_of(plan, "市民政局") == []


def test_the_host_units_own_review_needs_a_second_reviewer(
    plan: Plan, own_liaison: User, own_signer: User, reviewer: User
) -> None:
    again, closing = said_of(plan, "市残联")
    assert "由残工委办审核人自审，没有可以复核的人" in again
    assert "办结销号时没有外单位的人核查或审定" in closing


def test_another_house_fills_both_gaps(
    plan: Plan, own_liaison: User, own_signer: User, reviewer: User, outside_reviewer: User
) -> None:
    assert said_of(plan, "市残联") == []


@pytest.mark.parametrize("who", ["colleague", "leader"])
def test_one_of_the_house_reviews_again_but_no_claim_is_closed_within_it(
    request: pytest.FixtureRequest, who: str, plan: Plan, own_liaison: User, own_signer: User,
    reviewer: User, leader: User,
) -> None:  # fmt: skip
    request.getfixturevalue(who)
    (closing,) = said_of(plan, "市残联")
    assert "办结销号时没有外单位的人核查或审定" in closing
    User.objects.filter(pk=leader.pk).update(home_unit=unit("czj"))
    assert said_of(plan, "市残联") == []


def test_the_plans_setting_narrows_who_may_fill_it(
    plan: Plan, own_liaison: User, own_signer: User, reviewer: User, colleague: User, leader: User
) -> None:
    User.objects.filter(pk=leader.pk).update(home_unit=unit("czj"))
    plan.second_review = SecondReview.OTHER_UNIT
    assert len(said_of(plan, "市残联")) == 1
    plan.second_review = SecondReview.LEADER
    assert said_of(plan, "市残联") == []
