"""催办 by the office: who still owes, whom it may urge, what is noted, and a repeat asked first."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from project.accounts.models import Role, User
from project.audit.models import AuditEvent
from tests.cast import MORNING, TODAY, person, report_on, unit
from tests.workflows.playing import (
    miss,
    refused,
    send_back,
    submit,
    withdraw,
)
from workflows.chasing.acting import Said, UrgedToday, chased_units, urge_units
from workflows.chasing.owing import Owing, read_owing
from workflows.models import Cycle, OfficeUrge, Report, UrgedRow, UrgeMeans
from workflows.refusals import Incomplete, NotEntitled, Refused

pytestmark = [pytest.mark.db, pytest.mark.django_db]

CALL = Said(spoken_to="王芳", answer="数据在核对。", promised_on=date(2026, 1, 12))
MONDAY = MORNING + timedelta(days=3)


def owing(cycle: Cycle, reviewer: User, on: date = TODAY, **how: object) -> list[Owing]:
    return read_owing(cycle, chased_units(reviewer, cycle, on=on), on=on, **how)  # type: ignore[arg-type]


def urge(cycle: Cycle, by: User, *codes: str, **how: object) -> list[OfficeUrge]:
    given = {"means": UrgeMeans.SYSTEM, "by": by, **how}
    return urge_units(cycle, [unit(code) for code in codes or ("mzj",)], **given)  # type: ignore[arg-type]


def call(cycle: Cycle, by: User, said: Said = CALL, **how: object) -> OfficeUrge:
    (made,) = urge(cycle, by, means=UrgeMeans.PHONE, said=said, **how)
    return made


def test_the_office_sees_who_owes_whoever_reviews_them(
    report: Report, support_report: Report, own_report: Report, reviewer: User, cycle: Cycle
) -> None:
    found = owing(cycle, reviewer)
    assert [(str(each.unit), each.counts) for each in found] == [
        ("市财政局", [("配合单位", 1)]),
        ("市民政局", [("牵头单位", 1)]),
        ("市残联", [("牵头单位", 1)]),
    ]
    assert found[1].status.word == "待填报，还有4个工作日"


def test_what_is_with_others_signed_or_corrected_is_not_owed(
    report: Report, reviewer: User, liaison: User, cycle: Cycle
) -> None:
    submitted = submit(report, liaison)
    assert owing(cycle, reviewer) == []
    withdraw(submitted, liaison)
    assert len(owing(cycle, reviewer)) == 1
    submit(report, liaison)
    returned = send_back(Report.objects.get(pk=report.pk), reviewer)
    (each,) = owing(cycle, reviewer)
    assert each.is_returned
    assert each.asked_by == returned.reply_by


def test_the_longest_past_its_day_comes_first(
    report: Report, own_report: Report, own_liaison: User, reviewer: User, cycle: Cycle
) -> None:
    send_back(submit(own_report, own_liaison), reviewer, reply_by=date(2026, 1, 12))
    found = owing(cycle, reviewer, on=date(2026, 1, 20))
    assert [str(each.unit) for each in found] == ["市残联", "市民政局"]
    assert found[0].is_late


def test_who_opened_nothing_is_marked_where_somebody_knows(
    report: Report, own_report: Report, reviewer: User, cycle: Cycle
) -> None:
    found = owing(cycle, reviewer, unopened={report.unit_id})
    assert [each.is_unopened for each in found] == [True, False]


def test_an_urge_names_all_a_unit_owes_with_trail(
    report: Report, reviewer: User, cycle: Cycle
) -> None:
    report_on(cycle, "4", "mzj")
    (made,) = urge(cycle, reviewer)
    assert made.counts_on == TODAY
    assert made.rows.count() == 2
    event = AuditEvent.objects.about(f"workflows.officeurge:{made.pk}").get()
    assert event.action == "urge.office"


def test_what_is_urged_together_is_one_act(
    report: Report, own_report: Report, reviewer: User, cycle: Cycle
) -> None:
    made = urge(cycle, reviewer, "mzj", "cl")
    assert len({each.act for each in made}) == 1
    assert OfficeUrge.objects.count() == 2


@pytest.mark.parametrize("who", ["liaison", "leader", "outside_reviewer", "foreign_liaison"])
def test_nobody_else_urges(
    request: pytest.FixtureRequest, who: str, report: Report, cycle: Cycle
) -> None:
    stranger = request.getfixturevalue(who)
    with refused(NotEntitled, "只有残工委办公室"):
        urge(cycle, stranger)


def test_who_owes_nothing_is_not_urged(
    report: Report, own_report: Report, liaison: User, reviewer: User, cycle: Cycle
) -> None:
    submit(report, liaison)
    with refused(Refused, "市民政局已经没有要报送的任务"):
        urge(cycle, reviewer, "mzj", "cl")


@pytest.mark.parametrize("means", [UrgeMeans.PHONE, UrgeMeans.VISIT])
def test_who_spoke_to_somebody_says_to_whom_and_what_was_answered(
    report: Report, reviewer: User, cycle: Cycle, means: UrgeMeans
) -> None:
    with refused(Incomplete) as caught:
        urge(cycle, reviewer, means=means)
    assert set(caught.value.fields) == {"spoken_to", "answer"}
    with pytest.raises(IntegrityError), transaction.atomic():
        OfficeUrge.objects.create(
            cycle=cycle, unit=report.unit, means=means, counts_on=TODAY, at=MORNING, by=reviewer
        )


def test_a_promise_lies_ahead_and_an_answer_holds_no_citizens_number(
    report: Report, reviewer: User, cycle: Cycle
) -> None:
    with refused(Incomplete, "不能早于今天"):
        call(cycle, reviewer, Said("王芳", "已报。", date(2026, 1, 8)))
    with refused(Incomplete, "个人证件号码"):
        call(cycle, reviewer, Said("王芳", "身份证号11010519491231002X"))


def test_a_repeat_on_the_same_day_is_asked_first_and_then_both_are_kept(
    report: Report, reviewer: User, colleague: User, cycle: Cycle
) -> None:
    first = call(cycle, reviewer)
    with refused(UrgedToday, "残工委办审核人于1月9日 10:00催办（电话）") as caught:
        urge(cycle, colleague)
    assert caught.value.made == [first]
    (second,) = urge(cycle, colleague, known={report.unit_id: first.pk})
    assert list(OfficeUrge.objects.all()) == [first, second]


def test_who_confirmed_an_older_urge_is_asked_again(
    report: Report, reviewer: User, colleague: User, cycle: Cycle
) -> None:
    """Two confirm at once, or one clicks twice: the second has not seen the first one's."""
    known = {report.unit_id: call(cycle, reviewer).pk}
    urge(cycle, colleague, known=known)
    with refused(UrgedToday):
        urge(cycle, reviewer, known=known)


