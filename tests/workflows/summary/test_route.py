"""The summary's route: heard by the units asked, blocked by 存疑 at the end, frozen whole."""

import json
from datetime import date

import pytest
from time_machine import TimeMachineFixture

from project.accounts.models import Role, User
from project.audit.facts import canonical, fingerprint
from task_table.models import Plan
from tests.cast import person
from tests.workflows.escalating import moment, move
from tests.workflows.playing import dispute, refused, submit
from tests.workflows.summary.wording import (
    adopts,
    asked,
    begin,
    choose,
    heard,
    says,
    send_on,
    write,
)
from workflows.case_words import CaseOutcome, CaseStep
from workflows.escalation.checking import broken_papers
from workflows.flows.route import next_step
from workflows.models import Cycle, Dispute, Opinion, Report, SummaryPaper
from workflows.refusals import AlreadyMoved, FourEyes, Incomplete, NotEntitled, Refused
from workflows.summary.answering import answer
from workflows.summary.showing import standing_of

pytestmark = [pytest.mark.django_db, pytest.mark.db]

# Three working days after the cast's Friday, and the day behind that.
LAST_DAY, OVER = date(2026, 1, 14), date(2026, 1, 15)


@pytest.fixture
def other(db: None) -> User:
    return person("人社联络员", "rsj", (Role.LIAISON, "rsj"))


@pytest.fixture
def out(cycle: Cycle, reviewer: User, colleague: User) -> SummaryPaper:
    """A paper that two units were asked about."""
    paper: SummaryPaper = send_on(begin(cycle), reviewer, colleague)
    return paper


@pytest.fixture
def disputed(
    figures_asked: Plan, report: Report, liaison: User, supporting_liaison: User
) -> Dispute:
    submit(report, liaison)
    return dispute(report, supporting_liaison)


def settle(plan: Plan, **rules: object) -> None:
    for name, value in rules.items():
        setattr(plan, name, value)
    plan.save()


@pytest.mark.parametrize(
    "rules, steps",
    [
        ({}, ["vet", "consult", "issue"]),
        ({"head_approves": True}, ["vet", "consult", "head", "issue"]),
        ({"seeks_opinions": False}, ["vet", "issue"]),
        ({"vets_papers": False}, ["consult", "issue"]),
        ({"vets_papers": False, "seeks_opinions": False}, ["issue"]),
    ],
)
def test_the_plan_leaves_steps_out(
    plan: Plan, cycle: Cycle, rules: dict[str, object], steps: list[str]
) -> None:
    paper, passed, at = begin(cycle), [], CaseStep.DRAFT
    settle(plan, **rules)
    paper.plan = plan
    while at != CaseStep.ISSUE:
        at = next_step(paper, at)
        passed.append(at)
    assert passed == steps


def test_without_a_unit_named_nobody_is_asked(
    cycle: Cycle, reviewer: User, colleague: User
) -> None:
    paper = send_on(choose(begin(cycle), reviewer), reviewer, colleague)
    assert (paper.step, Opinion.objects.count()) == (CaseStep.ISSUE, 0)


def test_each_unit_named_is_asked_once_with_a_day(out: SummaryPaper) -> None:
    assert out.step == CaseStep.CONSULT
    assert {each.unit.code: each.reply_by for each in Opinion.objects.for_reading()} == {
        "mzj": LAST_DAY, "rsj": LAST_DAY,
    }  # fmt: skip


def test_the_step_is_not_left_while_a_unit_has_days_or_an_opinion_waits(
    out: SummaryPaper, liaison: User, other: User, reviewer: User, clock: TimeMachineFixture
) -> None:
    says(out, "mzj", liaison, "第1项建议写明户数。")
    with refused(Refused, "市人力资源社会保障局还在答复期限内"):
        heard(out, reviewer)
    clock.move_to(moment(OVER))
    with refused(Refused, "市民政局的意见还没有处理"):
        heard(out, reviewer)
    adopts(out, "mzj", reviewer)
    assert heard(out, reviewer).step == CaseStep.ISSUE
    assert standing_of(asked(out, "rsj"), on=OVER) == "逾期未复"


def test_a_unit_may_answer_anew_until_it_was_decided(
    out: SummaryPaper, liaison: User, signer: User, reviewer: User
) -> None:
    says(out, "mzj", liaison, "第一次的意见。")
    says(out, "mzj", signer, "改过的意见。")
    adopts(out, "mzj", reviewer, "口径以文件为准。", adopted=False)
    with refused(AlreadyMoved):
        says(out, "mzj", liaison, "再改一次。")
    assert asked(out, "mzj").text == "改过的意见。"


def test_nobody_answers_for_another_unit(out: SummaryPaper, liaison: User, other: User) -> None:
    for stranger, code in ((other, "mzj"), (liaison, "rsj")):
        with refused(NotEntitled):
            says(out, code, stranger, "替别人说的。")


