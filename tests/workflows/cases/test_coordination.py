"""需协调事项: raised from a row, passed on, answered, done and confirmed, or put on the agenda."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from project.accounts.models import Role, User
from tests.cast import MORNING, TODAY, person
from tests.workflows.coordinating import (
    NEEDED_ON,
    accept,
    act,
    decline,
    finish,
    pass_on,
    propose,
    raise_one,
)
from workflows.case_words import CaseOutcome, CaseStep
from workflows.cases.coordination import begin_with, may_raise
from workflows.cases.turns import outcomes_for, waiting_for
from workflows.drafting import save_draft
from workflows.integrity import case_differences
from workflows.models import Case, CaseTransition, CoordinationRequest, Report
from workflows.moving import complete_case
from workflows.refusals import AlreadyMoved, FourEyes, Incomplete, NotEntitled, Refused

pytestmark = [pytest.mark.db, pytest.mark.django_db]


@pytest.fixture
def raised(report: Report, liaison: User) -> CoordinationRequest:
    return raise_one(report, liaison)


@pytest.fixture
def passed_on(raised: CoordinationRequest, reviewer: User) -> CoordinationRequest:
    return pass_on(raised, reviewer)


def steps_of(case: Case) -> list[str]:
    return [move.to_step for move in CaseTransition.objects.filter(case=case.pk)]


def test_accepted_done_and_confirmed_by_the_one_who_raised_it(
    passed_on: CoordinationRequest, supporting_liaison: User, liaison: User
) -> None:
    accepted = accept(passed_on, supporting_liaison)
    assert (accepted.step, accepted.promised_on) == (CaseStep.FULFIL, NEEDED_ON)
    done = finish(accepted, supporting_liaison)
    ended = act(done, CaseOutcome.CONFIRMED, liaison, reason="")
    assert (ended.step, ended.result) == (CaseStep.COORDINATED, "已拨付120万元。")
    assert steps_of(ended) == ["forward", "answer", "fulfil", "confirm", "coordinated"]
    assert list(case_differences()) == []


def test_declined_goes_to_the_agenda_at_once_with_its_reason(
    passed_on: CoordinationRequest, supporting_liaison: User, leader: User
) -> None:
    listed = decline(passed_on, supporting_liaison)
    assert listed.step == CaseStep.AGENDA
    last = CaseTransition.objects.filter(case=listed.pk).last()
    assert last is not None
    assert (last.outcome, last.reason) == (CaseOutcome.DECLINED, "本年度预算已经用完。")
    ruled = act(listed, CaseOutcome.RULED, leader, reason="", ruling="请财政局月底前安排。")
    assert (ruled.step, ruled.ruling) == (CaseStep.RULED, "请财政局月底前安排。")
    assert list(case_differences()) == []


def test_what_asks_the_committee_is_listed_once_it_was_passed_on(
    report: Report, liaison: User, reviewer: User, colleague: User
) -> None:
    case = raise_one(report, liaison, addressee="committee")
    assert case.step == CaseStep.FORWARD
    listed = pass_on(case, reviewer)
    assert (listed.step, listed.last_on, listed.whom) == (
        "agenda",
        None,
        str(report.cycle.plan.committee),
    )
    off = act(listed, CaseOutcome.TAKEN_OFF, colleague, reason="已在会上研究。")
    assert off.step == CaseStep.TAKEN_OFF
    assert list(case_differences()) == []


def test_another_date_is_agreed_by_the_raiser(
    passed_on: CoordinationRequest, supporting_liaison: User, liaison: User
) -> None:
    proposed = propose(passed_on, supporting_liaison)
    assert (proposed.step, proposed.last_on) == (CaseStep.AGREE, date(2026, 1, 14))
    agreed = act(proposed, CaseOutcome.AGREED, liaison, reason="")
    assert (agreed.step, agreed.promised_on) == (CaseStep.FULFIL, date(2026, 2, 10))
    assert agreed.needed_on == NEEDED_ON


def test_where_they_do_not_agree_the_office_sets_the_date_or_lists_it(
    passed_on: CoordinationRequest, supporting_liaison: User, liaison: User, reviewer: User
) -> None:
    opposed = act(propose(passed_on, supporting_liaison), CaseOutcome.OPPOSED, liaison)
    assert opposed.step == CaseStep.SETTLE
    settled = act(opposed, CaseOutcome.SETTLED, reviewer, promised_on=date(2026, 1, 30))
    assert (settled.step, settled.last_on) == (CaseStep.FULFIL, date(2026, 1, 30))


def test_what_was_not_done_goes_back_with_the_days_of_a_reply(
    passed_on: CoordinationRequest, supporting_liaison: User, liaison: User
) -> None:
    done = finish(accept(passed_on, supporting_liaison), supporting_liaison)
    late = MORNING.replace(month=2, day=2)
    back = act(done, CaseOutcome.NOT_DONE, liaison, at=late, reason="还差30万元。")
    assert (back.step, back.promised_on, back.last_on) == (
        CaseStep.FULFIL, NEEDED_ON, date(2026, 2, 5),
    )  # fmt: skip
    assert finish(back, supporting_liaison, at=late + timedelta(days=3)).step == CaseStep.CONFIRM


def test_what_lay_with_the_office_leaves_the_unit_its_days(
    raised: CoordinationRequest, reviewer: User, supporting_liaison: User
) -> None:
    """Rule 8: a unit answers only for the time it had."""
    late = MORNING.replace(month=2, day=2)
    passed_on = pass_on(raised, reviewer, at=late)
    assert passed_on.last_on == date(2026, 2, 5)
    accepted = accept(passed_on, supporting_liaison, date(2026, 2, 5), at=late)
    assert accepted.step == CaseStep.FULFIL


def test_the_office_may_return_it_or_refuse_it_but_says_why(
    raised: CoordinationRequest, reviewer: User, liaison: User
) -> None:
    for outcome in (CaseOutcome.SENT_BACK, CaseOutcome.REFUSED):
        with pytest.raises(Incomplete, match="原因"):
            act(raised, outcome, reviewer, reason=" ")
    back = act(raised, CaseOutcome.SENT_BACK, reviewer)
    assert back.step == CaseStep.APPLY
    said: dict[str, Any] = {
        "addressee": "jyj", "problem": "缺少教师。", "needed": "请调配。", "needed_on": NEEDED_ON,
    }  # fmt: skip
    again = act(back, CaseOutcome.APPLIED, liaison, reason="", **said)
    assert (again.step, again.problem, again.whom) == ("forward", "缺少教师。", "市教育局")
    assert act(again, CaseOutcome.REFUSED, reviewer).step == CaseStep.REFUSED
    assert list(case_differences()) == []


def test_the_office_edits_nothing(raised: CoordinationRequest, reviewer: User) -> None:
    act(raised, CaseOutcome.FORWARDED, reviewer, problem="改写的话。", needed="改写。")
    raised.refresh_from_db()
    assert (raised.problem, raised.needed) == ("救助资金没有到位。", "请拨付第四季度资金。")


@pytest.mark.parametrize(
    ("field", "said", "words"),
    [
        ("addressee", "", "请选择请谁协调"),
        ("addressee", "mzj", "不能选本单位"),
        ("addressee", "cgwb", "从列出的单位中选择"),
        ("problem", " ", "存在什么问题"),
        ("needed", "", "需要对方做什么"),
        ("needed_on", None, "何日之前"),
        ("needed_on", date(2026, 1, 8), "已经过了"),
        ("needed_on", date(2062, 1, 1), "核对年份"),
        ("problem", "张三11010519491231002X没有领到。", "证件号码"),
        ("needed", "请补发11010519491231002X。", "证件号码"),
    ],
)
def test_what_is_missing_is_said_field_by_field(
    report: Report, liaison: User, field: str, said: object, words: str
) -> None:
    with pytest.raises(Incomplete) as refusal:
        raise_one(report, liaison, **{field: said})
    assert words in refusal.value.fields[field]
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("outcome", "field", "day", "words"),
    [
        (CaseOutcome.ACCEPTED, "promised_on", None, "承诺哪一天"),
        (CaseOutcome.ACCEPTED, "promised_on", date(2026, 1, 21), "另提日期"),
        (CaseOutcome.ACCEPTED, "promised_on", date(2026, 1, 8), "已经过了"),
        (CaseOutcome.PROPOSED, "proposed_on", None, "另提的日期"),
        (CaseOutcome.PROPOSED, "proposed_on", NEEDED_ON, "要晚于"),
        (CaseOutcome.PROPOSED, "proposed_on", date(2062, 1, 1), "核对年份"),
    ],
)
def test_a_day_must_be_one_that_can_hold(
    passed_on: CoordinationRequest, supporting_liaison: User, outcome: CaseOutcome, field: str,
    day: date | None, words: str,
) -> None:  # fmt: skip
    with pytest.raises(Incomplete) as refusal:
        act(passed_on, outcome, supporting_liaison, **{field: day})
    assert words in refusal.value.fields[field]


def test_personal_data_is_refused_in_every_text(
    passed_on: CoordinationRequest, supporting_liaison: User, leader: User
) -> None:
    number = "张三11010519491231002X"
    with pytest.raises(Incomplete, match="证件号码"):
        act(passed_on, CaseOutcome.DECLINED, supporting_liaison, reason=number)
    accepted = accept(passed_on, supporting_liaison)
    with pytest.raises(Incomplete, match="证件号码"):
        act(accepted, CaseOutcome.DONE, supporting_liaison, result=number)


def test_liaisons_of_the_rows_unit_alone_raise_it_lead_and_co_responsible_alike(
    report: Report, support_report: Report, liaison: User, supporting_liaison: User, reviewer: User
) -> None:
    assert may_raise(report, liaison, on=TODAY)
    assert may_raise(support_report, supporting_liaison, on=TODAY)
    for other in (supporting_liaison, reviewer):
        assert not may_raise(report, other, on=TODAY)
        with pytest.raises(NotEntitled):
            raise_one(report, other)
    assert raise_one(support_report, supporting_liaison, addressee="mzj").step == CaseStep.FORWARD


def test_the_rows_own_problem_is_where_the_form_starts(report: Report, liaison: User) -> None:
    save_draft(report, by=liaison, revision=0, problem="经费不足。")
    assert begin_with(report)["problem"] == "经费不足。"


def test_the_same_unit_is_asked_once_at_a_time(
    report: Report, raised: CoordinationRequest, liaison: User
) -> None:
    with pytest.raises(Incomplete, match="正在办理"):
        raise_one(report, liaison)
    assert raise_one(report, liaison, addressee="jyj").step == CaseStep.FORWARD
    act(raised, CaseOutcome.WITHDRAWN, liaison)
    assert raise_one(report, liaison).step == CaseStep.FORWARD


def test_a_stranger_and_who_was_not_asked_decide_nothing(
    passed_on: CoordinationRequest, foreign_liaison: User, reviewer: User, liaison: User
) -> None:
    for other in (foreign_liaison, reviewer, liaison):
        with pytest.raises(NotEntitled):
            accept(passed_on, other)


def test_at_the_agenda_a_leader_rules_and_the_office_strikes_off_not_the_other_way(
    passed_on: CoordinationRequest, supporting_liaison: User, leader: User, colleague: User
) -> None:
    listed = decline(passed_on, supporting_liaison)
    with pytest.raises(NotEntitled):
        act(listed, CaseOutcome.RULED, colleague, ruling="同意。")
    with pytest.raises(NotEntitled):
        act(listed, CaseOutcome.TAKEN_OFF, leader)
    assert outcomes_for(listed, leader, on=TODAY) == [CaseOutcome.RULED]
    assert outcomes_for(listed, colleague, on=TODAY) == [CaseOutcome.TAKEN_OFF]


def test_the_agenda_is_nobodys_daily_debt(
    passed_on: CoordinationRequest, supporting_liaison: User, leader: User, colleague: User
) -> None:
    assert list(waiting_for(supporting_liaison, on=TODAY)) == [passed_on.case_ptr]
    decline(passed_on, supporting_liaison)
    for person_ in (supporting_liaison, leader, colleague):
        assert not waiting_for(person_, on=TODAY).exists()


def test_within_a_side_one_goes_on_between_sides_four_eyes_hold(
    report: Report, reviewer: User, colleague: User
) -> None:
    """Rule 3 (decision 0033): somebody with every role still needs another for each side."""
    many = person(
        "多岗", "mzj", (Role.LIAISON, "mzj"), (Role.LIAISON, "czj"), (Role.REVIEWER, "mzj")
    )
    other = person("财政", "czj", (Role.LIAISON, "czj"))
    case = raise_one(report, many)
    with pytest.raises(FourEyes):
        pass_on(case, many)
    case = pass_on(case, reviewer)
    with pytest.raises(FourEyes):
        accept(case, many)
    case = finish(accept(case, other), other)
    assert act(case, CaseOutcome.CONFIRMED, many, reason="").step == CaseStep.COORDINATED


def test_who_passed_it_on_does_not_confirm_nor_strike_it_off(
    passed_on: CoordinationRequest, supporting_liaison: User, reviewer: User, colleague: User
) -> None:
    done = finish(accept(passed_on, supporting_liaison), supporting_liaison)
    with pytest.raises(FourEyes):
        act(done, CaseOutcome.CONFIRMED, reviewer)
    assert not waiting_for(reviewer, on=TODAY).exists()
    assert waiting_for(colleague, on=TODAY).exists()
    back = act(done, CaseOutcome.NOT_DONE, colleague)
    listed = act(back, CaseOutcome.LAPSED, None, at=MORNING.replace(month=3))
    with pytest.raises(FourEyes):
        act(listed, CaseOutcome.TAKEN_OFF, reviewer, at=MORNING.replace(month=3))


def test_the_slower_one_is_told_who_was_faster(
    passed_on: CoordinationRequest, supporting_liaison: User
) -> None:
    accept(passed_on, supporting_liaison)
    stale = CoordinationRequest.objects.get(pk=passed_on.pk)
    stale.step = CaseStep.ANSWER
    with pytest.raises(AlreadyMoved, match=r"财政联络员.*已“承诺办理”.*被请单位办理"):
        complete_case(
            stale, CaseStep.ANSWER, by=supporting_liaison, outcome=CaseOutcome.DECLINED,
            reason="改主意。", at=MORNING,
        )  # fmt: skip


def test_the_system_does_not_answer_and_nobody_lapses(
    passed_on: CoordinationRequest, supporting_liaison: User
) -> None:
    with pytest.raises(NotEntitled):
        act(passed_on, CaseOutcome.ACCEPTED, None)
    with pytest.raises(NotEntitled):
        act(passed_on, CaseOutcome.LAPSED, supporting_liaison)
    with pytest.raises(Refused, match="还没有到期"):
        act(passed_on, CaseOutcome.LAPSED, None)


def test_a_step_costs_at_most_forty_statements(
    report: Report, liaison: User, reviewer: User, supporting_liaison: User
) -> None:
    with CaptureQueriesContext(connection) as raising:
        case = raise_one(report, liaison)
    costs = {"raise": len(raising)}
    for name, step in (
        ("pass on", lambda: pass_on(case, reviewer)),
        ("propose", lambda: propose(case, supporting_liaison)),
        ("agree", lambda: act(case, CaseOutcome.AGREED, liaison)),
        ("finish", lambda: finish(case, supporting_liaison)),
        ("confirm", lambda: act(case, CaseOutcome.CONFIRMED, liaison)),
    ):
        with CaptureQueriesContext(connection) as captured:
            step()
        costs[name] = len(captured)
    assert max(costs.values()) <= 40, costs
