"""Windows under any days: each second has one state; and each period of 2021 to 2035 comes once."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby, pairwise

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from project.workdays.models import Workday
from task_table.models import FilingKind, Plan
from tests.cast import SHANGHAI
from workflows.cycles.opening import open_asked_cycles
from workflows.cycles.periods import period_just_ended, period_of
from workflows.cycles.schedule import cycle_asked_for, window_of
from workflows.models import Cycle
from workflows.windows import Days, WindowState, state_on, window_on

FIRST, LAST = date(2021, 1, 1), date(2035, 12, 31)
SECOND = timedelta(seconds=1)
ORDER = [
    WindowState.NOT_BEGUN,
    WindowState.OPEN,
    WindowState.LATE,
    WindowState.EXCEPTED,
    WindowState.LOCKED,
]
quick = settings(max_examples=60, deadline=None, database=None)

gaps = st.integers(0, 40).map(lambda days: timedelta(days=days))
a_day = st.dates(FIRST, LAST - timedelta(days=400))


@st.composite
def some_days(draw: st.DrawFn) -> Days:
    """The days of any row: in order, with or without a return, 特许补报, and a correction."""
    opens_on = draw(a_day)
    due_on = opens_on + draw(gaps)
    closes_on = due_on + draw(gaps)
    reply_by = draw(st.none() | gaps.map(lambda gap: opens_on + gap))
    excepted = draw(st.none() | gaps.map(lambda gap: closes_on + timedelta(days=1) + gap))
    return Days(opens_on, due_on, closes_on, reply_by, excepted, draw(st.booleans()))


def edges(days: Days) -> Iterator[datetime]:
    """Yield the last second of each day that decides, and the first of the next."""
    for day in (days.opens_on, days.due_on, days.closes_on, days.reply_by, days.excepted_until):
        for each in (day, day and day - timedelta(days=1)):
            if each:
                midnight = datetime.combine(each + timedelta(days=1), time.min, SHANGHAI)
                yield from (midnight - SECOND, midnight)


@given(some_days())
@quick
def test_each_second_belongs_to_the_day_it_lies_in(days: Days) -> None:
    """Wherever the clock stands: the server's UTC and the wall clock say the same state."""
    for moment in edges(days):
        here, there = timezone.localdate(moment), timezone.localdate(moment.astimezone(UTC))
        assert state_on(days, on=here) == state_on(days, on=there)
        assert here == moment.date()


@given(some_days())
@quick
def test_states_follow_one_another_and_none_comes_back(days: Days) -> None:
    """Walked day by day: first 未开始, last 已锁定, each state one unbroken run."""
    whole = (days.last_on - days.opens_on).days + 4
    walk = [state_on(days, on=days.opens_on + timedelta(days=n - 2)) for n in range(whole)]
    runs = [state for state, _ in groupby(walk)]
    if days.excepted_until and days.reply_by and days.reply_by > days.excepted_until:
        # A return to be answered even after 特许补报 is filed late once more.
        runs = [state for state, _ in groupby(s for s in runs if s != WindowState.EXCEPTED)]
    assert runs[0] == WindowState.NOT_BEGUN
    assert [ORDER.index(state) for state in runs] == sorted({ORDER.index(s) for s in runs})
    assert (runs[-1] == WindowState.LOCKED) == (not days.is_correction)


@given(some_days(), st.integers(-3, 130))
@quick
def test_a_unit_writes_exactly_from_opening_to_its_last_day(days: Days, shift: int) -> None:
    on = days.opens_on + timedelta(days=shift)
    window = window_on(days, on=on, days_left=0, ask="残工委办公室")
    within = days.opens_on <= on and (days.is_correction or on <= days.last_on)
    assert window.may_write == within
    assert state_on(days, on=days.closes_on) in (WindowState.OPEN, WindowState.LATE)
    if days.excepted_until and not days.is_correction:
        assert state_on(days, on=days.excepted_until) == WindowState.EXCEPTED
    assert window.sentence
    assert not window.sentence.endswith("。")
    assert ("请联系残工委办公室" in window.sentence) == (window.state == WindowState.LOCKED)


