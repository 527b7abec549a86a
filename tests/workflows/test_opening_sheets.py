"""已阅: who first opened a unit's sheet is kept once; the others are the office's first calls."""

from datetime import timedelta
from html import unescape

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from project.accounts.models import User
from project.audit.models import AuditEvent
from tests.cast import MORNING, TODAY, report_on
from tests.pages.conftest import browser_of
from tests.workflows.playing import receive, submit, write
from workflows.drafting import save_draft
from workflows.models import Cycle, Report, SheetOpening
from workflows.opening_sheets import note_opening, unopened

pytestmark = [pytest.mark.db, pytest.mark.django_db]


def sheet(report: Report) -> str:
    cycle = report.cycle
    return reverse("sheet", args=[cycle.plan.slug, cycle.key, report.unit.code])


def not_opened(cycle: Cycle) -> list[tuple[str, int]]:
    return [(each.unit.code, each.rows) for each in unopened(cycle, on=TODAY)]


def test_the_first_opening_by_a_liaison_is_kept_once(
    report: Report, liaison: User, second_liaison: User
) -> None:
    events = AuditEvent.objects.count()
    for person in (liaison, second_liaison, liaison):
        assert browser_of(person).get(sheet(report)).status_code == 200
    row = SheetOpening.objects.get()
    assert (row.unit, row.opened_by, row.first_opened_at) == (report.unit, liaison, MORNING)
    signed_in = AuditEvent.objects.filter(action="account.sign_in").count()
    assert AuditEvent.objects.count() - events == signed_in


def test_opening_again_writes_nothing(report: Report, liaison: User) -> None:
    client = browser_of(liaison)
    client.get(sheet(report))
    with CaptureQueriesContext(connection) as captured:
        client.get(sheet(report))
    assert not [each for each in captured if each["sql"].startswith("INSERT")]


@pytest.mark.parametrize("who", ["signer", "reviewer", "leader"])
def test_others_looking_is_no_opening(
    report: Report, who: str, request: pytest.FixtureRequest
) -> None:
    assert browser_of(request.getfixturevalue(who)).get(sheet(report)).status_code == 200
    assert not SheetOpening.objects.exists()


def test_the_page_of_one_report_opens_the_sheet_too(report: Report, liaison: User) -> None:
    browser_of(liaison).get(reverse("report", args=[report.pk]))
    assert SheetOpening.objects.get().unit == report.unit


def test_an_opening_is_never_rewritten(report: Report, liaison: User) -> None:
    note_opening(report.cycle, report.unit, liaison, at=MORNING)
    with pytest.raises(IntegrityError), transaction.atomic():
        SheetOpening.objects.update(first_opened_at=MORNING + timedelta(days=1))


def test_who_opened_wrote_or_filed_is_not_called(
    cycle: Cycle, liaison: User, supporting_liaison: User, own_liaison: User
) -> None:
    mzj, czj, cl = (report_on(cycle, "1", code) for code in ("mzj", "czj", "cl"))
    report_on(cycle, "2", "mzj")
    assert not_opened(cycle) == [("mzj", 2), ("czj", 1), ("cl", 1)]
    note_opening(cycle, mzj.unit, liaison, at=MORNING)
    write(czj, supporting_liaison)
    assert not_opened(cycle) == [("cl", 1)]
    submit(cl, own_liaison)
    assert not_opened(cycle) == []


def test_what_the_office_entered_for_a_unit_is_no_opening(report: Report, reviewer: User) -> None:
    received = receive(report, reviewer)
    save_draft(report, by=reviewer, revision=0, received=received, progress="来件里的话。")
    assert not_opened(report.cycle) == [("mzj", 1)]


def test_before_the_cycle_opens_nobody_is_called(report: Report) -> None:
    assert unopened(report.cycle, on=report.cycle.opens_on - timedelta(days=1)) == []


def test_the_office_alone_sees_whom_to_call_with_the_number(
    report: Report, liaison: User, reviewer: User, leader: User
) -> None:
    User.objects.filter(pk=liaison.pk).update(phone="0750-1234567")
    address = reverse("cycle", args=[report.cycle.plan.slug, report.cycle.key])
    page = unescape(browser_of(reviewer).get(address).content.decode())
    assert "还没有打开报送表的单位（1）" in page
    assert "tel:07501234567" in page
    for other in (liaison, leader):
        assert "还没有打开报送表" not in unescape(browser_of(other).get(address).content.decode())


def test_the_list_needs_two_statements_however_many(cycle: Cycle) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            unopened(cycle, on=TODAY)
        return len(captured)

    report_on(cycle, "1", "mzj")
    few = statements()
    for code in ("czj", "cl", "pengjiang", "xinhui"):
        report_on(cycle, "1", code)
    assert statements() == few == 2
