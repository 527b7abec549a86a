"""Paper under anything anybody tries: while grants come and go, what is signed was rightly signed.

What the machine knows of hands and grants it has noted itself, of the acts that went through; it
shares no code with the rules.
"""

from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from project.accounts.granting import give, revoke
from project.accounts.models import Grant, Role, User
from project.audit.models import AuditEvent
from tests.cast import LONG_AGO, person, report_on, unit
from tests.workflows.machines import TakenBack
from tests.workflows.paperwork import brought
from tests.workflows.playing import approve, send_back, sign, submit, withdraw, write
from workflows.integrity import differences
from workflows.models import (
    Cycle,
    Draft,
    PaperSignature,
    PaperSignOff,
    PrintedSheet,
    Report,
    Transition,
)
from workflows.paper.confirming import confirm, refuse
from workflows.paper.printing import print_sheet
from workflows.refusals import Refused
from workflows.steps import Outcome, Step

pytestmark = [pytest.mark.db, pytest.mark.django_db]

HANDLERS = (Role.LIAISON, Role.REVIEWER)
PLAYED: Counter[str] = Counter()
MOVES = ("approve", "back", "sign", "off")
# Places in the list of people.
LIAISON, REVIEWER = 0, 3
who, which = st.integers(0, 6), st.integers(0, 1)


