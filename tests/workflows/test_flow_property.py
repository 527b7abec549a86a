"""The flow under anything anybody tries: a state machine, and a second opinion at every step.

`./test --long` gives it FLOW_SEED and FLOW_UNTIL (a reading of time.perf_counter): it plays rounds
of FLOW_EXAMPLES until then, each from the next seed, and leaves what it played in FLOW_TALLY.
"""

import json
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule, run_state_machine_as_test
from time_machine import TimeMachineFixture

from project.accounts.granting import GrantRefused, give, keep_all_memberships, revoke
from project.accounts.models import Grant, Role, Unit, User
from project.audit.models import AuditEvent
from tests.cast import MORNING
from tests.workflows import oracle
from tests.workflows.leave_rules import LeaveRules
from tests.workflows.oracle import Attempt
from tests.workflows.playing import picture, prove
from tests.workflows.staging import ROLES, UNITS, Stage, set_stage
from tests.workflows.window_rules import WindowRules
from workflows.cycles.closing import close_ended_cycles
from workflows.drafting import save_draft
from workflows.gathering.freezing import silent_rows
from workflows.integrity import differences
from workflows.models import Cycle, Draft, Progress, Report, ReportVersion, Transition
from workflows.moving import complete_step, reopen
from workflows.refusals import Refused
from workflows.steps import Outcome, Step

pytestmark = [pytest.mark.db, pytest.mark.django_db]

EXAMPLES = int(os.environ.get("FLOW_EXAMPLES", "12"))
STEPS = int(os.environ.get("FLOW_STEPS", "30"))
UNTIL = float(os.environ.get("FLOW_UNTIL", "0"))
# The same examples at every ./test, so that it is green or red for a reason; others under --long.
SEED = os.environ.get("FLOW_SEED", "1")

PEOPLE, REPORTS = range(15), range(5)
WORDS: list[dict[str, Any]] = [
    {"status": Progress.UNDER_WAY, "progress": "已办理。", "concurs": True},
    {"status": Progress.DONE, "progress": "已全部办结。", "concurs": False},
    {"no_change": True, "concurs": True},
    {"progress": "", "status": "", "no_change": False, "concurs": None},
]

who = st.sampled_from(PEOPLE)
which = st.sampled_from(REPORTS)
pick = st.integers(0, 14)
nobody_or_someone = st.one_of(st.none(), st.none(), st.none(), who)


@pytest.fixture
def stage(cycle: Cycle, security_admin: User, leader: User, clock: TimeMachineFixture) -> Stage:
    return set_stage(cycle, security_admin, leader, clock)


