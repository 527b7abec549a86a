"""The week of a digest: prepared once, held or let go by the secretariat, sent once or dropped."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connections
from time_machine import TimeMachineFixture

from notifications.digesting import hold, hour_for, let_go, moment_on, prepare_digests, send_due
from notifications.models import Digest, Kind, Message, Round
from project.accounts.granting import give
from project.accounts.models import Role, User
from project.audit.facts import canonical, fingerprint
from project.audit.models import AuditEvent
from project.installation.models import Kind as InstallationKind
from project.installation.models import settle
from task_table.models import Plan
from tests.cast import SHANGHAI, person, report_on
from workflows.models import Cycle
from workflows.refusals import AlreadyMoved, Incomplete, NotEntitled

pytestmark = [pytest.mark.db, pytest.mark.django_db]

MONDAY = date(2026, 1, 12)
SUNDAY = date(2026, 1, 18)
NINE, THREE = time(9), time(15)
WHY = "等市教育局核实第16项的完成时间"


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI)


def actions() -> list[str]:
    events = AuditEvent.objects.filter(action__startswith="digest.").order_by("pk")
    return list(events.values_list("action", flat=True))


def told(kind: Kind) -> set[User]:
    return {each.recipient for each in Message.objects.filter(kind=kind)}


@pytest.fixture
def digest(plan: Plan, reviewer: User, leader: User, clock: TimeMachineFixture) -> Digest:
    """The plan's digest of the week of 12 January: task 16 is overdue since 2023."""
    clock.move_to(moment(MONDAY, 9), tick=False)
    assert prepare_digests(on=MONDAY) == 1
    return Digest.objects.get()


# Weeks by their Monday, and the first working day of each; None where nobody works that week.
WEEKS = {
    "a plain week": (date(2026, 1, 12), date(2026, 1, 12)),
    "Monday is a holiday": (date(2026, 2, 23), date(2026, 2, 24)),
    "all of it is the Spring Festival": (date(2026, 2, 16), None),
    "the year begins on its Thursday": (date(2025, 12, 29), date(2025, 12, 29)),
    "Wednesday after Labour Day": (date(2026, 5, 4), date(2026, 5, 6)),
    "Thursday after National Day": (date(2026, 10, 5), date(2026, 10, 8)),
    "a make-up Saturday": (date(2023, 1, 23), date(2023, 1, 28)),
}


@pytest.mark.parametrize("monday, first", WEEKS.values(), ids=WEEKS)
def test_a_digest_is_prepared_on_the_first_working_day_of_the_week(
    monday: date, first: date | None, plan: Plan
) -> None:
    plan.tasks.filter(number="1").update(due_on=date(2022, 12, 31))
    days = [monday + timedelta(days=n) for n in range(7)]
    made = [day for day in days if prepare_digests(on=day)]
    assert made == ([first] if first else [])
    if first:
        year, week, _ = first.isocalendar()
        digest = Digest.objects.get()
        assert digest.week == f"{year}-W{week:02d}"
        assert (digest.as_of, digest.last_day) == (first, monday + timedelta(days=6))


def test_a_week_belongs_to_the_year_that_owns_it(plan: Plan) -> None:
    """29 December 2025 lies in 2026-W01; Sunday, 4 January 2026, a make-up day, too."""
    assert prepare_digests(on=date(2025, 12, 29)) == 1
    assert prepare_digests(on=date(2026, 1, 4)) == 0
    assert Digest.objects.get().week == "2026-W01"


def test_a_missed_first_working_day_is_made_up_for(plan: Plan, reviewer: User) -> None:
    wednesday = MONDAY + timedelta(days=2)
    assert prepare_digests(on=wednesday) == 1
    assert Digest.objects.get().send_at == moment(wednesday, 15)


def test_what_turns_overdue_later_in_the_week_is_the_next_weeks(plan: Plan) -> None:
    """The report on the third quarter, which task 1 was due in, would be due on 15 October."""
    monday = date(2025, 10, 13)
    plan.tasks.filter(number="16").update(due_on=plan.until_on)
    plan.tasks.filter(number="1").update(due_on=date(2025, 9, 30))
    assert prepare_digests(on=monday) == 0
    assert not Digest.objects.exists()
    assert prepare_digests(on=monday + timedelta(days=3)) == 0
    assert prepare_digests(on=monday + timedelta(days=7)) == 1


