"""通报前告知: the unit sees its sentence first, one line stands beside it, silence is silence."""

import json
from datetime import date

import pytest
from time_machine import TimeMachineFixture

from project.accounts.models import User
from task_table.models import Plan
from tests.cast import report_on, unit
from tests.workflows.escalating import (
    circular_over,
    issue,
    let_escalate,
    moment,
    move,
    send_on,
    write,
)
from tests.workflows.escalating import vet as vetted
from tests.workflows.playing import refused
from workflows.case_words import CaseOutcome, CaseStep
from workflows.escalation.preparing import close_forewarnings
from workflows.models import Circular, Cycle, PreNotice
from workflows.naming.reading import sentences_naming
from workflows.naming.remarking import remark
from workflows.refusals import AlreadyMoved, Incomplete, NotEntitled, Refused

pytestmark = [pytest.mark.django_db, pytest.mark.db]

# A Thursday; one working day later is Friday, and the schedule moves it on that night.
THURSDAY, FRIDAY, SATURDAY = date(2026, 1, 29), date(2026, 1, 30), date(2026, 1, 31)
LINE = "数据由县（市、区）汇总，2月2日前报送。"


@pytest.fixture
def told(
    plan: Plan, cycle: Cycle, reviewer: User, colleague: User, clock: TimeMachineFixture
) -> Circular:
    """A 通报 that is to name 市民政局 and 市财政局, at 通报前告知 since Thursday morning."""
    report_on(cycle, "1", "mzj")
    report_on(cycle, "1", "czj")
    clock.move_to(moment(THURSDAY))
    circular = circular_over(plan, reviewer, "mzj", "czj", at=moment(THURSDAY))
    return vetted(send_on(circular, reviewer), colleague)  # type: ignore[no-any-return]


def speak(by: User, told: Circular, text: str = LINE, code: str = "mzj", at: date = FRIDAY) -> None:
    remark(unit(code), f"case:{told.pk}", by=by, text=text, at=moment(at, 16))


def test_each_unit_is_told_its_own_sentence_for_a_working_day(told: Circular) -> None:
    assert told.step == CaseStep.FOREWARN
    rows = {each.unit.code: each for each in told.told.all()}
    assert {code: each.until_on for code, each in rows.items()} == {"mzj": FRIDAY, "czj": FRIDAY}
    (sentence,) = sentences_naming(unit("mzj"), on=THURSDAY)
    assert sentence.said == rows["mzj"].sentence
    assert "拟在通报中这样写明；2026年1月30日以前可以加一行说明" in sentence.where


def test_the_days_are_the_plans_setting(
    plan: Plan, cycle: Cycle, reviewer: User, clock: TimeMachineFixture
) -> None:
    let_escalate(plan, forewarn_days=3, vets_papers=False)
    report_on(cycle, "1", "mzj")
    clock.move_to(moment(THURSDAY))
    send_on(circular_over(plan, reviewer, "mzj", at=moment(THURSDAY)), reviewer)
    # Friday, Monday, Tuesday.
    assert PreNotice.objects.get().until_on == date(2026, 2, 3)


def test_nothing_goes_on_before_the_days_are_over(
    told: Circular, clock: TimeMachineFixture
) -> None:
    assert close_forewarnings(at=moment(FRIDAY, 23)) == 0
    with refused(Refused, "还可以提出说明"):
        move(told, CaseOutcome.FOREWARNED, None, at=moment(FRIDAY, 23))
    clock.move_to(moment(SATURDAY, 1))
    assert close_forewarnings(at=moment(SATURDAY, 1)) == 1
    assert close_forewarnings(at=moment(SATURDAY, 1)) == 0
    assert Circular.objects.get().step == CaseStep.ISSUE


def test_the_line_is_printed_beside_and_silence_is_recorded_as_silence(
    told: Circular, liaison: User, leader: User, clock: TimeMachineFixture
) -> None:
    speak(liaison, told, "先说的。")
    speak(liaison, told)
    clock.move_to(moment(date(2026, 2, 2)))
    close_forewarnings(at=moment(date(2026, 2, 2)))
    issued = issue(Circular.objects.get(), leader)
    lines = {each["unit"]: each["line"] for each in json.loads(issued.frozen)["entries"]}
    assert lines == {"mzj": LINE, "czj": ""}
    silent = PreNotice.objects.get(unit__code="czj")
    assert (silent.remark, silent.closed_at is None) == (None, False)
    assert issued.name == "通报〔2026〕1号"
    moved_on = issued.trail.get(outcome=CaseOutcome.FOREWARNED)
    assert moved_on.reason == "提出说明：市民政局；未提出说明：市财政局"


