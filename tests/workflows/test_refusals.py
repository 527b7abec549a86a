"""Acts that do not happen: grants gone between steps, second clicks, old pages, empty words."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import OperationalError
from time_machine import TimeMachineFixture

from project.accounts.granting import give, revoke
from project.accounts.models import Role, User
from tests.cast import TODAY, unit
from tests.workflows.playing import (
    WORDS,
    approve,
    nothing_written,
    refused,
    send_back,
    sign,
    submit,
    withdraw,
    write,
)
from workflows import entitlement
from workflows.models import Report, Transition
from workflows.moving import complete_step, reopen
from workflows.moving import door as door_module
from workflows.refusals import (
    AlreadyMoved,
    Incomplete,
    NotEntitled,
    Refused,
    StaleDraft,
    WindowClosed,
)
from workflows.steps import ALLOWED, OPEN_STEPS, Outcome, Step

pytestmark = [pytest.mark.db, pytest.mark.django_db]

NUMBER = "11010519491231002X"
EVERYONE = (
    "liaison", "second_liaison", "signer", "reviewer", "colleague", "supporting_liaison",
    "foreign_liaison", "own_liaison", "own_signer", "outside_reviewer", "leader",
    "security_admin", "system_admin",
)  # fmt: skip
MAY = {
    Step.REPORT: {"liaison", "second_liaison"},
    Step.REVIEW: {"reviewer", "colleague"},
    Step.SIGN_OFF: {"signer"},
}
FORWARD = {
    Step.REPORT: Outcome.SUBMITTED,
    Step.REVIEW: Outcome.APPROVED,
    Step.SIGN_OFF: Outcome.SIGNED,
}


@pytest.mark.parametrize("who", EVERYONE)
@pytest.mark.parametrize("step", FORWARD)
def test_a_step_is_taken_by_those_it_is_of_and_by_nobody_else(
    report: Report, liaison: User, reviewer: User, step: Step, who: str,
    request: pytest.FixtureRequest,
) -> None:  # fmt: skip
    actor = request.getfixturevalue(who)
    write(report, liaison)
    for earlier, act in ((Step.REVIEW, submit), (Step.SIGN_OFF, approve)):
        if list(OPEN_STEPS).index(earlier) <= list(OPEN_STEPS).index(step):
            act(report, liaison if act is submit else reviewer)
    if who in MAY[step]:
        moved = complete_step(report, step, by=actor, outcome=FORWARD[step], revision=1)
        assert moved.step != step
    else:
        with refused(NotEntitled, report=report):
            complete_step(report, step, by=actor, outcome=FORWARD[step], revision=1)


def test_a_stranger_does_not_learn_where_a_report_stands(
    report: Report, liaison: User, foreign_liaison: User, own_signer: User
) -> None:
    """Not even by trying: what is not one's own is not there (404), never “moved” (409)."""
    for stage in (None, submit):
        if stage:
            stage(report, liaison)
        for stranger in (foreign_liaison, own_signer):
            for step, outcomes in ALLOWED.items():
                for outcome in outcomes - {Outcome.MISSED}:
                    with refused(NotEntitled, report=report):
                        complete_step(
                            report, step, by=stranger, outcome=outcome, reason="因", revision=1
                        )
            with refused(NotEntitled, report=report):
                reopen(report, by=stranger, reason="")


@pytest.mark.parametrize("step", OPEN_STEPS)
@pytest.mark.parametrize("outcome", Outcome)
def test_the_system_only_misses(report: Report, step: Step, outcome: Outcome) -> None:
    with nothing_written(Refused, report):
        complete_step(report, step, by=None, outcome=outcome, reason="自动", revision=0)


WRONG = [
    (step, outcome)
    for step, allowed in ALLOWED.items()
    if step != Step.SECOND_REVIEW
    for outcome in Outcome
    if outcome not in allowed and outcome != Outcome.WITHDRAWN
]


@pytest.mark.parametrize("step, outcome", WRONG)
def test_an_outcome_of_another_step_is_refused(
    report: Report, liaison: User, reviewer: User, signer: User, step: Step, outcome: Outcome
) -> None:
    write(report, liaison)
    actors = {Step.REPORT: liaison, Step.REVIEW: reviewer, Step.SIGN_OFF: signer}
    if step != Step.REPORT:
        submit(report, liaison)
    if step == Step.SIGN_OFF:
        approve(report, reviewer)
    with refused(Refused, "环节不能", report):
        complete_step(report, step, by=actors[step], outcome=outcome, reason="因", revision=1)


