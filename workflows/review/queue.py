"""What waits for a reviewer in a cycle, oldest first, and for how long: one statement.

One more tells whose turn 自审 is; neither grows with the rows. What waits in the office for its
other reviewers is read along, for its time is counted, too.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, Subquery
from django.db.models.functions import TruncDate

from project.accounts.access import committees_served
from project.accounts.models import Unit, User
from project.workdays.models import Workday
from task_table.models import Section
from workflows.desks import LEAD_REVIEWS, near_second_review, to_review
from workflows.models import Cycle, Progress, Report, ShownVersion, Transition
from workflows.review.waiting import Wait, wait_of, waited
from workflows.second_reviews import in_turn
from workflows.standing import Status
from workflows.steps import Outcome, Step

NO_CHANGE = "no_change"
# So many of the queue stand on a page, among them the one that is open.
AT_ONCE = 30


@dataclass(frozen=True)
class Waiting:
    """One report that waits; `shown` says whether its version was shown to the person before."""

    report: Report
    days: int
    shown: bool
    returned: bool
    is_longest: bool

    @property
    def waited(self) -> Status:
        return waited(self.days, is_longest=self.is_longest)

    @property
    def progress(self) -> str:
        """Return 进展状态 as the unit says it, by its value."""
        version = self.report.version
        if version is None:
            return ""
        return NO_CHANGE if version.no_change else version.status

    @property
    def progress_word(self) -> str:
        """Return it in words; a joint lead's row is 会签 and says none."""
        words = {str(value): str(label) for value, label in Progress.choices}
        return (words | {NO_CHANGE: "无变化"}).get(self.progress, "会签")


@dataclass(frozen=True)
class Filter:
    """What the reviewer looks for; empty is everything."""

    unit: str = ""
    section: str = ""
    status: str = ""
    returned: str = ""

    def holds(self, each: Waiting) -> bool:
        section = each.report.assignment.task.section
        return (
            self.unit in ("", each.report.unit.code)
            and self.section in ("", str(section.place) if section else "0")
            and self.status in ("", each.progress)
            and self.returned in ("", "yes" if each.returned else "no")
        )


@dataclass(frozen=True)
class Queue:
    """A reviewer's queue in a cycle: `rows` as filtered, `whole` without the filter.

    `wait` is the office's time where the person works there, else the person's own queue's.
    """

    rows: list[Waiting]
    whole: list[Waiting]
    elsewhere: list[tuple[Cycle, int]]
    wait: Wait
    is_office: bool

    def find(self, key: int | None) -> Waiting | None:
        return next((each for each in self.whole if each.report.pk == key), None)

    def beside(self, key: int, step: int) -> Report | None:
        """Return the report before (-1) or after (1) one of the filtered queue.

        After one that is not in it comes the first.
        """
        keys = [each.report.pk for each in self.rows]
        place = keys.index(key) + step if key in keys else min(step, 0)
        return self.rows[place].report if 0 <= place < len(keys) else None

    def page(self, key: int | None) -> tuple[int, list[Waiting]]:
        """Return the part of the filtered queue in which a report stands, and where it begins."""
        keys = [each.report.pk for each in self.rows]
        first = keys.index(key) // AT_ONCE * AT_ONCE if key in keys else 0
        return first, self.rows[first : first + AT_ONCE]

    @property
    def units(self) -> list[Unit]:
        return sorted({each.report.unit for each in self.whole}, key=lambda unit: unit.pk)

    @property
    def sections(self) -> list[Section]:
        found = {each.report.assignment.task.section for each in self.whole}
        return sorted((each for each in found if each), key=lambda section: section.place)


def read_queue(user: User, cycle: Cycle, asked: Filter, *, on: date) -> Queue:
    """Read what waits for the person; of other cycles, how many there are."""
    return queue_of(read_waiting(user, on=on), user, cycle, asked, on=on)


def read_waiting(user: User, *, on: date) -> list[Any]:
    """Return what may wait for the person, or waits in the person's office, in any cycle."""
    return list(_waiting(user, on))


def queue_of(found: list[Any], user: User, cycle: Cycle, asked: Filter, *, on: date) -> Queue:
    """Sort out of what waits whose turn it is, in which cycle, and what was looked for."""
    again = [row for row in found if row.step == Step.SECOND_REVIEW and row.is_mine]
    turns = {row.pk for row in in_turn(again, user, on=on)}
    mine = [row for row in found if row.is_mine and (row not in again or row.pk in turns)]
    office = [_days(row) for row in found if row.is_office]
    longest = max((_days(row) for row in mine), default=0)
    whole = [_as_waiting(row, longest) for row in mine if row.cycle_id == cycle.pk]
    return Queue(
        rows=[each for each in whole if asked.holds(each)],
        whole=whole,
        elsewhere=_elsewhere(mine, cycle),
        wait=wait_of(office or [_days(row) for row in mine]),
        is_office=bool(office),
    )


def _elsewhere(mine: list[Any], cycle: Cycle) -> list[tuple[Cycle, int]]:
    return list(Counter(row.cycle for row in mine if row.cycle_id != cycle.pk).items())


def _days(row: Any) -> int:
    return max(0, row.today - row.since) if row.since is not None else 0


def _as_waiting(row: Any, longest: int) -> Waiting:
    days = _days(row)
    return Waiting(row, days, row.was_shown, row.was_returned, bool(days) and days == longest)


def _waiting(user: User, on: date) -> Any:
    """Without the words of what is said: hundreds may wait."""
    mine = to_review(user, on=on) | near_second_review(user, on=on)
    by_lead = Report.objects.at_step(Step.REVIEW).filter(LEAD_REVIEWS)
    served = Q(cycle__plan__committee__in=committees_served(user, on=on))
    rows = Report.objects.at_step(Step.REVIEW, Step.SECOND_REVIEW)
    rows = rows.annotate(step_on=TruncDate("step_since")).annotate(
        is_mine=_as_flag(mine),
        is_office=_as_flag(served & ~Q(pk__in=by_lead.values("pk"))),
        was_shown=Exists(ShownVersion.objects.filter(version=OuterRef("version"), to=user)),
        was_returned=Exists(_returns()),
        since=Subquery(_ordinal(OuterRef("step_on"))),
        today=Subquery(_ordinal(on)),
    )
    joined = ("assignment__task__section", "assignment__task__plan", "cycle__plan", "unit")
    rows = rows.select_related(*joined, "version").only(*LIGHT)
    return rows.filter(Q(is_mine=True) | Q(is_office=True)).order_by("step_since", "pk")


LIGHT = (
    "step", "step_since", "process", "unit__code", "unit__name", "cycle__key", "cycle__kind",
    "cycle__plan__slug", "assignment__role", "assignment__place", "assignment__task__number",
    "assignment__task__text", "assignment__task__section__place",
    "assignment__task__section__number", "assignment__task__section__title",
    "assignment__task__plan__committee", "assignment__task__plan__second_review",
    "version__status", "version__no_change", "version__submitted_by", "version__writer_ids",
)  # fmt: skip


def _as_flag(rule: Q) -> Any:
    return ExpressionWrapper(rule, output_field=BooleanField())


def _returns() -> Any:
    return Transition.objects.filter(report=OuterRef("pk"), outcome=Outcome.SENT_BACK)


def _ordinal(day: Any) -> Any:
    return Workday.objects.filter(day=day).values("ordinal")[:1]
