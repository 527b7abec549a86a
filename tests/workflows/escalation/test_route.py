"""The route of a paper: each step another person's, no number before 签发, nothing lost."""

import json
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from time_machine import TimeMachineFixture

from project.accounts.granting import give
from project.accounts.models import Role, User
from project.audit.facts import canonical, fingerprint
from project.audit.models import AuditEvent
from task_table.models import Plan
from tests.cast import LONG_AGO, report_on, unit
from tests.workflows.escalating import (
    circular_over,
    issue,
    issued_notice,
    let_escalate,
    moment,
    move,
    notice_to,
    reply,
    send_on,
    vet,
    write,
)
from tests.workflows.playing import refused, submit
from workflows.case_words import CaseKind, CaseOutcome, CaseStep
from workflows.escalation.drafting import draft_notice
from workflows.escalation.grounds import read_grounds
from workflows.escalation.showing import edits_of
from workflows.flows.route import next_step
from workflows.integrity import differences
from workflows.models import Colour, Cycle, SupervisionNotice
from workflows.refusals import FourEyes, Incomplete, NotEntitled, Refused

pytestmark = [pytest.mark.django_db, pytest.mark.db]

LATE_DAY = date(2026, 1, 29)


@pytest.fixture
def head(plan: Plan) -> User:
    user = User.objects.create_user("head", name="办公室主任", home_unit=unit("cgwb"))
    give(user, Role.SIGNER, by=None, why="演示授权", from_on=LONG_AGO, unit=unit("cgwb"))
    return user


def test_a_notice_passes_the_route_and_gets_its_number_at_the_end(
    plan: Plan, reviewer: User, colleague: User, leader: User
) -> None:
    notice = notice_to(plan, reviewer)
    assert (notice.step, notice.number) == (CaseStep.DRAFT, None)
    notice = send_on(notice, reviewer)
    assert (notice.step, notice.number) == (CaseStep.VET, None)
    notice = vet(notice, colleague)
    assert (notice.step, notice.number) == (CaseStep.ISSUE, None)
    notice = issue(notice, leader)
    assert (notice.step, notice.year, notice.number) == (CaseStep.HANDLE, 2026, 1)
    assert notice.name == "蓝色督办单〔2026〕1号"


@pytest.mark.parametrize(
    "vets, heads, steps",
    [
        (True, False, ["vet", "issue"]),
        (True, True, ["vet", "head", "issue"]),
        (False, True, ["head", "issue"]),
        (False, False, ["issue"]),
    ],
)
def test_the_plan_leaves_steps_out(
    plan: Plan, reviewer: User, vets: bool, heads: bool, steps: list[str]
) -> None:
    let_escalate(plan, vets_papers=vets, head_approves=heads)
    notice = notice_to(plan, reviewer)
    passed, at = [], CaseStep.DRAFT
    while at != CaseStep.ISSUE:
        at = next_step(notice, at)
        passed.append(at)
    assert passed == steps


def test_the_head_of_the_office_is_its_own_units_signer(
    plan: Plan, reviewer: User, colleague: User, leader: User, head: User
) -> None:
    let_escalate(plan, head_approves=True)
    notice = vet(send_on(notice_to(plan, reviewer), reviewer), colleague)
    assert notice.step == CaseStep.HEAD
    with refused(NotEntitled):
        move(notice, CaseOutcome.APPROVED, leader)
    assert issue(move(notice, CaseOutcome.APPROVED, head), leader).number == 1


def test_who_wrote_does_not_vet_and_who_vetted_does_not_issue(
    plan: Plan, reviewer: User, colleague: User, leader: User
) -> None:
    """Also who only saved a wording has a hand in it (rule 3)."""
    notice = send_on(write(notice_to(plan, reviewer), colleague), reviewer)
    with refused(FourEyes):
        vet(notice, colleague)
    give(reviewer, Role.LEADER, by=None, why="兼任", from_on=LONG_AGO, committee=plan.committee)
    let_escalate(plan, vets_papers=False)
    straight = send_on(notice_to(plan, reviewer, "czj"), reviewer)
    with refused(FourEyes):
        issue(straight, reviewer)


def test_only_the_office_drafts_and_only_a_leader_issues(
    plan: Plan, liaison: User, reviewer: User, colleague: User, leader: User
) -> None:
    for stranger in (liaison, leader):
        with refused(NotEntitled):
            draft_notice(plan, unit("mzj"), Colour.BLUE, (), by=stranger)
    notice = vet(send_on(notice_to(plan, reviewer), reviewer), colleague)
    with refused(NotEntitled):
        issue(notice, colleague)


def test_what_goes_back_goes_to_the_draft_with_its_reason(
    plan: Plan, reviewer: User, colleague: User, leader: User
) -> None:
    notice = vet(send_on(notice_to(plan, reviewer), reviewer), colleague)
    with refused(Incomplete):
        move(notice, CaseOutcome.SENT_BACK, leader, reason=" ")
    notice = move(notice, CaseOutcome.SENT_BACK, leader, reason="口气太重。")
    assert (notice.step, notice.number) == (CaseStep.DRAFT, None)


def test_two_writers_are_told_apart_by_the_revision(
    plan: Plan, reviewer: User, colleague: User
) -> None:
    notice = notice_to(plan, reviewer)
    seen = notice.revision
    write(notice, colleague, text="同事的文字。")
    with refused(Refused, "刚刚保存了新的一稿"):
        write(notice, reviewer, text="我的文字。", revision=seen)
    assert SupervisionNotice.objects.get().text == "同事的文字。"