class Paper(TakenBack):
    """Seven people around two reports of 市民政局 that are signed on paper, or by their leader."""

    def __init__(self, people: list[User], reports: list[Report], security: User) -> None:
        super().__init__()
        self.people, self.security = people, security
        self.keys = [report.pk for report in reports]
        self.hands: dict[int, set[int]] = defaultdict(set)
        self.writers: dict[int, set[int]] = defaultdict(set)

    @rule(
        verb=st.sampled_from(["on"] * 6 + [*MOVES, "submit", "print", "bring", "check", "refuse"]),
        report=which, by=who, right=st.sampled_from([True, True, True, False]),
    )  # fmt: skip
    def anything(self, verb: str, report: int, by: int, right: bool) -> None:
        """Play the line on, or let anybody try anything; one rule, so that none is left out."""
        if verb == "on":
            verb, by = self.what_comes_next(report, by)
        self.let(verb, self.people[by], report, right)

    def what_comes_next(self, report: int, by: int) -> tuple[str, int]:
        """Return what the report waits for, and who mostly may do it; a paper anybody checks."""
        step = self.report(report).step
        if step == Step.REPORT:
            return "submit", LIAISON
        if step == Step.REVIEW:
            return "approve", REVIEWER
        if step != Step.SIGN_OFF:
            return "print", LIAISON
        if self.waiting() is not None:
            return "check", by
        return ("bring", by) if by % 2 and PrintedSheet.objects.exists() else ("print", LIAISON)

    def let(self, verb: str, user: User, report: int, right: bool) -> None:
        if verb in MOVES:
            self.move(self.report(report), user, verb)
        elif verb == "submit":
            self.write_and_submit(report, user)
        elif verb == "print":
            self.print_what_waits(user)
        elif verb == "bring":
            self.bring(user, PrintedSheet.objects.order_by("-pk").first())
        elif paper := self.waiting():
            self.decide(paper, user, verb, right)

    def write_and_submit(self, report: int, user: User) -> None:
        row = self.report(report)
        if self.happens("saved", lambda: write(row, user)):
            self.writers[row.pk].add(user.pk)
        written = Draft.objects.filter(report=row).exists()
        if written and self.happens("submitted", lambda: submit(row, user)):
            self.hands[self.report(report).version_id or 0] |= self.writers[row.pk] | {user.pk}

    def move(self, row: Report, user: User, verb: str) -> None:
        acts: dict[str, Callable[[], object]] = {
            "approve": lambda: approve(row, user),
            "back": lambda: send_back(row, user),
            "sign": lambda: sign(row, user),
            "off": lambda: withdraw(row, user),
        }
        if self.happens(verb, acts[verb]) and verb in ("approve", "back"):
            self.hands[row.version_id or 0].add(user.pk)

    def print_what_waits(self, user: User) -> None:
        report = self.report(0)
        done = self.happens("printed", lambda: print_sheet(report.cycle, report.unit, by=user))
        assert not done or self.handles(user)

    def bring(self, user: User, sheet: PrintedSheet | None) -> None:
        if sheet is not None:
            done = self.happens("brought", lambda: brought(sheet, user))
            assert not done or self.handles(user)

    def decide(self, paper: PaperSignOff, user: User, verb: str, right: bool) -> None:
        rightly = self.handles(user) and user.pk != paper.entered_by_id
        if verb == "refuse":
            done = self.happens("not signed", lambda: refuse(paper, why="字迹不清。", by=user))
            assert done == rightly
            return
        code = paper.sheet.code if right else "CDV35E3XX"
        hands = self.hands_on(paper)
        done = self.happens("confirmed", lambda: confirm(paper, code=code, by=user))
        assert done == (rightly and right and user.pk not in hands)

    def hands_on(self, paper: PaperSignOff) -> set[int]:
        """Return whose hands were in what of the paper still waits for its signature."""
        waiting = Report.objects.filter(pk__in=self.keys, step=Step.SIGN_OFF)
        rows = waiting.filter(version__in=paper.sheet.rows.values("version"))
        return set().union(*(self.hands[row.version_id or 0] for row in rows))

    @rule(by=st.sampled_from([1, 2, 4, 5]), role=st.sampled_from(HANDLERS))
    def a_grant_comes_or_goes(self, by: int, role: Role) -> None:
        """The first reviewer and the first liaison stay: without them nothing would move."""
        user = self.people[by]
        held = Grant.objects.filter(user=user, role=role, unit__code="mzj", revoked_at=None).first()
        if held is None:
            give(user, role, by=None, why="顶岗", from_on=LONG_AGO, unit=unit("mzj"))
        else:
            revoke(held, by=self.security, why="调离")

    @invariant()
    def engine_column_and_trail_agree(self) -> None:
        assert list(differences(Report.objects.for_moving().filter(pk__in=self.keys))) == []

    @invariant()
    def who_confirmed_had_no_hand_in_what_was_signed(self) -> None:
        for signature in PaperSignature.objects.select_related("paper", "version__report"):
            paper, version = signature.paper, signature.version
            assert paper.decided_by_id not in self.hands[version.pk] | {paper.entered_by_id}
            move = Transition.objects.get(version=version, outcome=Outcome.SIGNED)
            assert move.by_id == paper.decided_by_id
            assert paper.sheet.rows.filter(version=version).exists()

    def happens(self, name: str, act: Callable[[], object]) -> bool:
        before = self.traces()
        try:
            act()
        except Refused:
            PLAYED["refused"] += 1
            assert self.traces() == before
            return False
        PLAYED[name] += 1
        return True

    def handles(self, user: User) -> bool:
        grants = Grant.objects.filter(user=user, unit__code="mzj", revoked_at=None)
        return grants.filter(role__in=HANDLERS).exists()

    def report(self, at: int) -> Report:
        return Report.objects.for_moving().get(pk=self.keys[at])

    def waiting(self) -> PaperSignOff | None:
        return PaperSignOff.objects.for_reading().filter(decided_at=None).order_by("pk").first()

    def traces(self) -> tuple[int, ...]:
        nouns: tuple[Any, ...] = (Transition, PaperSignOff, PaperSignature, AuditEvent)
        return tuple(noun.objects.count() for noun in nouns)


def test_whatever_anybody_tries_with_paper_what_is_signed_was_rightly_signed(
    cycle: Cycle, liaison: User, second_liaison: User, reviewer: User, signer: User,
    security_admin: User,
) -> None:  # fmt: skip
    people = [
        liaison,
        second_liaison,
        person("后来的", "mzj"),
        reviewer,
        person("审核乙", "cgwb", (Role.REVIEWER, "mzj")),
        person("两处", "mzj", (Role.LIAISON, "mzj"), (Role.REVIEWER, "mzj")),
        signer,
    ]
    reports = [report_on(cycle, number, "mzj") for number in ("1", "2")]
    PLAYED.clear()
    run_state_machine_as_test(
        seed(1)(lambda: Paper(people, reports, security_admin)),
        settings=settings(
            max_examples=8, stateful_step_count=40, deadline=None, database=None,
            phases=(Phase.generate,), suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
    assert PLAYED["confirmed"], PLAYED
    assert PLAYED["not signed"], PLAYED
    assert PLAYED["refused"], PLAYED
