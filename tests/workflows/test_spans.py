"""Half-years and years: which there are to sum up, and which cycles they are made of."""

from datetime import date

import pytest

from task_table.models import FilingKind, Plan, Sums
from tests.cast import MORNING
from workflows.cycles.periods import period_of
from workflows.cycles.schedule import announce
from workflows.cycles.spans import cycles_of, parts_of, span_named, spans_of, wanted_spans
from workflows.models import Cycle, CycleKind

pytestmark = [pytest.mark.db, pytest.mark.django_db]


def cycle_of(plan: Plan, key: str, *, opened: bool = True) -> Cycle:
    cycle = announce(plan, period_of(key, plan), on=MORNING.date())
    cycle.opened_at = MORNING if opened else None
    cycle.save()
    return cycle


def keys(cycle: Cycle) -> list[str]:
    return [span.key for span in spans_of(cycle)]


@pytest.mark.parametrize(
    "key, ended",
    [("2025-Q1", []), ("2025-Q2", ["2025-H1"]), ("2025-Q3", []), ("2025-Q4", ["2025-H2", "2025"])],
)
def test_a_quarter_may_end_a_half_year_and_a_year(plan: Plan, key: str, ended: list[str]) -> None:
    assert keys(cycle_of(plan, key)) == ended


def test_halves_make_a_year_and_years_make_nothing(plan: Plan) -> None:
    plan.filing_kind = FilingKind.HALF
    plan.save()
    assert keys(cycle_of(plan, "2025-H1")) == []
    assert keys(cycle_of(plan, "2025-H2")) == ["2025"]
    plan.filing_kind = FilingKind.YEAR
    plan.save()
    assert keys(cycle_of(plan, "2025")) == []


def test_the_last_report_of_a_plan_ends_nothing(plan: Plan) -> None:
    assert keys(cycle_of(plan, "final")) == []


def test_one_period_within_the_plan_is_no_sum(plan: Plan, cycle: Cycle) -> None:
    plan.from_on = date(2025, 10, 1)
    cycle.plan = plan
    assert keys(cycle) == []


def test_a_plan_that_ends_in_autumn_ends_its_year_there(plan: Plan) -> None:
    plan.until_on = date(2025, 9, 30)
    cycle = Cycle(plan=plan, key="2025-Q3", kind=CycleKind.QUARTER,
                  covers_from=date(2025, 7, 1), covers_until=date(2025, 9, 30))  # fmt: skip
    assert keys(cycle) == ["2025"]
    assert [part.key for part in parts_of(spans_of(cycle)[0])] == ["2025-Q1", "2025-Q2", "2025-Q3"]


def test_a_key_names_a_cycle_or_what_ends_with_an_opened_one(plan: Plan, cycle: Cycle) -> None:
    own, half, year = (span_named(plan, key) for key in ("2025-Q4", "2025-H2", "2025"))
    assert own
    assert half
    assert year
    assert [span.cycle for span in (own, half, year)] == [cycle] * 3
    assert [span.stored for span in (own, half, year)] == ["", "2025-H2", "2025"]
    assert [span.label for span in (own, half, year)] == [
        "2025年第4季度", "2025年下半年", "2025年度",
    ]  # fmt: skip
    assert [span.kind for span in (own, half, year)] == ["quarter", "half", "year"]
    for unknown in ("2025-H1", "2024", "2025-Q5", "", "final"):
        assert span_named(plan, unknown) is None


def test_what_is_announced_only_sums_nothing_up(plan: Plan) -> None:
    cycle_of(plan, "2025-Q2", opened=False)
    assert span_named(plan, "2025-H1") is None


def test_its_cycles_are_those_that_were_opened(plan: Plan, cycle: Cycle) -> None:
    cycle_of(plan, "2025-Q1")
    cycle_of(plan, "2025-Q3", opened=False)
    year = span_named(plan, "2025")
    assert year is not None
    assert [each.key for each in cycles_of(year)] == ["2025-Q1", "2025-Q4"]
    assert len(parts_of(year)) == 4


@pytest.mark.parametrize(
    "setting, wanted",
    [(Sums.HALVES_AND_YEARS, ["2025-H2", "2025"]), (Sums.YEARS, ["2025"]), (Sums.NONE, [])],
)
def test_the_plan_says_which_are_built_by_themselves(
    plan: Plan, cycle: Cycle, setting: Sums, wanted: list[str]
) -> None:
    cycle.plan.sums_up = setting
    assert [span.key for span in wanted_spans(cycle)] == wanted
