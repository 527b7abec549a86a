"""Releases a summary's edition to the committee's leaders and observers: once it was signed."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from notifications import wording
from notifications.letters.summary import release_letter
from notifications.models import Document, Kind, Summary
from notifications.outbox import post
from notifications.paper_facts import read
from project.accounts.access import leaders_and_observers_of, secretariat_of
from project.accounts.models import User
from project.audit.recording import record
from workflows.models import Cycle
from workflows.refusals import AlreadyMoved, NotEntitled, Refused
from workflows.summary.drafting import overtake

# The last day on which the mail about a release may still leave.
FRESH = timedelta(days=7)


def release(summary: Summary, *, by: User, at: datetime | None = None) -> Summary:
    """Let leaders and observers read an edition and tell them; returns it as it stands then.

    Raises NotEntitled unless `by` is of the committee's secretariat that day; AlreadyMoved if it
    is released, or if a newer edition exists, which would have to be looked at first; Refused where
    the plan has summaries signed.
    """
    at = at or timezone.now()
    _check_who(summary.cycle, by, at)
    if summary.cycle.plan.issues_summaries:
        raise Refused("本规划的汇总经领导签发后自动发布，请办理文稿。")
    with _in_turn(summary) as current:
        _check_state(current)
        # A paper from before the plan's setting changed must not be signed behind this edition.
        overtake(current.span, current.number, at=at)
        return _release(current, by, at)


def release_signed(
    summary: Summary, documents: Iterable[Document], *, by: User, at: datetime | None = None
) -> Summary:
    """Release an edition that was signed, with the files drawn in its words; once.

    `by` signed it; what came meanwhile waits for a signature of its own.
    """
    at = at or timezone.now()
    with _in_turn(summary) as current:
        if current.is_released:
            return current
        for document in documents:
            document.summary, document.rendered_at = current, at
            document.save(force_insert=True)
        return _release(current, by, at)


@contextmanager
def _in_turn(summary: Summary) -> Iterator[Summary]:
    """Yield an edition as it stands: those of one cycle are released in turn."""
    with transaction.atomic():
        # Building an edition takes no lock at all.
        Cycle.objects.select_for_update().get(pk=summary.cycle_id)
        yield Summary.objects.select_related("cycle__plan__committee", "released_by").get(
            pk=summary.pk
        )


def _release(current: Summary, by: User, at: datetime) -> Summary:
    current.released_at, current.released_by = at, by
    current.save(update_fields=["released_at", "released_by"])
    cycle = current.cycle
    facts = {"plan": cycle.plan.slug, "cycle": current.span.key, "edition": current.number}
    record("summary.release", current, by=by, at=at, **facts, fingerprint=current.fingerprint)
    _announce(current, at)
    return current


def _check_who(cycle: Cycle, by: User, at: datetime) -> None:
    office = secretariat_of(cycle.plan.committee, on=timezone.localdate(at))
    if not office.filter(pk=by.pk).exists():
        raise NotEntitled("只有残工委办公室可以发布进展情况汇总。")


def _check_state(summary: Summary) -> None:
    if summary.released_at:
        when = wording.moment_in_words(timezone.localtime(summary.released_at))
        raise AlreadyMoved(
            f"第{summary.number}稿已由{summary.released_by}于{when}发布，无需重复发布。"
        )
    newest = Summary.objects.of(summary.span).newest()
    if newest and newest != summary:
        raise AlreadyMoved(
            f"第{summary.number}稿之后已有第{newest.number}稿，没有发布。请看过新稿后再发布。"
        )
    if not summary.documents.filter(issued=True).exists():
        raise AlreadyMoved(
            f"第{summary.number}稿是按领导签发生成的，没有发布用的文件。请先点“生成新稿”。"
        )


def _announce(summary: Summary, at: datetime) -> None:
    cycle, on = summary.cycle, timezone.localdate(at)
    post(
        release_letter(read(summary.facts)),
        kind=Kind.SUMMARY,
        subject=f"summary:{cycle.plan.slug}/{summary.span.key}",
        period=f"第{summary.number}稿",
        to=leaders_and_observers_of(cycle.plan.committee, on=on),
        expires_on=on + FRESH,
        at=at,
    )