@pytest.mark.parametrize("step", [Step.SIGNED, Step.MISSED])
def test_no_step_is_completed_that_is_none(report: Report, signer: User, step: Step) -> None:
    with refused(Refused, "环节不能", report):
        complete_step(report, step, by=signer, outcome=Outcome.SIGNED)


def test_a_grant_revoked_between_the_steps_is_gone(
    report: Report, liaison: User, reviewer: User, signer: User, security_admin: User
) -> None:
    """Viewflow asks only for the owner once an item is assigned: the door asks again."""
    submit(report, liaison)
    for grant in reviewer.grants.all():
        revoke(grant, by=security_admin, why="调离")
    with refused(NotEntitled, report=report):
        approve(report, reviewer)
    with refused(NotEntitled, report=report):
        send_back(report, reviewer)


def test_a_page_that_asks_beforehand_hears_the_same(
    report: Report, liaison: User, foreign_liaison: User
) -> None:
    check = partial(entitlement.check, report, Step.REPORT, Outcome.SUBMITTED)
    check(by=liaison, on=TODAY)
    with refused(NotEntitled, report=report):
        check(by=foreign_liaison, on=TODAY)
    with refused(WindowClosed, report=report):
        check(by=liaison, on=report.cycle.closes_on + timedelta(days=1))


def test_a_liaison_whose_grant_is_gone_does_not_withdraw(
    report: Report, liaison: User, security_admin: User
) -> None:
    submit(report, liaison)
    revoke(liaison.grants.get(), by=security_admin, why="调离")
    with refused(NotEntitled, "不能撤回", report):
        withdraw(report, liaison)


def test_a_grant_that_ran_out_between_the_steps_is_gone(
    report: Report, liaison: User, reviewer: User, clock: TimeMachineFixture
) -> None:
    user = User.objects.create_user("short", name="代班领导", home_unit=unit("mzj"))
    give(user, Role.SIGNER, by=None, why="代班", unit=unit("mzj"), from_on=TODAY, until_on=TODAY)
    submit(report, liaison)
    approve(report, reviewer)
    clock.move_to("2026-01-10 00:00+08:00", tick=False)
    with refused(NotEntitled, report=report):
        sign(report, user)
    clock.move_to("2026-01-09 23:59+08:00", tick=False)
    assert sign(report, user).step == Step.SIGNED


def test_a_person_deactivated_between_the_steps_does_nothing(
    report: Report, liaison: User, reviewer: User
) -> None:
    submit(report, liaison)
    User.objects.filter(pk=reviewer.pk).update(is_active=False)
    with refused(NotEntitled, report=report):
        approve(report, reviewer)


def test_a_second_click_is_told_what_the_first_one_did(report: Report, liaison: User) -> None:
    submit(report, liaison)
    with refused(AlreadyMoved, "民政联络员于01月09日 10:00已“提交”，现在“审核”环节", report):
        submit(report, liaison)


def test_the_slower_reviewer_reads_who_was_faster_and_when(
    report: Report, liaison: User, reviewer: User, colleague: User
) -> None:
    submit(report, liaison)
    send_back(report, reviewer)
    with refused(AlreadyMoved, "残工委办审核人于01月09日 10:00已“退回”，现在“填报”环节", report):
        approve(report, colleague)


def test_a_step_that_has_not_come_yet_is_named_so(
    report: Report, reviewer: User, signer: User
) -> None:
    with refused(AlreadyMoved, "现在“填报”环节", report):
        approve(report, reviewer)
    with refused(AlreadyMoved, "现在“填报”环节", report):
        sign(report, signer)


def test_an_old_page_judges_no_newer_text(report: Report, liaison: User, reviewer: User) -> None:
    first = submit(report, liaison).version
    withdraw(report, liaison)
    write(report, liaison, progress="改过的文字。")
    second = submit(report, liaison).version
    assert first is not None
    assert second is not None
    with refused(AlreadyMoved, "请刷新页面", report):
        approve(report, reviewer, seen_version=first.pk)
    assert approve(report, reviewer, seen_version=second.pk).step == Step.SIGN_OFF


