"""What groups are told: counts, once a working morning while something is missing, and no name."""

import json
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F
from django.db.utils import DatabaseError
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from time_machine import TimeMachineFixture

from notifications.models import RobotKind, RobotPost
from notifications.robots import wecom
from notifications.robots.asking import fitting
from notifications.robots.posting import ADAPTERS
from notifications.robots.sending import send_posts
from notifications.robots.telling import Standing, counts_text, standings
from notifications.robots.writing import write_counts
from project.accounts.models import Committee, Unit, UnitName, User
from project.installation.models import Kind as InstallationKind
from project.installation.models import settle
from task_table.models import Task
from tests.cast import TODAY, open_reports
from tests.notifications.robot_world import KEY, Group, committee_of, group, row, served, written
from tests.pages.conftest import browser_of
from tests.workflows.playing import approve, send_back, submit
from workflows.cycles.filing import Filing
from workflows.models import Cycle, Report

__all__ = ["group", "served"]
pytestmark = pytest.mark.django_db


def test_a_text_says_what_is_due_filed_missing_in_review_and_to_sign(
    group: Group, support_report: Report, report: Report, liaison: User, settings: Any
) -> None:
    settings.BASE_URL = "https://zeren.example.gov.cn"
    group()
    submit(report, liaison)
    assert written().text == (
        "【责任台账】2026年1月9日报送情况\n"
        "2025年第4季度：应报2份，已报1份，未报1份；审核复核中1份，待签批0份。"
        "还有4个工作日（2026年1月15日截止）。\n"
        "https://zeren.example.gov.cn/cycles/jiangmen-145/2025-Q4/"
    )


def test_a_returned_report_stays_filed_as_on_the_cycle_s_page(
    group: Group, support_report: Report, report: Report, liaison: User, reviewer: User
) -> None:
    group()
    send_back(submit(report, liaison), reviewer)
    assert "已报1份，未报1份；审核复核中0份" in written().text


def test_the_figures_are_those_of_the_cycle_s_page(
    group: Group, support_report: Report, report: Report, liaison: User, reviewer: User
) -> None:
    group()
    approve(submit(report, liaison), reviewer)
    (facts,) = json.loads(written().facts)["cycles"]
    page = browser_of(reviewer).get(reverse("cycle", args=["jiangmen-145", "2025-Q4"]))
    rows = page.context["counts"]
    assert facts["due"] == sum(each.due for each in rows) + 1  # 市财政局's, which is not hers
    assert facts["filed"] == sum(each.filed for each in rows)
    assert facts["to_sign"] == sum(each.at["sign_off"] for each in rows) == 1
    assert str(page.context["filing"]) in page.content.decode()
    assert str(page.context["filing"]) in row().text


def test_the_day_s_text_is_written_once_however_often_it_is_asked_for(group: Group) -> None:
    group()
    group(RobotKind.FEISHU)
    assert write_counts(on=TODAY) == 2
    assert write_counts(on=TODAY) == 0
    assert RobotPost.objects.count() == 2


def test_a_robot_added_later_in_the_morning_gets_its_text_too(group: Group) -> None:
    group()
    write_counts(on=TODAY)
    group(RobotKind.FEISHU)
    assert write_counts(on=TODAY) == 1


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (date(2026, 1, 3), False),  # the day before it opens
        (date(2026, 1, 5), True),
        (date(2026, 1, 10), False),  # a Saturday
        (date(2026, 1, 15), True),
        (date(2026, 1, 16), True),
        (date(2026, 1, 22), True),  # five working days after
        (date(2026, 1, 23), False),
    ],
)
def test_a_group_is_told_on_working_days_until_a_week_after_the_due_date(
    day: date, told: bool, group: Group, report: Report
) -> None:
    assert bool(standings(committee_of(report), on=day)) == told


def test_how_many_working_days_have_passed_is_said(group: Group, report: Report) -> None:
    told = standings(committee_of(report), on=date(2026, 1, 20))
    assert "已过截止日期3个工作日" in counts_text(told, on=date(2026, 1, 20))
    told = standings(committee_of(report), on=date(2026, 1, 15))
    assert "今天截止" in counts_text(told, on=date(2026, 1, 15))


def test_nothing_is_written_once_everything_is_filed_nor_before_a_cycle_is_open(
    group: Group, report: Report, liaison: User, cycle: Cycle
) -> None:
    group()
    Cycle.objects.update(opened_at=None)
    assert write_counts(on=TODAY) == 0
    Cycle.objects.update(opened_at=timezone.now())
    submit(report, liaison)
    assert write_counts(on=TODAY) == 0


