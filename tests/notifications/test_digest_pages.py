"""The digest's letters and pages: what they say, who gets them, and what a click does."""

from datetime import date, datetime

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from time_machine import TimeMachineFixture

from notifications.digesting import prepare_digests, send_due
from notifications.models import Digest, Kind, Message
from project.accounts.granting import give
from project.accounts.models import Committee, Role, Unit, UnitKind, User
from task_table.models import Plan
from tests.cast import LONG_AGO, SHANGHAI, person, report_on
from tests.notifications.lateness import UNDER_WAY, Joint
from tests.pages.conftest import browser_of
from tests.workflows.playing import submit, write
from workflows.models import Cycle, Report

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 1, 19)
WEEK = "2026-W04"
NINE = datetime(2026, 1, 19, 9, 0, tzinfo=SHANGHAI)
THREE = NINE.replace(hour=15)
WHY = "等市教育局核实第16项的完成时间"
PAGE = f"/digests/jiangmen-145/{WEEK}/"
LIST = "/digests/jiangmen-145/"


@pytest.fixture
def digest(
    cycle: Cycle, joint_report: Report, concurrence: Report, concurring_liaison: User,
    liaison: User, reviewer: User, leader: User, clock: TimeMachineFixture,
) -> Digest:  # fmt: skip
    """Task 8 is overdue, the second lead's dissent in review; two other reports are not filed."""
    cycle.plan.tasks.filter(number="8").update(due_on=date(2025, 12, 1))
    problem = "经费<b>不足</b>。\n" + "请市财政局支持。" * 30
    Joint().through_first(joint_report, **UNDER_WAY, problem=problem)
    write(concurrence, concurring_liaison, concurs=False, progress="数据不一致。")
    submit(concurrence, concurring_liaison)
    for number in ("2", "13"):
        report_on(cycle, number, "mzj")
    clock.move_to(NINE, tick=False)
    assert prepare_digests(on=MONDAY) == 1
    return Digest.objects.get()


@pytest.fixture
def sent(digest: Digest, clock: TimeMachineFixture) -> Digest:
    clock.move_to(THREE, tick=False)
    assert send_due(at=THREE) == 1
    return Digest.objects.get()


@pytest.fixture
def foreign_leader(plan: Plan) -> User:
    """The leader of another committee of the same installation."""
    other = Committee.objects.create(code="other", name="外市残工委", level="市")
    office = Unit.objects.create(code="other", name="外市残联", kind=UnitKind.MASS, committee=other)
    user = User.objects.create_user("other", name="外市领导", home_unit=office)
    give(user, Role.LEADER, by=None, why="演示授权", from_on=LONG_AGO, committee=other)
    return user


def page_of(client: Client, address: str = PAGE) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_leaders_letter_says_who_has_it_and_what_the_unit_says(sent: Digest) -> None:
    letter = Message.objects.get(kind=Kind.DIGEST)
    assert letter.title == "逾期摘要（截至2026年1月19日）：任务逾期2项，未按时报送2份"
    for words in (
        "逾期49天",
        "市医保局的报告：残工委办公室审核中（2025年第4季度），已6个工作日",
        "市人力资源社会保障局（2025年第4季度，已签批）",
        "市医保局（2025年第4季度，尚未签批）：“不同意：数据不一致。”",
        "2025年第4季度有1个单位2份报告未按时报送：市民政局2份。",
        "规划期已满，3项任务待期末评估，不计入逾期。",
        "该单位没有说明。",
        PAGE,
    ):
        assert words in letter.text
        assert words in letter.html
    assert letter.text.index("任务逾期（") < letter.text.index("未按时报送\n")
    assert letter.text.index("未按时报送\n") < letter.text.index("待期末评估\n")


def test_a_letter_quotes_in_one_line_and_as_text(sent: Digest) -> None:
    letter = Message.objects.get(kind=Kind.DIGEST)
    quoted = next(line for line in letter.text.splitlines() if "经费" in line)
    assert "：“经费<b>不足</b>。 请市财政局支持。" in quoted
    assert quoted.endswith("…”")
    assert len(quoted.partition("：“")[2]) == 121
    assert "经费&lt;b&gt;不足" in letter.html
    assert "&" not in letter.text


