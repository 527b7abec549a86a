"""委托 at the door: who acts for another, both names in the trail, four eyes for both."""

import pytest
from time_machine import TimeMachineFixture

from notifications.models import Message
from notifications.reminding import remind
from project.accounts.delegating import end
from project.accounts.models import Role, User
from tests.cast import TODAY, person
from tests.workflows.casework import ask, check, dated_task
from tests.workflows.casework import grant as grant_extension
from tests.workflows.casework import sign as sign_case
from tests.workflows.playing import (
    approve,
    approve_again,
    one_move,
    refused,
    send_back,
    sign,
    submit,
)
from tests.workflows.standing import lend
from workflows.case_words import CaseOutcome, CaseStep
from workflows.cases.turns import outcomes_for, waiting_for
from workflows.desks import piles_of
from workflows.integrity import differences
from workflows.models import CaseTransition, ExtensionRequest, Report, Transition
from workflows.moving import complete_case
from workflows.refusals import FourEyes, NotEntitled
from workflows.sight import Sight, viewer
from workflows.standing_in import done_for, names_for
from workflows.steps import Step

pytestmark = [pytest.mark.db, pytest.mark.django_db]


@pytest.fixture
def handler(db: None, clock: object) -> User:
    return person("民政办公室主任", "mzj")


@pytest.fixture
def deputy(db: None, clock: object) -> User:
    return person("残工委办主任", "cgwb")


@pytest.fixture
def to_sign(report: Report, liaison: User, reviewer: User) -> Report:
    submit(report, liaison)
    return approve(report, reviewer)


def test_a_delegate_signs_and_the_trail_names_both(
    to_sign: Report, signer: User, handler: User
) -> None:
    lend(signer, handler)
    with one_move(to_sign):
        signed = sign(to_sign, handler, on_behalf_of=signer)
    assert (signed.step, signed.signed_by) == (Step.SIGNED, handler)
    move = Transition.objects.latest("pk")
    assert (move.by, move.on_behalf_of) == (handler, signer)
    assert [each.move for each in done_for(signer)] == [move]
    assert list(differences([signed])) == []


def test_a_delegate_does_not_sign_in_his_own_name(
    to_sign: Report, signer: User, handler: User
) -> None:
    lend(signer, handler)
    with refused(NotEntitled, report=to_sign):
        sign(to_sign, handler)


def test_nobody_signs_for_another_without_a_delegation(
    to_sign: Report, signer: User, handler: User, supporting_signer: User
) -> None:
    own = person("另一位签批人", "mzj", (Role.SIGNER, "mzj"))
    for who in (handler, own, supporting_signer):
        with refused(NotEntitled, "没有委托你", to_sign):
            sign(to_sign, who, on_behalf_of=signer)


def test_what_ended_in_the_middle_of_an_act_is_refused(
    to_sign: Report, signer: User, handler: User
) -> None:
    given = lend(signer, handler)
    assert names_for(to_sign, handler, on=TODAY) == [signer]
    end(given, by=signer)
    with refused(NotEntitled, "已经结束", to_sign):
        sign(to_sign, handler, on_behalf_of=signer)


def test_at_midnight_after_its_last_day_it_is_over(
    to_sign: Report, signer: User, handler: User, clock: TimeMachineFixture
) -> None:
    lend(signer, handler, until_on=TODAY)
    clock.move_to("2026-01-10T00:00:00+08:00", tick=False)
    with refused(NotEntitled, report=to_sign):
        sign(to_sign, handler, on_behalf_of=signer)
    clock.move_to("2026-01-09T23:59:59+08:00", tick=False)
    assert sign(to_sign, handler, on_behalf_of=signer).step == Step.SIGNED


def test_who_wrote_it_signs_it_for_nobody(to_sign: Report, signer: User, liaison: User) -> None:
    lend(signer, liaison)
    with refused(FourEyes, report=to_sign):
        sign(to_sign, liaison, on_behalf_of=signer)
    assert names_for(to_sign, liaison, on=TODAY) == []


def test_who_wrote_it_has_nobody_sign_it(report: Report, reviewer: User, handler: User) -> None:
    both = person("一身两职", "mzj", (Role.SIGNER, "mzj"), (Role.LIAISON, "mzj"))
    lend(both, handler)
    submit(report, both)
    approve(report, reviewer)
    with refused(FourEyes, "你所代表的人", report):
        sign(report, handler, on_behalf_of=both)


def test_a_delegate_sends_back_as_the_signer_could(
    to_sign: Report, signer: User, handler: User
) -> None:
    lend(signer, handler)
    back = send_back(to_sign, handler, Step.SIGN_OFF, on_behalf_of=signer)
    assert back.step == Step.REPORT