def test_another_committee_s_cycle_is_not_told(group: Group, reviewer: User) -> None:
    robot, _ = group()
    robot.committee = Committee.objects.create(name="另一个残工委")
    assert standings(robot.committee, on=TODAY) == []


def names_in_the_world() -> set[str]:
    """Return the name of every unit, person and committee, and the text of every task."""
    units = set(Unit.objects.values_list("name", flat=True)) | set(
        UnitName.objects.values_list("name", flat=True)
    )
    people = set(User.objects.values_list("name", flat=True))
    tasks = {text[:12] for text in Task.objects.values_list("text", flat=True)}
    return units | people | tasks


@pytest.mark.parametrize("kind", list(RobotKind))
def test_no_body_names_a_unit_a_person_or_a_task(
    kind: RobotKind, group: Group, cycle: Cycle, liaison: User, signer: User
) -> None:
    rest = cycle.plan.tasks.get(number="2").assignments.all()
    open_reports(cycle, rest)
    robot, _ = group(kind, KEY)
    request = ADAPTERS[kind].request_of(robot, written(), at=timezone.now())
    said = json.dumps(json.loads(request.body), ensure_ascii=False) + request.address
    names = names_in_the_world()
    assert len(names) > 80
    assert [name for name in names if name in said] == []


@given(st.text(min_size=2, max_size=20), st.integers(1, 999), st.integers(0, 999))
def test_whatever_they_are_called_no_name_gets_into_a_text(name: str, due: int, filed: int) -> None:
    """The text is a function of counts and days: it says the same whatever names stand behind."""
    from task_table.models import Plan

    texts = set()
    for each in (name, "别的名字"):
        plan = Plan(slug="p", title=each, committee=Committee(name=each))
        cycle = Cycle(plan=plan, key="2025-Q4", kind="quarter", due_on=TODAY)
        texts.add(counts_text([Standing(cycle, Filing(due, filed, 0, 0), 0)], on=TODAY))
    assert len(texts) == 1


def test_a_long_text_is_cut_to_what_wecom_takes(group: Group) -> None:
    robot, _ = group()
    post = written()
    post.text = "报" * 1000
    body = json.loads(wecom.request_of(robot, post, at=timezone.now()).body)
    assert len(body["text"]["content"].encode()) <= 2048
    assert body["text"]["content"].endswith("…")


@given(st.text(), st.integers(3, 60))
def test_a_cut_text_fits_and_begins_as_the_whole_one(text: str, most: int) -> None:
    cut = fitting(text, most)
    assert len(cut.encode()) <= most
    assert cut == text or text.startswith(cut.removesuffix("…"))


def test_a_demo_s_text_is_marked_and_never_leaves(
    group: Group, settings: Any, tmp_path: Path
) -> None:
    _, platform = group()
    settings.DATA_DIR = tmp_path
    settle(InstallationKind.DEMO)
    post = written()
    assert send_posts()["sent"] == 1
    assert platform.asked == 0
    (file,) = (tmp_path / "robots").iterdir()
    assert file.read_text() == post.text
    assert post.text.startswith("【演示】")


def test_what_was_written_to_a_group_is_never_changed(group: Group) -> None:
    robot, _ = group()
    written()
    others: dict[str, object] = {
        "number": "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
        "expires_on": TODAY + timedelta(days=1),
        "by": robot.made_by,
    }
    for field, other in (others | dict.fromkeys(("text", "facts", "subject"), "别的")).items():
        with pytest.raises(DatabaseError), transaction.atomic():
            RobotPost.objects.update(**{field: other})
    for rows in (RobotPost.objects.all(), robot._meta.model.objects.all()):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.delete()
    RobotPost.objects.update(tries=F("tries") + 1)


def test_the_example_in_the_webhook_s_paper_knows_our_posts_from_others(
    group: Group, clock: TimeMachineFixture
) -> None:
    paper = (Path(__file__).resolve().parents[2] / "docs" / "webhook.md").read_text()
    example: dict[str, Any] = {}
    exec(paper.split("```python\n")[1].split("```")[0], example)  # noqa: S102 (that is the test)
    robot, _ = group(RobotKind.WEBHOOK)
    sent = ADAPTERS[RobotKind.WEBHOOK].request_of(robot, written(), at=timezone.now())
    is_ours, headers = example["is_ours"], dict(sent.headers)
    assert is_ours(KEY, headers, sent.body)
    assert not is_ours("another", headers, sent.body)
    assert not is_ours(KEY, headers, sent.body + b" ")
    assert not is_ours(KEY, headers | {"X-Zeren-Timestamp": str(int(time.time()) - 1)}, sent.body)
    clock.shift(timedelta(minutes=6))
    assert not is_ours(KEY, headers, sent.body)
