"""Gathering: quotes keep their source, silence is named and frozen, an urge counts once a day."""

from datetime import timedelta

import pytest

from project.accounts.models import User
from tests.cast import MORNING, report_on
from tests.conftest import lift_guards
from tests.workflows.playing import (
    approve,
    refused,
    revision_of,
    send_back,
    sign,
    submit,
    withdraw,
    write,
)
from workflows.cycles.closing import close_ended_cycles
from workflows.gathering.feedback import Given, given_of, standing_version
from workflows.gathering.quoting import quote
from workflows.gathering.reading import tallies_of
from workflows.gathering.urging import urge
from workflows.integrity import differences
from workflows.models import Cycle, Draft, Quotation, Report, ReportVersion, Urge
from workflows.moving import reopen
from workflows.refusals import AlreadyMoved, Incomplete, NotEntitled, Refused

pytestmark = [pytest.mark.django_db, pytest.mark.db]

GIVEN = "已拨付补贴资金120万元。惠及30人。"


@pytest.fixture
def county(cycle: Cycle) -> Report:
    """蓬江区's row on task 1, of which nobody hears anything."""
    return report_on(cycle, "1", "pengjiang")


@pytest.fixture
def given(support_report: Report, supporting_liaison: User) -> Report:
    """市财政局's row, in the lead's review."""
    write(support_report, supporting_liaison, status="under_way", progress=GIVEN)
    return submit(support_report, supporting_liaison)


def take(lead: Report, row: Report, by: User) -> bool:
    return quote(lead, row, by=by, revision=revision_of(lead), seen_version=row.version_id)


def text_of(lead: Report) -> str:
    return Draft.objects.get(report=lead).progress


def frozen(lead: Report) -> dict[str, object]:
    facts = ReportVersion.objects.get(pk=lead.version_id).gathered
    assert facts is not None
    return facts


def whole(lead: Report) -> list[str]:
    """Return what `check_integrity` finds wrong with it."""
    lead.refresh_from_db()
    found = differences([Report.objects.for_moving().get(pk=lead.pk)])
    return [sentence.partition("：")[2] for sentence in found]


def given_by(row: Report) -> Given:
    return given_of(standing_version(Report.objects.for_moving().get(pk=row.pk)))


def test_what_was_sent_back_or_withdrawn_is_not_given(
    given: Report, liaison: User, supporting_liaison: User, supporting_signer: User
) -> None:
    assert given_by(given) == Given.FEEDBACK
    withdraw(given, supporting_liaison)
    assert given_by(given) == Given.NOTHING
    submit(given, supporting_liaison)
    send_back(given, liaison)
    assert given_by(given) == Given.NOTHING
    write(given, supporting_liaison, no_change=True)
    submit(given, supporting_liaison)
    assert given_by(given) == Given.UNCHANGED


def test_while_a_signed_row_is_corrected_what_was_signed_stands(
    given: Report, liaison: User, supporting_liaison: User, supporting_signer: User
) -> None:
    sign(approve(given, liaison), supporting_signer)
    reopen(given, by=supporting_liaison, reason="数字有误。")
    assert given_by(given) == Given.FEEDBACK


def test_a_quote_is_added_once_with_its_source(
    report: Report, given: Report, liaison: User
) -> None:
    write(report, liaison, status="under_way", progress="本局已办理。")
    assert take(report, given, liaison)
    assert not take(report, given, liaison)
    assert text_of(report) == f"本局已办理。\n据市财政局：{GIVEN}"
    row = Quotation.objects.get()
    assert (row.source_id, row.words, row.taken_by) == (given.version_id, GIVEN, liaison)


def test_a_quote_that_was_cut_may_be_taken_again(
    report: Report, given: Report, liaison: User
) -> None:
    take(report, given, liaison)
    write(report, liaison, status="under_way", progress="重写。")
    assert take(report, given, liaison)
    assert text_of(report) == f"重写。\n据市财政局：{GIVEN}"
    assert Quotation.objects.count() == 1


def test_a_submission_names_the_sources_it_still_says_and_no_others(
    report: Report, given: Report, county: Report, liaison: User
) -> None:
    take(report, given, liaison)
    write(
        report,
        liaison,
        status="under_way",
        progress="据市财政局：已拨付补贴资金120万元。惠及45人。",
    )
    first = submit(report, liaison)
    source = ReportVersion.objects.get(pk=given.version_id)
    assert frozen(first)["quoted"] == [
        {"unit": "czj", "name": "市财政局", "number": 1, "digest": source.digest,
         "words": "已拨付补贴资金120万元。"}
    ]  # fmt: skip
    withdraw(first, liaison)
    write(report, liaison, progress="不再引用。")
    second = submit(report, liaison)
    assert frozen(second)["quoted"] == []
    assert whole(report) == []


