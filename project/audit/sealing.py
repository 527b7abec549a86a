"""Seals events in runs and verifies the chain of seals.

Acts write events without a global lock; once a minute one sealer closes what is there. On
PostgreSQL a lower number may commit after a higher one: the next seal takes it, whose run may
therefore begin before the last one ended. Each digest is over a seal's own events and the digest
before it.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from project.audit.models import AuditEvent, AuditSeal, strongest_digest

MOST_EVENTS = 10_000
# An event older than this without a seal says that the sealer does not run.
SEALED_WITHIN = timedelta(minutes=15)


def seal_events(*, at: datetime | None = None) -> AuditSeal | None:
    """Seal at most 10,000 events; None if there are none or another sealer was faster."""
    try:
        with transaction.atomic():
            return _seal_run(at or timezone.now())
    except IntegrityError:
        # `number` is unique: of two sealers one gets it, the other leaves the events to it.
        return None


def _seal_run(at: datetime) -> AuditSeal | None:
    events = list(AuditEvent.objects.unsealed().order_by("pk")[:MOST_EVENTS])
    if not events:
        return None
    previous = AuditSeal.objects.order_by("number").last()
    algorithm = strongest_digest()
    seal = AuditSeal.objects.create(
        number=previous.number + 1 if previous else 1,
        previous=previous,
        first_event=events[0].pk,
        last_event=events[-1].pk,
        events=len(events),
        algorithm=algorithm,
        digest=chained_digest(algorithm, previous.digest if previous else "", events),
        sealed_at=at,
    )
    AuditEvent.objects.filter(pk__in=[event.pk for event in events]).update(seal=seal)
    return seal


def chained_digest(algorithm: str, previous: str, events: Iterable[AuditEvent]) -> str:
    """Return the hex digest over the previous digest and each event's canonical bytes."""
    digest = hashlib.new(algorithm, previous.encode())
    for event in events:
        digest.update(b"\n" + event.canonical())
    return digest.hexdigest()


def breaks(*, at: datetime | None = None) -> Iterator[str]:
    """Yield one Chinese sentence for every place where the record was changed or is not sealed."""
    previous: AuditSeal | None = None
    for seal in AuditSeal.objects.order_by("number").iterator():
        yield from _breaks_of(seal, previous)
        previous = seal
    late = AuditEvent.objects.unsealed().filter(at__lt=(at or timezone.now()) - SEALED_WITHIN)
    if first := late.first():
        yield f"第{first.pk}号事件起有{late.count()}条超过15分钟未封存：请检查后台作业是否在运行。"


def _breaks_of(seal: AuditSeal, previous: AuditSeal | None) -> Iterator[str]:
    if seal.number != (previous.number + 1 if previous else 1) or seal.previous != previous:
        yield f"{seal}之前缺少封存记录。"
    events = list(seal.auditevent_set.order_by("pk"))
    if len(events) != seal.events:
        yield f"{seal}应有{seal.events}条事件，现有{len(events)}条。"
    elif seal.digest != chained_digest(seal.algorithm, previous.digest if previous else "", events):
        yield f"{seal}（第{seal.first_event}至{seal.last_event}号事件）与摘要不符：内容被改动过。"
