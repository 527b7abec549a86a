"""Four eyes and 自审: on one version every pair of hands is of two people (rule 3)."""

from collections.abc import Callable

import pytest

from project.accounts.granting import give, revoke
from project.accounts.models import Role, User
from task_table.models import SecondReview
from tests.cast import LONG_AGO, person, report_on, unit
from tests.workflows.playing import (
    approve,
    approve_again,
    refused,
    send_back,
    sign,
    submit,
    withdraw,
    write,
)
from tests.workflows.standing import lend
from workflows.entitlement import hands_on, second_reviewers
from workflows.models import Cycle, Report
from workflows.moving import complete_step
from workflows.refusals import FourEyes, NotEntitled
from workflows.steps import Outcome, Step

pytestmark = [pytest.mark.db, pytest.mark.django_db]

Act = Callable[..., Report]


@pytest.fixture
def everywhere(cycle: Cycle) -> User:
    """Somebody of another house who may do everything with 市残联's reports."""
    roles = (Role.LIAISON, Role.REVIEWER, Role.SIGNER)
    return person("多岗人员", "mzj", *((role, "cl") for role in roles))


@pytest.fixture
def inside(cycle: Cycle) -> User:
    """Somebody of 市残联 who may do everything with its reports."""
    roles = (Role.LIAISON, Role.REVIEWER, Role.SIGNER)
    return person("残联多岗人员", "cl", *((role, "cl") for role in roles))


@pytest.fixture
def second(cycle: Cycle) -> User:
    """Another reviewer of another house, so that second review never stands still."""
    return person("民政复核人乙", "mzj", (Role.REVIEWER, "cl"))


def test_a_new_version_starts_afresh(
    own_report: Report, own_liaison: User, everywhere: User, own_signer: User
) -> None:
    """Who wrote the first version may judge the second, whose words are another's."""
    submit(own_report, everywhere)
    withdraw(own_report, everywhere)
    write(own_report, own_liaison, progress="全部重写。")
    submit(own_report, own_liaison)
    assert approve(own_report, everywhere).step == Step.SIGN_OFF
    assert sign(own_report, own_signer).step == Step.SIGNED


def test_a_reviewer_of_one_version_reviews_the_next(
    report: Report, liaison: User, reviewer: User
) -> None:
    submit(report, liaison)
    send_back(report, reviewer)
    write(report, liaison, problem="已补充。")
    submit(report, liaison)
    assert approve(report, reviewer).step == Step.SIGN_OFF


def test_words_handed_in_again_unchanged_stay_their_writer_s(
    own_report: Report, own_liaison: User, inside: User, everywhere: User
) -> None:
    """Another's name on the same words makes nobody a second pair of eyes."""
    submit(own_report, inside)
    withdraw(own_report, inside)
    version = submit(own_report, own_liaison).version
    assert version is not None
    assert version.hands == {inside.pk, own_liaison.pk}
    approve(own_report, everywhere)
    with refused(FourEyes, report=own_report):
        sign(own_report, inside)


def test_a_full_stop_added_by_another_makes_the_words_nobody_elses(
    own_report: Report, own_liaison: User, inside: User, everywhere: User
) -> None:
    write(own_report, inside, status="under_way", progress="已为全部符合条件的家庭办理")
    submit(own_report, inside)
    withdraw(own_report, inside)
    write(own_report, own_liaison, progress="已为全部符合条件的家庭办理。")
    submit(own_report, own_liaison)
    approve(own_report, everywhere)
    with refused(FourEyes, report=own_report):
        sign(own_report, inside)


def test_writing_anew_makes_a_hand_of_the_new_version(
    own_report: Report, own_liaison: User, inside: User, everywhere: User
) -> None:
    submit(own_report, own_liaison)
    send_back(own_report, everywhere)
    write(own_report, inside, problem="补一句。")
    submit(own_report, own_liaison)
    with refused(FourEyes, report=own_report):
        approve(own_report, inside)


def test_who_sent_it_back_has_a_hand_until_there_is_a_new_version(
    report: Report, liaison: User, reviewer: User
) -> None:
    submit(report, liaison)
    report = send_back(report, reviewer)
    assert hands_on(report) == {liaison.pk, reviewer.pk}


