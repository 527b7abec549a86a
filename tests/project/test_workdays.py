"""Working days: the published calendars with their make-up days, and the estimate beyond."""

from datetime import date

import pytest

from project.workdays.models import OutsideCalendar, Workday
from project.workdays.notice import HOLIDAYS
from project.workdays.published import day_type

pytestmark = [pytest.mark.db, pytest.mark.django_db]

# The make-up days of the State Council's notices for 2024 to 2026: weekends that are worked.
MAKE_UP_DAYS = [
    "2024-02-04", "2024-02-18", "2024-04-07", "2024-04-28", "2024-05-11", "2024-09-14",
    "2024-09-29", "2024-10-12", "2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28",
    "2025-10-11", "2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20",
    "2026-10-10",
]  # fmt: skip


def d(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize("day", MAKE_UP_DAYS)
def test_a_make_up_day_is_worked(day: str) -> None:
    assert Workday.objects.on(d(day)).is_workday
    assert d(day).weekday() >= 5


def test_no_other_weekend_of_those_years_is_worked() -> None:
    worked = Workday.objects.worked().filter(day__range=("2024-01-01", "2026-12-31"))
    weekends = [str(row.day) for row in worked if row.day.weekday() >= 5]
    assert weekends == MAKE_UP_DAYS


def test_holidays_are_called_what_the_notices_call_them() -> None:
    published = Workday.objects.filter(day__lte="2026-12-31").exclude(holiday="")
    assert set(published.values_list("holiday", flat=True)) == set(HOLIDAYS)


@pytest.mark.parametrize(
    "start, end, days",
    [
        ("2026-02-13", "2026-02-24", 2),  # over the Spring Festival: 14 and 24 February
        ("2026-01-09", "2026-01-09", 0),
        ("2026-01-09", "2026-01-12", 1),
        ("2026-01-12", "2026-01-09", -1),
        ("2025-12-31", "2026-01-05", 2),  # New Year's Day to the 3rd off, Sunday the 4th worked
    ],
)
def test_distance_counts_worked_days_after_the_start(start: str, end: str, days: int) -> None:
    assert Workday.objects.distance(d(start), d(end)) == days


def test_a_holiday_moves_to_the_next_working_day() -> None:
    assert Workday.objects.from_day(d("2026-10-01")) == d("2026-10-08")
    assert Workday.objects.from_day(d("2026-10-08")) == d("2026-10-08")


def test_days_after_and_before_are_inverse_on_working_days() -> None:
    for count in range(1, 40):
        later = Workday.objects.after(d("2026-01-12"), count)
        assert Workday.objects.before(later, count) == d("2026-01-12")


def test_an_unpublished_year_is_estimated_and_keeps_the_statute() -> None:
    festival = Workday.objects.on(d("2027-02-06"))
    assert festival.estimated
    assert not festival.is_workday
    assert festival.holiday == "春节"
    assert Workday.objects.estimated_between(d("2026-12-20"), d("2027-01-05"))
    assert not Workday.objects.estimated_between(d("2026-01-05"), d("2026-12-31"))


def test_a_day_outside_the_calendar_is_refused_in_words() -> None:
    with pytest.raises(OutsideCalendar, match="2021年至2035年"):
        Workday.objects.on(d("2036-01-01"))
    with pytest.raises(OutsideCalendar):
        Workday.objects.after(d("2035-12-31"), 1)


def test_loading_twice_adds_nothing() -> None:
    assert Workday.objects.load() == 0
    assert Workday.objects.count() == 5478


def test_a_make_up_day_keeps_the_name_of_its_holiday() -> None:
    assert day_type(d("2026-02-14")).holiday == "春节"