def test_a_line_is_taken_until_the_days_end_and_from_the_unit_alone(
    told: Circular, liaison: User, signer: User, supporting_liaison: User,
    clock: TimeMachineFixture,
) -> None:  # fmt: skip
    with refused(NotEntitled):
        speak(supporting_liaison, told)
    speak(signer, told)
    clock.move_to(moment(SATURDAY))
    with refused(AlreadyMoved):
        speak(liaison, told, "晚到的。", at=SATURDAY)
    assert sentences_naming(unit("mzj"), on=SATURDAY) == []


@pytest.mark.parametrize("text", ["", "长" * 201], ids=["none", "too long"])
def test_a_line_is_one_line(told: Circular, liaison: User, text: str) -> None:
    with refused(Incomplete):
        speak(liaison, told, text)


def test_a_sentence_changed_later_is_told_again_and_the_other_keeps_its_line(
    told: Circular, liaison: User, supporting_liaison: User, reviewer: User, colleague: User,
    leader: User, clock: TimeMachineFixture,
) -> None:  # fmt: skip
    speak(liaison, told)
    speak(supporting_liaison, told, "已在办理。", "czj")
    clock.move_to(moment(SATURDAY, 1))
    close_forewarnings(at=moment(SATURDAY, 1))
    monday = date(2026, 2, 2)
    clock.move_to(moment(monday))
    circular = move(
        Circular.objects.get(), CaseOutcome.SENT_BACK, leader, reason="财政局的话不准。"
    )
    entries = [
        each | ({"sentence": "市财政局：改过的话。"} if each["unit"] == "czj" else {})
        for each in circular.entries
    ]
    circular = vetted(send_on(write(circular, reviewer, entries=entries), reviewer), colleague)
    assert circular.step == CaseStep.FOREWARN
    assert [each.unit.code for each in circular.told.open()] == ["czj"]
    again = sentences_naming(unit("czj"), on=monday)[0]
    assert (again.said, again.remarks) == ("市财政局：改过的话。", ())
    clock.move_to(moment(date(2026, 2, 4)))
    close_forewarnings(at=moment(date(2026, 2, 4)))
    issued = issue(Circular.objects.get(), leader)
    lines = {each["unit"]: each["line"] for each in json.loads(issued.frozen)["entries"]}
    assert lines == {"mzj": LINE, "czj": ""}


def test_a_paper_taken_back_shows_the_unit_nothing_once_it_is_dropped(
    told: Circular, reviewer: User
) -> None:
    back = move(told, CaseOutcome.SENT_BACK, reviewer, reason="单位已报送。")
    assert sentences_naming(unit("mzj"), on=FRIDAY)
    move(back, CaseOutcome.DROPPED, reviewer, reason="都已报送。")
    assert sentences_naming(unit("mzj"), on=FRIDAY) == []


def test_a_wording_withdrawn_before_its_days_were_over_is_no_silence(
    told: Circular, liaison: User, reviewer: User, colleague: User, clock: TimeMachineFixture
) -> None:
    """市民政局's sentence is changed on the same day: only the new one is heard."""
    back = move(told, CaseOutcome.SENT_BACK, reviewer, reason="写得不准。")
    entries = [
        each | ({"sentence": "市民政局：改过的话。"} if each["unit"] == "mzj" else {})
        for each in back.entries
    ]
    again = vetted(send_on(write(back, reviewer, entries=entries), reviewer), colleague)
    assert [each.said for each in sentences_naming(unit("mzj"), on=THURSDAY)][:1] == [
        "市民政局：改过的话。"
    ]
    speak(liaison, again)
    clock.move_to(moment(SATURDAY, 1))
    close_forewarnings(at=moment(SATURDAY, 1))
    moved_on = again.trail.get(outcome=CaseOutcome.FOREWARNED)
    assert moved_on.reason == "提出说明：市民政局；未提出说明：市财政局"
    assert [each.sentence for each in again.told.open()] == [told.entries[0]["sentence"]]
