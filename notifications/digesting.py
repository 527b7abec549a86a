"""The week of an overdue digest: prepared, held or let go by the secretariat, sent or dropped."""

import json
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from notifications.digest_facts import anything, essence, facts_of
from notifications.letters.digest import digest_letter, draft_letter
from notifications.models import Digest, Kind, Message, Round
from notifications.outbox import post
from notifications.wording import moment_in_words
from project.accounts.access import leaders_and_observers_of, secretariat_of
from project.accounts.models import User
from project.audit.facts import canonical, fingerprint
from project.audit.recording import record
from project.workdays.models import Workday
from task_table.models import Plan
from workflows.completeness import check_words
from workflows.refusals import AlreadyMoved, Incomplete, NotEntitled

PREPARED_AT = time(9)
SENT_AT = time(15)
# Whoever would come later than this is sent on the next working day.
LATEST = time(18)
TIME_TO_HOLD = timedelta(hours=2)
MOST_REASON = Digest._meta.get_field("held_why").max_length or 0


def prepare_digests(*, on: date, at: datetime | None = None) -> int:
    """Write the week's digests on its first working day; return how many are new.

    A later working day makes up for a first one on which the machine was down. A week is gone
    through once: what turns overdue after that is the next week's.
    """
    at = at or moment_on(on, PREPARED_AT)
    send_at = hour_for(on, at=at)
    if send_at is None:
        return 0
    made = sum(_prepare(plan, on, at, send_at) for plan in _plans())
    told = Message.objects.filter(kind=Kind.DIGEST_DRAFT, period=week_of(on))
    people = told.values("recipient").distinct().count()
    Round.objects.get_or_create(
        kind=Kind.DIGEST_DRAFT, period=week_of(on), defaults={"people": people, "written_at": at}
    )
    return made


def foretell(*, on: date, at: datetime) -> dict[str, list[str]]:
    """Return what preparing and sending at that moment would do, plan by plan, writing nothing."""
    due = hour_for(on, at=at) is not None
    plans = [plan for plan in _plans() if due and not _is_there(plan, on)]
    asked = [plan.slug for plan in plans if _is_due(plan, on)]
    waiting = Digest.objects.waiting(at=at).select_related("plan__committee")
    send = [digest for digest in waiting if digest.last_day >= on and _readers(digest, on)]
    return {
        "prepare": asked,
        "send": [f"{digest.plan.slug} {digest.week}" for digest in send],
        "drop": [f"{digest.plan.slug} {digest.week}" for digest in _over(on)],
    }


def week_of(day: date) -> str:
    """Return the ISO week a day belongs to, under the year that owns the week.

    >>> week_of(date(2026, 1, 4)), week_of(date(2025, 12, 29)), week_of(date(2027, 1, 3))
    ('2026-W01', '2026-W01', '2026-W53')
    """
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def moment_on(day: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour))


def hour_for(on: date, *, at: datetime) -> datetime | None:
    """Return when a digest prepared at `at` leaves; None where none is prepared that day.

    At 15:00, but the secretariat always has two hours of the day to hold it; what would leave after
    18:00 leaves two hours into the next working day, if that is still of the week.
    """
    if not Workday.objects.on(on).is_workday or _is_gone_through(on):
        return None
    earliest = at + TIME_TO_HOLD
    if earliest <= moment_on(on, LATEST):
        return max(earliest, moment_on(on, SENT_AT))
    following = Workday.objects.after(on)
    next_day = moment_on(following, PREPARED_AT) + TIME_TO_HOLD
    return next_day if week_of(following) == week_of(on) else None


