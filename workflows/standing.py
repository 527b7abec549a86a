"""Says in one status where a report stands on a day: a word, a shape by its tone, a colour."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from project.workdays.estimates import mark
from project.workdays.models import Workday
from workflows.models import Report
from workflows.steps import Step

LATE = "late"
SOON = 3  # working days left at which a status turns from quiet to soon


@dataclass(frozen=True)
class Status:
    """What a page shows: the words, and the tone that chooses shape and colour in zeren.css."""

    word: str
    tone: str


WITH_OTHERS = {
    Step.REVIEW: Status("审核中", "waiting"),
    Step.SECOND_REVIEW: Status("复核中", "waiting"),
    Step.SIGN_OFF: Status("待签批", "waiting"),
    Step.SIGNED: Status("已签批", "done"),
    Step.MISSED: Status("未报送", "late"),
}


@dataclass(frozen=True)
class Reckoning:
    """Working days from one day to others, read once for a whole page."""

    on: date
    ordinals: dict[date, int]

    def days_to(self, day: date) -> int:
        """Return the working days after `on` up to `day`; negative if it is past."""
        return self.ordinals[day] - self.ordinals[self.on]

    def mark(self, day: date) -> str:
        """Return （暂估） where a day was reckoned in a year without its notice, else nothing."""
        return mark(day)

    def status_of(self, report: Report, *, signed_only: bool = False) -> Status:
        """Return a report's status; how late it is counts against its unit only (rule 8).

        Whoever sees the signed version alone does not learn that it is being corrected.
        """
        if signed_only:
            return WITH_OTHERS[Step.SIGNED]
        if report.step != Step.REPORT:
            return WITH_OTHERS[Step(report.step)]
        if report.reply_by is not None:
            status = returned(self.days_to(report.reply_by), past=report.reply_by < self.on)
            return marked(status, self.on, report.reply_by)
        return self._with_the_unit(report)

    def _with_the_unit(self, report: Report) -> Status:
        """Tell a correction and a withdrawal from what was never submitted (rule 7)."""
        if report.signed_version_id:
            return Status("更正中", "soon")
        version = report.version
        if version and timezone.localdate(version.submitted_at) <= report.due_on:
            return Status("已撤回，待重新提交", "soon")
        status = owed(self.days_to(report.due_on), past=report.due_on < self.on)
        return marked(status, self.on, report.due_on)


def asked_by(report: Report) -> date:
    """Return the day a report is asked for: the answer to a return, else its due date."""
    return report.reply_by or report.due_on


def reckon(reports: Iterable[Report], *, on: date, also: Iterable[date] = ()) -> Reckoning:
    """Read the calendar for these reports' due and reply-by dates and others: one statement."""
    days = {on, *also} | {asked_by(report) for report in reports}
    rows = Workday.objects.filter(day__in=days).values_list("day", "ordinal")
    return Reckoning(on, dict(rows))


def late_among(reports: Sequence[Report], *, on: date) -> list[Report]:
    """Return those 未按时报送 on that day: what was withdrawn in time is not. One statement."""
    reckoning = reckon(reports, on=on)
    return [each for each in reports if reckoning.status_of(each).tone == LATE]


def marked(status: Status, *days: date) -> Status:
    """Return the status with （暂估） where the days it counts between are not all published."""
    return Status(status.word + mark(*days), status.tone)


def owed(days: int, *, past: bool) -> Status:
    """Return the status of a report not submitted, `days` working days before its due date.

    >>> owed(3, past=False), owed(0, past=False).word
    (Status(word='待填报，还有3个工作日', tone='soon'), '待填报，今天截止')
    >>> owed(-5, past=True)
    Status(word='未按时报送5个工作日', tone='late')
    >>> owed(0, past=True).word  # due on Friday, and today is Saturday
    '未按时报送'
    """
    if past:
        return Status(f"未按时报送{-days}个工作日" if days else "未按时报送", "late")
    if days == 0:
        return Status("待填报，今天截止", "soon")
    return Status(f"待填报，还有{days}个工作日", "soon" if days <= SOON else "quiet")


def returned(days: int, *, past: bool) -> Status:
    """Return the status of a report sent back, `days` working days before its reply-by date.

    >>> returned(2, past=False).word, returned(-1, past=True).word
    ('已退回，还有2个工作日答复', '退回后逾期1个工作日')
    """
    if past:
        return Status(f"退回后逾期{-days}个工作日" if days else "退回后逾期", "late")
    return Status(f"已退回，还有{days}个工作日答复" if days else "已退回，今天须答复", "soon")
