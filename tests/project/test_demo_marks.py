"""A demo is marked on every page, says how to sign in, and never shares a real one's database."""

import subprocess
from pathlib import Path

import pytest
from django.contrib.auth.hashers import check_password
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from project.accounts.models import Grant, User
from project.audit.models import AuditEvent
from project.demo import scenes, story
from project.demo.loading import load_demo
from project.demo.management.commands import load_demo as load_command
from project.demo.passwords import FILE, demo_password
from project.installation.models import Installation, Kind, is_demo, settle
from task_table.models import Plan
from tests.cast import MORNING
from tests.project.test_demo import open_few
from tests.workflows.playing import row_counts
from workflows.models import Report

pytestmark = [pytest.mark.db, pytest.mark.django_db]

ROOT = Path(__file__).resolve().parents[2]
BANNER = "演示：人员和报告均为虚构"


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the demo's password apart from other tests'."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    return tmp_path


@pytest.fixture
def demo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start as `./run --demo` does, with one quarter in which nobody does anything."""
    monkeypatch.setenv("DEMO", "1")
    monkeypatch.setattr(scenes, "QUARTERS", ("2025-Q4",))
    monkeypatch.setattr(story, "open_cycle", open_few)
    monkeypatch.setattr(story, "_acts_of", lambda *_: [])


@pytest.fixture
def prepared(plan: Plan, demo: None, capsys: pytest.CaptureFixture[str]) -> str:
    call_command("prepare")
    return capsys.readouterr().out


def test_a_demo_start_says_how_to_sign_in(prepared: str, own_folder: Path) -> None:
    password = demo_password()
    assert f"密码都是 {password}" in prepared
    assert "签批人  用户名 mzj-qpr" in prepared
    assert "首批账号" not in prepared
    assert (own_folder / FILE).stat().st_mode & 0o777 == 0o600
    for user in User.objects.all():
        assert check_password(password, user.password)


def test_a_second_demo_start_changes_nothing_and_says_the_same(
    prepared: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = row_counts()
    call_command("prepare")
    assert row_counts() == before
    assert capsys.readouterr().out == prepared[prepared.index("\n演示：") :]


def test_a_lost_password_file_gets_a_successor(prepared: str, own_folder: Path) -> None:
    lost = demo_password()
    (own_folder / FILE).unlink()
    assert list(load_demo(at=MORNING)) == ["演示密码文件已丢失，已另设密码。"]
    assert demo_password() != lost
    assert User.objects.get(username="ld1").check_password(demo_password())


def test_a_demo_interrupted_says_how_to_go_on(
    plan: Plan, demo: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(**_: object) -> list[str]:
        raise KeyboardInterrupt

    monkeypatch.setattr(load_command, "load_demo", interrupted)
    with pytest.raises(CommandError, match=r"再次执行 .* 会接着载入"):
        call_command("prepare")
    assert not Report.objects.exists()


def test_a_real_start_is_refused_by_a_demo(prepared: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMO", "0")
    before = row_counts()
    with pytest.raises(CommandError, match="演示数据，不能作正式使用"):
        call_command("prepare")
    assert row_counts() == before


def test_a_demo_start_is_refused_by_a_real_one(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    call_command("prepare")
    assert not is_demo()
    monkeypatch.setenv("DEMO", "1")
    before = row_counts()
    with pytest.raises(CommandError, match="不能放入演示数据"):
        call_command("prepare")
    assert row_counts() == before


def test_a_database_from_before_there_were_demos_is_real(
    plan: Plan, liaison: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not Installation.objects.exists()
    monkeypatch.setenv("DEMO", "1")
    with pytest.raises(CommandError, match="不能放入演示数据"):
        call_command("prepare")
    assert Installation.objects.get().kind == Kind.REAL
    assert not AuditEvent.objects.filter(action="cycle.open").exists()


def test_every_page_of_a_demo_is_marked(plan: Plan, client: Client) -> None:
    settle(Kind.DEMO)
    for address in (reverse("account_login"), "/nowhere/"):
        page = client.get(address).content.decode()
        assert BANNER in page
        assert "责任台账（演示）</title>" in page
        assert page.index(BANNER) < page.index('<main id="main"')


def test_a_page_of_a_real_installation_is_not(plan: Plan, client: Client) -> None:
    settle(Kind.REAL)
    page = client.get(reverse("account_login")).content.decode()
    assert "演示" not in page


def test_the_mark_costs_one_statement(plan: Plan, client: Client) -> None:
    settle(Kind.DEMO)
    with CaptureQueriesContext(connection) as queries:
        client.get("/nowhere/")
    asked = [query for query in queries if "installation_installation" in query["sql"]]
    assert len(asked) == 1


def test_the_sign_in_page_of_a_demo_offers_accounts(plan: Plan, client: Client) -> None:
    settle(Kind.DEMO)
    page = client.get(reverse("account_login")).content.decode()
    assert demo_password() in page
    assert "cgwb-shr1" in page


def test_a_real_installation_keeps_no_demo_password(
    plan: Plan, client: Client, own_folder: Path
) -> None:
    client.get(reverse("account_login"))
    assert not (own_folder / FILE).exists()
    assert not Grant.objects.exists()


@pytest.mark.parametrize("words", [["--demo", "nonsense"], ["nonsense"], ["--demo", "--demo"]])
def test_an_unknown_word_gives_the_usage(words: list[str]) -> None:
    done = subprocess.run(["./run", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "./run --demo 启动演示" in done.stderr


def test_an_unknown_word_to_the_tests_gives_theirs_before_anything_is_installed() -> None:
    done = subprocess.run(
        ["./test", "nonsense"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.startswith("用法：./test 运行全部检查与测试")
