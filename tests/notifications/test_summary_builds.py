"""A build that somebody asked for says where it is, ends with a word, and is never for ever."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django_q.models import OrmQ
from time_machine import TimeMachineFixture

from notifications import builds
from notifications.jobs import ask_for_summary, give_up_builds
from notifications.models import BuildEnd, BuildStep, Kind, Message, Summary, SummaryBuild
from notifications.models.builds import SILENT_FOR
from notifications.reasons import is_theirs
from notifications.releasing import release
from notifications.summaries import building, jobs, laying
from project.accounts.granting import revoke
from project.accounts.models import Grant, User
from tests.cast import MORNING
from tests.pages.conftest import browser_of
from workflows.cycles.spans import own_span
from workflows.models import Cycle

pytestmark = [
    pytest.mark.db, pytest.mark.django_db,
    pytest.mark.usefixtures("released_by_the_office", "report"),
]  # fmt: skip

AT = ["jiangmen-145", "2025-Q4"]
ASKING = 'action="/summaries/jiangmen-145/2025-Q4/build/"'
POLL = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def asked(cycle: Cycle, reviewer: User) -> SummaryBuild:
    assert ask_for_summary(own_span(cycle), by=reviewer)
    return SummaryBuild.objects.get()


def work() -> str:
    """Do what the worker would: the job that waits, whose row then goes."""
    (row,) = OrmQ.objects.all()
    row.delete()
    return jobs.build(*row.task["args"])


def told() -> list[str]:
    return [each.title for each in Message.objects.filter(kind=Kind.BUILD_ENDED)]


def page(client: Client) -> str:
    return client.get(reverse("summary", args=AT)).content.decode()


def poll(client: Client, seen: str = "") -> HttpResponse:
    address = reverse("summary-progress", args=AT)
    return client.get(address, {"seen": seen}, headers=POLL)  # type: ignore[return-value]


def test_each_step_is_written_down_in_its_order(
    asked: SummaryBuild, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached, reach = [], builds.reach
    assert asked.place == 0

    def watched(key: int, step: BuildStep) -> None:
        reach(key, step)
        reached.append(SummaryBuild.objects.get(pk=key).place)

    monkeypatch.setattr(builds, "reach", watched)
    assert work() == "进展情况汇总：2025-Q4 第1稿"
    assert reached == [1, 2, 3, 4, 5]
    assert [BuildStep.values.index(each) for each in BuildStep] == [0, 1, 2, 3, 4]


def test_whoever_asked_is_told_of_a_new_edition_by_the_drafts_letter_alone(
    asked: SummaryBuild, reviewer: User
) -> None:
    work()
    asked.refresh_from_db()
    assert (asked.end, asked.summary) == (BuildEnd.MADE, Summary.objects.get())
    letters = Message.objects.in_app().filter(recipient=reviewer)
    assert [each.kind for each in letters] == [Kind.SUMMARY_DRAFT]


def test_where_nothing_changed_no_letter_goes_to_the_office_and_one_to_whoever_asked(
    cycle: Cycle, reviewer: User
) -> None:
    building.build(own_span(cycle))
    ask_for_summary(own_span(cycle), by=reviewer)
    work()
    ended = SummaryBuild.objects.get()
    assert (ended.end, ended.summary) == (BuildEnd.UNCHANGED, Summary.objects.get())
    assert told() == ["2025年第4季度进展情况汇总：情况没有变化，没有生成新稿"]
    message = Message.objects.get(kind=Kind.BUILD_ENDED)
    assert (message.recipient, message.channel) == (reviewer, "in_app")
    assert "最新一稿仍是第1稿" in message.text
    assert "/summaries/jiangmen-145/2025-Q4/" in message.text


def test_a_build_that_fails_says_at_which_step_and_what_to_do_and_the_log_has_the_error(
    asked: SummaryBuild, cycle: Cycle, reviewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(content: bytes) -> str:
        raise OSError("No space left on device")

    monkeypatch.setattr(laying, "store", full_disk)
    with pytest.raises(OSError, match="No space"):
        work()
    asked.refresh_from_db()
    assert (asked.end, asked.summary) == (BuildEnd.FAILED, None)
    (message,) = Message.objects.filter(kind=Kind.BUILD_ENDED)
    assert "排Word文档时出错。请重新生成一次" in message.text
    assert ask_for_summary(own_span(cycle), by=reviewer)


def test_a_job_that_comes_again_does_nothing_and_tells_nothing_twice(
    asked: SummaryBuild, cycle: Cycle, reviewer: User
) -> None:
    again = OrmQ.objects.get().task["args"]
    building.build(own_span(cycle))
    work()
    assert jobs.build(*again) == "已经重新要求生成，这一次不再生成"
    assert len(told()) == 1
    assert not builds.end(asked.pk, BuildEnd.FAILED)


def test_a_job_from_before_builds_were_followed_still_builds(cycle: Cycle, reviewer: User) -> None:
    assert jobs.build(cycle.pk, reviewer.pk) == "进展情况汇总：2025-Q4 第1稿"
    assert not SummaryBuild.objects.exists()


def test_a_second_click_asks_for_nothing_while_the_first_is_under_way(
    asked: SummaryBuild, cycle: Cycle, colleague: User
) -> None:
    assert not ask_for_summary(own_span(cycle), by=colleague)
    assert builds.take_up(asked.pk)
    assert not ask_for_summary(own_span(cycle), by=colleague)
    assert (OrmQ.objects.count(), SummaryBuild.objects.count()) == (1, 1)


def test_an_error_that_is_no_second_click_is_not_swallowed(
    cycle: Cycle, reviewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**fields: Any) -> SummaryBuild:
        raise IntegrityError("something else")

    monkeypatch.setattr(SummaryBuild.objects, "create", broken)
    with pytest.raises(IntegrityError, match="something else"):
        ask_for_summary(own_span(cycle), by=reviewer)


@pytest.mark.parametrize("begun", [False, True])
def test_a_worker_that_died_leaves_no_build_for_ever(
    asked: SummaryBuild, cycle: Cycle, reviewer: User, clock: TimeMachineFixture, begun: bool
) -> None:
    if begun:
        builds.take_up(asked.pk)
        builds.reach(asked.pk, BuildStep.PDF)
    client = browser_of(reviewer)
    clock.shift(SILENT_FOR)
    assert "新稿正在生成" in page(client)
    assert give_up_builds() == "中断的汇总生成 0 件"
    clock.shift(timedelta(seconds=1))
    said = page(client)
    assert "新稿正在生成" not in said
    assert "后台作业中断" in said
    assert ASKING in said
    assert give_up_builds() == "中断的汇总生成 1 件"
    assert give_up_builds() == "中断的汇总生成 0 件"
    assert told() == ["2025年第4季度进展情况汇总：新稿没有生成"]
    assert "后台作业中断" in page(client)
    assert ask_for_summary(own_span(cycle), by=reviewer)


def test_asking_again_gives_a_dead_build_up_and_its_job_does_nothing(
    asked: SummaryBuild, cycle: Cycle, colleague: User, clock: TimeMachineFixture
) -> None:
    clock.shift(SILENT_FOR + timedelta(seconds=1))
    assert ask_for_summary(own_span(cycle), by=colleague)
    dead, second = OrmQ.objects.order_by("pk")
    assert "不再生成" in jobs.build(*dead.task["args"])
    assert jobs.build(*second.task["args"]) == "进展情况汇总：2025-Q4 第1稿"
    assert list(SummaryBuild.objects.values_list("end", flat=True)) == ["lost", "made"]


def test_the_page_says_how_far_it_is_in_words_beside_a_bar(
    asked: SummaryBuild, reviewer: User
) -> None:
    client = browser_of(reviewer)
    assert "排队等候后台作业。1月9日 10:00由" in page(client)
    builds.take_up(asked.pk)
    builds.reach(asked.pk, BuildStep.XLSX)
    said = page(client)
    assert f"第3步，共5步，排Excel表格。1月9日 10:00由{reviewer}要求生成，1月9日 10:00开始" in said
    assert '<progress aria-labelledby="build-said" max="5" value="3">' in said
    assert "可以离开本页" in said
    assert ASKING not in said


def test_the_page_is_told_only_what_is_new_and_then_asks_no_more(
    asked: SummaryBuild, reviewer: User
) -> None:
    client = browser_of(reviewer)
    assert poll(client, "waiting").status_code == 204
    builds.take_up(asked.pk)
    builds.reach(asked.pk, BuildStep.FACTS)
    answer = poll(client, "waiting")
    assert (answer.status_code, "第1步" in answer.content.decode()) == (200, True)
    assert poll(client, "facts").status_code == 204
    work()
    answer = poll(client, "keep")
    assert (answer.status_code, "第1稿已生成" in answer.content.decode()) == (286, True)
    assert poll(client, "made").status_code == 286


def test_whoever_was_signed_out_or_never_asked_is_told_so_and_asked_no_more(
    cycle: Cycle, reviewer: User
) -> None:
    for client, words in ((browser_of(None), "登录已过期"), (browser_of(reviewer), "请刷新本页")):
        answer = poll(client)
        assert (answer.status_code, words in answer.content.decode()) == (286, True)


def test_what_came_of_it_is_said_for_an_hour_where_it_went_well(
    asked: SummaryBuild, reviewer: User, clock: TimeMachineFixture
) -> None:
    work()
    client = browser_of(reviewer)
    assert "第1稿已生成。" in page(client)
    clock.shift(builds.RECENT + timedelta(seconds=1))
    assert "第1稿已生成。" not in page(client)


def test_leaders_see_nothing_of_a_build(
    asked: SummaryBuild, cycle: Cycle, leader: User, reviewer: User
) -> None:
    work()
    release(Summary.objects.get(), by=reviewer)
    client = browser_of(leader)
    assert "第1稿已生成" not in page(client)
    assert poll(client).status_code == 404


def test_whoever_left_the_office_is_not_told_any_more(
    asked: SummaryBuild, cycle: Cycle, reviewer: User, security_admin: User
) -> None:
    building.build(own_span(cycle))
    work()
    message, on = Message.objects.get(kind=Kind.BUILD_ENDED), MORNING.date()
    assert is_theirs(message, on=on)
    for grant in Grant.objects.filter(user=reviewer):
        revoke(grant, by=security_admin, why="调离岗位")
    assert not is_theirs(message, on=on)


def test_a_build_has_one_end_and_a_cycle_one_open_build(asked: SummaryBuild, cycle: Cycle) -> None:
    with pytest.raises(IntegrityError):
        SummaryBuild.objects.filter(pk=asked.pk).update(ended_at=datetime.now(MORNING.tzinfo))