@pytest.mark.parametrize(
    "said, field",
    [
        ({"title": ""}, "title"), ({"title": "长" * 61}, "title"), ({"text": ""}, "text"),
        ({"text": "长" * 3001}, "text"), ({"colour": "green"}, "colour"),
        ({"reply_days": 0}, "reply_days"), ({"reply_days": 31}, "reply_days"),
        ({"text": "11010519491231002X"}, "text"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_words_is_said_beside_the_field(
    plan: Plan, reviewer: User, said: dict[str, object], field: str
) -> None:
    notice = notice_to(plan, reviewer)
    with refused(Incomplete) as raised:
        write_as_said(notice, reviewer, said)
    assert field in raised.value.fields


def write_as_said(notice: SupervisionNotice, by: User, said: dict[str, object]) -> None:
    own = ("title", "text", "colour", "reply_days", "revision")
    move(
        notice, CaseOutcome.SAVED, by,
        said={**{name: getattr(notice, name) for name in own}, **said},
    )  # fmt: skip


def test_the_page_marks_what_vetting_changed(plan: Plan, reviewer: User, colleague: User) -> None:
    notice = send_on(write(notice_to(plan, reviewer), reviewer, text="请三天内报送。"), reviewer)
    notice = write(notice, colleague, text="请五天内报送。")
    ((label, pieces),) = edits_of(notice)
    assert label == "正文"
    back = move(notice, CaseOutcome.SENT_BACK, colleague, reason="请重写。")
    assert edits_of(write(back, reviewer, text="请五天内书面报送。")) == []
    assert [(each.kind, each.text) for each in pieces] == [
        ("same", "请"), ("removed", "三"), ("added", "五"), ("same", "天内报送。"),
    ]  # fmt: skip


def test_numbers_follow_each_other_by_kind_and_year(
    plan: Plan, cycle: Cycle, reviewer: User, colleague: User, leader: User,
    clock: TimeMachineFixture,
) -> None:  # fmt: skip
    numbers = [issued_notice(plan, reviewer, colleague, leader).number for _ in range(2)]
    clock.move_to(moment(date(2027, 1, 11)))
    next_year = issued_notice(plan, reviewer, colleague, leader)
    assert (numbers, next_year.year, next_year.number) == ([1, 2], 2027, 1)


def test_what_was_issued_is_frozen_in_the_database(
    plan: Plan, reviewer: User, colleague: User, leader: User
) -> None:
    notice = issued_notice(plan, reviewer, colleague, leader)
    facts = json.loads(notice.frozen)
    assert canonical(facts) == notice.frozen
    assert fingerprint(notice.frozen) == notice.fingerprint
    assert (facts["name"], facts["to"], facts["issued_by"]) == (
        notice.name,
        "市民政局",
        "残工委领导",
    )
    for change in ({"text": "改了"}, {"number": 9}, {"first_reply_by": date(2026, 2, 1)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SupervisionNotice.objects.filter(pk=notice.pk).update(**change)


def test_nothing_is_issued_over_what_was_done_meanwhile(
    plan: Plan, cycle: Cycle, liaison: User, reviewer: User, colleague: User, leader: User,
    clock: TimeMachineFixture,
) -> None:  # fmt: skip
    report = report_on(cycle, "1", "mzj")
    clock.move_to(moment(LATE_DAY))
    own = read_grounds(plan, on=LATE_DAY)[unit("mzj")]
    notice = draft_notice(plan, unit("mzj"), Colour.BLUE, own, by=reviewer)
    assert "你单位有下列事项没有办理" in notice.text
    notice = vet(send_on(notice, reviewer), colleague)
    submit(report, liaison)
    with refused(Refused, "所列事项都已办理"):
        issue(notice, leader)


def test_a_notice_is_answered_signed_and_closed_by_its_days(
    plan: Plan, reviewer: User, colleague: User, leader: User, liaison: User, signer: User
) -> None:
    """Issued on Friday, 9 January: three working days are Wednesday the 14th."""
    notice = issued_notice(plan, reviewer, colleague, leader)
    assert notice.first_reply_by == notice.reply_by == date(2026, 1, 14)
    notice = move(reply(notice, liaison), CaseOutcome.SIGNED, signer)
    assert notice.step == CaseStep.CONFIRM
    notice = move(
        notice, CaseOutcome.SENT_BACK, reviewer, reason="没有写原因。",
        said={"reply_by": date(2026, 1, 17)},
    )  # fmt: skip
    assert (notice.first_reply_by, notice.reply_by) == (date(2026, 1, 14), date(2026, 1, 19))
    with refused(Incomplete):
        move(notice, CaseOutcome.ANSWERED, liaison, said={"answer": ""})
    notice = move(reply(notice, liaison), CaseOutcome.SIGNED, signer)
    assert move(notice, CaseOutcome.FINISHED, reviewer).step == CaseStep.SETTLED


def test_trail_audit_and_engine_agree_along_the_route(
    plan: Plan, reviewer: User, colleague: User, leader: User
) -> None:
    notice = issued_notice(plan, reviewer, colleague, leader)
    assert list(differences()) == []
    outcomes = [each.outcome for each in notice.trail.all()]
    assert outcomes == ["prepared", "saved", "drafted", "vetted", "issued"]
    events = AuditEvent.objects.filter(action__startswith=f"{CaseKind.SUPERVISION}.")
    assert events.count() == len(outcomes)


def test_a_circular_without_a_unit_is_refused(
    plan: Plan, cycle: Cycle, reviewer: User, clock: TimeMachineFixture
) -> None:
    report_on(cycle, "1", "mzj")
    clock.move_to(moment(LATE_DAY))
    with refused(Incomplete):
        circular_over(plan, reviewer, at=moment(LATE_DAY))
    circular = circular_over(plan, reviewer, "mzj", at=moment(LATE_DAY))
    with refused(Incomplete):
        write(circular, reviewer, entries=[])