class Flow(LeaveRules, WindowRules):
    """Any person tries any act on any of the five reports, while grants come and go."""

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self.stage = stage
        self.seen: dict[int, dict[str, Any]] = {}
        self.writers: dict[int, set[int]] = {key: set() for key in stage.reports}
        self.touched: set[int] = set(stage.reports)
        self.example = transaction.atomic()
        self.example.__enter__()

    def teardown(self) -> None:
        self.stage.played["examples"] += 1
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    @initialize()
    def a_working_morning(self) -> None:
        self.stage.clock.move_to(MORNING, tick=False)

    # What people try ----------------------------------------------------------------------------

    @rule(report=which, by=who, words=st.sampled_from(WORDS), off=st.sampled_from([0, 0, 0, 1]))
    def save(self, report: int, by: int, words: dict[str, Any], off: int) -> None:
        attempt = self.attempt(report, "report", "saved", by)
        self.save_words(attempt, words, off)

    @rule(report=which, by=who, own=st.booleans(), shade=st.integers(0, 3))
    def add_evidence(self, report: int, by: int, own: bool, shade: int) -> None:
        """Whoever may write may add a file, once, and has a hand in what goes with it."""
        attempt = self.attempt(report, "report", "saved", report if own else by)
        name, content = f"{shade}.png", picture(shade)
        expected = oracle.may_save(attempt) and not attempt.report.evidence.filter(name=name)
        done = self.happens(lambda: prove(attempt.report, attempt.by, name=name, content=content))
        self.stage.played["evidence" if done else "refused"] += 1
        assert done == bool(expected)
        self.writers[attempt.report.pk] |= {attempt.by.pk} if done else set()

    @rule(report=which, words=st.sampled_from(WORDS[:3]))
    def the_unit_saves(self, report: int, words: dict[str, Any]) -> None:
        """The unit's own liaison writes something worth submitting."""
        self.save_words(self.attempt(report, "report", "saved", report), words, 0)

    @rule(
        report=which,
        by=who,
        behalf=nobody_or_someone,
        step=st.sampled_from(["report", "review", "second_review", "sign_off"]),
        outcome=st.sampled_from(["submitted", "approved", "sent_back", "signed", "withdrawn"]),
    )
    def anything(self, report: int, by: int, behalf: int | None, step: str, outcome: str) -> None:
        self.try_it(self.attempt(report, step, outcome, by, behalf))

    @rule(report=which, by=who, behalf=nobody_or_someone, forward=st.sampled_from([1, 1, 1, 0]))
    def what_is_next(self, report: int, by: int, behalf: int | None, forward: int) -> None:
        """Somebody takes the step the report stands at, on or back."""
        step = self.report(report).step
        on = {"report": "submitted", "sign_off": "signed"}.get(step, "approved")
        if step in ("signed", "missed"):
            self.try_it(self.attempt(report, "signed", "reopened", by))
        else:
            self.try_it(self.attempt(report, step, on if forward else "sent_back", by, behalf))

    @rule(report=which, words=st.sampled_from(WORDS[:3]), picks=st.lists(pick, max_size=5))
    def the_line_is_played_on(self, report: int, words: dict[str, Any], picks: list[int]) -> None:
        """Some of those the second opinion lets take one step after the other, to the end."""
        if self.report(report).step == "report":
            self.save_words(self.attempt(report, "report", "saved", report), words, 0)
        for each in picks:
            self.take_what_is_next(report, each)
            self.hold_invariants()
            if each % 2:
                self.a_hand_tries(report, each, back=False, behalf=False)

    def take_what_is_next(self, report: int, pick: int) -> None:
        step = self.report(report).step
        on = {"report": "submitted", "sign_off": "signed", "signed": "reopened"}
        back = pick % 5 == 0 and step in ("review", "second_review", "sign_off")
        outcome = "sent_back" if back else on.get(step, "approved")
        # Every third submission is handed in for another, who has a hand in it from then on.
        behalf = pick if step == "report" and pick % 3 == 0 else None
        attempts = [self.attempt(report, step, outcome, by, behalf) for by in PEOPLE]
        allowed = [each for each in attempts if step != "missed" and oracle.is_allowed(each)]
        if allowed:
            self.try_it(allowed[pick % len(allowed)])

    @rule(report=which, pick=pick, back=st.booleans(), behalf=st.booleans())
    def a_hand_comes_again(self, report: int, pick: int, back: bool, behalf: bool) -> None:
        """Who already had a hand gets the grant of the next step too, and tries it, or has it done.

        Nothing but four eyes stands in the way here.
        """
        self.a_hand_tries(report, pick, back=back, behalf=behalf)

    def a_hand_tries(self, report: int, pick: int, *, back: bool, behalf: bool) -> None:
        current = self.report(report)
        hands = sorted(oracle.hands(current.version))
        if current.step not in ("review", "second_review", "sign_off") or not hands:
            return
        keys = [each.pk for each in self.stage.people]
        again = keys.index(hands[pick % len(hands)])
        by = PEOPLE[pick] if behalf else again
        self.grant_of_the_step(current, by)
        outcome = {"sign_off": "signed"}.get(current.step, "approved")
        outcome = "sent_back" if back else outcome
        self.try_it(self.attempt(report, current.step, outcome, by, again if behalf else None))

    def grant_of_the_step(self, report: Report, by: int) -> None:
        role = Role.SIGNER if report.step == "sign_off" else Role.REVIEWER
        unit = report.unit
        if report.is_support and report.step == "review":
            role, unit = Role.LIAISON, Unit.objects.get(code="mzj")
        self.give(by, role, unit, None)

    @rule(report=which, by=who)
    def withdraw(self, report: int, by: int) -> None:
        self.try_it(self.attempt(report, "review", "withdrawn", by))

    @rule(report=which)
    def the_submitter_withdraws(self, report: int) -> None:
        version = self.report(report).version
        keys = [each.pk for each in self.stage.people]
        if version is not None:
            by = keys.index(version.submitted_by_id)
            self.try_it(self.attempt(report, "review", "withdrawn", by))

    @rule(report=which, by=who)
    def correct(self, report: int, by: int) -> None:
        self.try_it(self.attempt(report, "signed", "reopened", by))

    # Grants and days ----------------------------------------------------------------------------

    @rule(by=who, pick=st.integers(0, 9))
    def revoke_a_grant(self, by: int, pick: int) -> None:
        grants = list(Grant.objects.filter(user=self.stage.people[by], revoked_at=None))
        if grants:
            revoke(grants[pick % len(grants)], by=self.stage.security, why="调离")

    @rule(
        by=who,
        role=st.sampled_from(ROLES),
        code=st.sampled_from(UNITS),
        days=st.sampled_from([None, None, 0, 1, 5, 40]),
    )
    def give_a_grant(self, by: int, role: Role, code: str, days: int | None) -> None:
        self.give(by, role, Unit.objects.get(code=code), days)

    def give(self, by: int, role: Role, unit: Unit, days: int | None) -> None:
        today = timezone.localdate()
        until = None if days is None else today + timedelta(days=days)
        try:
            give(
                self.stage.people[by], role, by=self.stage.security, why="授权",
                from_on=today, until_on=until, unit=unit,
            )  # fmt: skip
        except GrantRefused:
            self.stage.played["grants refused"] += 1

    @rule(by=who, days=st.sampled_from([0, 1, 4]))
    def shorten_all_grants_of(self, by: int, days: int) -> None:
        """What a person has is given anew for some days only, so that it runs out in between."""
        user, today = self.stage.people[by], timezone.localdate()
        for grant in Grant.objects.active(on=today).filter(user=user):
            revoke(grant, by=self.stage.security, why="改为短期")
            give(
                user, Role(grant.role), by=self.stage.security, why="短期", from_on=today,
                until_on=today + timedelta(days=days), unit=grant.unit, committee=grant.committee,
            )  # fmt: skip

    @rule(days=st.sampled_from([1, 1, 2, 5, 20]), job=st.booleans())
    def days_pass(self, days: int, job: bool) -> None:
        later = timezone.now() + timedelta(days=days)
        if later.year == MORNING.year:
            self.stage.clock.move_to(later, tick=False)
        if job:
            keep_all_memberships(on=timezone.localdate())

    @rule()
    def the_day_ends_cycles(self) -> None:
        on = timezone.localdate()
        with_units = {
            report.pk
            for report in Report.objects.select_related("cycle").filter(step="report")
            if report.signed_version_id is None and on > oracle.last_day(report, report.reply_by)
        }
        before = self.traces()
        assert close_ended_cycles(on=on) == len(with_units)
        assert self.traces() == (before[0] + len(with_units), before[1] + len(with_units))
        missed = Report.objects.filter(pk__in=with_units, step="missed")
        assert missed.count() == len(with_units)
        self.stage.played["missed"] += len(with_units)
        self.touched |= with_units

    # What holds after every step ----------------------------------------------------------------

    @invariant()
    def hold_invariants(self) -> None:
        self.engine_column_and_trail_agree()
        self.four_eyes_were_on_every_version()
        self.no_version_ever_changes()

    def engine_column_and_trail_agree(self) -> None:
        reports = Report.objects.for_moving().filter(pk__in=self.touched)
        assert list(differences(reports)) == []
        self.touched = set()

    def four_eyes_were_on_every_version(self) -> None:
        for version in ReportVersion.objects.all():
            assert oracle.quarrels(version) == []

    def no_version_ever_changes(self) -> None:
        now = {row["id"]: row for row in ReportVersion.objects.values()}
        assert {key: now.get(key) for key in self.seen} == self.seen
        self.seen = now

    # How it is tried ----------------------------------------------------------------------------

    def report(self, number: int) -> Report:
        return Report.objects.for_moving().get(pk=self.stage.reports[number])

    def attempt(
        self, report: int, step: str, outcome: str, by: int, behalf: int | None = None
    ) -> Attempt:
        people = self.stage.people
        other = None if behalf is None else people[behalf]
        day = timezone.localdate()
        return Attempt(self.report(report), step, outcome, people[by], other, day)

    def traces(self) -> tuple[int, int]:
        events = AuditEvent.objects.filter(action__startswith="report.")
        return Transition.objects.count(), events.count()

    def try_it(self, attempt: Attempt) -> None:
        """Try it: it happens exactly if the second opinion says so, with one trace or none."""
        expected, before = oracle.is_allowed(attempt), self.traces()
        leads_to = oracle.leads_to(attempt) if expected else attempt.report.step
        happened = self.happens(lambda: act_of(attempt))
        self.stage.played[attempt.outcome if happened else "refused"] += 1
        assert happened == expected, (attempt, attempt.by.grants.all())
        assert self.traces() == (before[0] + happened, before[1] + happened)
        now = Report.objects.get(pk=attempt.report.pk)
        assert now.step == leads_to
        if happened and attempt.outcome == "submitted":
            self.new_version(now, attempt)
        self.touched.add(now.pk)

    def new_version(self, report: Report, attempt: Attempt) -> None:
        assert report.version is not None
        assert self.writers[report.pk] <= report.version.hands
        assert attempt.by.pk in report.version.hands
        self.writers[report.pk] = set()

    def save_words(self, attempt: Attempt, words: dict[str, Any], off: int) -> None:
        draft = Draft.objects.filter(report=attempt.report).first()
        revision = (draft.revision if draft else 0) + off
        expected, before = oracle.may_save(attempt) and not off, self.traces()
        happened = self.happens(
            lambda: save_draft(attempt.report, by=attempt.by, revision=revision, **words)
        )
        self.stage.played["saved" if happened else "refused"] += 1
        assert happened == expected
        assert self.traces() == before
        if happened:
            self.writers[attempt.report.pk].add(attempt.by.pk)

    def happens(self, act: Callable[[], object]) -> bool:
        try:
            act()
        except Refused:
            return False
        return True


