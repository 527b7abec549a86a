"""Who is able to act, read for many at once, is who the door lets act one by one."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from project.accounts.access import Permission, leaders_of, people_who_may
from project.accounts.granting import give, revoke
from project.accounts.holding import holders_of, leaders_of_each
from project.accounts.models import Role, Unit, User
from task_table.models import Plan, SecondReview, SupportReview
from tests.cast import TODAY, person, report_on, unit
from tests.workflows.casework import ask, check, dated_task, sign
from tests.workflows.playing import approve, submit
from workflows.case_words import CaseStep
from workflows.cases.turns import waiting_for
from workflows.models import Case, Cycle, Report
from workflows.results import _holders
from workflows.steps import Step
from workflows.where import case_holders
from workflows.where.case_holders import able_to_decide
from workflows.where.holders import able_to_act

pytestmark = [pytest.mark.db, pytest.mark.django_db]

CAST = (
    "liaison", "second_liaison", "signer", "supporting_liaison", "supporting_signer", "own_liaison",
    "own_signer", "reviewer", "colleague", "outside_reviewer", "leader",
)  # fmt: skip


@pytest.fixture
def cast(request: pytest.FixtureRequest, plan: Plan, security_admin: User) -> dict[str, User]:
    """Everybody, with a grant that has ended, one that has not begun, one revoked, one closed."""
    people: dict[str, User] = {who: request.getfixturevalue(who) for who in CAST}
    gone = person("已停用", "mzj", (Role.SIGNER, "mzj"))
    User.objects.filter(pk=gone.pk).update(is_active=False)
    for days in (-9, 9):
        user, day = person(f"授权{days}", "mzj"), TODAY + timedelta(days=days)
        give(user, Role.SIGNER, by=None, why="任命", unit=unit("mzj"), from_on=day, until_on=day)
    revoke(
        person("已撤销", "mzj", (Role.REVIEWER, "mzj")).grants.get(), by=security_admin, why="调离"
    )
    bare = person("没有组", "mzj", (Role.SIGNER, "mzj"))
    bare.groups.clear()
    return people


def test_the_batch_says_of_each_unit_what_is_said_of_one(cast: dict[str, User], plan: Plan) -> None:
    units = list(Unit.objects.filter(code__in=("mzj", "czj", "cl", "sfj")))
    held = holders_of([each.pk for each in units], on=TODAY)
    for each in units:
        for permission in Permission:
            alone = people_who_may(permission, each, on=TODAY)
            assert held.get((permission, each.pk), frozenset()) == {who.pk for who in alone}
    leaders = leaders_of_each([plan.committee_id], on=TODAY)
    assert leaders[plan.committee_id] == {who.pk for who in leaders_of(plan.committee, on=TODAY)}


def stages(cycle: Cycle, cast: dict[str, User]) -> Iterator[Report]:
    """Yield reports at every step: a lead's, a co-responsible unit's, one in 自审."""
    report, support, own = (
        report_on(cycle, "1", "mzj"),
        report_on(cycle, "1", "czj"),
        report_on(cycle, "3", "cl"),
    )
    yield from (report, support, own)
    yield submit(support, cast["supporting_liaison"])
    yield submit(report, cast["liaison"])
    yield approve(submit(own, cast["own_liaison"]), cast["reviewer"])
    yield approve(Report.objects.get(pk=report.pk), cast["reviewer"])
    yield approve(Report.objects.get(pk=support.pk), cast["second_liaison"])


@pytest.mark.parametrize("second", SecondReview.values)
@pytest.mark.parametrize("by", SupportReview.values)
def test_the_batch_says_of_each_report_what_its_page_says(
    cycle: Cycle, cast: dict[str, User], second: str, by: str
) -> None:
    Plan.objects.update(second_review=second, support_review=by)
    cycle.plan.refresh_from_db()
    if by == SupportReview.SECRETARIAT:
        for who in ("reviewer", "second_liaison"):
            give(
                cast[who], Role.REVIEWER, by=None, why="审核", unit=unit("czj"), from_on=TODAY
            )  # fmt: skip
    seen = set()
    for moved in stages(cycle, cast):
        able = able_to_act(Report.objects.for_moving(), on=TODAY)
        for each in Report.objects.for_moving():
            _, alone = _holders(each, TODAY)
            assert able[each.pk].left == {who.pk for who in alone}, f"{each} {each.step}"
        seen.add(moved.step)
    assert seen == {Step.REPORT, Step.REVIEW, Step.SECOND_REVIEW, Step.SIGN_OFF}


def assert_as_one_by_one(people: list[User]) -> None:
    able = able_to_decide(Case.objects.for_moving(), on=TODAY)
    for who in people:
        waits = {case.pk for case in waiting_for(who, on=TODAY)}
        assert waits == {key for key, each in able.items() if who.pk in each.left}, str(who)


@pytest.mark.parametrize("known", [True, False])
def test_the_batch_says_of_each_case_whose_turn_it_is(
    monkeypatch: pytest.MonkeyPatch, cast: dict[str, User], plan: Plan, known: bool
) -> None:
    """Also where a kind's turn is no known post: it is asked person by person."""
    if not known:
        monkeypatch.setattr(case_holders, "OF_THE_UNIT", {})
        monkeypatch.setattr(case_holders, "AT_ONCE", 3)
    both = person("身兼两职", "mzj", (Role.LIAISON, "mzj"), (Role.SIGNER, "mzj"))
    people = [*cast.values(), both]
    case = ask(dated_task(plan), both)
    assert_as_one_by_one(people)
    case = sign(case, cast["signer"])
    assert_as_one_by_one(people)
    case = check(case, cast["reviewer"])
    assert case.step == CaseStep.DECIDE
    assert_as_one_by_one(people)
