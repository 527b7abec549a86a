"""What waits: who sees what of it, the bands of working days, numbers equal to their lists."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from project.accounts.models import User
from project.workdays.models import Workday
from tests.cast import MORNING, SHANGHAI, TODAY, unit
from tests.workflows.casework import ask, dated_task
from tests.workflows.playing import submit
from workflows.models import Case, Cycle, Report
from workflows.where.counting import count_cases, count_reports
from workflows.where.waiting import (
    BANDS,
    calendar,
    sphere_of,
    waiting_cases,
    waiting_reports,
)

pytestmark = [pytest.mark.db, pytest.mark.django_db]


def band_of(days: int) -> str:
    return next(
        band.key
        for band in BANDS
        if band.least <= days and (band.most is None or days <= band.most)
    )


def test_each_moment_belongs_to_the_band_of_its_working_days(report: Report) -> None:
    """Over the New Year's holiday, at both ends of each day."""
    known, rows = calendar(on=TODAY), Report.objects.filter(pk=report.pk)
    for back in range(25):
        day = TODAY - timedelta(days=back)
        waited = Workday.objects.distance(day, TODAY)
        for hour, minute in ((0, 0), (23, 59)):
            since = datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI)
            rows.update(step_since=since)
            found = [band.key for band in BANDS if rows.filter(known.within(band)).exists()]
            assert found == [band_of(waited)], f"{since}: {waited}"
            assert known.waited(since) == waited


def test_what_waits_beyond_the_calendar_read_is_in_the_last_band(report: Report) -> None:
    since = MORNING - timedelta(days=200)
    rows, known = Report.objects.filter(pk=report.pk), calendar(on=TODAY)
    rows.update(step_since=since)
    assert [band.key for band in BANDS if rows.filter(known.within(band)).exists()] == ["11"]
    assert known.waited(since) is None


@pytest.mark.parametrize(
    ("who", "units"),
    [
        ("liaison", ["市民政局"]),
        ("signer", ["市民政局"]),
        ("supporting_liaison", ["市财政局"]),
        ("foreign_liaison", []),
        ("reviewer", ["市民政局", "市财政局", "市残联"]),
        ("leader", ["市民政局", "市财政局", "市残联"]),
    ],
)
def test_who_sees_what_of_it(
    request: pytest.FixtureRequest, cycle: Cycle, report: Report, support_report: Report,
    own_report: Report, who: str, units: list[str],
) -> None:  # fmt: skip
    """A lead sees its co-responsible units on its own report, not here."""
    user: User = request.getfixturevalue(who)
    sphere = sphere_of(user, cycle, on=TODAY)
    opened = [each for each in (report, support_report, own_report) if sphere.opens(each.unit)]
    assert {str(each.unit) for each in opened} == set(units) - {"市财政局"} or who != "reviewer"
    seen = waiting_reports(cycle, sphere, on=TODAY)
    assert sorted(str(row.unit) for row in seen) == sorted(units)
    assert sphere.names_people == (who == "reviewer")


def test_who_looks_after_nothing_has_an_empty_sphere(cycle: Cycle) -> None:
    user = User.objects.create_user("nobody", name="无授权", home_unit=unit("mzj"))
    assert sphere_of(user, cycle, on=TODAY).is_empty


def test_a_number_is_as_many_as_its_list(
    cycle: Cycle, report: Report, support_report: Report, own_report: Report, leader: User,
    liaison: User,
) -> None:  # fmt: skip
    submit(report, liaison)
    rows = waiting_reports(cycle, sphere_of(leader, cycle, on=TODAY), on=TODAY)
    table = count_reports(rows, calendar(on=TODAY))
    assert [(each.key, each.total) for each in table.steps] == [("report", 2), ("review", 1)]
    for each in table.steps:
        assert rows.filter(step=each.key).count() == each.total
        for band, count in each.by_band:
            (asked,) = [one for one in BANDS if one.key == band]
            of_band = rows.filter(calendar(on=TODAY).within(asked), step=each.key)
            assert of_band.count() == count
    for each in table.units:
        assert rows.filter(unit__code=each.key).count() == each.total
        for step, count in each.by_step:
            assert rows.filter(unit__code=each.key, step=step).count() == count
    assert table.total == rows.count()


def test_cases_wait_by_kind_and_step_and_not_after_their_end(
    cycle: Cycle, report: Report, liaison: User
) -> None:
    case = ask(dated_task(cycle.plan), liaison)
    sphere = sphere_of(liaison, cycle, on=TODAY)
    table = count_cases(waiting_cases(cycle, sphere), calendar(on=TODAY))
    (each,) = table.steps
    assert (each.key, each.label, each.total) == (
        "extension-unit_sign",
        "延期申请：本单位签批",
        1,
    )
    assert case.process is not None
    type(case.process).objects.filter(pk=case.process_id).update(finished=timezone.now())
    assert not waiting_cases(cycle, sphere).exists()
    assert Case.objects.count() == 1