def act_of(attempt: Attempt) -> Report:
    if attempt.outcome == "reopened":
        return reopen(attempt.report, by=attempt.by, reason="数据有误。")
    draft = Draft.objects.filter(report=attempt.report).first()
    return complete_step(
        attempt.report,
        Step(attempt.step),
        by=attempt.by,
        on_behalf_of=attempt.behalf,
        outcome=Outcome(attempt.outcome),
        reason="请补充数据。",
        revision=draft.revision if draft else 0,
        known_silent=[row.unit.code for row in silent_rows(attempt.report)],
    )


@pytest.fixture
def tally(stage: Stage) -> Iterator[Counter[str]]:
    """Leave what was played where ./test --long looks for it."""
    yield stage.played
    if path := os.environ.get("FLOW_TALLY"):
        Path(path).write_text(json.dumps(stage.played))


def play_a_round(stage: Stage, number: int) -> None:
    """Play EXAMPLES examples, others in each round."""

    def machine() -> Flow:
        return Flow(stage)

    run_state_machine_as_test(
        seed(int(SEED) + number)(machine),
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            print_blob=True,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_whatever_anybody_tries_the_rules_hold(stage: Stage, tally: Counter[str]) -> None:
    for round_number in count():
        play_a_round(stage, round_number)
        if time.perf_counter() > UNTIL:
            break
    assert tally["examples"] >= EXAMPLES
    assert tally["submitted"]