def hold(digest: Digest, *, by: User, why: str, at: datetime | None = None) -> Digest:
    """Keep a digest back, for a reason; return it as it stands then.

    Raises NotEntitled unless `by` is of the secretariat, Incomplete without a reason, AlreadyMoved
    if it was sent, dropped or held before.
    """
    at, why = at or timezone.now(), why.strip()
    _check_who(digest, by, at)
    _check_why(why)
    with transaction.atomic():
        held = {"held_at": at, "held_by": by, "held_why": why}
        free = Digest.objects.unsent().filter(pk=digest.pk, held_at=None)
        if _is_over(digest, at) or not free.update(**held):
            raise AlreadyMoved(how_it_stands(_current(digest), at=at))
        record("digest.hold", digest, by=by, at=at, **_named(digest), reason=why)
    return _current(digest)


def let_go(digest: Digest, *, by: User, at: datetime | None = None) -> Digest:
    """Let a held digest go: it leaves at its hour, or with the next sending if that is past.

    Raises NotEntitled unless `by` is of the secretariat, AlreadyMoved if it is not held any more or
    if its week has no working hour left.
    """
    at = at or timezone.now()
    _check_who(digest, by, at)
    held_now = _current(digest).held_at is not None
    if held_now and not _is_over(digest, at) and leaves_at(digest, at=at) is None:
        raise AlreadyMoved("这一周已没有可以发送的工作时间，不能放行。下周有逾期的，会另生成一期。")
    with transaction.atomic():
        free = {"held_at": None, "held_by": None, "held_why": ""}
        held = Digest.objects.unsent().filter(pk=digest.pk, held_at__isnull=False)
        if _is_over(digest, at) or not held.update(**free):
            raise AlreadyMoved(how_it_stands(_current(digest), at=at))
        record("digest.let_go", digest, by=by, at=at, **_named(digest))
    return _current(digest)


def send_due(*, at: datetime) -> int:
    """Send the digests whose hour has come, drop those whose week is over; return how many left.

    None leaves on a day off or after 18:00. A digest that nobody may read yet waits for a leader or
    observer to be granted.
    """
    on = timezone.localdate(at)
    for digest in _over(on):
        _drop(digest, at)
    if not _is_working_hour(at):
        return 0
    waiting = Digest.objects.waiting(at=at).select_related("plan__committee").order_by("pk")
    return sum(_send(digest, at) for digest in waiting)


def leaves_at(digest: Digest, *, at: datetime) -> datetime | None:
    """Return when a digest that nobody holds leaves at the earliest; None if not in its week."""
    moment = max(digest.send_at, at)
    if _is_working_hour(moment):
        return moment
    following = Workday.objects.after(timezone.localdate(moment))
    return moment_on(following, PREPARED_AT) if following <= digest.last_day else None


def _is_working_hour(at: datetime) -> bool:
    is_workday = Workday.objects.on(timezone.localdate(at)).is_workday
    return is_workday and timezone.localtime(at).time() <= LATEST


def how_it_stands(digest: Digest, *, at: datetime) -> str:
    """Return where a digest stands, as one sentence for whoever came too late."""
    if digest.sent_at:
        return f"这份摘要已于{_at(digest.sent_at)}发送给领导，不能再改变。"
    if digest.dropped_at or _is_over(digest, at):
        return "这份摘要的那一周已经过去，已作废，不再发送。"
    if digest.held_at:
        who, when = digest.held_by, _at(digest.held_at)
        return f"这份摘要已由{who}于{when}暂缓，原因是“{digest.held_why}”，无需重复操作。"
    return f"这份摘要没有暂缓，将于{_at(digest.send_at)}发送，无需重复操作。"


def _prepare(plan: Plan, on: date, at: datetime, send_at: datetime) -> bool:
    """Write a plan's digest and its announcement in one transaction: both or neither."""
    if _is_there(plan, on):
        return False
    facts = facts_of(plan, week_of(on), on=on)
    if not anything(facts) or not _is_news(plan, facts):
        return False
    text = canonical(facts)
    said = {"as_of": on, "facts": text, "fingerprint": fingerprint(text)}
    hours = {"prepared_at": at, "send_at": send_at}
    with transaction.atomic():
        # Of two workers the unique week lets one write; the other finds the row.
        digest, is_new = Digest.objects.get_or_create(
            plan=plan, week=week_of(on), defaults=said | hours
        )
        if is_new:
            _announce(digest, facts, at)
    return is_new