def test_only_what_stands_and_was_seen_is_quoted(
    report: Report, given: Report, county: Report, liaison: User, supporting_liaison: User
) -> None:
    with refused(AlreadyMoved, "已重新提交"):
        quote(report, given, by=liaison, revision=0, seen_version=0)
    with refused(AlreadyMoved, "没有可以引用的内容"):
        quote(report, county, by=liaison, revision=0)
    send_back(given, liaison)
    with refused(AlreadyMoved, "没有可以引用的内容"):
        quote(report, given, by=liaison, revision=0)
    write(given, supporting_liaison, no_change=True, progress="")
    submit(given, supporting_liaison)
    with refused(Refused, "没有可以引用的文字"):
        quote(report, given, by=liaison, revision=0)


def test_nobody_else_quotes_into_the_lead_s_draft(
    report: Report, given: Report, supporting_liaison: User, cycle: Cycle, liaison: User
) -> None:
    with refused(NotEntitled):
        quote(report, given, by=supporting_liaison, revision=0)
    other = report_on(cycle, "2", "mzj")
    with refused(Refused, "只能引用本任务"):
        quote(other, given, by=liaison, revision=0)


def test_a_lead_cannot_submit_without_knowing_who_gave_nothing(
    report: Report, given: Report, county: Report, liaison: User
) -> None:
    write(report, liaison)
    with refused(Incomplete, "蓬江区人民政府未反馈", report):
        submit(report, liaison, known_silent=())
    with refused(Incomplete, "蓬江区人民政府未反馈", report):
        submit(report, liaison, known_silent=["czj"])
    facts = frozen(submit(report, liaison, known_silent=["pengjiang"]))
    assert (facts["asked"], facts["silent"]) == (
        2, [{"unit": "pengjiang", "name": "蓬江区人民政府", "why": "未反馈"}],
    )  # fmt: skip


def test_who_answers_between_page_and_submission_is_not_called_silent(
    report: Report, given: Report, liaison: User
) -> None:
    write(report, liaison)
    assert frozen(submit(report, liaison, known_silent=["czj"]))["silent"] == []


def test_silence_has_its_word_and_is_under_the_digest(
    report: Report, given: Report, county: Report, liaison: User
) -> None:
    send_back(given, liaison)
    facts = frozen(submit(report, liaison))
    assert [each["why"] for each in facts["silent"]] == [  # type: ignore[attr-defined]
        "退回后未重新提交", "未反馈",
    ]  # fmt: skip
    assert whole(report) == []
    with lift_guards(ReportVersion):
        ReportVersion.objects.filter(pk=report.version_id).update(gathered=facts | {"silent": []})
    assert whole(report) == ["第1版的内容与摘要不符。"]


def test_a_row_that_does_not_gather_freezes_nothing(
    given: Report, concurrence: Report, concurring_liaison: User
) -> None:
    write(concurrence, concurring_liaison, concurs=True)
    for row in (given, submit(concurrence, concurring_liaison)):
        assert ReportVersion.objects.get(pk=row.version_id).gathered is None


def test_the_tally_counts_each_unit_once(report: Report, given: Report, county: Report) -> None:
    tally = tallies_of([report, given])[report.pk]
    assert str(tally) == "配合单位2家：已反馈1，未反馈1，无变化0"
    assert tally.silent_codes == "pengjiang"


def test_an_urge_counts_once_a_working_day(
    report: Report, county: Report, liaison: User, second_liaison: User
) -> None:
    urge(county, lead=report, by=liaison)
    with refused(Refused, "民政联络员已于1月9日 10:00催办"):
        urge(county, lead=report, by=second_liaison)
    saturday, monday = MORNING + timedelta(days=1), MORNING + timedelta(days=3)
    urge(county, lead=report, by=second_liaison, at=saturday)
    with refused(Refused, "已于1月10日"):
        urge(county, lead=report, by=liaison, at=monday)
    assert [each.counts_on.day for each in Urge.objects.all()] == [9, 12]


def test_only_the_lead_urges_and_only_who_gave_nothing(
    report: Report, given: Report, county: Report, liaison: User, supporting_liaison: User
) -> None:
    with refused(NotEntitled):
        urge(county, lead=report, by=supporting_liaison)
    with refused(Refused, "已经反馈"):
        urge(given, lead=report, by=liaison)
    with refused(NotEntitled):
        urge(county, lead=given, by=supporting_liaison)
    closed = report.cycle.closes_on + timedelta(days=1)
    close_ended_cycles(on=closed)
    with refused(Refused, "填报期已过"):
        urge(county, lead=report, by=liaison, at=MORNING + timedelta(days=60))