def test_a_letter_is_one_page_however_many_tasks_are_overdue(
    cycle: Cycle, leader: User, reviewer: User
) -> None:
    cycle.plan.tasks.all().update(due_on=date(2025, 12, 1))
    prepare_digests(on=MONDAY, at=NINE)
    send_due(at=THREE)
    letter = Message.objects.get(kind=Kind.DIGEST)
    assert "任务逾期（45项）" in letter.text
    assert letter.text.count("天\n") == 10
    assert "另有35项未列出：第11、12、" in letter.text
    assert "、44、45项，见下面的网页" in letter.html


def test_letters_and_page_name_no_other_plans_tasks(
    sent: Digest, leader: User, foreign_leader: User
) -> None:
    assert {each.recipient for each in Message.objects.filter(kind=Kind.DIGEST)} == {leader}
    for address in (PAGE, LIST):
        assert browser_of(foreign_leader).get(address).status_code == 404


@pytest.mark.parametrize(
    "who", ["liaison", "signer", "foreign_liaison", "supporting_liaison", "outside_reviewer"]
)
def test_to_everybody_else_there_is_no_digest(
    who: str, sent: Digest, request: pytest.FixtureRequest
) -> None:
    client = browser_of(request.getfixturevalue(who))
    for address in (PAGE, LIST):
        assert client.get(address).status_code == 404
    assert client.post(f"{PAGE}hold/", {"why": WHY}).status_code == 404
    assert client.post(f"{PAGE}let-go/").status_code == 404


def test_a_leader_reads_it_once_it_is_sent(
    digest: Digest, leader: User, clock: TimeMachineFixture
) -> None:
    client = browser_of(leader)
    assert client.get(PAGE).status_code == 404
    assert client.post(f"{PAGE}hold/", {"why": WHY}).status_code == 404
    assert "还没有可以查看的逾期摘要" in page_of(client, LIST)
    clock.move_to(THREE, tick=False)
    send_due(at=THREE)
    client = browser_of(leader)  # six idle hours ended the session
    shown = page_of(client)
    assert "逾期49天" in shown
    assert "经费&lt;b&gt;不足" in shown
    assert "今天15:00已发送" in shown
    assert "暂缓发送" not in shown
    assert "截至2026年1月19日" in page_of(client, LIST)
    assert client.post(f"{PAGE}hold/", {"why": WHY}).status_code == 403


def test_an_observer_reads_it_too(sent: Digest) -> None:
    observer = person("观察员", "mzj")
    committee = sent.plan.committee
    give(observer, Role.OBSERVER, by=None, why="任命", from_on=LONG_AGO, committee=committee)
    assert "逾期49天" in page_of(browser_of(observer))


def test_whoever_lost_the_grant_reads_it_no_more(sent: Digest, reviewer: User) -> None:
    client = browser_of(reviewer)
    page_of(client)
    reviewer.grants.update(revoked_at=THREE, revoked_why="调离岗位")
    assert client.get(PAGE).status_code == 404


def test_the_office_holds_it_and_lets_it_go_and_a_second_click_does_no_harm(
    digest: Digest, reviewer: User
) -> None:
    client = browser_of(reviewer)
    assert "将于今天15:00发送" in page_of(client)
    assert "将发送给残工委的1位领导和观察员" in page_of(client)
    for words in ("已暂缓，这份摘要不会发送", "无需重复操作"):
        answer = client.post(f"{PAGE}hold/", {"why": WHY}, follow=True)
        assert answer.redirect_chain == [(PAGE, 302)]
        assert words in answer.content.decode()
    digest.refresh_from_db()
    assert (digest.held_by, digest.held_why) == (reviewer, WHY)
    for words in ("已放行，将于今天15:00发送", "没有暂缓"):
        assert words in client.post(f"{PAGE}let-go/", follow=True).content.decode()
    digest.refresh_from_db()
    assert digest.held_at is None


