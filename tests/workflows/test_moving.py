"""The main line, played through: who moves which row on, where it goes, and what is written."""

import pytest

from project.accounts.models import Role, User
from task_table.models import SupportReview
from tests.cast import MORNING, TODAY, person, report_on
from tests.workflows.playing import (
    WORDS,
    approve,
    one_move,
    refused,
    send_back,
    sign,
    submit,
    withdraw,
    write,
)
from tests.workflows.standing import lend
from workflows.integrity import differences
from workflows.models import Cycle, Report
from workflows.moving import complete_step, open_item, open_processes, reopen, standing_of
from workflows.refusals import AlreadyMoved, Incomplete, NotEntitled
from workflows.steps import Outcome, Step

pytestmark = [pytest.mark.db, pytest.mark.django_db]


def trail(report: Report) -> list[tuple[str, str, str]]:
    """Return the moves as (outcome, to step, who)."""
    return [(row.outcome, row.to_step, str(row.by)) for row in report.trail.select_related("by")]


def fresh(report: Report) -> Report:
    return Report.objects.for_moving().get(pk=report.pk)


def test_a_new_report_waits_with_its_unit(report: Report) -> None:
    item = open_item(report.process_id)
    assert item is not None
    assert standing_of(report.process_id) == report.step == Step.REPORT
    assert item.owner_permission == "accounts.report_unit"
    assert item.owner_permission_obj == report.unit


def test_the_happy_line_of_a_lead_s_row(
    report: Report, liaison: User, reviewer: User, signer: User
) -> None:
    with one_move(report):
        assert submit(report, liaison).step == Step.REVIEW
    with one_move(report):
        assert approve(report, reviewer).step == Step.SIGN_OFF
    with one_move(report):
        signed = sign(report, signer)
    assert (signed.step, signed.signed_by, signed.signed_at) == (Step.SIGNED, signer, MORNING)
    assert signed.signed_version == signed.version
    assert not signed.self_review
    assert open_processes(signed) == []
    assert list(differences([fresh(report)])) == []
    assert trail(report) == [
        ("submitted", "review", "民政联络员"),
        ("approved", "sign_off", "残工委办审核人"),
        ("signed", "signed", "民政分管领导"),
    ]


def test_the_returned_report_is_the_row_as_written(report: Report, liaison: User) -> None:
    returned = submit(report, liaison)
    stored = Report.objects.filter(pk=report.pk).values().get()
    assert {name: getattr(returned, name) for name in stored} == stored
    assert returned.step_since == MORNING


def test_a_version_holds_the_words_and_its_hands(
    report: Report, liaison: User, second_liaison: User
) -> None:
    write(report, second_liaison)
    version = submit(report, liaison).version
    assert version is not None
    assert (version.number, version.progress) == (1, WORDS["progress"])
    assert version.hands == {liaison.pk, second_liaison.pk}
    assert version.submitted_at == MORNING


def test_a_co_responsible_row_is_taken_up_by_the_lead_s_liaison(
    support_report: Report, supporting_liaison: User, liaison: User, supporting_signer: User
) -> None:
    submit(support_report, supporting_liaison)
    assert approve(support_report, liaison).step == Step.SIGN_OFF
    assert sign(support_report, supporting_signer).step == Step.SIGNED


@pytest.mark.parametrize("who", ["reviewer", "second_reviewer_of_czj", "signer"])
def test_a_co_responsible_row_is_the_lead_s_to_take_up(
    support_report: Report, supporting_liaison: User, who: str, request: pytest.FixtureRequest
) -> None:
    submit(support_report, supporting_liaison)
    other = request.getfixturevalue(who)
    with refused(NotEntitled, report=support_report):
        approve(support_report, other)


@pytest.fixture
def second_reviewer_of_czj(cycle: Cycle) -> User:
    return person("财政口审核人", "cgwb", (Role.REVIEWER, "czj"))


def test_a_plan_may_give_co_responsible_rows_to_the_secretariat(
    support_report: Report, supporting_liaison: User, liaison: User, second_reviewer_of_czj: User
) -> None:
    plan = support_report.cycle.plan
    plan.support_review = SupportReview.SECRETARIAT
    plan.save()
    submit(support_report, supporting_liaison)
    with refused(NotEntitled, report=support_report):
        approve(support_report, liaison)
    assert approve(support_report, second_reviewer_of_czj).step == Step.SIGN_OFF


def test_of_joint_leads_the_first_listed_takes_up(
    cycle: Cycle, supporting_liaison: User, concurring_liaison: User
) -> None:
    row = report_on(cycle, "8", "czj")
    submit(row, supporting_liaison)
    with refused(NotEntitled, report=row):
        approve(row, concurring_liaison)
    first = person("人社联络员", "rsj", (Role.LIAISON, "rsj"))
    assert approve(row, first).step == Step.SIGN_OFF


def test_the_first_listed_lead_drafts(joint_report: Report, concurrence: Report) -> None:
    assert not joint_report.is_concurrence
    assert concurrence.is_concurrence


def test_a_joint_lead_concurs_with_a_word(concurrence: Report, concurring_liaison: User) -> None:
    write(concurrence, concurring_liaison, concurs=True)
    assert submit(concurrence, concurring_liaison).step == Step.REVIEW


