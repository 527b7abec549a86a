"""A unit that has reports under way and no liaison lights up where the office looks."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from time_machine import TimeMachineFixture

from project.accounts.granting import give, revoke
from project.accounts.handing_over import hand_over
from project.accounts.models import Role, User
from tests.cast import TODAY, person, unit
from tests.pages.conftest import browser_of
from tests.pages.filling import text_of
from tests.workflows.playing import miss
from workflows.models import Cycle, Report
from workflows.vacancies import Vacancy, vacancies

pytestmark = [pytest.mark.db, pytest.mark.django_db]


def found(on: date = TODAY) -> list[tuple[str, str, str]]:
    lacking = vacancies(Report.objects.all(), on=on)
    units: list[Vacancy] = lacking.units if lacking else []
    return [(str(each.unit), each.status.word, each.status.tone) for each in units]


def give_until(user: User, from_on: date, until_on: date | None) -> None:
    give(
        user, Role.LIAISON, by=None, why="任命", unit=unit("mzj"), from_on=from_on,
        until_on=until_on,
    )  # fmt: skip


def test_a_unit_that_never_had_one_and_one_that_lost_it(
    report: Report, security_admin: User
) -> None:
    assert found() == [("市民政局", "没有联络员", "late")]
    only = person("前任", "mzj", (Role.LIAISON, "mzj"))
    assert found() == []
    revoke(only.grants.get(), by=security_admin, why="调离")
    assert found() == [("市民政局", "没有联络员，2026年1月9日起", "late")]


def test_a_closed_account_fills_no_post(report: Report, liaison: User) -> None:
    User.objects.filter(pk=liaison.pk).update(is_active=False)
    assert found() == [("市民政局", "没有联络员", "late")]


@pytest.mark.parametrize(
    ("spans", "word"),
    [
        ([(-9, -1)], "没有联络员，2026年1月9日起"),
        ([(-9, 0)], "联络员授权2026年1月9日到期，没有人接替"),
        ([(-9, 14)], "联络员授权2026年1月23日到期，没有人接替"),
        ([(-9, 15)], ""),
        ([(-9, 5), (6, None)], ""),
        ([(-9, 5), (7, None)], "联络员授权2026年1月14日到期，没有人接替"),
        ([(-9, 5), (0, None)], ""),
        ([(-9, None), (-5, None)], ""),
        ([(1, None)], "没有联络员"),
    ],
)
def test_the_days_of_grants_decide(
    report: Report, spans: list[tuple[int, int | None]], word: str
) -> None:
    for number, (first, last) in enumerate(spans):
        until_on = None if last is None else TODAY + timedelta(days=last)
        give_until(person(f"联络员{number}", "mzj"), TODAY + timedelta(days=first), until_on)
    assert [each[1] for each in found()] == ([word] if word else [])


def test_handing_over_leaves_no_gap(report: Report, liaison: User, security_admin: User) -> None:
    hand_over(liaison.grants.get(), to=person("王芳", "mzj"), why="调岗", by=security_admin)
    assert found() == []


def test_who_owes_nothing_more_misses_nobody(
    report: Report, cycle: Cycle, clock: TimeMachineFixture
) -> None:
    over = cycle.closes_on + timedelta(days=1)
    clock.move_to(f"{over} 00:10+08:00", tick=False)
    assert len(found(over)) == 1
    miss(report, timezone.now())
    assert found(over) == []


def test_the_office_reads_it_of_every_unit_with_whom_to_ask(
    report: Report, support_report: Report, reviewer: User, signer: User, security_admin: User
) -> None:
    User.objects.filter(pk=security_admin.pk).update(phone="0750-1112222")
    cycle = reverse("cycle", args=["jiangmen-145", "2025-Q4"])
    for address in (reverse("home"), cycle):
        page = text_of(browser_of(reviewer).get(address))
        assert "没有联络员的单位（2）" in page
        assert '<span class="status status-late">没有联络员</span>' in page
        assert "联系安全管理员安全管理（0750-1112222）办理授权或交接" in page
        assert "没有联络员的单位" not in text_of(browser_of(signer).get(address))
