"""What groups are told on a day: counts of the cycles that still miss reports, and no name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse

from notifications.letters import DEMO_TITLE
from project.accounts.models import Committee
from project.installation.models import is_demo
from project.workdays.models import Workday
from workflows.cycles.filing import Filing, filing_of
from workflows.models import Cycle, Report
from workflows.windows import day_in_words

# So many working days after the due date a group is still told what is missing; then it is the
# office's to urge unit by unit.
DAYS_AFTER = 5
# Robots that demand a keyword are set to this one: each text begins with it.
KEYWORD = "责任台账"


@dataclass(frozen=True)
class Standing:
    """A cycle on a day: its counts, and the working days to its due date, negative once past."""

    cycle: Cycle
    filing: Filing
    days_left: int

    @property
    def address(self) -> str:
        page = reverse("cycle", args=[self.cycle.plan.slug, self.cycle.key])
        return f"{settings.BASE_URL}{page}"

    @property
    def facts(self) -> dict[str, Any]:
        """Return what a machine reads: the same figures as the text."""
        return {
            "plan": self.cycle.plan.slug,
            "cycle": self.cycle.key,
            "label": self.cycle.label,
            "due_on": self.cycle.due_on.isoformat(),
            "working_days_left": self.days_left,
            "due": self.filing.due,
            "filed": self.filing.filed,
            "unfiled": self.filing.unfiled,
            "in_review": self.filing.in_review,
            "to_sign": self.filing.to_sign,
            "url": self.address,
        }


def standings(committee: Committee, *, on: date) -> list[Standing]:
    """Return the cycles a group is told of on a day: open, and with reports that were never filed.

    Nothing on a day off.
    """
    if not Workday.objects.on(on).is_workday:
        return []
    cycles = Cycle.objects.open_for_filing(on=on).filter(
        plan__committee=committee, opened_at__isnull=False
    )
    found = (_standing(each, on) for each in cycles.select_related("plan").order_by("due_on", "pk"))
    return [each for each in found if each.filing.unfiled and each.days_left >= -DAYS_AFTER]


def _standing(cycle: Cycle, on: date) -> Standing:
    reports = Report.objects.in_cycle(cycle)
    return Standing(cycle, filing_of(reports), Workday.objects.distance(on, cycle.due_on))


def counts_text(told: Sequence[Standing], *, on: date) -> str:
    """Return the text of a day; in a demo it says so first."""
    blocks = [heading(f"{day_in_words(on)}报送情况")]
    blocks += [f"{_sentence(each)}\n{each.address}" for each in told]
    return "\n".join(blocks)


def heading(title: str) -> str:
    """Return a first line with the keyword, marked in a demo."""
    return f"{DEMO_TITLE if is_demo() else ''}【{KEYWORD}】{title}"


def _sentence(each: Standing) -> str:
    return (
        f"{each.cycle.label}：{each.filing}。{days_in_words(each.days_left, each.cycle.due_on)}。"
    )


def days_in_words(days_left: int, due_on: date) -> str:
    """Return how far the due date is.

    >>> due_on = date(2026, 1, 15)
    >>> [days_in_words(days, due_on) for days in (4, 0, -2)]
    ['还有4个工作日（2026年1月15日截止）', '今天截止', '已过截止日期2个工作日']
    """
    if days_left > 0:
        return f"还有{days_left}个工作日（{day_in_words(due_on)}截止）"
    return f"已过截止日期{-days_left}个工作日" if days_left else "今天截止"
