"""A notice takes the estimate's place: days, ordinals, the trail; once, in order, and for good."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from time import monotonic

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from project.accounts.models import User
from project.audit.models import AuditEvent
from project.workdays.models import HolidayNotice, Workday
from project.workdays.notice import HOLIDAYS, Holiday, MakeUpDay, Notice, parse_notice
from project.workdays.published import FIRST_DAY, LAST_DAY
from project.workdays.publishing import AlreadyEntered, NoticeRefused, differences, publish
from tests.cast import MORNING
from tests.project.calendar.notice_texts import notice_of

pytestmark = [pytest.mark.db, pytest.mark.django_db]

TEXT = notice_of(2027)
NOTICE = parse_notice(TEXT)


def d(text: str) -> date:
    return date.fromisoformat(text)


def enter(text: str = TEXT, by: User | None = None) -> HolidayNotice:
    return publish(parse_notice(text), text, by=by, at=MORNING)


def summed() -> Iterator[tuple[date, int]]:
    """Yield each day with the working days counted one by one through it."""
    count = 0
    for row in Workday.objects.order_by("day"):
        count += row.is_workday
        yield row.day, count


def ordinals() -> dict[date, int]:
    return dict(Workday.objects.values_list("day", "ordinal"))


def test_the_years_days_are_the_notices() -> None:
    enter()
    rows = {row.day: row for row in Workday.objects.filter(day__year=2027)}
    assert not any(row.estimated for row in rows.values())
    assert rows[d("2027-01-31")].is_workday
    assert rows[d("2027-01-31")].holiday == "春节"
    assert not rows[d("2027-02-05")].is_workday
    assert {day for day, row in rows.items() if row.is_workday and day.weekday() >= 5} == set(
        NOTICE.worked()
    )


def test_every_ordinal_is_the_sum_of_the_days_before_it() -> None:
    enter()
    assert ordinals() == dict(summed())


@pytest.mark.parametrize("start", ["2026-12-25", "2027-01-04", "2027-02-01", "2027-12-31"])
@pytest.mark.parametrize("end", ["2027-02-12", "2027-10-15", "2028-01-15", "2030-06-30"])
def test_a_distance_over_the_years_edge_is_what_one_counts(start: str, end: str) -> None:
    def counted() -> int:
        first, last = sorted((d(start), d(end)))
        span = [first + timedelta(days=n + 1) for n in range((last - first).days)]
        worked = Workday.objects.worked().filter(day__in=span).count()
        return worked if d(start) <= d(end) else -worked

    before = Workday.objects.distance(d(start), d(end))
    assert before == counted()
    enter()
    assert Workday.objects.distance(d(start), d(end)) == counted()


def test_the_days_after_the_year_are_estimated_still() -> None:
    assert Workday.objects.estimated_from() == d("2027-01-01")
    enter()
    assert Workday.objects.estimated_from() == d("2028-01-01")
    assert Workday.objects.count() == 5478


def test_a_new_year_holiday_takes_the_december_before_with_it() -> None:
    text = TEXT.replace(
        "1月1日（周五）至3日（周日）放假，共3天。", "12月31日（周四）至1月3日（周日）放假，共4天。"
    )
    enter(text)
    assert not Workday.objects.on(d("2026-12-31")).is_workday
    assert Workday.objects.on(d("2026-12-30")).is_workday
    assert ordinals() == dict(summed())
    # A later notice that begins on 1 January gives the day back.
    enter(TEXT)
    assert Workday.objects.on(d("2026-12-31")).is_workday
    assert ordinals() == dict(summed())


def test_what_the_next_years_notice_took_of_december_stays_when_this_year_is_amended() -> None:
    enter()
    following = Notice(2028, (Holiday("元旦", d("2027-12-31"), d("2028-01-02")),), ())
    publish(following, "2028", by=None, at=MORNING)
    assert not Workday.objects.on(d("2027-12-31")).is_workday
    enter(TEXT.replace("5月8日（周六）", "5月9日（周日）"))
    assert not Workday.objects.on(d("2027-12-31")).is_workday
    assert ordinals() == dict(summed())


def test_the_notice_is_kept_with_who_entered_it_and_the_trail(reviewer: User) -> None:
    entered = enter(by=reviewer)
    assert (entered.year, entered.number, entered.text) == (2027, 1, TEXT)
    assert (entered.entered_by_id, entered.entered_by_name) == (reviewer.pk, "残工委办审核人")
    assert entered.notice == NOTICE
    event = AuditEvent.objects.get(action="calendar.publish")
    told = json.loads(event.detail)
    assert (event.actor_id, event.at, told["year"]) == (reviewer.pk, MORNING, 2027)
    assert "2027-01-31上班" in told["days"]
    assert len(told["days"]) == len({*told["days"]}) > 5


def test_the_same_text_again_changes_nothing_and_says_so() -> None:
    enter()
    before = ordinals()
    with pytest.raises(AlreadyEntered, match="2027年的放假通知已经录入，内容相同，没有改动。"):
        enter(TEXT.replace("\n", "  "))
    assert ordinals() == before
    assert HolidayNotice.objects.count() == 1
    assert AuditEvent.objects.filter(action="calendar.publish").count() == 1


def test_a_later_notice_amends_the_year_and_the_first_stays() -> None:
    enter()
    amended = enter(TEXT.replace("5月8日（周六）", "5月9日（周日）"))
    assert amended.number == 2
    assert str(amended) == "2027年放假通知（第2次录入）"
    assert [each.number for each in HolidayNotice.objects.all()] == [1, 2]
    assert not Workday.objects.on(d("2027-05-08")).is_workday
    assert Workday.objects.on(d("2027-05-09")).is_workday
    # Back to the first: not the same as what stands now.
    assert enter().number == 3


def test_years_are_entered_in_order() -> None:
    later = Notice(2028, NOTICE.holidays, NOTICE.make_up_days)
    with pytest.raises(
        NoticeRefused, match="2027年的放假通知还没有录入：请先录入2027年的，再录入2028年的。"
    ):
        publish(later, "", by=None, at=MORNING)


def test_a_published_year_that_is_over_moves_no_more() -> None:
    with pytest.raises(NoticeRefused, match="2025年已经过去，日历不再改动。"):
        enter(notice_of(2025))


def test_the_notice_of_a_year_that_the_software_knows_changes_no_day() -> None:
    assert differences(parse_notice(notice_of(2026))) == []
    before = list(Workday.objects.values_list("day", "is_workday", "ordinal"))
    enter(notice_of(2026))
    assert list(Workday.objects.values_list("day", "is_workday", "ordinal")) == before


def test_a_year_outside_the_calendar_is_refused_in_words() -> None:
    with pytest.raises(NoticeRefused, match="只覆盖2021年至2035年，不能录入2036年的通知"):
        publish(Notice(2036, (), ()), "", by=None, at=MORNING)


def test_the_differences_are_the_days_that_turn() -> None:
    before = dict(Workday.objects.values_list("day", "is_workday"))
    told = {each.day for each in differences(NOTICE)}
    enter()
    after = dict(Workday.objects.values_list("day", "is_workday"))
    assert told == {day for day in before if before[day] != after[day]}
    assert d("2027-01-31") in told


def test_entering_is_short_and_needs_few_statements() -> None:
    """No SQLite transaction lasts a second (design.md, section 9)."""
    began = monotonic()
    with CaptureQueriesContext(connection) as asked:
        enter()
    assert monotonic() - began < 1
    assert len(asked) < 25


def test_a_calendar_loaded_again_counts_on_from_the_notice() -> None:
    """A later release may cover more years: their ordinals follow what was entered."""
    enter()
    last_years = Workday.objects.filter(day__year__gte=2034)
    before = dict(last_years.values_list("day", "ordinal"))
    last_years.delete()
    assert Workday.objects.load() == len(before)
    assert dict(Workday.objects.filter(day__year__gte=2034).values_list("day", "ordinal")) == before


@st.composite
def any_notice(draw: st.DrawFn, year: int) -> Notice:
    """A year's notice with any holidays and any weekends worked, near New Year too."""
    day = st.integers(0, 364).map(lambda n: date(year, 1, 1) + timedelta(days=n))
    spans = []
    for name in HOLIDAYS:
        first = draw(day)
        last = min(first + timedelta(days=draw(st.integers(0, 9))), date(year, 12, 31))
        spans.append(Holiday(name, first, last))
    if draw(st.booleans()):
        spans[0] = Holiday("元旦", date(year - 1, 12, draw(st.integers(28, 31))), date(year, 1, 1))
    off = {each for span in spans for each in span.days}
    weekends = day.filter(lambda each: each.weekday() >= 5 and each not in off)
    made_up = draw(st.sets(weekends, max_size=10))
    return Notice(year, tuple(spans), tuple(MakeUpDay(each, "春节") for each in sorted(made_up)))


@given(st.data())
@settings(max_examples=12, database=None)
def test_whatever_notices_come_ordinals_count_the_days(data: st.DataObject) -> None:
    with transaction.atomic():
        for year in (2027, 2028, 2027):
            try:
                publish(data.draw(any_notice(year)), "", by=None, at=MORNING)
            except AlreadyEntered:
                continue
        counted = dict(summed())
        assert ordinals() == counted
        start, end = (data.draw(st.dates(FIRST_DAY, LAST_DAY)) for _ in range(2))
        assert Workday.objects.distance(start, end) == counted[end] - counted[start]
        assert Workday.objects.estimated_from() == d("2029-01-01")
        transaction.set_rollback(True)