@pytest.mark.parametrize("text, has_none", [("", False), ("有意见。", True), ("长" * 1001, False)])
def test_an_answer_says_what_it_must(
    out: SummaryPaper, liaison: User, text: str, has_none: bool
) -> None:
    opinion = asked(out, "mzj")
    with refused(Incomplete) as raised:
        answer(opinion, by=liaison, text=text, has_none=has_none)
    assert set(raised.value.fields) == {"text"}


def test_not_adopting_needs_a_reason(out: SummaryPaper, liaison: User, reviewer: User) -> None:
    says(out, "mzj", liaison, "建议删去第1项。")
    with refused(Incomplete) as raised:
        adopts(out, "mzj", reviewer, adopted=False)
    assert set(raised.value.fields) == {"why"}


def test_who_vetted_does_not_decide_on_opinions(
    out: SummaryPaper, liaison: User, leader: User, colleague: User
) -> None:
    says(out, "mzj", liaison, "建议写明户数。")
    with refused(FourEyes):
        adopts(out, "mzj", colleague)
    with refused(NotEntitled):
        adopts(out, "mzj", leader)


def test_taken_back_and_sent_on_asks_nobody_twice(
    out: SummaryPaper, liaison: User, other: User, reviewer: User, colleague: User
) -> None:
    says(out, "mzj", liaison)
    back = move(out, CaseOutcome.SENT_BACK, reviewer, reason="漏了一项。")
    again = send_on(choose(back, reviewer, "mzj", "rsj", "czj"), reviewer, colleague)
    assert (again.step, Opinion.objects.count()) == (CaseStep.CONSULT, 3)
    assert asked(again, "mzj").answered_at is not None


def test_what_was_heard_is_not_heard_again_after_a_return(
    out: SummaryPaper, liaison: User, other: User, reviewer: User, colleague: User, leader: User
) -> None:
    says(out, "mzj", liaison)
    says(out, "rsj", other)
    paper = move(heard(out, reviewer), CaseOutcome.SENT_BACK, leader, reason="标题不妥。")
    assert send_on(paper, reviewer, colleague).step == CaseStep.ISSUE


def test_a_figure_in_dispute_blocks_the_signature_and_nothing_before_it(
    cycle: Cycle, reviewer: User, colleague: User, leader: User, disputed: Dispute
) -> None:
    paper = send_on(choose(begin(cycle), reviewer), reviewer, colleague)
    assert paper.step == CaseStep.ISSUE
    with refused(Refused, disputed.indicator.name):
        move(paper, CaseOutcome.ISSUED, leader)
    Dispute.objects.update(withdrawn_at=moment(LAST_DAY), withdrawn_by=leader)
    assert move(paper, CaseOutcome.ISSUED, leader).is_issued


def test_what_was_issued_is_frozen_whole(
    out: SummaryPaper, liaison: User, other: User, reviewer: User, leader: User
) -> None:
    says(out, "mzj", liaison, "第1项建议写明户数。")
    says(out, "rsj", other, "参保率建议不写。")
    adopts(out, "mzj", reviewer)
    adopts(out, "rsj", reviewer, "以签批的报告为准。", adopted=False)
    paper = write(SummaryPaper.objects.get(), reviewer, "总体平稳。", task_1="已为1200户办理。")
    paper = move(heard(paper, reviewer), CaseOutcome.ISSUED, leader)
    facts = json.loads(paper.frozen)
    assert fingerprint(canonical(facts)) == paper.fingerprint
    assert (facts["facts"], facts["edition"], paper.name) == (
        "sm3:1", 1, "进展情况汇总〔2026〕1号",
    )  # fmt: skip
    assert [each["text"] for each in facts["passages"]] == ["已为1200户办理。", "参保率达到95%。"]
    assert [(each["unit"], each["adopted"]) for each in facts["opinions"]] == [
        ("mzj", True), ("rsj", False),
    ]  # fmt: skip
    steps = [each["step"] for each in facts["route"]]
    assert steps == ["prepare", "draft", "vet", "consult", "consult", "issue"]
    assert facts["route"][-1]["by"] == leader.name
    assert list(broken_papers()) == []


def test_a_correction_says_what_is_worded_differently(
    cycle: Cycle, reviewer: User, colleague: User, leader: User
) -> None:
    first = send_on(choose(begin(cycle), reviewer), reviewer, colleague)
    move(first, CaseOutcome.ISSUED, leader)
    again = begin(cycle, 2, corrects=1, changes=["已报由7份改为8份。"])
    again = write(choose(again, reviewer), reviewer, task_8="参保率达到96%。")
    issued = move(send_on(again, reviewer, colleague), CaseOutcome.ISSUED, leader)
    facts = json.loads(issued.frozen)
    assert (facts["corrects"], facts["changes"]) == (1, ["已报由7份改为8份。"])
    assert [(each["task"], each["was"], each["now"]) for each in facts["reworded"]] == [
        ("8", "参保率达到95%。", "参保率达到96%。"),
    ]  # fmt: skip
    assert issued.name == "进展情况汇总〔2026〕2号"
