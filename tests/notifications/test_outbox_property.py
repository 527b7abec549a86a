"""A year of the outbox by chance: workers that die, ticks that fail or double, a moody server.

Rule 10: each due letter is accepted once, none is lost, repeats only in the counted windows, and
none leaves after its reason is gone, nor after its last day.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings as live
from django.utils import timezone
from time_machine import TimeMachineFixture

from notifications.letters import Letter
from notifications.models import Kind, Message, Sender, State
from notifications.outbox import post
from notifications.post import Delivery, Post
from notifications.sending import send_queued
from notifications.wanted import HOLDS
from project.accounts.models import Grant, Role, User
from tests.cast import LONG_AGO, MORNING, open_reports, person
from tests.notifications.conftest import free_port
from tests.notifications.dying import Death
from tests.notifications.moody import SHORT_TIMEOUT, Moody
from workflows.models import Cycle, Report

pytestmark = [pytest.mark.django_db, pytest.mark.db, pytest.mark.waits]

PEOPLE, DAYS, TICKS = 6, 365, (0, 4, 8)
ANY = -1
LETTER = Letter("题目", "正文。", "<p>正文。</p>")
KINDS = (Kind.REMINDER, Kind.RETURNED, Kind.HANDED_OVER)


class Year:
    """The model beside the outbox: what reason each letter has, and when it went."""

    def __init__(self, seed: int, cycle: Cycle, clock: TimeMachineFixture, settings: Any) -> None:
        self.chance, self.clock, self.settings = Random(seed), clock, settings  # noqa: S311 (no secret)
        self.people = [person(f"联络员{n}", "mzj", (Role.LIAISON, "mzj")) for n in range(PEOPLE)]
        for n, each in enumerate(self.people):
            User.objects.filter(pk=each.pk).update(email=f"p{n}@example.invalid")
        rows = cycle.plan.tasks.get(number="1").assignments.filter(unit__code="mzj")
        open_reports(cycle, rows.select_related("unit"))
        Report.objects.update(reply_by=MORNING.date())
        self.report = Report.objects.get()
        # A person's post ends and another begins: 退回通知 wants any post, the others that of then.
        self.reasons = Counter[int]()
        self.dropped: set[tuple[int, int]] = set()
        self.ended_at: dict[tuple[int, int], datetime] = {}
        self.reason_of: dict[str, tuple[int, int]] = {}
        self.letters = Counter[str]()
        self.played = Counter[str]()
        self.deep = self.calm = False
        self.server = Moody(Random(seed))  # noqa: S311
        self.hand_over = Post.hand_over

    def write(self, on: date) -> None:
        """Post a letter of some kind to some of the people."""
        number, kind = len(self.reason_of), self.chance.choice(KINDS)
        some = self.chance.sample(range(PEOPLE), self.chance.randint(1, PEOPLE))
        for place in some:
            who = User.objects.get(pk=self.people[place].pk)
            post(
                LETTER, kind=kind, subject=self.subject(kind, who), period=f"{on:%m%d}-{number}",
                to=[who], expires_on=on + timedelta(days=self.chance.choice((0, 0, 1, 3))),
            )  # fmt: skip
            row = Message.objects.by_mail().filter(recipient=who).latest("pk")
            then = ANY if kind == Kind.RETURNED else self.reasons[place]
            self.reason_of[str(row.number)] = (place, then)

    def subject(self, kind: Kind, who: User) -> str:
        if kind == Kind.HANDED_OVER:
            return f"grant:{Grant.objects.get(user=who, revoked_at=None).pk}"
        return f"report:{self.report.pk}" if kind == Kind.RETURNED else "owed"

    def end_a_reason(self) -> None:
        """Revoke somebody's grant; they have a new one before the next tick."""
        place = self.chance.randrange(PEOPLE)
        who, now = self.people[place], timezone.now()
        Grant.objects.filter(user=who, revoked_at=None).update(
            revoked_at=now, revoked_by=self.people[place - 1], revoked_why="演示"
        )
        for reason in ((place, self.reasons[place]), (place, ANY)):
            self.ended_at.setdefault(reason, now)
            self.dropped.add(reason)
        self.reasons[place] += 1
        self.played["reasons ended"] += 1

    def begin_reasons_anew(self) -> None:
        for place, who in enumerate(self.people):
            self.ended_at.pop((place, ANY), None)
            if not Grant.objects.filter(user=who, revoked_at=None).exists():
                Grant.objects.create(
                    user=who, role=Role.LIAISON, unit=self.report.unit, from_on=LONG_AGO, why="演示"
                )

    def tick(self) -> None:
        """Run the minute's job as it may go: calmly, in trouble, killed, twice, or not at all."""
        how = self.chance.choice(("calm", "calm", "trouble", "killed", "down", "skipped"))
        self.played[how] += 1
        if how == "skipped":
            return
        self.calm = how == "calm"
        self.server.trouble = 0.0 if self.calm else 0.3
        # Into the holder that the fixture laid: it lays one more for every assignment of its own,
        # and a year has more of them than Python has frames.
        live.EMAIL_TIMEOUT = SHORT_TIMEOUT if how in ("trouble", "killed") else 10
        live.EMAIL_PORT = 1 if how == "down" else self.settings.PORT_OF_THE_TEST
        death = Death(self.chance).near() if how == "killed" else nullcontext()
        with death:
            send_queued()
        self.look()
        if self.calm:
            self.nothing_due_is_left()
        if self.chance.random() < 0.3:
            send_queued()
            self.look()

    def handed_over(self, post: Post, *letters: Any) -> Delivery:
        """Hand over, with another worker's tick in the middle, and time and ends after it."""
        if not self.deep and not self.calm and self.chance.random() < 0.1:
            self.deep = True
            send_queued()
            self.deep = False
        try:
            delivery = self.hand_over(post, *letters)
        finally:
            self.look()
        if not self.calm and self.chance.random() < 0.3:
            self.clock.shift(timedelta(seconds=self.chance.choice((1, 4, 6))))
        if not self.calm and self.chance.random() < 0.1:
            self.end_a_reason()
        return delivery

    def look(self) -> None:
        """Check what the server took since the last look."""
        taken, self.server.accepted = self.server.accepted, []
        now = timezone.now()
        for number in taken:
            self.letters[number] += 1
            ended = self.ended_at.get(self.reason_of[number])
            assert ended is None or now - ended <= HOLDS, "sent after its reason was gone"
            row = Message.objects.only("expires_on").get(number=number)
            assert timezone.localdate(now) <= row.expires_on, "sent after its last day"

    def nothing_due_is_left(self) -> None:
        """Every back-off and lease is over between two ticks: a calm one leaves nothing behind."""
        left = Message.objects.by_mail().filter(state__in=(State.QUEUED, State.SENDING))
        assert not left.exists()
        assert not Sender.objects.exists()

    def settle(self) -> None:
        """Hold the rows against what the server took."""
        for row in Message.objects.by_mail():
            times = self.letters[str(row.number)]
            assert times <= 1 + row.uncertain, "a repeat nobody counted"
            if row.state == State.SENT:
                assert times >= 1, "noted as sent, and never was"
            else:
                assert times <= row.uncertain, "accepted, and noted otherwise"
            if row.state == State.DROPPED:
                assert self.reason_of[str(row.number)] in self.dropped, "dropped with its reason"
            self.played[str(row.state)] += 1
            self.played["repeats"] += max(times - 1, 0)
            self.played["uncertain"] += row.uncertain