def test_on_whose_behalf_one_reviewed_may_not_sign(
    own_report: Report, own_liaison: User, everywhere: User, second: User
) -> None:
    submit(own_report, own_liaison)
    approve(own_report, second, on_behalf_of=everywhere)
    with refused(FourEyes, report=own_report):
        sign(own_report, everywhere)


def test_on_whose_behalf_one_submitted_may_not_review(
    own_report: Report, own_liaison: User, everywhere: User
) -> None:
    submit(own_report, own_liaison, on_behalf_of=everywhere)
    with refused(FourEyes, report=own_report):
        approve(own_report, everywhere)


def test_nothing_is_signed_on_behalf_of_who_wrote_it(
    own_report: Report, everywhere: User, second: User, own_signer: User
) -> None:
    lend(everywhere, own_signer)
    submit(own_report, everywhere)
    approve(own_report, second)
    with refused(FourEyes, "你所代表的人", own_report):
        sign(own_report, own_signer, on_behalf_of=everywhere)


# 自审 ---------------------------------------------------------------------------------------------


def test_the_secretariat_s_approval_of_its_host_is_marked_and_reviewed_again(
    own_report: Report, own_liaison: User, reviewer: User, outside_reviewer: User, own_signer: User
) -> None:
    submit(own_report, own_liaison)
    marked = approve(own_report, reviewer)
    assert (marked.step, marked.self_review) == (Step.SECOND_REVIEW, True)
    assert approve_again(own_report, outside_reviewer).step == Step.SIGN_OFF
    signed = sign(own_report, own_signer)
    assert (signed.step, signed.self_review) == (Step.SIGNED, True)


def test_a_reviewer_at_home_in_the_unit_itself_reviews_himself_too(
    own_report: Report, own_liaison: User, inside: User
) -> None:
    submit(own_report, own_liaison)
    assert approve(own_report, inside).step == Step.SECOND_REVIEW


def test_a_reviewer_of_another_house_does_not_review_himself(
    own_report: Report, own_liaison: User, outside_reviewer: User
) -> None:
    submit(own_report, own_liaison)
    approved = approve(own_report, outside_reviewer)
    assert (approved.step, approved.self_review) == (Step.SIGN_OFF, False)


def test_a_new_version_is_marked_by_its_own_reviewer(
    own_report: Report, own_liaison: User, reviewer: User, outside_reviewer: User
) -> None:
    submit(own_report, own_liaison)
    approve(own_report, reviewer)
    send_back(own_report, outside_reviewer, Step.SECOND_REVIEW)
    write(own_report, own_liaison, problem="已补充。")
    submit(own_report, own_liaison)
    approved = approve(own_report, outside_reviewer)
    assert (approved.step, approved.self_review) == (Step.SIGN_OFF, False)


@pytest.fixture
def self_reviewed(own_report: Report, own_liaison: User, reviewer: User) -> Report:
    """市残联's report, approved by the secretariat that sits in it."""
    submit(own_report, own_liaison)
    return approve(own_report, reviewer)


def again(report: Report, cycle: Cycle) -> set[str]:
    """Return who may do the second review."""
    current = Report.objects.for_moving().get(pk=report.pk)
    return {user.name for user in second_reviewers(current, on=LONG_AGO.replace(year=2026))}


def test_second_review_goes_to_another_house_first(
    self_reviewed: Report, cycle: Cycle, outside_reviewer: User, leader: User, colleague: User
) -> None:
    assert again(self_reviewed, cycle) == {"民政复核人"}
    for other in (leader, colleague):
        with refused(NotEntitled, report=self_reviewed):
            approve_again(self_reviewed, other)


def test_second_review_goes_to_a_leader_where_no_other_house_is_granted(
    self_reviewed: Report, cycle: Cycle, leader: User, colleague: User
) -> None:
    assert again(self_reviewed, cycle) == {"残工委领导"}
    with refused(NotEntitled, report=self_reviewed):
        approve_again(self_reviewed, colleague)
    assert approve_again(self_reviewed, leader).step == Step.SIGN_OFF


def test_second_review_goes_to_another_colleague_at_last(
    self_reviewed: Report, cycle: Cycle, colleague: User, reviewer: User
) -> None:
    assert again(self_reviewed, cycle) == {"残工委办审核人乙"}
    with refused(FourEyes, report=self_reviewed):
        approve_again(self_reviewed, reviewer)
    assert approve_again(self_reviewed, colleague).step == Step.SIGN_OFF