def test_where_one_of_several_was_urged_nobody_is_urged_before_it_is_answered(
    report: Report, own_report: Report, reviewer: User, cycle: Cycle
) -> None:
    call(cycle, reviewer)
    with refused(UrgedToday, "市民政局"):
        urge(cycle, reviewer, "mzj", "cl")


def test_saturday_counts_for_monday_and_the_next_day_is_a_new_one(
    report: Report, reviewer: User, cycle: Cycle
) -> None:
    urge(cycle, reviewer)
    (made,) = urge(cycle, reviewer, at=MORNING + timedelta(days=1))
    assert made.counts_on == MONDAY.date()
    with refused(UrgedToday):
        urge(cycle, reviewer, at=MONDAY)
    assert len(urge(cycle, reviewer, at=MONDAY + timedelta(days=1))) == 1


def broken(cycle: Cycle, on: date) -> list[bool]:
    rows = OfficeUrge.objects.in_cycle(cycle).knowing_what_came()
    return [each.is_broken(on=on) for each in rows]


def test_a_promise_is_broken_the_day_after_and_kept_by_filing(
    report: Report, reviewer: User, liaison: User, cycle: Cycle
) -> None:
    call(cycle, reviewer)
    assert broken(cycle, date(2026, 1, 12)) == [False]
    assert broken(cycle, date(2026, 1, 13)) == [True]
    assert owing(cycle, reviewer, on=date(2026, 1, 13))[0].promise_is_broken
    submitted = submit(report, liaison, at=MONDAY)
    assert broken(cycle, date(2026, 1, 13)) == [False]
    send_back(submitted, reviewer, at=MONDAY)
    assert broken(cycle, date(2026, 1, 13)) == [False]


def test_a_later_promise_takes_the_place_of_an_earlier_one_and_a_miss_breaks_it(
    report: Report, reviewer: User, cycle: Cycle
) -> None:
    call(cycle, reviewer)
    call(cycle, reviewer, Said("王芳", "再缓几天。", date(2026, 1, 16)), at=MONDAY)
    (each,) = owing(cycle, reviewer, on=date(2026, 1, 14))
    assert not each.promise_is_broken
    miss(report, MORNING + timedelta(days=40))
    assert broken(cycle, date(2026, 2, 20)) == [True, True]


def test_what_was_urged_is_never_rewritten(report: Report, reviewer: User, cycle: Cycle) -> None:
    call(cycle, reviewer)
    for rows, change in (
        (OfficeUrge.objects.all(), {"answer": "已答复。"}),
        (UrgedRow.objects.all(), {"report": report}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)


def test_a_reviewer_from_elsewhere_is_not_of_the_office(report: Report, cycle: Cycle) -> None:
    elsewhere = person("财政审核人", "czj", (Role.REVIEWER, "mzj"))
    with refused(NotEntitled):
        urge(cycle, elsewhere)