def test_a_report_read_long_ago_moves_in_its_present_process(
    report: Report, liaison: User, reviewer: User, signer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The object in hand names an ended process: the door locks and moves the one that is open."""
    old, held = Report.objects.get(pk=report.pk), []
    original = door_module.held
    monkeypatch.setattr(door_module, "held", lambda key: held.append(key) or original(key))
    submit(report, liaison)
    approve(report, reviewer)
    sign(report, signer)
    now = reopen(report, by=liaison, reason="数据有误。")
    assert old.process_id != now.process_id
    write(report, liaison, progress="更正。")
    assert submit(old, liaison).process_id == now.process_id == held[-1]


@pytest.mark.parametrize(
    "words, fields",
    [
        ({}, {"progress", "status"}),
        ({"progress": "有进展。"}, {"status"}),
        ({"status": "under_way"}, {"progress"}),
        ({"status": "under_way", "progress": " \n　"}, {"progress"}),
        ({"status": "nonsense", "progress": "有进展。"}, {"status"}),
    ],
)
def test_an_empty_report_is_refused_field_by_field(
    report: Report, liaison: User, words: dict[str, Any], fields: set[str]
) -> None:
    write(report, liaison, **(words or {"problem": ""}))
    with refused(Incomplete, report=report) as caught:
        submit(report, liaison)
    assert set(caught.value.fields) == fields


def test_an_unchanged_row_says_so_and_nothing_more(report: Report, liaison: User) -> None:
    write(report, liaison, no_change=True)
    assert submit(report, liaison).step == Step.REVIEW


@pytest.mark.parametrize("field", ["progress", "problem", "next_step"])
@pytest.mark.parametrize("number", [NUMBER, f"{NUMBER}44", "１１０１０５１９４９１２３１００２Ｘ"])
def test_citizens_numbers_are_refused(
    report: Report, liaison: User, field: str, number: str
) -> None:
    write(report, liaison, **(WORDS | {field: f"为{number}办理补贴。"}))
    with refused(Incomplete, "证件号码", report) as caught:
        submit(report, liaison)
    assert list(caught.value.fields) == [field]


def test_nothing_is_submitted_that_was_never_saved(report: Report, liaison: User) -> None:
    with refused(Incomplete, "请先保存草稿", report):
        complete_step(report, Step.REPORT, by=liaison, outcome=Outcome.SUBMITTED)
    with refused(Incomplete, report=report):
        complete_step(report, Step.REPORT, by=liaison, outcome=Outcome.SUBMITTED, revision=0)


def test_a_stale_draft_is_not_submitted(
    report: Report, liaison: User, second_liaison: User
) -> None:
    write(report, liaison)
    write(report, second_liaison, progress="另一人改过。")
    with refused(StaleDraft, "民政联络员乙已先保存", report) as caught:
        submit(report, liaison, revision=1)
    assert caught.value.saved.progress == "另一人改过。"


def test_a_correction_s_reason_holds_no_citizen_s_number(
    report: Report, liaison: User, reviewer: User, signer: User
) -> None:
    submit(report, liaison)
    approve(report, reviewer)
    sign(report, signer)
    with refused(Incomplete, "证件号码", report):
        reopen(report, by=liaison, reason=f"误写{NUMBER}。")


class LockNotAvailable(Exception):
    """What psycopg raises when somebody else's lock was waited for too long."""

    sqlstate = "55P03"


@pytest.mark.parametrize(
    "words, cause", [("database is locked", None), ("canceling statement", LockNotAvailable())]
)
def test_who_waited_too_long_for_another_is_told_to_come_again(
    report: Report, liaison: User, words: str, cause: Exception | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    write(report, liaison)
    monkeypatch.setattr(door_module, "held", failing(OperationalError(words), cause))
    with refused(AlreadyMoved, "正在被他人办理", report):
        submit(report, liaison)
    with refused(AlreadyMoved, "正在被他人办理", report):
        write(report, liaison)
    with refused(AlreadyMoved, "正在被他人办理", report):
        reopen(report, by=liaison, reason="数据有误。")


def test_a_database_that_is_gone_is_no_colleague(
    report: Report, liaison: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door_module, "held", failing(OperationalError("disk I/O error"), None))
    with nothing_written(OperationalError, report, "disk"):
        write(report, liaison)


def failing(error: Exception, cause: Exception | None) -> Any:
    def held(process_id: int) -> None:
        raise error from cause

    return held


@pytest.mark.parametrize("broken", ["drive", "_project", "write_trail"])
def test_what_breaks_half_way_leaves_nothing(
    report: Report, liaison: User, broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No act without a trail: when one of its parts fails, the whole act did not happen."""
    write(report, liaison)
    original = getattr(door_module, broken)

    def fail(*args: Any, **kwargs: Any) -> None:
        original(*args, **kwargs)
        raise RuntimeError("断电")

    monkeypatch.setattr(door_module, broken, fail)
    with nothing_written(RuntimeError, report):
        submit(report, liaison)
    assert not Transition.objects.filter(report=report).exists()
