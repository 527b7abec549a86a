"""What a unit is writing: kept through everything, overwritten by nobody, shown to nobody else."""

from datetime import date, datetime
from typing import Any

import pytest
from time_machine import TimeMachineFixture

from project.accounts.granting import revoke
from project.accounts.models import User
from tests.cast import MORNING, SHANGHAI
from tests.workflows.playing import WORDS, refused, revision_of, send_back, submit, write
from workflows.drafting import save_draft
from workflows.models import Draft, Progress, Report
from workflows.refusals import AlreadyMoved, NotEntitled, StaleDraft, WindowClosed
from workflows.steps import Step

pytestmark = [pytest.mark.db, pytest.mark.django_db]


def test_a_draft_is_saved_field_by_field(report: Report, liaison: User) -> None:
    first = write(report, liaison, progress="已办理。")
    second = write(report, liaison, status=Progress.DONE, next_step_on=date(2026, 3, 1))
    assert (first.revision, second.revision) == (1, 2)
    assert (second.progress, second.status) == ("已办理。", Progress.DONE)
    assert (second.saved_by, second.saved_at) == (liaison, MORNING)


def test_the_same_words_sent_twice_are_saved_once(
    report: Report, liaison: User, second_liaison: User
) -> None:
    first = write(report, liaison, progress="同样的话。")
    again = save_draft(report, by=second_liaison, revision=0, progress="同样的话。")
    assert (again.revision, again.saved_by) == (first.revision, liaison)
    assert set(again.writers.all()) == {liaison}


def test_everyone_who_saved_is_a_writer(
    report: Report, liaison: User, second_liaison: User
) -> None:
    write(report, liaison)
    draft = write(report, second_liaison, problem="缺少县区数据。")
    assert set(draft.writers.all()) == {liaison, second_liaison}


def test_a_stale_revision_gives_both_texts_and_loses_nothing(
    report: Report, liaison: User, second_liaison: User
) -> None:
    write(report, liaison, progress="先到的文字。")
    with refused(StaleDraft, "民政联络员已先保存", report) as caught:
        save_draft(report, by=second_liaison, revision=0, progress="后到的文字。")
    assert caught.value.saved.progress == "先到的文字。"
    assert caught.value.own == {"progress": "后到的文字。"}
    kept = Draft.objects.get(report=report)
    assert (kept.progress, kept.revision) == ("先到的文字。", 1)
    assert set(kept.writers.all()) == {liaison}


def test_one_s_own_second_window_is_stale_too(report: Report, liaison: User) -> None:
    write(report, liaison, progress="第一个窗口。")
    with refused(StaleDraft, report=report):
        save_draft(report, by=liaison, revision=0, progress="第二个窗口。")


def test_a_revision_from_the_future_is_stale(report: Report, liaison: User) -> None:
    write(report, liaison)
    with refused(StaleDraft, report=report):
        save_draft(report, by=liaison, revision=7, progress="猜的修订号。")


@pytest.mark.parametrize(
    "who", ["foreign_liaison", "supporting_liaison", "signer", "reviewer", "leader"]
)
def test_nobody_but_the_unit_s_liaison_writes(
    report: Report, who: str, request: pytest.FixtureRequest
) -> None:
    other = request.getfixturevalue(who)
    with refused(NotEntitled, report=report):
        save_draft(report, by=other, revision=0, **WORDS)


def test_a_stranger_does_not_learn_where_a_report_stands(
    report: Report, liaison: User, foreign_liaison: User
) -> None:
    submit(report, liaison)
    with refused(NotEntitled, report=report):
        save_draft(report, by=foreign_liaison, revision=0, **WORDS)


def test_a_revoked_liaison_writes_no_more(
    report: Report, liaison: User, security_admin: User
) -> None:
    write(report, liaison)
    revoke(liaison.grants.get(), by=security_admin, why="调离")
    with refused(NotEntitled, report=report):
        save_draft(report, by=liaison, revision=1, progress="再写一句。")
    assert Draft.objects.get(report=report).progress == WORDS["progress"]


WINDOW: list[tuple[str, bool]] = [
    ("2026-01-03 23:59", False),
    ("2026-01-04 00:00", True),
    ("2026-01-16 09:00", True),  # past the due date: 补报
    ("2026-02-14 23:59", True),  # the last day lasts to its end
    ("2026-02-15 00:00", False),
]


@pytest.mark.parametrize("moment, is_open", WINDOW)
def test_the_window_is_open_by_civil_day(
    report: Report, liaison: User, moment: str, is_open: bool
) -> None:
    at = datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI)
    if is_open:
        assert save_draft(report, by=liaison, revision=0, at=at, **WORDS).revision == 1
    else:
        with refused(WindowClosed, "2026年[12]月", report):
            save_draft(report, by=liaison, revision=0, at=at, **WORDS)


def test_what_is_submitted_is_not_written_any_more(report: Report, liaison: User) -> None:
    submit(report, liaison)
    with refused(AlreadyMoved, "“审核”环节", report):
        save_draft(report, by=liaison, revision=1, progress="晚了一步。")


def test_a_draft_survives_submission_and_return(
    report: Report, liaison: User, reviewer: User
) -> None:
    submit(report, liaison)
    send_back(report, reviewer)
    draft = Draft.objects.get(report=report)
    assert (draft.progress, draft.revision) == (WORDS["progress"], 1)
    assert write(report, liaison, problem="补充一句。").revision == 2


def test_a_return_s_reply_by_date_opens_the_window_again(
    report: Report, liaison: User, reviewer: User, clock: TimeMachineFixture
) -> None:
    submit(report, liaison)
    clock.move_to(datetime(2026, 2, 14, 10, tzinfo=SHANGHAI), tick=False)
    send_back(report, reviewer, reply_by=date(2026, 2, 26))
    clock.move_to(datetime(2026, 2, 26, 23, tzinfo=SHANGHAI), tick=False)
    assert write(report, liaison, problem="按退回意见补充。").revision == 2
    clock.move_to(datetime(2026, 2, 27, 0, tzinfo=SHANGHAI), tick=False)
    with refused(WindowClosed, "2026年2月26日截止", report):
        write(report, liaison, problem="太晚了。")


@pytest.mark.parametrize("field", ["report_id", "id", "rubbish"])
def test_only_the_words_of_a_report_are_saved(report: Report, liaison: User, field: str) -> None:
    words: dict[str, Any] = {field: 1}
    with pytest.raises(TypeError, match=field):
        save_draft(report, by=liaison, revision=0, **words)


def test_saving_moves_nothing(report: Report, liaison: User) -> None:
    write(report, liaison)
    report.refresh_from_db()
    assert (report.step, report.version, revision_of(report)) == (Step.REPORT, None, 1)
    assert not report.trail.exists()