def test_holding_without_a_reason_says_so_beside_the_field(digest: Digest, reviewer: User) -> None:
    client = browser_of(reviewer)
    answer = client.post(f"{PAGE}hold/", {"why": "长" * 201})
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert 'id="id_why_error"' in shown
    assert "长" * 201 in shown
    assert client.post(f"{PAGE}hold/", {"why": " "}).status_code == 422
    assert client.get(f"{PAGE}hold/").status_code == 302
    digest.refresh_from_db()
    assert digest.held_at is None


def test_a_reason_typed_after_the_session_ended_is_given_back_to_its_writer_until_it_is_held(
    digest: Digest, reviewer: User, colleague: User
) -> None:
    client = Client()
    typed = {"why": "待核实完成时间", "writer": reviewer.username}
    answer = client.post(f"{PAGE}hold/", typed)
    assert answer["Location"] == f"/accounts/login/?next={PAGE}"
    client.force_login(reviewer, backend="project.accounts.backend.PasswordBackend")
    shown = page_of(client)
    assert "待核实完成时间</textarea>" in shown
    assert "还没有保存" in shown
    assert f'name="writer" value="{reviewer.username}"' in shown
    for verb in ("hold", "let-go"):
        client.post(f"{PAGE}{verb}/", typed)
    after = page_of(client)
    assert "暂缓发送" in after
    assert "待核实完成时间" not in after
    client = Client()
    client.post(f"{PAGE}hold/", typed)
    client.force_login(colleague, backend="project.accounts.backend.PasswordBackend")
    assert "待核实完成时间" not in page_of(client)


def test_the_list_says_where_each_week_stands(
    sent: Digest, reviewer: User, clock: TimeMachineFixture
) -> None:
    clock.move_to(datetime(2026, 1, 26, 10, 0, tzinfo=SHANGHAI), tick=False)
    sent.plan.tasks.filter(number="2").update(due_on=date(2025, 12, 1))
    prepare_digests(on=date(2026, 1, 26))
    shown = page_of(browser_of(reviewer), LIST)
    assert shown.index("将于今天15:00发送") < shown.index("1月19日15:00已发送")
    clock.move_to(datetime(2026, 2, 2, 10, 0, tzinfo=SHANGHAI), tick=False)
    assert "作废" in page_of(browser_of(reviewer), LIST)


def test_the_home_page_leads_to_the_newest_digest(
    digest: Digest, leader: User, reviewer: User, liaison: User
) -> None:
    link = f'<a href="{PAGE}">最新的逾期摘要（截至2026年1月19日）</a>'
    assert link in page_of(browser_of(reviewer), reverse("home"))
    assert link not in page_of(browser_of(leader), reverse("home"))
    send_due(at=THREE)
    assert link in page_of(browser_of(leader), reverse("home"))
    assert "摘要和汇总" not in page_of(browser_of(liaison), reverse("home"))


def test_the_command_tells_first_and_acts_when_asked(
    cycle: Cycle, leader: User, reviewer: User, capsys: pytest.CaptureFixture[str]
) -> None:
    def said(*options: str) -> str:
        call_command("send_digests", "--day", "2026-01-19", *options)
        return capsys.readouterr().out.strip()

    will = "2026-01-19：将生成1份（jiangmen-145），发送0份，作废0份。确认后加 --apply。"
    assert said("--at", "09:00") == will
    assert not Digest.objects.exists()
    assert said("--at", "09:00", "--apply") == "2026-01-19：生成1份逾期摘要，发送0份。"
    assert '"send": ["jiangmen-145 2026-W04"]' in said("--at", "15:00", "--json")
    assert said("--at", "15:00", "--apply", "--json") == (
        '{"day": "2026-01-19", "prepared": 0, "sent": 1}'
    )
    assert Digest.objects.get().sent_at == THREE
