"""Four eyes for every pair of roles on one version, in both orders of signing (rule 3).

Whoever writes may submit as well: the two are one hand. Every other pair is of two people, whether
the later one acts in his own name or another acts on his behalf.
"""

from itertools import combinations

import pytest

from project.accounts.models import Role, User
from tests.cast import person, report_on
from tests.workflows.playing import approve, approve_again, refused, sign, submit, write
from tests.workflows.standing import lend
from workflows.models import Cycle, Report
from workflows.refusals import FourEyes, NotEntitled
from workflows.steps import Step

pytestmark = [pytest.mark.db, pytest.mark.django_db]

ACTS = {
    "writes": write,
    "submits": submit,
    "reviews": approve,
    "reviews again": approve_again,
    "signs": sign,
}
REVIEW_FIRST = ("writes", "submits", "reviews", "reviews again", "signs")
SIGN_FIRST = ("writes", "submits", "signs", "reviews", "reviews again")
ALL_ROLES = (Role.LIAISON, Role.REVIEWER, Role.SIGNER)
PAIRS = [
    (order, *pair)
    for order in (REVIEW_FIRST, SIGN_FIRST)
    for pair in combinations(order, 2)
    if pair != ("writes", "submits")
]


@pytest.fixture
def people(cycle: Cycle, own_liaison: User, reviewer: User, own_signer: User) -> dict[str, User]:
    """Who plays each role on 市残联's report, so that its second review never stands still."""
    again = person("民政复核人乙", "mzj", (Role.REVIEWER, "cl"))
    players = (own_liaison, own_liaison, reviewer, again, own_signer)
    return dict(zip(ACTS, players, strict=True))


@pytest.mark.parametrize("in_own_name", [True, False], ids=["himself", "on behalf"])
@pytest.mark.parametrize("order, hand, later", PAIRS, ids=lambda each: str(each)[:12])
def test_no_pair_of_roles_is_played_by_one_person(
    cycle: Cycle, own_report: Report, people: dict[str, User], order: tuple[str, ...], hand: str,
    later: str, in_own_name: bool,
) -> None:  # fmt: skip
    """One who may do everything stands at `hand`, and is not let come to `later`.

    At home in the unit, so that a review is 自审; outside where he reviews again.
    """
    outside = "reviews again" in (hand, later) and hand != "reviews"
    home = "mzj" if outside else "cl"
    both = person("多岗人员", home, *((role, "cl") for role in ALL_ROLES))
    report = _reopened_in(order, own_report, cycle)
    _play(report, order, people | {hand: both}, until=later)
    said = {} if in_own_name else {"on_behalf_of": both}
    if not in_own_name and later == "signs":
        lend(both, people[later])
    # A second review is done for a leader of the committee alone (委托): for nobody else at all.
    never = not in_own_name and later == "reviews again"
    kind, words = (NotEntitled, "没有委托") if never else (FourEyes, "已参与这一版")
    with refused(kind, words, report):
        ACTS[later](report, both if in_own_name else people[later], **said)


def _reopened_in(order: tuple[str, ...], report: Report, cycle: Cycle) -> Report:
    """Give a plan that signs first a process of that order."""
    if order == REVIEW_FIRST:
        return report
    cycle.plan.sign_first = True
    cycle.plan.save()
    return report_on(cycle, "4", "cl")


def _play(report: Report, order: tuple[str, ...], players: dict[str, User], *, until: str) -> None:
    for name in order[: order.index(until)]:
        standing = Report.objects.get(pk=report.pk).step
        if name != "reviews again" or standing == Step.SECOND_REVIEW:
            ACTS[name](report, players[name])


def test_the_pairs_are_all_there_are() -> None:
    assert len(PAIRS) == 2 * (10 - 1)
