"""What the office does to windows in the flow's property test: 特许补报 given, ended, played on."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from project.workdays.models import Workday
from tests.workflows import oracle
from tests.workflows.staging import Stage
from workflows.cycles.excepting import (
    bring_back_all,
    bring_back_missed,
    give_exception,
    withdraw_exception,
)
from workflows.models import Report, WindowException

who, which = st.integers(0, 14), st.integers(0, 4)
# Of these the last is too far, whatever the day.
REACHES = [1, 10, 30, 61]


class WindowRules(RuleBasedStateMachine):
    """Rules beside those of Flow, which knows the stage and how things are tried."""

    stage: Stage
    touched: set[int]
    report: Callable[[int], Report]
    traces: Callable[[], tuple[int, int]]
    happens: Callable[[Callable[[], object]], bool]
    the_day_ends_cycles: Callable[[], None]

    @rule(report=which, by=who, reach=st.sampled_from(REACHES))
    def somebody_gives_an_exception(self, report: int, by: int, reach: int) -> None:
        self.give_days(self.report(report), by, reach)

    @rule(report=which, reach=st.sampled_from(REACHES[:3]), late=st.sampled_from([0, 0, 0, 1]))
    def the_office_gives_an_exception(self, report: int, reach: int, late: int) -> None:
        """Who has the office's grants at the start gives it; sometimes after the closing night."""
        current, now = self.report(report), timezone.now()
        left = (current.cycle.closes_on - timezone.localdate()).days
        if late and left >= 0:
            self.stage.clock.move_to(now + timedelta(days=left + 1), tick=False)
        if late:
            self.the_day_ends_cycles()
        self.give_days(current, 10, reach)

    @rule(report=which, by=st.sampled_from([10, 11, 0]))
    def an_exception_is_withdrawn(self, report: int, by: int) -> None:
        current, user, on = self.report(report), self.stage.people[by], timezone.localdate()
        known = given_to(current, on)
        expected = bool(known) and oracle.keeps_windows(user, current, on)
        happened = self.happens(
            lambda: withdraw_exception(current.cycle, current.unit, by=user, reason="不再需要")
        )
        assert happened == expected
        assert given_to(current, on) == ([] if happened else known)
        self.played["exceptions withdrawn"] += happened

    @property
    def played(self) -> Counter[str]:
        return self.stage.played

    def give_days(self, report: Report, by: int, reach: int) -> None:
        user, on = self.stage.people[by], timezone.localdate()
        asked = max(report.cycle.closes_on, on) + timedelta(days=reach)
        until = Workday.objects.from_day(asked)
        longer = all(until > each for each in given_to(report, on))
        expected = oracle.keeps_windows(user, report, on) and reach <= 60 and longer
        cycle, unit = report.cycle, report.unit
        happened = self.happens(
            lambda: give_exception(cycle, unit, by=user, until_on=asked, reason="数据晚到")
        )
        assert happened == expected
        self.played["exceptions given"] += happened
        if happened:
            self.what_was_missed_comes_back(report, by)

    def what_was_missed_comes_back(self, report: Report, by: int) -> None:
        """All of the unit's missed rows come back, each with one trace, and no other moves."""
        missed = Report.objects.filter(cycle=report.cycle, unit=report.unit, step="missed")
        keys, before = set(missed.values_list("pk", flat=True)), self.traces()
        results = bring_back_missed(report.cycle, report.unit, by=self.stage.people[by])
        assert {each.report.pk for each in results if each.came_back} == keys
        assert self.traces() == (before[0] + len(keys), before[1] + len(keys))
        assert not missed.exists()
        assert bring_back_all(on=timezone.localdate()) == []
        self.played["came back"] += len(keys)
        self.touched |= keys


def given_to(report: Report, on: date) -> list[date]:
    """Return the last days of what the report's unit has in force."""
    rows = WindowException.objects.filter(cycle=report.cycle_id, unit=report.unit_id)
    return [each.until_on for each in rows if not each.withdrawn_at and each.until_on >= on]