def test_where_nothing_changed_since_the_last_one_left_there_is_none(
    digest: Digest, leader: User, plan: Plan, clock: TimeMachineFixture
) -> None:
    assert send_due(at=moment(MONDAY, 15)) == 1
    week = timedelta(days=7)
    clock.move_to(moment(MONDAY + week, 9), tick=False)
    assert prepare_digests(on=MONDAY + week) == 0
    plan.tasks.filter(number="1").update(due_on=date(2022, 12, 31))
    clock.move_to(moment(MONDAY + 2 * week, 9), tick=False)
    assert prepare_digests(on=MONDAY + 2 * week) == 1


def test_one_that_never_left_is_no_reason_to_keep_silent(
    digest: Digest, reviewer: User, clock: TimeMachineFixture
) -> None:
    hold(digest, by=reviewer, why=WHY, at=moment(MONDAY, 10))
    week = timedelta(days=7)
    clock.move_to(moment(MONDAY + week, 9), tick=False)
    assert prepare_digests(on=MONDAY + week) == 1


def test_unfiled_reports_alone_make_a_digest(cycle: Cycle) -> None:
    cycle.plan.tasks.filter(number="16").update(due_on=date(2027, 1, 1))
    report_on(cycle, "1", "mzj")
    assert prepare_digests(on=MONDAY) == 0
    assert prepare_digests(on=MONDAY + timedelta(days=7)) == 1


# Prepared at, leaves at; the secretariat always has two hours of the day.
HOURS = {
    "at nine": (moment(MONDAY, 9), moment(MONDAY, 15)),
    "at one": (moment(MONDAY, 13), moment(MONDAY, 15)),
    "a minute later": (moment(MONDAY, 13, 1), moment(MONDAY, 15, 1)),
    "at four": (moment(MONDAY, 16), moment(MONDAY, 18)),
    "in the evening": (moment(MONDAY, 16, 1), moment(MONDAY + timedelta(days=1), 11)),
    "Friday evening": (moment(date(2026, 1, 16), 17), None),
}


@pytest.mark.parametrize("at, leaves", HOURS.values(), ids=HOURS)
def test_the_secretariat_has_two_hours_to_hold_it(
    at: datetime, leaves: datetime | None, plan: Plan
) -> None:
    assert hour_for(at.date(), at=at) == leaves
    assert prepare_digests(on=at.date(), at=at) == (leaves is not None)
    assert [each.send_at for each in Digest.objects.all()] == ([leaves] if leaves else [])


def test_preparing_twice_writes_nothing_new(digest: Digest, reviewer: User) -> None:
    before = Message.objects.count()
    assert prepare_digests(on=MONDAY) == 0
    Round.objects.all().delete()
    assert prepare_digests(on=MONDAY) == 0
    assert (Digest.objects.count(), Message.objects.count()) == (1, before)
    assert actions() == ["digest.prepare"]


def test_the_secretariat_is_told_of_the_hour(
    digest: Digest, reviewer: User, colleague: User, leader: User
) -> None:
    assert told(Kind.DIGEST_DRAFT) == {reviewer}
    letter = Message.objects.get(kind=Kind.DIGEST_DRAFT)
    assert letter.title == "本周逾期摘要今天15:00发送给领导，可暂缓"
    assert "/digests/jiangmen-145/2026-W03/" in letter.text
    assert (letter.period, letter.expires_on) == ("2026-W03", MONDAY)


