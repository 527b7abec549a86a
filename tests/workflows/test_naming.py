"""点名: a unit named as the cause sees that sentence alone, and adds one line beside it."""

from datetime import date, timedelta

import pytest

from project.accounts.models import User
from project.audit.models import AuditEvent
from tests.cast import MORNING, TODAY, unit
from tests.workflows.coordinating import pass_on, raise_one
from workflows.models import CoordinationRequest, Remark, Report
from workflows.naming.reading import may_remark, remarks_on, sentences_naming, standing
from workflows.naming.remarking import remark
from workflows.refusals import AlreadyMoved, Incomplete, NotEntitled

pytestmark = [pytest.mark.db, pytest.mark.django_db]

# The lead's day, 15 January, is over; 市财政局 gave nothing.
LATE = date(2026, 1, 19)


@pytest.fixture
def passed_on(report: Report, liaison: User, reviewer: User) -> CoordinationRequest:
    return pass_on(raise_one(report, liaison), reviewer)


def test_a_request_names_its_addressee_from_passing_on_alone(
    report: Report, liaison: User, reviewer: User
) -> None:
    case = raise_one(report, liaison)
    assert sentences_naming(unit("czj"), on=TODAY) == []
    pass_on(case, reviewer)
    (said,) = sentences_naming(unit("czj"), on=TODAY)
    assert (said.key, said.said) == (f"case:{case.pk}", "救助资金没有到位。")
    assert said.where == "市民政局需协调事项，第1项，2025年第4季度"
    assert sentences_naming(unit("mzj"), on=TODAY) == []


def test_a_late_lead_names_the_unit_that_gave_nothing(
    report: Report, support_report: Report
) -> None:
    assert sentences_naming(unit("czj"), on=TODAY) == []
    (said,) = sentences_naming(unit("czj"), on=LATE)
    assert said.key == f"report:{report.pk}"
    assert said.said == ("市民政局的报告未按时报送，迟报原因：因配合单位未反馈（市财政局）。")


def test_liaisons_and_signers_of_the_named_unit_speak_for_it_and_nobody_else(
    passed_on: CoordinationRequest, supporting_liaison: User, supporting_signer: User,
    liaison: User, reviewer: User, leader: User,
) -> None:  # fmt: skip
    key, czj = f"case:{passed_on.pk}", unit("czj")
    for own in (supporting_liaison, supporting_signer):
        assert may_remark(own, czj, on=TODAY)
    for other in (liaison, reviewer, leader):
        with pytest.raises(NotEntitled):
            remark(czj, key, by=other, text="不是我们的话。")
    with pytest.raises(AlreadyMoved):
        remark(unit("mzj"), key, by=liaison, text="没有点到我们。")


def test_a_further_line_takes_the_place_of_the_one_before_and_nothing_is_lost(
    passed_on: CoordinationRequest, supporting_liaison: User
) -> None:
    key, czj = f"case:{passed_on.pk}", unit("czj")
    first = remark(czj, key, by=supporting_liaison, text="预算\n已下达。")
    assert first.text == "预算 已下达。"
    assert remark(czj, key, by=supporting_liaison, text="预算 已下达。") == first
    later = MORNING + timedelta(hours=1)
    second = remark(czj, key, by=supporting_liaison, text="一月十日已下达。", at=later)
    assert standing(Remark.objects.for_reading()) == [second]
    assert Remark.objects.count() == 2
    assert second.sentence == "救助资金没有到位。"
    assert AuditEvent.objects.filter(action="remark.add").count() == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [(" ", "请写明"), ("字" * 201, "最多200个字"), ("张三11010519491231002X", "证件号码")],
)
def test_a_line_that_cannot_stand_is_refused(
    passed_on: CoordinationRequest, supporting_liaison: User, text: str, words: str
) -> None:
    with pytest.raises(Incomplete, match=words):
        remark(unit("czj"), f"case:{passed_on.pk}", by=supporting_liaison, text=text)


def test_a_remark_on_lateness_stands_with_the_leads_row(
    report: Report, support_report: Report, supporting_liaison: User
) -> None:
    at = MORNING + timedelta(days=10)
    made = remark(
        unit("czj"), f"report:{report.pk}", by=supporting_liaison, text="数据一月底才有。", at=at
    )
    assert remarks_on([report, support_report]) == {report.pk: [made]}
