"""Builds that somebody asked for: begun once, followed step by step, and ended with a word.

The web process asks and shows, a worker tells; neither need know the other is there.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from notifications.letters.building import build_ended
from notifications.models import BuildEnd, BuildStep, Channel, Kind, Summary, SummaryBuild
from notifications.outbox import post
from project.accounts.models import User
from workflows.models import Span

# How long a page says what came of a build that went well.
RECENT = timedelta(hours=1)
# Nobody waits for an edition that is there: the draft's letter has told the whole office.
TOLD = (BuildEnd.UNCHANGED, BuildEnd.FAILED, BuildEnd.LOST)


@dataclass(frozen=True)
class Told:
    """A build as a page tells of it: where it is, or what came of it."""

    build: SummaryBuild
    is_lost: bool
    steps: int = len(BuildStep)

    @property
    def is_under_way(self) -> bool:
        return self.build.ended_at is None and not self.is_lost

    @property
    def word(self) -> str:
        """Return what changes whenever the page has something else to say."""
        end = BuildEnd.LOST if self.is_lost else self.build.end
        return str(end or self.build.step or "waiting")


def begin_asking(span: Span, *, by: User, at: datetime | None = None) -> SummaryBuild | None:
    """Return a new build of the span; None while one is under way. A lost one is given up."""
    at = at or timezone.now()
    give_up(at=at, span=span)
    try:
        with transaction.atomic():
            return SummaryBuild.objects.create(
                cycle=span.cycle, span_key=span.stored, asked_by=by, asked_at=at
            )
    except IntegrityError:
        if not SummaryBuild.objects.open().of(span).exists():
            raise
    return None


def newest_build(span: Span, *, at: datetime | None = None) -> Told | None:
    """Return the span's last build as far as it is still worth telling."""
    at = at or timezone.now()
    rows = SummaryBuild.objects.of(span).select_related("asked_by", "summary", "cycle")
    last = rows.last()
    if last is None or (last.ended_at and last.ended_at < at - RECENT and _went_well(last)):
        return None
    return Told(last, last.end == BuildEnd.LOST or last.is_lost(at=at))


def _went_well(build: SummaryBuild) -> bool:
    return build.end in (BuildEnd.MADE, BuildEnd.UNCHANGED)


def take_up(key: int, *, at: datetime | None = None) -> bool:
    """Let a worker take a build up; False where it has ended: another was asked for since."""
    begun = SummaryBuild.objects.open().filter(pk=key)
    return begun.update(begun_at=at or timezone.now(), step="", step_at=None) == 1


def reach(key: int, step: BuildStep, *, at: datetime | None = None) -> None:
    """Write down which step a worker begins."""
    SummaryBuild.objects.open().filter(pk=key).update(step=step, step_at=at or timezone.now())


def end(
    key: int, how: BuildEnd, *, summary: Summary | None = None, at: datetime | None = None
) -> bool:
    """End a build and tell whoever asked, both or neither; False where it had ended before."""
    at = at or timezone.now()
    with transaction.atomic():
        ending = SummaryBuild.objects.open().filter(pk=key)
        if ending.update(ended_at=at, end=how, summary=summary) == 0:
            return False
        if how in TOLD:
            rows = SummaryBuild.objects.select_related("cycle__plan", "summary", "asked_by")
            _tell(rows.get(pk=key), at)
    return True


def give_up(*, at: datetime, span: Span | None = None) -> int:
    """End the builds whose worker is not heard of any more; return how many."""
    silent = SummaryBuild.objects.silent(at=at)
    rows = silent if span is None else silent.of(span)
    return sum(end(key, BuildEnd.LOST, at=at) for key in rows.values_list("pk", flat=True))


def _tell(build: SummaryBuild, at: datetime) -> None:
    """Write to the inbox of whoever asked: by mail there is nothing to do about it."""
    post(
        build_ended(build), kind=Kind.BUILD_ENDED, period=f"{build.pk}",
        subject=f"summary:{build.cycle.plan.slug}/{build.span.key}",
        to=[build.asked_by], expires_on=_day(at), at=at, over=(Channel.IN_APP,),
    )  # fmt: skip


def _day(at: datetime) -> date:
    return timezone.localdate(at)