ALLOWED = {
    SecondReview.OTHER_UNIT: {"民政复核人"},
    SecondReview.LEADER: {"残工委领导"},
    SecondReview.COLLEAGUE: {"残工委办审核人乙"},
}


@pytest.mark.parametrize("setting", SecondReview)
@pytest.mark.parametrize("present", SecondReview)
def test_the_plan_s_setting_is_the_last_resort(
    self_reviewed: Report, cycle: Cycle, setting: SecondReview, present: SecondReview,
    request: pytest.FixtureRequest,
) -> None:  # fmt: skip
    """Only one kind of second reviewer is there, and the setting lets it in or not."""
    names = {"other_unit": "outside_reviewer", "leader": "leader", "colleague": "colleague"}
    someone = request.getfixturevalue(names[present])
    cycle.plan.second_review = setting
    cycle.plan.save()
    reaches = list(SecondReview).index(present) <= list(SecondReview).index(setting)
    assert again(self_reviewed, cycle) == (ALLOWED[present] if reaches else set())
    if reaches:
        assert approve_again(self_reviewed, someone).step == Step.SIGN_OFF
    else:
        with refused(NotEntitled, report=self_reviewed):
            approve_again(self_reviewed, someone)


def test_a_resort_whose_only_one_wrote_it_is_passed_over(
    own_report: Report, everywhere: User, reviewer: User, leader: User, cycle: Cycle
) -> None:
    submit(own_report, everywhere)
    approve(own_report, reviewer)
    assert again(own_report, cycle) == {"残工委领导"}


def test_a_second_reviewer_s_grant_is_asked_for_again(
    self_reviewed: Report, outside_reviewer: User, security_admin: User, cycle: Cycle
) -> None:
    revoke(outside_reviewer.grants.get(), by=security_admin, why="调离")
    with refused(NotEntitled, report=self_reviewed):
        approve_again(self_reviewed, outside_reviewer)
    assert again(self_reviewed, cycle) == set()


def test_a_second_reviewer_without_the_membership_is_none(
    self_reviewed: Report, outside_reviewer: User, leader: User, cycle: Cycle
) -> None:
    outside_reviewer.groups.clear()
    with refused(NotEntitled, report=self_reviewed):
        approve_again(self_reviewed, outside_reviewer)
    assert again(self_reviewed, cycle) == {"残工委领导"}


def test_a_deactivated_leader_reviews_nothing(self_reviewed: Report, leader: User) -> None:
    User.objects.filter(pk=leader.pk).update(is_active=False)
    with refused(NotEntitled, report=self_reviewed):
        approve_again(self_reviewed, leader)


def test_a_signer_signs_no_second_unit_s_report(
    report: Report, liaison: User, reviewer: User, own_signer: User
) -> None:
    submit(report, liaison)
    approve(report, reviewer)
    with refused(NotEntitled, report=report):
        sign(report, own_signer)


def test_a_lead_at_home_in_the_co_responsible_unit_reviews_his_own(
    cycle: Cycle, second: User
) -> None:
    """Task 1 is led by 市民政局; its liaison here is at home in 市残联, which reports."""
    row = report_on(cycle, "1", "cl")
    writer = person("残联联络员", "cl", (Role.LIAISON, "cl"))
    lent = person("借调联络员", "cl", (Role.LIAISON, "mzj"))
    submit(row, writer)
    assert approve(row, lent).step == Step.SECOND_REVIEW
    assert approve_again(row, second).step == Step.SIGN_OFF


def test_the_wrong_outcome_of_second_review_is_refused(
    self_reviewed: Report, outside_reviewer: User
) -> None:
    from workflows.refusals import Refused

    with refused(Refused, "“复核”环节不能“签批”", self_reviewed):
        complete_step(
            self_reviewed, Step.SECOND_REVIEW, by=outside_reviewer, outcome=Outcome.SIGNED
        )


def test_a_grant_of_the_committee_s_leader_counts_for_its_days(
    self_reviewed: Report, cycle: Cycle
) -> None:
    user = User.objects.create_user("late", name="下月到任的领导", home_unit=unit("cgwb"))
    give(
        user, Role.LEADER, by=None, why="到任", committee=cycle.plan.committee,
        from_on=LONG_AGO.replace(year=2026, month=2),
    )  # fmt: skip
    with refused(NotEntitled, report=self_reviewed):
        approve_again(self_reviewed, user)
