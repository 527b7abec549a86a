"""A county's paragraphs: what it says of a whole section of the plan, held by its rows alone."""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from project.accounts.models import User
from workflows.drafting import save_draft
from workflows.models import Content, Draft, Progress
from workflows.refusals import Refused
from workflows.sheets import UNFILED, Row

# 已完成 is shown by proof, row by row.
STATUSES = (Progress.UNDER_WAY, Progress.NOT_STARTED)
NOTHING: tuple[str, str] = ("", "")
# A single row needs no paragraph.
FEWEST = 2


@dataclass(frozen=True)
class Paragraph:
    """What the rows of a section say in the same words; empty where nobody wrote any.

    `rows` are those it covers, `apart` those of the section that say something of their own.
    `before` is what it said last: the cycle's label and the words; None where it said nothing.
    """

    place: int
    title: str
    rows: list[Row]
    apart: list[Row]
    status: str = ""
    progress: str = ""
    before: tuple[str, str, str] | None = None

    @property
    def revisions(self) -> dict[int, int]:
        """Return the revision of each row's draft, by report."""
        return {row.report.pk: row.draft.revision if row.draft else 0 for row in self.rows}

    @property
    def last_saved(self) -> Draft:
        """Return the draft that was saved last."""
        drafts = [row.draft for row in self.rows if row.draft is not None]
        return max(drafts, key=lambda draft: draft.saved_at)

    @property
    def says_unchanged(self) -> int:
        """Return how many of its rows say 无变化 already."""
        return sum(row.draft.no_change for row in self.rows if row.draft is not None)


@dataclass(frozen=True)
class Said:
    """What somebody typed as a paragraph, over the revisions that were read, by report."""

    paragraph: Paragraph
    revisions: dict[int, int]
    status: str
    progress: str

    @property
    def differs(self) -> bool:
        """Say whether it says anything else than what is saved."""
        said = (self.status, self.progress) if self.progress else NOTHING
        return said != (self.paragraph.status, self.paragraph.progress)

    @property
    def rows(self) -> list[Row]:
        """Return the rows it is written into: those that were on the page and are covered still."""
        return [row for row in self.paragraph.rows if row.report.pk in self.revisions]

    @property
    def left(self) -> list[Row]:
        """Return the rows that were on the page and say something of their own by now."""
        return [row for row in self.paragraph.apart if row.report.pk in self.revisions]

    @property
    def content(self) -> dict[str, Any]:
        """Return the draft's fields it sets; taken back, it leaves its rows empty."""
        status = self.status if self.progress else ""
        return {"status": status, "progress": self.progress, "no_change": False}


def is_unchanged_unless_said(row: Row) -> bool:
    """Say whether 无变化 is what the row says if nobody writes anything: never without being named.

    What was sent back is asked for again; that has no default.
    """
    return not row.is_asked and row.is_untouched and row.group == UNFILED


def paragraphs_of(
    rows: Iterable[Row], *, singly: Collection[int] = (), opened: Collection[int] = ()
) -> list[Paragraph]:
    """Return the paragraphs of a sheet, in the plan's order.

    `singly` are the reports that stand by themselves, `opened` the places of sections that do.
    """
    found: dict[int, list[Row]] = {}
    for row in rows:
        place = place_of(row)
        if _may_be_covered(row) and place not in opened and row.report.pk not in singly:
            found.setdefault(place, []).append(row)
    return [each for place in sorted(found) if (each := _paragraph(place, found[place])).rows]


def place_of(row: Row) -> int:
    """Return the place of a row's section in the plan; 0 where it has none."""
    section = row.report.assignment.task.section
    return section.place if section else 0


def save_paragraph(said: Said, *, by: User, at: datetime | None = None) -> None:
    """Write a paragraph into all its rows, or into none: each over the revision that was read.

    Raises what `save_draft` raises.
    """
    with transaction.atomic():
        for row in said.rows:
            revision = said.revisions[row.report.pk]
            save_draft(row.report, by=by, revision=revision, at=at, **said.content)


def carry_paragraph(paragraph: Paragraph, *, by: User, at: datetime | None = None) -> None:
    """Write what the section said last into a paragraph that says nothing yet (沿用上期)."""
    if paragraph.before is None:
        raise Refused("这个部分没有上期内容可以沿用。")
    if paragraph.progress:
        raise Refused("这个部分已有内容，没有用上期内容覆盖。需要的文字请从旁边复制。")
    _, status, progress = paragraph.before
    save_paragraph(Said(paragraph, paragraph.revisions, status, progress), by=by, at=at)


def words_of(content: Content | None) -> tuple[str, str]:
    """Return status and words of a content that says nothing else, as a paragraph does."""
    if content is None or content.status not in STATUSES or not content.progress.strip():
        return NOTHING
    said = content.content() | {"status": "", "progress": ""}
    return NOTHING if any(said.values()) else (content.status, content.progress)


def _may_be_covered(row: Row) -> bool:
    return not row.is_asked and row.draft is not None and row.group == UNFILED


def _paragraph(place: int, rows: list[Row]) -> Paragraph:
    section = rows[0].report.assignment.task.section
    said = _said_by_most(words_of(row.draft) for row in rows)
    covered = [row for row in rows if _belongs(row, said)]
    covered = covered if len(covered) >= FEWEST else []
    status, progress = said
    return Paragraph(
        place,
        str(section or "未分章节"),
        covered,
        [row for row in rows if row not in covered],
        status,
        progress,
        _last_said(covered),
    )


def _said_by_most(words: Iterable[tuple[str, str]]) -> tuple[str, str]:
    """Return what most rows say in the same words, two at least."""
    for said, times in Counter(each for each in words if each != NOTHING).most_common(1):
        return said if times >= FEWEST else NOTHING
    return NOTHING


def _belongs(row: Row, said: tuple[str, str]) -> bool:
    """Say whether a paragraph covers the row; an empty one covers what says nothing or 无变化."""
    if row.draft is None:
        return False
    if said != NOTHING:
        return words_of(row.draft) == said
    content = row.draft.content() | {"no_change": False}
    return not any(content.values())


def _last_said(rows: list[Row]) -> tuple[str, str, str] | None:
    """Return what the section said in an earlier cycle, with that cycle's label."""
    known = [row.before for row in rows if row.before is not None]
    said = _said_by_most(words_of(each) for each in known)
    label = next((each.report.cycle.label for each in known if words_of(each) == said), "")
    return (label, *said) if said != NOTHING else None


@dataclass(frozen=True)
class PrintedLine:
    """A line of the printed sheet: a row, or the rows of a section that say the same."""

    rows: list[Row]

    @property
    def first(self) -> Row:
        return self.rows[0]

    @property
    def title(self) -> str:
        """Return the section's title where the line stands for several tasks."""
        section = self.first.report.assignment.task.section
        return str(section or "") if len(self.rows) > 1 else ""


def printed_lines(rows: Iterable[Row]) -> list[PrintedLine]:
    """Return the rows as they are printed: a paragraph once, with the tasks it covers."""
    found: dict[Hashable, list[Row]] = {}
    for row in rows:
        found.setdefault(_printed_as(row), []).append(row)
    return [PrintedLine(members) for members in found.values()]


def _printed_as(row: Row) -> Hashable:
    """Return what rows have in common that are printed in one line."""
    words = row.words
    said = words.content() if words is not None else {}
    if row.is_asked or any(said.get(name) for name in ("problem", "next_step")):
        return row.report.pk
    return place_of(row), row.group, row.status.word, *map(str, said.values())