def test_the_facts_are_canonical_and_name_no_key_of_the_database(digest: Digest) -> None:
    facts = json.loads(digest.facts)
    assert canonical(facts) == digest.facts
    assert fingerprint(digest.facts, digest.fingerprint.partition(":")[0]) == digest.fingerprint
    assert set(facts) == {
        "plan", "plan_title", "committee", "week", "as_of", "demo", "tasks", "unfiled",
        "awaiting_final", "stalled", "coordination", "on_time", "indicators",
    }  # fmt: skip
    assert (facts["plan"], facts["demo"], facts["awaiting_final"]) == ("jiangmen-145", False, 4)
    task = facts["tasks"][0]
    assert (task["number"], task["due_on"], task["days"]) == ("16", "2023-12-31", 743)


def test_a_digest_leaves_at_its_hour_to_leaders_and_observers_once(
    digest: Digest, leader: User, observer: User, reviewer: User, liaison: User
) -> None:
    assert send_due(at=moment(MONDAY, 14, 59)) == 0
    assert send_due(at=moment(MONDAY, 15)) == 1
    assert send_due(at=moment(MONDAY, 15)) == 0
    assert told(Kind.DIGEST) == {leader, observer}
    assert Message.objects.filter(kind=Kind.DIGEST, recipient=leader).count() == 1
    assert {each.expires_on for each in Message.objects.filter(kind=Kind.DIGEST)} == {SUNDAY}
    assert actions() == ["digest.prepare", "digest.send"]


def test_a_held_digest_never_leaves_until_it_is_let_go(
    digest: Digest, reviewer: User, leader: User
) -> None:
    held = hold(digest, by=reviewer, why=f" {WHY} ", at=moment(MONDAY, 10))
    assert (held.held_by, held.held_why) == (reviewer, WHY)
    for day in range(7):
        assert send_due(at=moment(MONDAY + timedelta(days=day), 20)) == 0
    assert not told(Kind.DIGEST)
    friday = SUNDAY - timedelta(days=2)
    let_go(digest, by=reviewer, at=moment(friday, 17))
    assert send_due(at=moment(friday, 17, 1)) == 1
    assert actions() == ["digest.prepare", "digest.hold", "digest.let_go", "digest.send"]


def test_what_was_let_go_before_its_hour_waits_for_it(digest: Digest, reviewer: User) -> None:
    hold(digest, by=reviewer, why=WHY, at=moment(MONDAY, 10))
    let_go(digest, by=reviewer, at=moment(MONDAY, 11))
    assert send_due(at=moment(MONDAY, 14)) == 0
    assert send_due(at=moment(MONDAY, 15)) == 1


def test_a_digest_is_not_let_go_when_its_week_has_no_working_hour_left(
    digest: Digest, reviewer: User
) -> None:
    hold(digest, by=reviewer, why=WHY, at=moment(MONDAY, 10))
    friday = SUNDAY - timedelta(days=2)
    with pytest.raises(AlreadyMoved, match="没有可以发送的工作时间"):
        let_go(digest, by=reviewer, at=moment(friday, 18, 1))
    digest.refresh_from_db()
    assert digest.held_at is not None


@pytest.mark.parametrize("day, hour, leaves", [(0, 18, True), (0, 19, False), (5, 10, False)])
def test_a_digest_leaves_in_working_hours_only(
    digest: Digest, leader: User, day: int, hour: int, leaves: bool
) -> None:
    """The machine was down at its hour; Saturday is the sixth day."""
    assert send_due(at=moment(MONDAY + timedelta(days=day), hour)) == leaves


def test_after_its_sunday_a_digest_is_dropped(digest: Digest, reviewer: User) -> None:
    hold(digest, by=reviewer, why=WHY, at=moment(MONDAY, 10))
    send_due(at=moment(SUNDAY, 23, 59))
    digest.refresh_from_db()
    assert digest.dropped_at is None
    next_monday = moment(SUNDAY + timedelta(days=1), 0)
    assert send_due(at=next_monday) == send_due(at=next_monday) == 0
    digest.refresh_from_db()
    assert digest.dropped_at == next_monday
    assert actions()[-1:] == ["digest.drop"]
    assert actions().count("digest.drop") == 1
    with pytest.raises(AlreadyMoved, match="已作废"):
        let_go(digest, by=reviewer, at=next_monday)


