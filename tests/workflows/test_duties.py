"""Who owes in which kind of cycle, on the real 45 tasks: 48 leads, 155 city units, 308 counties."""

import pytest

from project.accounts.models import User
from project.audit.models import AuditEvent
from task_table.models import Assignment, Plan
from tests.cast import MORNING, TODAY
from tests.workflows.playing import refused
from tests.world import load_world
from workflows.cycles import opening
from workflows.cycles.opening import open_cycle
from workflows.cycles.periods import period_of
from workflows.cycles.schedule import announce
from workflows.duties import change_duties, duties_of, members, owing, parties_of
from workflows.models import Cycle, CycleKind, Exemption, Party
from workflows.refusals import AlreadyMoved, Incomplete, NotEntitled

pytestmark = [pytest.mark.db, pytest.mark.django_db]

QUARTER, FINAL = CycleKind.QUARTER, CycleKind.FINAL
LEAD, SUPPORT, COUNTY = Party.LEAD, Party.SUPPORT, Party.COUNTY


def change(plan: Plan, by: User, **owed: list[Party]) -> bool:
    seen = duties_of(plan)
    wanted = seen | {CycleKind(kind): parties for kind, parties in owed.items()}
    return change_duties(plan, wanted, by=by, seen=seen)


def announced(plan: Plan, key: str = "2025-Q4") -> Cycle:
    return announce(plan, period_of(key, plan), on=TODAY)


def test_without_a_word_everybody_owes_everywhere(plan: Plan) -> None:
    assert duties_of(plan) == {kind: list(Party) for kind in ("quarter", "midterm", "final")}
    assert {kind: parties_of(plan, kind) for kind in CycleKind} == {
        kind: list(Party) for kind in CycleKind
    }


def test_the_parties_of_the_real_table(plan: Plan) -> None:
    assert members(plan) == {LEAD: 48, SUPPORT: 155, COUNTY: 308}


@pytest.mark.parametrize(
    "parties, reports",
    [([LEAD], 48), ([SUPPORT], 155), ([COUNTY], 308), ([LEAD, SUPPORT], 203)],
)
def test_a_cycle_opens_for_whoever_owes(
    plan: Plan, reviewer: User, parties: list[Party], reports: int
) -> None:
    assert change(plan, reviewer, quarter=parties)
    cycle = open_cycle(announced(plan))
    assert cycle.reports.count() == reports
    assert cycle.parties == parties
    rows = owing(Assignment.objects.of_plan(plan), parties)
    assert set(cycle.reports.values_list("assignment", flat=True)) == set(
        rows.values_list("pk", flat=True)
    )


def test_another_kind_of_cycle_still_asks_everybody(plan: Plan, reviewer: User) -> None:
    change(plan, reviewer, quarter=[LEAD])
    assert parties_of(plan, FINAL) == list(Party)


def test_an_opening_once_begun_keeps_its_parties(plan: Plan, reviewer: User) -> None:
    """The power goes after the first chunk, and the office changes its mind before the next."""
    change(plan, reviewer, quarter=[LEAD, SUPPORT])
    cycle = announced(plan)
    opening._open_chunk(cycle, MORNING)
    change(plan, reviewer, quarter=list(Party))
    assert open_cycle(Cycle.objects.get(pk=cycle.pk)).reports.count() == 203
    assert open_cycle(cycle).reports.count() == 203


def test_a_cycle_announced_and_not_begun_follows_the_change(plan: Plan, reviewer: User) -> None:
    cycle = announced(plan)
    change(plan, reviewer, quarter=[LEAD])
    assert open_cycle(cycle).reports.count() == 48


def test_loading_again_changes_nothing(plan: Plan, reviewer: User) -> None:
    change(plan, reviewer, quarter=[LEAD])
    before = list(Exemption.objects.values())
    load_world()
    assert list(Exemption.objects.values()) == before
    assert len(before) == 2


def test_a_cycle_that_nobody_owes_is_refused(plan: Plan, reviewer: User) -> None:
    with refused(Incomplete, "季度报告至少要有一类单位填报"):
        change(plan, reviewer, quarter=[])


@pytest.mark.parametrize("who", ["liaison", "leader", "outside_reviewer", "system_admin"])
def test_the_office_alone_changes_it(request: pytest.FixtureRequest, who: str, plan: Plan) -> None:
    stranger = request.getfixturevalue(who)
    with refused(NotEntitled, "残工委办公室"):
        change(plan, stranger, quarter=[LEAD])


def test_a_change_is_written_down_and_no_change_is_not(plan: Plan, reviewer: User) -> None:
    change(plan, reviewer, quarter=[LEAD])
    assert not change(plan, reviewer, quarter=[LEAD])
    event = AuditEvent.objects.get(action="duties.change")
    assert event.actor_id == reviewer.pk
    assert event.detail.count("季度：配合单位") == 1


def test_a_colleague_s_change_is_not_passed_over(
    plan: Plan, reviewer: User, colleague: User
) -> None:
    seen = duties_of(plan)
    change(plan, colleague, quarter=[LEAD])
    with refused(AlreadyMoved, "他人改动"):
        change_duties(plan, seen | {FINAL: [LEAD]}, by=reviewer, seen=seen)