@given(some_days(), gaps)
@quick
def test_a_due_date_moved_later_never_shuts_a_window(days: Days, later: timedelta) -> None:
    moved = Days(
        days.opens_on, days.due_on + later, max(days.closes_on, days.due_on + later),
        days.reply_by, days.excepted_until, days.is_correction,
    )  # fmt: skip
    for moment in edges(days):
        before, after = (state_on(each, on=moment.date()) for each in (days, moved))
        assert (before == WindowState.NOT_BEGUN) == (after == WindowState.NOT_BEGUN)
        if before != WindowState.LOCKED:
            assert after != WindowState.LOCKED
            assert ORDER.index(after) <= ORDER.index(before)


ALL_KEYS = [f"{year}-Q{quarter}" for year in range(2021, 2036) for quarter in range(1, 5)]


def long_plan(until_on: date, kind: FilingKind = FilingKind.QUARTER, from_on: date = FIRST) -> Plan:
    return Plan(slug="long", from_on=from_on, until_on=until_on, filing_kind=kind)


def asked(plan: Plan, first: date, last: date) -> list[str]:
    """Return the filing periods asked for, walked day by day: an unbroken run counts once."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    periods = (period_just_ended(plan, on=day) for day in days)
    return [key for key, _ in groupby(period.key for period in periods if period)]


def test_every_quarter_from_2021_to_2035_is_asked_for_once() -> None:
    assert asked(long_plan(date(2040, 12, 31)), FIRST, date(2036, 3, 31)) == ALL_KEYS


@given(
    from_on=st.dates(FIRST, date(2034, 12, 31)),
    years=st.integers(1, 6),
    kind=st.sampled_from(FilingKind),
)
@settings(quick, max_examples=12)
def test_a_plan_of_any_span_asks_for_each_of_its_periods_once(
    from_on: date, years: int, kind: FilingKind
) -> None:
    plan = long_plan(min(from_on + timedelta(days=366 * years), LAST), kind, from_on)
    keys = asked(plan, from_on - timedelta(days=40), plan.until_on + timedelta(days=200))
    assert len(keys) == len(set(keys))
    periods = [period_of(key, plan) for key in keys]
    for one, following in pairwise(periods):
        assert following.covers_from == one.covers_until + timedelta(days=1)
    if periods:
        assert periods[0].covers_from >= plan.from_on
        assert periods[-1].covers_until <= plan.until_on


@pytest.mark.db
@pytest.mark.django_db
def test_the_real_plan_asks_for_each_key_once_walked_day_by_day(plan: Plan) -> None:
    """With the calendar, 国庆, New Year and make-up days in it; then `final`, and nothing after."""
    days = [FIRST + timedelta(days=n) for n in range(365 * 5 + 120)]
    periods = [cycle_asked_for(plan, on=day) for day in days]
    keys = [key for key, _ in groupby(period.key for period in periods if period)]
    assert keys == [*ALL_KEYS[:20], "final"]


@pytest.mark.db
@pytest.mark.django_db
@given(key=st.sampled_from(ALL_KEYS[:-1]))
@settings(quick, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_days_of_a_window_are_worked_and_in_order(db: None, key: str) -> None:
    """No window opens on New Year's Day or within 国庆; a make-up Saturday counts as worked."""
    plan = long_plan(date(2040, 12, 31))
    window = window_of(plan, period_of(key, plan), on=FIRST)
    days = (window.opens_on, window.support_due_on, window.due_on, window.closes_on)
    assert list(days) == sorted(days)
    assert all(Workday.objects.on(day).is_workday for day in days[:3])
    assert (window.opens_on.month, window.opens_on.day) not in {(1, 1), (10, 1), (10, 2), (10, 3)}


@pytest.mark.db
@pytest.mark.django_db
def test_no_cycle_comes_twice_however_often_it_is_asked_for(plan: Plan) -> None:
    for day in (date(2026, 1, 1), date(2026, 1, 1), date(2026, 1, 2)):
        open_asked_cycles(on=day)
    assert list(Cycle.objects.values_list("key", flat=True)) == ["2025-Q4"]