def test_a_digest_of_last_week_is_not_sent_before_it_is_dropped(digest: Digest) -> None:
    """The machine was down all week."""
    assert send_due(at=moment(SUNDAY + timedelta(days=1), 9)) == 0
    assert not told(Kind.DIGEST)


@dataclass(frozen=True)
class Late:
    """An act that comes too late, and what is said to it."""

    before: Callable[[Digest, User], object]
    act: Callable[[Digest, User], object]
    words: str


def _held(digest: Digest, by: User) -> object:
    return hold(digest, by=by, why=WHY, at=moment(MONDAY, 10))


def _let_go(digest: Digest, by: User) -> object:
    return let_go(digest, by=by, at=moment(MONDAY, 10))


def _sent(digest: Digest, by: User) -> object:
    return send_due(at=moment(MONDAY, 15))


@pytest.mark.parametrize(
    "late",
    [
        Late(_held, _held, "已由残工委办审核人于2026年1月12日 10:00暂缓，原因是“等市教育局"),
        Late(_sent, _held, "已于2026年1月12日 15:00发送给领导"),
        Late(_sent, _let_go, "已于2026年1月12日 15:00发送给领导"),
        Late(lambda digest, by: None, _let_go, "没有暂缓，将于2026年1月12日 15:00发送"),
    ],
)
def test_whoever_comes_late_reads_how_it_stands(late: Late, digest: Digest, reviewer: User) -> None:
    late.before(digest, reviewer)
    before = actions(), Digest.objects.values().get()
    with pytest.raises(AlreadyMoved, match=late.words):
        late.act(digest, reviewer)
    assert (actions(), Digest.objects.values().get()) == before


@pytest.mark.parametrize("who", ["leader", "liaison", "signer", "outside_reviewer"])
def test_only_the_secretariat_holds_and_lets_go(
    who: str, digest: Digest, reviewer: User, request: pytest.FixtureRequest
) -> None:
    stranger = request.getfixturevalue(who)
    with pytest.raises(NotEntitled):
        hold(digest, by=stranger, why=WHY, at=moment(MONDAY, 10))
    hold(digest, by=reviewer, why=WHY, at=moment(MONDAY, 10))
    with pytest.raises(NotEntitled):
        let_go(digest, by=stranger, at=moment(MONDAY, 10))


@pytest.mark.parametrize("why", ["", "  ", "长" * 201, "身份证号 11010519491231002X 的情况待核实"])
def test_holding_needs_a_reason_that_may_be_kept(why: str, digest: Digest, reviewer: User) -> None:
    with pytest.raises(Incomplete):
        hold(digest, by=reviewer, why=why, at=moment(MONDAY, 10))
    assert actions() == ["digest.prepare"]


def test_without_a_reader_a_digest_waits(plan: Plan, reviewer: User) -> None:
    prepare_digests(on=MONDAY, at=moment_on(MONDAY, NINE))
    assert send_due(at=moment_on(MONDAY, THREE)) == 0
    boss = person("新任领导", "cgwb")
    give(boss, Role.LEADER, by=None, why="任命", from_on=MONDAY, committee=plan.committee)
    assert send_due(at=moment_on(MONDAY, THREE)) == 1
    assert told(Kind.DIGEST) == {boss}


def test_a_demo_says_so(plan: Plan, reviewer: User, leader: User) -> None:
    settle(InstallationKind.DEMO)
    prepare_digests(on=MONDAY, at=moment_on(MONDAY, NINE))
    send_due(at=moment_on(MONDAY, THREE))
    assert Message.objects.count() == 2
    for letter in Message.objects.all():
        assert letter.title.startswith("【演示】")
        assert "以下全部内容均为虚构" in letter.text
        assert "以下全部内容均为虚构" in letter.html


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_one_sends(digest: Digest, leader: User) -> None:
    barrier, sent = Barrier(2), []

    def work() -> None:
        barrier.wait(timeout=30)
        sent.append(send_due(at=moment(MONDAY, 15)))
        connections.close_all()

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=60)
    assert sorted(sent) == [0, 1]
    assert Message.objects.filter(kind=Kind.DIGEST).count() == 1
    assert actions() == ["digest.prepare", "digest.send"]
