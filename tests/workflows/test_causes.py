"""因配合单位未反馈: the rule of decision 0023 as a table of examples."""

from datetime import date, timedelta

import pytest

from project.accounts.models import User
from tests.cast import MORNING, report_on
from tests.workflows.playing import send_back, submit
from workflows.gathering.causes import CoUnit, Filing, causes, causes_of
from workflows.models import Cycle, Report
from workflows.steps import Outcome
from workflows.timeliness import Move

# Each civil day of January is a working day here: support is due on the 6th, the lead on the 15th.
ORDINALS = {date(2026, 1, day): day for day in range(1, 32)}
GAVE, BACK, WITHDREW = Outcome.SUBMITTED, Outcome.SENT_BACK, Outcome.WITHDRAWN


def day(number: int) -> date:
    return date(2026, 1, number)


def moves(*told: tuple[Outcome, int] | tuple[Outcome, int, int]) -> tuple[Move, ...]:
    """Return moves told as (what, day) or, of a return, (what, day, reply-by day)."""
    return tuple(Move(what, day(on), *map(day, by)) for what, on, *by in told)


# What the co-unit did, the lead's first submission (or none yet), today; is it because of the unit?
EXAMPLES = [
    ("never gave, lead not yet late", moves(), None, 15, False),
    ("never gave, lead late and waiting", moves(), None, 16, True),
    ("never gave, lead filed in time", moves(), 15, 20, False),
    ("never gave, lead filed late", moves(), 18, 20, True),
    ("gave in time, lead late by itself", moves((GAVE, 6)), None, 16, False),
    ("gave late, before the lead's day", moves((GAVE, 15)), None, 20, False),
    ("gave after the lead's day, lead filed at once", moves((GAVE, 16)), 17, 20, True),
    ("gave after it, lead took its nine days", moves((GAVE, 16)), 25, 26, True),
    ("gave after it, lead took a day more", moves((GAVE, 16)), 26, 27, False),
    ("gave after the lead had filed late", moves((GAVE, 20)), 17, 21, True),
    ("withdrawn at the lead's day", moves((GAVE, 6), (WITHDREW, 8)), None, 16, True),
    ("sent back, unanswered past its reply-by", moves((GAVE, 6), (BACK, 8, 13)), 17, 20, True),
    ("sent back by the lead until later", moves((GAVE, 6), (BACK, 12, 16)), 17, 20, False),
    ("sent back and answered", moves((GAVE, 6), (BACK, 8, 13), (GAVE, 12)), 17, 20, False),
    ("sent back only after the day", moves((GAVE, 6), (BACK, 16, 20)), 17, 20, False),
]


@pytest.mark.parametrize("told, unit, first, today, expected", EXAMPLES, ids=lambda each: str(each))
def test_a_lead_is_late_because_of_a_unit(
    told: str, unit: tuple[Move, ...], first: int | None, today: int, expected: bool
) -> None:
    lead = Filing(day(6), day(15), day(first) if first else None)
    asked = [CoUnit("市财政局", unit), CoUnit("市教育局", moves((GAVE, 5)))]
    found = causes(lead, asked, on=day(today), ordinals=ORDINALS)
    assert found == (["市财政局"] if expected else []), told


@pytest.mark.django_db
@pytest.mark.db
def test_the_trail_says_who_made_the_lead_late(
    cycle: Cycle,
    report: Report,
    support_report: Report,
    liaison: User,
    supporting_liaison: User,
) -> None:
    """Due Thursday 15 January; 市财政局 gives on Monday the 19th, the lead files on the 20th."""
    report_on(cycle, "1", "pengjiang")
    late = MORNING + timedelta(days=11)
    assert causes_of([report], on=date(2026, 1, 15)) == {}
    assert causes_of([report], on=date(2026, 1, 16)) == {report.pk: ["市财政局", "蓬江区人民政府"]}
    submit(support_report, supporting_liaison, at=late - timedelta(days=1))
    submit(report, liaison, at=late)
    assert causes_of([report], on=date(2026, 3, 2))[report.pk][0] == "市财政局"
    assert causes_of([support_report], on=date(2026, 3, 2)) == {}


@pytest.mark.django_db
def test_what_the_lead_sent_back_in_good_time_counts_against_the_unit(
    report: Report, support_report: Report, liaison: User, supporting_liaison: User
) -> None:
    submit(support_report, supporting_liaison)
    assert causes_of([report], on=date(2026, 1, 16)) == {}
    send_back(support_report, liaison, reply_by=date(2026, 1, 14))
    assert causes_of([report], on=date(2026, 1, 16)) == {report.pk: ["市财政局"]}