def _announce(digest: Digest, facts: dict[str, Any], at: datetime) -> None:
    counts = {"tasks": len(facts["tasks"]), "reports": facts["unfiled"]["reports"]}
    named = _named(digest) | {"fingerprint": digest.fingerprint}
    record("digest.prepare", digest, by=None, at=at, **named, **counts)
    post(
        draft_letter(digest, at=at),
        kind=Kind.DIGEST_DRAFT,
        subject=digest.plan.slug,
        period=digest.week,
        to=secretariat_of(digest.plan.committee, on=timezone.localdate(at)),
        expires_on=timezone.localdate(digest.send_at),
        at=at,
    )


def _send(digest: Digest, at: datetime) -> bool:
    """Claim a digest and write its letters in one transaction: rows first, sending after (0016)."""
    readers = _readers(digest, timezone.localdate(at))
    with transaction.atomic():
        claimed = Digest.objects.waiting(at=at).filter(pk=digest.pk)
        if not readers or not claimed.update(sent_at=at):
            return False
        post(
            digest_letter(digest),
            kind=Kind.DIGEST,
            subject=digest.plan.slug,
            period=digest.week,
            to=readers,
            expires_on=digest.last_day,
            at=at,
        )
        record("digest.send", digest, by=None, at=at, **_named(digest), people=len(readers))
    return True


def _drop(digest: Digest, at: datetime) -> None:
    with transaction.atomic():
        if Digest.objects.unsent().filter(pk=digest.pk).update(dropped_at=at):
            record("digest.drop", digest, by=None, at=at, **_named(digest))


def _readers(digest: Digest, on: date) -> list[User]:
    return list(leaders_and_observers_of(digest.plan.committee, on=on).order_by("pk"))


def _over(on: date) -> list[Digest]:
    """Return the digests that never left, of weeks whose Sunday is past."""
    rows = Digest.objects.unsent().filter(as_of__lt=on).select_related("plan").order_by("pk")
    return [digest for digest in rows if digest.last_day < on]


def _plans() -> list[Plan]:
    return list(Plan.objects.select_related("committee").order_by("slug"))


def _is_there(plan: Plan, on: date) -> bool:
    return Digest.objects.filter(plan=plan, week=week_of(on)).exists()


def _is_gone_through(on: date) -> bool:
    return Round.objects.filter(kind=Kind.DIGEST_DRAFT, period=week_of(on)).exists()


def _is_due(plan: Plan, on: date) -> bool:
    facts = facts_of(plan, week_of(on), on=on)
    return anything(facts) and _is_news(plan, facts)


def _is_news(plan: Plan, facts: dict[str, Any]) -> bool:
    """Say whether anything changed since the last digest that left."""
    last = Digest.objects.sent().filter(plan=plan).order_by("-as_of").first()
    return last is None or essence(json.loads(last.facts)) != essence(facts)


def _check_who(digest: Digest, by: User, at: datetime) -> None:
    office = secretariat_of(digest.plan.committee, on=timezone.localdate(at))
    if not office.filter(pk=by.pk).exists():
        raise NotEntitled("只有残工委办公室可以暂缓或放行逾期摘要。")


def _check_why(why: str) -> None:
    if not why:
        raise Incomplete({"why": "请写明暂缓的原因，同事会看到。"})
    if len(why) > MOST_REASON:
        raise Incomplete({"why": f"原因请不超过{MOST_REASON}个字。"})
    check_words({"why": why})


def _is_over(digest: Digest, at: datetime) -> bool:
    return timezone.localdate(at) > digest.last_day


def _current(digest: Digest) -> Digest:
    return Digest.objects.select_related("plan__committee", "held_by").get(pk=digest.pk)


def _named(digest: Digest) -> dict[str, str]:
    return {"plan": digest.plan.slug, "week": digest.week}


def _at(moment: datetime) -> str:
    return moment_in_words(timezone.localtime(moment))