@pytest.mark.parametrize(
    "words, field",
    [
        ({"progress": "只写了文字，没有表态。"}, "concurs"),
        ({"no_change": True}, "concurs"),
        ({"concurs": False}, "progress"),
        ({"concurs": False, "progress": "  "}, "progress"),
    ],
)
def test_a_concurrence_needs_its_word_and_a_dissent_its_reason(
    concurrence: Report, concurring_liaison: User, words: dict[str, object], field: str
) -> None:
    write(concurrence, concurring_liaison, **words)
    with refused(Incomplete, report=concurrence) as caught:
        submit(concurrence, concurring_liaison)
    assert list(caught.value.fields) == [field]


def test_a_joint_lead_dissents_in_writing(concurrence: Report, concurring_liaison: User) -> None:
    write(concurrence, concurring_liaison, concurs=False, progress="参保率口径不一致。")
    version = submit(concurrence, concurring_liaison).version
    assert version is not None
    assert (version.concurs, version.progress) == (False, "参保率口径不一致。")


def test_the_submitter_withdraws_until_the_reviewer_acted(report: Report, liaison: User) -> None:
    submit(report, liaison)
    with one_move(report):
        back = withdraw(report, liaison)
    assert (back.step, back.reply_by) == (Step.REPORT, None)
    assert trail(report)[-1] == ("withdrawn", "report", "民政联络员")
    again = submit(report, liaison).version
    assert again is not None
    assert again.number == 2


def test_only_the_submitter_withdraws(
    report: Report, liaison: User, second_liaison: User, reviewer: User
) -> None:
    write(report, second_liaison)
    submit(report, liaison)
    for other in (second_liaison, reviewer):
        with refused(NotEntitled, "只有提交人", report):
            withdraw(report, other)


@pytest.mark.parametrize("act", [approve, send_back])
def test_once_the_reviewer_acted_nothing_is_withdrawn(
    report: Report, liaison: User, reviewer: User, act: object
) -> None:
    submit(report, liaison)
    act(report, reviewer)  # type: ignore[operator]
    with refused(AlreadyMoved, "残工委办审核人", report):
        withdraw(report, liaison)


def signed(report: Report, liaison: User, reviewer: User, signer: User) -> Report:
    submit(report, liaison)
    approve(report, reviewer)
    return sign(report, signer)


def test_a_correction_is_a_new_version_through_a_new_process(
    report: Report, liaison: User, reviewer: User, signer: User
) -> None:
    before = signed(report, liaison, reviewer, signer)
    with one_move(report):
        opened = reopen(report, by=liaison, reason="数据有误。")
    assert (opened.step, opened.signed_at, opened.signed_by) == (Step.REPORT, None, None)
    assert opened.process_id != before.process_id
    assert opened.signed_version == before.signed_version
    assert open_processes(opened) == [opened.process_id]
    write(report, liaison, progress="更正后的数据。")
    submit(report, liaison)
    approve(report, reviewer)
    again = sign(report, signer)
    assert again.signed_version is not None
    assert (again.signed_version.number, again.versions.count()) == (2, 2)
    assert again.versions.first() == before.signed_version
    assert list(differences([fresh(report)])) == []


def test_a_correction_knows_no_window_and_is_never_missed(
    report: Report, liaison: User, reviewer: User, signer: User, clock: object
) -> None:
    signed(report, liaison, reviewer, signer)
    reopen(report, by=liaison, reason="数据有误。")
    clock.move_to("2026-06-01 10:00+08:00", tick=False)  # type: ignore[attr-defined]
    assert not Report.objects.to_miss(on=TODAY.replace(month=6)).exists()
    write(report, liaison, progress="更正后的数据。")
    assert submit(report, liaison).step == Step.REVIEW
    assert withdraw(report, liaison).step == Step.REPORT


def test_a_correction_needs_a_signed_report_a_reason_and_the_unit_s_liaison(
    report: Report, liaison: User, reviewer: User, signer: User, foreign_liaison: User
) -> None:
    with refused(AlreadyMoved, "“填报”环节", report):
        reopen(report, by=liaison, reason="数据有误。")
    signed(report, liaison, reviewer, signer)
    with refused(Incomplete, "更正的原因", report):
        reopen(report, by=liaison, reason=" ")
    for other in (foreign_liaison, signer, reviewer):
        with refused(NotEntitled, report=report):
            reopen(report, by=other, reason="数据有误。")


def test_a_correction_is_opened_once(
    report: Report, liaison: User, reviewer: User, signer: User
) -> None:
    signed(report, liaison, reviewer, signer)
    reopen(report, by=liaison, reason="数据有误。")
    with refused(AlreadyMoved, "启动更正", report):
        reopen(report, by=liaison, reason="再点一次。")


def test_an_act_for_another_is_of_two_people(
    report: Report, liaison: User, reviewer: User, signer: User
) -> None:
    handler = person("民政经办人", "mzj")
    lend(signer, handler)
    submit(report, liaison)
    approve(report, reviewer)
    complete_step(report, Step.SIGN_OFF, by=handler, on_behalf_of=signer, outcome=Outcome.SIGNED)
    last = report.trail.last()
    assert last is not None
    assert (last.by, last.on_behalf_of) == (handler, signer)
