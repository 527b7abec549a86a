"""`prepare`: what ./run does before it serves, once, and the second time nothing."""

import re

import pytest
from django.core.management import call_command
from django.test import Client

from project.accounts.models import Grant, User
from project.audit.models import AuditEvent
from project.desk.doctor import complaints
from project.desk.first_accounts import make_first_accounts
from project.desk.jobs import SCHEDULES, lay_schedules
from task_table.models import Plan
from tests.cast import TODAY
from workflows.models import Cycle, Report

pytestmark = [pytest.mark.db, pytest.mark.django_db]


@pytest.fixture
def prepared(plan: Plan, capsys: pytest.CaptureFixture[str]) -> str:
    call_command("prepare")
    return capsys.readouterr().out


def test_a_first_run_opens_the_cycle_asked_for(prepared: str) -> None:
    cycle = Cycle.objects.get()
    assert cycle.key == "2025-Q4"
    assert cycle.opened_at
    assert Report.objects.count() == 511
    assert "2025年第4季度：已开启 511 份报告。" in prepared


def test_three_administrators_get_a_password_that_is_printed_once(
    prepared: str, capsys: pytest.CaptureFixture[str]
) -> None:
    passwords = dict(re.findall(r"用户名 (\w+)  密码 (\S+)", prepared))
    assert set(passwords) == {"xitong", "anquan", "shenji"}
    for username, password in passwords.items():
        user = User.objects.get(username=username)
        assert user.check_password(password)
        assert user.password_is_temporary
    call_command("prepare")
    assert "密码" not in capsys.readouterr().out


def test_a_second_run_changes_nothing(prepared: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = [model.objects.count() for model in (AuditEvent, Report, Grant, User)]
    call_command("prepare")
    assert capsys.readouterr().out == ""
    assert [model.objects.count() for model in (AuditEvent, Report, Grant, User)] == before


def test_administrators_are_made_once(plan: Plan) -> None:
    assert len(make_first_accounts(on=TODAY)) == 3
    assert make_first_accounts(on=TODAY) == []


def test_schedules_are_laid_once_and_mended() -> None:
    from django_q.models import Schedule

    assert lay_schedules() == len(SCHEDULES)
    assert lay_schedules() == 0
    Schedule.objects.filter(name=SCHEDULES[0].name).update(cron="0 0 1 1 *")
    assert lay_schedules() == 2
    assert lay_schedules() == 0


def test_the_doctor_names_every_empty_post(plan: Plan) -> None:
    found = list(complaints(on=TODAY))
    assert "市民政局没有联络员，无人填报。" in found
    assert sum("没有联络员" in sentence for sentence in found) == 44
    assert sum("没有审核人" in sentence for sentence in found) == 11
    assert any("没有安全管理员" in sentence for sentence in found)


def test_the_doctor_command_fails_while_there_is_something_to_mend(plan: Plan) -> None:
    with pytest.raises(SystemExit):
        call_command("doctor")


def test_healthz_answers_without_the_database(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


def test_readyz_says_what_is_missing(client: Client, plan: Plan) -> None:
    from project.workdays.models import Workday

    assert client.get("/readyz").status_code == 200
    Workday.objects.filter(day=TODAY).delete()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["wrong"]) == (503, ["calendar"])
