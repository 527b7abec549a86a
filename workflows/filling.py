"""Fills in a unit's sheet: many rows in one act, each in its own transaction, each answered."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from project.accounts.models import User
from project.audit.recording import record
from workflows import moving
from workflows.completeness import check_words
from workflows.drafting import save_draft
from workflows.models import Draft, Handling, ReceivedSheet
from workflows.refusals import NotEntitled, Refused
from workflows.sheets import Row, Sheet
from workflows.steps import Outcome, Step

Refusals = dict[int, Refused]

# What a carried text takes along; a date of last cycle is over.
CARRIED = ("status", "progress", "problem", "next_step")


@dataclass(frozen=True)
class Entry:
    """What somebody typed into a row: the draft's fields, over the revision that was read."""

    row: Row
    revision: int
    content: dict[str, Any]

    @property
    def differs(self) -> bool:
        """Say whether it says anything else than what is saved."""
        saved = self.row.draft.written() if self.row.draft else {}
        return any(saved.get(name) != value for name, value in self.content.items())


def save_entries(
    entries: Iterable[Entry],
    *,
    by: User,
    at: datetime | None = None,
    received: ReceivedSheet | None = None,
) -> Refusals:
    """Save what differs from what is saved; return the refusals by report.

    Who did not touch a row does not become its writer (rule 3). `received` is the sheet out of
    which another enters the rows for the unit (代录).
    """

    touched = {entry.row: entry for entry in entries if entry.differs}

    def save(row: Row) -> None:
        entry = touched[row]
        revision = entry.revision
        save_draft(row.report, by=by, revision=revision, at=at, received=received, **entry.content)

    return _each(touched, save)


def answer_rows(
    rows: Iterable[Row], content: dict[str, Any], *, by: User, at: datetime | None = None
) -> Refusals:
    """Write one answer into many rows, such as 市财政局's sentence or 无变化."""

    def answer(row: Row) -> None:
        revision = row.draft.revision if row.draft else 0
        save_draft(row.report, by=by, revision=revision, at=at, **content)

    return _each(rows, answer)


def carry(row: Row, *, by: User, at: datetime | None = None) -> Draft:
    """Write what was last said of the task into a row that says nothing yet (沿用上期)."""
    if row.before is None:
        raise Refused("这项任务没有上期内容可以沿用。")
    if not row.is_untouched:
        raise Refused("这一行已有内容，没有用上期内容覆盖。需要的文字请从旁边复制。")
    last = {name: value for name, value in row.before.content().items() if name in CARRIED}
    revision = row.draft.revision if row.draft else 0
    return save_draft(row.report, by=by, revision=revision, at=at, **last)


def submit_rows(
    rows: Iterable[Row],
    *,
    by: User,
    at: datetime | None = None,
    known_silent: Mapping[int, Collection[str]] | None = None,
    received: ReceivedSheet | None = None,
) -> Refusals:
    """Submit rows as their drafts stand; for the unit, out of `received`, where another does.

    `known_silent` by report, as the door asks of a lead.
    """
    known = known_silent or {}

    def submit(row: Row) -> None:
        moving.complete_step(
            row.report,
            Step.REPORT,
            by=by,
            outcome=Outcome.SUBMITTED,
            revision=row.draft.revision if row.draft else 0,
            known_silent=known.get(row.report.pk, ()),
            at=at,
            received=received,
        )

    return _each(rows, submit)


def hand_rows(
    sheet: Sheet, rows: Iterable[Row], *, by: User, office: str, person: str,
    at: datetime | None = None,
) -> int:  # fmt: skip
    """Set who inside the unit works on these rows, in this cycle and those to come.

    Returns how many. Raises NotEntitled unless `by` reports for the unit, Incomplete where the
    words hold a citizen's number.
    """
    at = at or timezone.now()
    if not sheet.writes:
        raise NotEntitled("只有本单位的联络员可以安排经办科室和经办人。")
    check_words({"office": office, "person": person})
    chosen = list(rows)
    held = {"office": office, "person": person, "changed_by": by, "changed_at": at}
    with transaction.atomic():
        for row in chosen:
            assignment = row.report.assignment
            Handling.objects.update_or_create(assignment=assignment, defaults=held)
        numbers = "、".join(row.report.assignment.task.number for row in chosen)
        record("handling.set", sheet.unit, by=by, at=at, numbers=numbers, office=office)
    return len(chosen)


def _each(rows: Iterable[Row], act: Callable[[Row], object]) -> Refusals:
    refused: Refusals = {}
    for row in rows:
        try:
            act(row)
        except Refused as refusal:
            refused[row.report.pk] = refusal
    return refused