@pytest.fixture
def years(
    cycle: Cycle, clock: TimeMachineFixture, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Any]:
    """Return what begins a year with a server of its own."""
    controllers = []

    def begin(seed: int) -> Year:
        year = Year(seed, cycle, clock, settings)
        controllers.append(Controller(year.server, hostname="127.0.0.1", port=free_port()))
        controllers[-1].start()
        settings.MAIL_IS_SET = True
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.PORT_OF_THE_TEST = "127.0.0.1", controllers[-1].port
        monkeypatch.setattr(Post, "hand_over", lambda *given: year.handed_over(*given))
        return year

    yield begin
    for controller in controllers:
        controller.stop()


def play(year: Year, share: float) -> None:
    """Let that share of a year's days go by, some of them five days down."""
    down_until = 0
    for day in sorted(year.chance.sample(range(DAYS), int(DAYS * share))):
        if year.chance.random() < 0.02:
            down_until = day + 5
        for hour in TICKS:
            year.clock.move_to(MORNING + timedelta(days=day, hours=hour), tick=False)
            year.begin_reasons_anew()
            if year.chance.random() < 0.25:
                year.write(timezone.localdate())
            if year.chance.random() < 0.1:
                year.end_a_reason()
            if day >= down_until:
                year.tick()
    year.clock.move_to(MORNING + timedelta(days=DAYS + 5), tick=False)
    send_queued()
    year.nothing_due_is_left()
    year.settle()


def test_a_year_of_letters_keeps_rule_10(years: Any) -> None:
    year = years(1)
    play(year, 0.4)
    # Nothing that may happen is missing unseen.
    wanted = {"calm", "trouble", "killed", "down", "skipped", "sent", "refused", "expired",
              "dropped", "repeats", "uncertain", "reasons ended"}  # fmt: skip
    assert not wanted - {name for name, times in year.played.items() if times}, year.played


# A year takes a minute on PostgreSQL; the flow is to have its share of ten minutes too.
@pytest.mark.long
@pytest.mark.parametrize("seed", range(2, 4))
def test_more_years(years: Any, seed: int) -> None:
    play(years(seed), 1)
