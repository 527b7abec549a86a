"""What a sheet shows: its windows, its printed table, and 44 full rows at a fixed price."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from time_machine import TimeMachineFixture

from project.accounts.models import Role, User
from task_table.models import SupportReview
from tests.cast import person, report_on
from tests.pages.conftest import browser_of
from tests.pages.filling import quarter_before, said, sheet_of, text_of, typed
from tests.workflows.playing import approve, send_back, sign, submit, write
from workflows.cycles.excepting import give_exception
from workflows.models import Cycle, Handling, Report

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(cycle: Cycle) -> list[Report]:
    """Three rows of 市民政局."""
    return [report_on(cycle, number, "mzj") for number in ("1", "2", "13")]


def test_outside_the_window_the_sheet_is_read_and_what_was_typed_is_not_lost(
    rows: list[Report], liaison: User, clock: TimeMachineFixture
) -> None:
    page = typed(rows[0], progress="迟到的话。")
    clock.move_to("2026-02-15 00:00+08:00", tick=False)
    client = browser_of(liaison)
    assert "提交全部" not in text_of(client.get(sheet_of("mzj")))
    assert "迟到的话。" in text_of(client.post(sheet_of("mzj", "save"), page))


def test_an_exception_opens_the_locked_sheet_again_and_says_why(
    rows: list[Report], liaison: User, reviewer: User, clock: TimeMachineFixture
) -> None:
    clock.move_to("2026-02-15 09:00+08:00", tick=False)
    client = browser_of(liaison)
    locked = text_of(client.get(sheet_of("mzj")))
    assert "已锁定，确需补报的请联系市残工委办公室（残工委办审核人）" in locked
    office = text_of(browser_of(reviewer).get(sheet_of("mzj")))
    assert reverse("exception-give", args=["jiangmen-145", "2025-Q4", "mzj"]) in office
    mzj = rows[0].unit
    give_exception(rows[0].cycle, mzj, until_on=date(2026, 3, 2), reason="数据晚到。", by=reviewer)
    shown = text_of(client.get(sheet_of("mzj")))
    assert "准予特许补报到2026年3月2日" in shown
    assert "原因：数据晚到。" in shown
    client.post(sheet_of("mzj", "save"), typed(rows[0], progress="补报的话。"))
    assert said(rows[0]) == "补报的话。"


def test_the_printed_sheet_holds_every_row_and_its_words(
    rows: list[Report], liaison: User, reviewer: User, signer: User
) -> None:
    write(rows[0], liaison, progress="草稿里的话。")
    approve(submit(rows[1], liaison), reviewer)
    own = text_of(browser_of(liaison).get(sheet_of("mzj", "print")))
    assert own.count('<th scope="row">') == 3
    assert "草稿里的话。" in own
    assert "草稿里的话。" not in text_of(browser_of(reviewer).get(sheet_of("mzj", "print")))


def test_the_printed_sheet_holds_the_rows_of_one_office_alone(
    rows: list[Report], liaison: User
) -> None:
    for row, office in zip(rows, ("社会救助科", "养老服务科", "养老服务科"), strict=True):
        Handling.objects.create(assignment=row.assignment, office=office, changed_by=liaison)
    client, address = browser_of(liaison), sheet_of("mzj", "print")
    page = text_of(client.get(address, {"office": "养老服务科"}))
    assert page.count('<th scope="row">') == 2
    assert "共2项</span><span>经办科室：养老服务科" in page
    assert "没有这个科室或经办人的行。" in text_of(client.get(address, {"person": "查无此人"}))
    narrowed = text_of(client.get(sheet_of("mzj"), {"office": "社会救助科"}))
    assert f"{address}?office=%E7%A4%BE%E4%BC%9A" in narrowed


def long(number: str) -> dict[str, str]:
    """Return 200 characters a field, no two rows alike: nothing folds into a paragraph."""
    said = {"progress": "进展", "problem": "问题", "next_step": "措施"}
    return {name: f"{number}：{word * 100}"[:200] for name, word in said.items()}


@dataclass(frozen=True)
class County:
    """A county's people, and those on the other side of its rows."""

    liaison: User
    signer: User
    office: User

    def fill(self, cycles: list[Cycle], numbers: Sequence[str]) -> None:
        """Write rows in this cycle, having submitted them in the one before."""
        for number in numbers:
            before, now = (report_on(cycle, number, "pengjiang") for cycle in cycles)
            write(before, self.liaison, status="under_way", **long(number))
            submit(before, self.liaison)
            write(now, self.liaison, status="under_way", **long(number))

    def move_on(self, cycle: Cycle, numbers: Sequence[str]) -> None:
        """Have the first row returned, the second wait, the third signed, and so on in turn."""
        rows = cycle.reports.filter(assignment__task__number__in=numbers).for_moving()
        for place, row in enumerate(rows.order_by("pk")):
            submitted = submit(row, self.liaison)
            if place % 3 == 0:
                send_back(submitted, self.office)
            elif place % 3 == 2:
                sign(approve(submitted, self.office), self.signer)


@pytest.fixture
def county(cycle: Cycle) -> County:
    cycle.plan.support_review = SupportReview.SECRETARIAT
    cycle.plan.save(update_fields=["support_review"])
    return County(
        person("蓬江联络员", "pengjiang", (Role.LIAISON, "pengjiang")),
        person("蓬江分管领导", "pengjiang", (Role.SIGNER, "pengjiang")),
        person("残工委办审核人", "cgwb", (Role.REVIEWER, "pengjiang")),
    )


@pytest.fixture
def numbers(cycle: Cycle) -> list[str]:
    """The 44 tasks a county has a row of."""
    owed = cycle.plan.tasks.filter(assignments__unit__code="pengjiang")
    return list(owed.values_list("number", flat=True))


def look(who: User, verb: str = "") -> tuple[int, HttpResponse]:
    """Return the statements a second visit takes, transaction control apart, and the page."""
    client = browser_of(who)
    client.get(sheet_of("pengjiang", verb))
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(sheet_of("pengjiang", verb))
    control = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    return len([each for each in captured if not each["sql"].startswith(control)]), answer


def test_a_sheet_of_44_full_rows_takes_twelve_statements_and_200_kilobytes(
    cycle: Cycle, county: County, numbers: list[str]
) -> None:
    cycles = [quarter_before(cycle), cycle]
    county.fill(cycles, numbers[:4])
    few, _ = look(county.liaison)
    county.fill(cycles, numbers[4:])
    many, answer = look(county.liaison)
    assert text_of(answer).count('<textarea name="r') == 3 * len(numbers) == 3 * 44
    print(f"\n44 full rows: {many} statements, {len(answer.content)} bytes")
    assert few == many <= 12
    assert len(answer.content) <= 200_000


def test_rows_that_moved_on_take_no_statement_each(
    cycle: Cycle, county: County, numbers: list[str]
) -> None:
    """Returned, in review and signed: who returned and who signed is read along."""
    cycles = [quarter_before(cycle), cycle]
    county.fill(cycles, numbers[:13])
    county.move_on(cycle, numbers[:4])
    few = [look(county.liaison, verb)[0] for verb in ("", "print")]
    county.move_on(cycle, numbers[4:13])
    many, answer = look(county.liaison)
    assert text_of(answer).count("签批人：蓬江分管领导") == 4
    assert text_of(answer).count("残工委办审核人退回") == 5
    assert [many, look(county.liaison, "print")[0]] == few
    assert many <= 12
