"""Building and releasing: one edition for one state, files that last, each told once."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError
from time_machine import TimeMachineFixture

from notifications.builds import newest_build
from notifications.files import find, path_of
from notifications.jobs import ask_for_summary
from notifications.models import Document, Format, Kind, Message, Summary
from notifications.releasing import release
from notifications.summaries import building, jobs, laying
from notifications.summaries.building import build
from project.accounts.models import User
from project.audit.facts import fingerprint
from project.audit.models import AuditEvent
from tests.cast import MORNING, SHANGHAI
from tests.workflows.playing import approve, refused, submit
from workflows.cycles.spans import own_span
from workflows.models import Cycle, Report
from workflows.refusals import AlreadyMoved, NotEntitled

pytestmark = [
    pytest.mark.db, pytest.mark.django_db, pytest.mark.usefixtures("released_by_the_office"),
]  # fmt: skip

FRIDAY_AFTER = datetime(2026, 1, 16, 8, 0, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def edition(cycle: Cycle, report: Report, liaison: User, reviewer: User) -> Summary:
    submit(report, liaison)
    return build(own_span(cycle))


def told(kind: Kind) -> list[str]:
    return [each.recipient.name for each in Message.objects.in_app().filter(kind=kind)]


def test_an_edition_keeps_facts_files_and_a_trail(edition: Summary) -> None:
    assert (edition.number, edition.released_at) == (1, None)
    assert fingerprint(edition.facts) == edition.fingerprint
    drawn = {(each.format, each.issued) for each in edition.documents.all()}
    assert drawn == {(each, issued) for each in Format for issued in (False, True)}
    for document in edition.documents.all():
        content = find(document.fingerprint)
        assert content is not None
        assert len(content) == document.size
    event = AuditEvent.objects.get(action="summary.build")
    assert (event.actor_name, edition.fingerprint in event.detail) == ("系统", True)


def test_the_secretariat_is_told_of_an_edition_once(
    edition: Summary, cycle: Cycle, reviewer: User, leader: User
) -> None:
    build(own_span(cycle))
    assert told(Kind.SUMMARY_DRAFT) == [reviewer.name]
    message = Message.objects.get(kind=Kind.SUMMARY_DRAFT)
    assert (message.subject, message.period) == ("summary:jiangmen-145/2025-Q4", "第1稿")
    assert "应报1份，已报1份" in message.text
    assert "已为全部符合条件的家庭办理" not in message.text + message.html
    assert "/summaries/jiangmen-145/2025-Q4/" in message.text


def test_nothing_new_makes_no_new_edition(
    edition: Summary, cycle: Cycle, clock: TimeMachineFixture
) -> None:
    clock.shift(timedelta(hours=3))
    assert build(own_span(cycle)) == edition
    assert Summary.objects.count() == 1
    assert AuditEvent.objects.filter(action="summary.build").count() == 1


def test_what_happened_since_makes_a_new_edition_and_leaves_the_old_one(
    edition: Summary, cycle: Cycle, report: Report, reviewer: User
) -> None:
    approve(report, reviewer)
    second = build(own_span(cycle), by=reviewer)
    assert (second.number, second.built_by) == (2, reviewer)
    assert second.fingerprint != edition.fingerprint
    assert Document.objects.count() == 2 * 2 * len(Format)
    assert told(Kind.SUMMARY_DRAFT) == [reviewer.name, reviewer.name]


def test_a_lost_file_is_laid_again_as_it_was(edition: Summary, cycle: Cycle) -> None:
    document = edition.documents.get(format=Format.DOCX, issued=False)
    path_of(document.fingerprint).write_bytes(b"damaged")
    assert find(document.fingerprint) is None
    assert build(own_span(cycle)) == edition
    assert find(document.fingerprint) is not None


def test_no_row_tells_of_a_file_that_was_not_written(
    cycle: Cycle, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(content: bytes) -> str:
        raise OSError("No space left on device")

    monkeypatch.setattr(laying, "store", full_disk)
    with pytest.raises(OSError, match="No space"):
        build(own_span(cycle))
    assert not Summary.objects.exists()
    assert not Message.objects.exists()


def test_two_builders_at_once_make_one_edition(
    cycle: Cycle, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = building._write

    def faster(*args: Any) -> Summary:
        monkeypatch.setattr(building, "_write", write)
        write(*args)
        return write(*args)

    monkeypatch.setattr(building, "_write", faster)
    assert build(own_span(cycle)).number == 1
    assert Summary.objects.count() == 1


def test_an_error_that_is_nobody_elses_edition_is_not_swallowed(
    cycle: Cycle, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any) -> Summary:
        raise IntegrityError("something else")

    monkeypatch.setattr(building, "_write", broken)
    with pytest.raises(IntegrityError, match="something else"):
        build(own_span(cycle))


def test_the_first_edition_is_built_the_working_day_after_the_due_date(
    cycle: Cycle, report: Report, clock: TimeMachineFixture
) -> None:
    clock.move_to(FRIDAY_AFTER - timedelta(days=1), tick=False)
    assert jobs.build_due_summaries() == "没有到期的进展情况汇总要生成"
    clock.move_to(FRIDAY_AFTER, tick=False)
    assert jobs.build_due_summaries() == "进展情况汇总：2025-Q4 第1稿"
    assert jobs.build_due_summaries() == "没有到期的进展情况汇总要生成"


def test_a_missed_morning_is_made_up_until_the_cycle_closes(
    cycle: Cycle, report: Report, clock: TimeMachineFixture
) -> None:
    assert jobs.cycles_to_sum_up(on=cycle.closes_on) == [cycle]
    assert jobs.cycles_to_sum_up(on=cycle.closes_on + timedelta(days=1)) == []


def test_a_weekend_after_the_due_date_is_waited_out(cycle: Cycle, report: Report) -> None:
    friday = FRIDAY_AFTER.date()
    Cycle.objects.filter(pk=cycle.pk).update(due_on=friday)
    days = [friday + timedelta(days=count) for count in range(4)]
    assert [bool(jobs.cycles_to_sum_up(on=day)) for day in days] == [False, False, False, True]


def test_asking_twice_is_one_job(cycle: Cycle, report: Report, reviewer: User) -> None:
    span = own_span(cycle)
    assert newest_build(span) is None
    assert ask_for_summary(span, by=reviewer)
    assert not ask_for_summary(span, by=reviewer)
    asked = newest_build(span)
    assert asked is not None
    assert asked.is_under_way
    assert jobs.build(cycle.pk, reviewer.pk) == "进展情况汇总：2025-Q4 第1稿"
    assert Summary.objects.get().built_by == reviewer


def test_the_office_releases_to_leaders_and_observers(
    edition: Summary, reviewer: User, leader: User
) -> None:
    released = release(edition, by=reviewer)
    assert (released.released_by, released.released_at) == (reviewer, MORNING)
    assert told(Kind.SUMMARY) == [leader.name]
    message = Message.objects.get(kind=Kind.SUMMARY)
    assert message.expires_on == MORNING.date() + timedelta(days=7)
    event = AuditEvent.objects.get(action="summary.release")
    assert event.actor_id == reviewer.pk


@pytest.mark.parametrize("who", ["liaison", "leader", "outside_reviewer", "system_admin"])
def test_nobody_else_releases(request: pytest.FixtureRequest, edition: Summary, who: str) -> None:
    person = request.getfixturevalue(who)
    with refused(NotEntitled, "只有残工委办公室"):
        release(edition, by=person)
    assert not Summary.objects.released().exists()


def test_a_second_release_says_who_was_first(
    edition: Summary, reviewer: User, colleague: User
) -> None:
    release(edition, by=reviewer)
    with refused(AlreadyMoved, "第1稿已由残工委办审核人于2026年1月9日 10:00发布"):
        release(edition, by=colleague)


def test_an_older_edition_is_not_released_over_a_newer_one(
    edition: Summary, cycle: Cycle, report: Report, reviewer: User
) -> None:
    approve(report, reviewer)
    build(own_span(cycle))
    with refused(AlreadyMoved, "已有第2稿"):
        release(edition, by=reviewer)


def test_a_newer_edition_does_not_unsay_a_released_one(
    edition: Summary, cycle: Cycle, report: Report, reviewer: User
) -> None:
    release(edition, by=reviewer)
    approve(report, reviewer)
    build(own_span(cycle))
    assert Summary.objects.released().newest() == edition
