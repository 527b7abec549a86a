"""Who sees what: the rule for one report and the rule as a filter are one rule."""

import pytest

from project.accounts.models import User
from tests.cast import TODAY, report_on
from tests.workflows.playing import approve, sign, submit
from workflows.models import Cycle, Report
from workflows.moving import reopen
from workflows.sight import Sight, viewer

pytestmark = [pytest.mark.db, pytest.mark.django_db]


@pytest.fixture
def reports(
    cycle: Cycle, liaison: User, reviewer: User, signer: User, supporting_liaison: User
) -> dict[str, Report]:
    """Reports of every standing: unwritten, submitted, signed, reopened, joint, foreign."""
    rows = {
        "unwritten": report_on(cycle, "1", "mzj"),
        "submitted": report_on(cycle, "2", "mzj"),
        "signed": report_on(cycle, "13", "mzj"),
        "co-unit": report_on(cycle, "1", "czj"),
        "joint": report_on(cycle, "11", "cl"),
        "foreign": report_on(cycle, "38", "sfj"),
        "county": report_on(cycle, "1", "kaiping"),
    }
    submit(rows["submitted"], liaison)
    sign(approve(submit(rows["signed"], liaison), reviewer), signer)
    submit(rows["co-unit"], supporting_liaison)
    return rows


WHO = [
    "liaison", "signer", "supporting_liaison", "foreign_liaison", "own_liaison", "reviewer",
    "outside_reviewer", "leader", "system_admin",
]  # fmt: skip


@pytest.mark.parametrize("who", WHO)
def test_the_filter_finds_exactly_what_one_sees(
    request: pytest.FixtureRequest, who: str, reports: dict[str, Report]
) -> None:
    seen_by = viewer(request.getfixturevalue(who), on=TODAY)
    rows = Report.objects.for_moving()
    by_rule = {row.pk for row in rows if seen_by.sight_of(row) > Sight.NOTHING}
    assert set(seen_by.reports().values_list("pk", flat=True)) == by_rule


def sights(user: User, reports: dict[str, Report]) -> dict[str, Sight]:
    seen_by = viewer(user, on=TODAY)
    rows = {row.pk: row for row in Report.objects.for_moving()}
    return {name: seen_by.sight_of(rows[report.pk]) for name, report in reports.items()}


def test_a_unit_sees_its_drafts_and_its_co_units_submissions(
    reports: dict[str, Report], liaison: User
) -> None:
    assert sights(liaison, reports) == {
        "unwritten": Sight.DRAFT,
        "submitted": Sight.DRAFT,
        "signed": Sight.DRAFT,
        "co-unit": Sight.SUBMITTED,
        "joint": Sight.DRAFT,  # 市民政局 and 市残联 lead task 11 together
        "foreign": Sight.NOTHING,
        "county": Sight.STATE,
    }


def test_a_co_unit_sees_the_lead_once_it_is_signed(
    reports: dict[str, Report], supporting_liaison: User
) -> None:
    seen = sights(supporting_liaison, reports)
    assert seen["co-unit"] == Sight.DRAFT
    assert seen["unwritten"] == seen["submitted"] == Sight.NOTHING
    assert seen["signed"] == Sight.NOTHING  # 市财政局 does not stand in task 13


def test_a_foreign_unit_sees_nothing_but_its_own(
    reports: dict[str, Report], foreign_liaison: User
) -> None:
    seen = sights(foreign_liaison, reports)
    assert {name for name, sight in seen.items() if sight > Sight.NOTHING} == {"foreign"}


def test_a_reviewer_sees_where_drafts_stand_but_not_their_words(
    reports: dict[str, Report], reviewer: User
) -> None:
    seen = sights(reviewer, reports)
    assert seen["unwritten"] == Sight.STATE
    assert seen["submitted"] == Sight.SUBMITTED
    assert seen["co-unit"] == Sight.NOTHING  # granted 市民政局 and 市残联 alone


def test_a_leader_sees_submissions_of_all_and_an_administrator_nothing(
    reports: dict[str, Report], leader: User, system_admin: User
) -> None:
    assert set(sights(leader, reports).values()) == {Sight.STATE, Sight.SUBMITTED}
    assert set(sights(system_admin, reports).values()) == {Sight.NOTHING}


def test_a_correction_under_way_leaves_others_the_signed_version(
    cycle: Cycle, liaison: User, reviewer: User, signer: User, supporting_liaison: User
) -> None:
    report = report_on(cycle, "1", "mzj")
    sign(approve(submit(report, liaison), reviewer), signer)
    reopen(report, by=liaison, reason="数字有误。")
    assert sights(supporting_liaison, {"one": report}) == {"one": Sight.SIGNED}