def test_a_delegate_sees_what_the_signer_sees_and_no_longer(
    to_sign: Report, signer: User, handler: User
) -> None:
    assert viewer(handler, on=TODAY).sight_of(to_sign) == Sight.NOTHING
    given = lend(signer, handler)
    assert viewer(handler, on=TODAY).sight_of(to_sign) == Sight.DRAFT
    end(given, by=signer)
    assert viewer(handler, on=TODAY).sight_of(to_sign) == Sight.NOTHING


def test_what_waits_for_the_signer_waits_for_the_delegate_too(
    to_sign: Report, signer: User, handler: User
) -> None:
    User.objects.filter(pk=handler.pk).update(email="zr@example.invalid")
    lend(signer, handler)
    (pile,) = piles_of(handler, on=TODAY)
    assert (pile.title, pile.reports) == ("代民政分管领导签批", [to_sign])
    remind(on=TODAY)
    letter = Message.objects.filter(recipient=handler).first()
    assert letter is not None
    assert "代民政分管领导签批" in letter.text


def test_a_leaders_delegate_reviews_again(
    own_report: Report, own_liaison: User, reviewer: User, leader: User, deputy: User
) -> None:
    lend(leader, deputy)
    submit(own_report, own_liaison)
    approve(own_report, reviewer)
    assert [pile.title for pile in piles_of(deputy, on=TODAY) if pile.reports] == [
        "代残工委领导复核"
    ]
    with refused(NotEntitled, report=own_report):
        approve_again(own_report, deputy)
    assert approve_again(own_report, deputy, on_behalf_of=leader).step == Step.SIGN_OFF


def test_who_reviewed_does_not_review_again_for_the_leader(
    own_report: Report, own_liaison: User, reviewer: User, leader: User
) -> None:
    lend(leader, reviewer)
    submit(own_report, own_liaison)
    approve(own_report, reviewer)
    assert not any(pile.reports for pile in piles_of(reviewer, on=TODAY))
    with refused(FourEyes, report=own_report):
        approve_again(own_report, reviewer, on_behalf_of=leader)


@pytest.fixture
def asked(report: Report, liaison: User) -> ExtensionRequest:
    return ask(dated_task(report.cycle.plan), liaison)


def test_cases_are_signed_and_decided_for_who_is_on_leave(
    asked: ExtensionRequest, signer: User, handler: User, reviewer: User, leader: User, deputy: User
) -> None:
    lend(signer, handler)
    given = lend(leader, deputy)
    assert list(waiting_for(handler, on=TODAY)) == [asked.case_ptr]
    complete_case(
        asked, CaseStep.UNIT_SIGN, by=handler, outcome=CaseOutcome.SIGNED, on_behalf_of=signer
    )
    check(asked, reviewer)
    current = ExtensionRequest.objects.get()
    assert list(waiting_for(deputy, on=TODAY)) == [asked.case_ptr]
    assert CaseOutcome.GRANTED in outcomes_for(current, deputy, on=TODAY)
    said = {"until": current.asked_until, "document_number": "江残工委〔2026〕1号"}
    with pytest.raises(NotEntitled):
        grant_extension(current, deputy)
    end_and_again = complete_case(
        current, CaseStep.DECIDE, by=deputy, outcome=CaseOutcome.GRANTED, said=said,
        on_behalf_of=leader,
    )  # fmt: skip
    assert end_and_again.step == CaseStep.GRANTED
    pairs = list(
        CaseTransition.objects.exclude(on_behalf_of=None).values_list("by", "on_behalf_of")
    )
    assert pairs == [(handler.pk, signer.pk), (deputy.pk, leader.pk)]
    assert {each.about for each in done_for(leader)} == {str(asked)}
    assert given.delegate == deputy


def test_a_case_is_not_decided_for_another_after_the_delegation_ended(
    asked: ExtensionRequest, signer: User, handler: User
) -> None:
    given = lend(signer, handler)
    end(given, by=signer)
    assert not waiting_for(handler, on=TODAY)
    with pytest.raises(NotEntitled):
        complete_case(
            asked, CaseStep.UNIT_SIGN, by=handler, outcome=CaseOutcome.SIGNED, on_behalf_of=signer
        )


def test_who_asked_signs_the_case_for_nobody(
    asked: ExtensionRequest, signer: User, liaison: User
) -> None:
    lend(signer, liaison)
    assert not waiting_for(liaison, on=TODAY)
    with pytest.raises(FourEyes):
        complete_case(
            asked, CaseStep.UNIT_SIGN, by=liaison, outcome=CaseOutcome.SIGNED, on_behalf_of=signer
        )
    assert sign_case(asked, signer).step == CaseStep.CHECK


def test_a_turn_that_nobody_delegates_is_taken_for_nobody(
    asked: ExtensionRequest, signer: User, reviewer: User
) -> None:
    sign_case(asked, signer)
    with pytest.raises(NotEntitled):
        complete_case(
            asked, CaseStep.CHECK, by=reviewer, outcome=CaseOutcome.PASSED, on_behalf_of=signer
        )
