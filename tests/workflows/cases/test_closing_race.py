"""A task is closed while its lead asks for time: whoever is faster, nothing is left open."""

import pytest

from project.accounts.granting import give
from project.accounts.models import Role, User
from task_table.models import Plan, TaskState
from tests.cast import LONG_AGO, person, unit
from tests.workflows import casework
from tests.workflows.at_once import at_once
from tests.workflows.closing_work import check, claim, close, sign
from workflows.case_words import CaseStep
from workflows.integrity import case_differences
from workflows.models import Case
from workflows.task_states import state_differences

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]


def test_two_leaders_close_and_the_lead_asks_for_time_all_at_once(
    transactional_db: None, clock: object
) -> None:
    plan = Plan.objects.get(slug="jiangmen-145")
    liaison = person("民政联络员", "mzj", (Role.LIAISON, "mzj"))
    signer = person("民政分管领导", "mzj", (Role.SIGNER, "mzj"))
    reviewer = person("审核人", "cgwb", (Role.REVIEWER, "mzj"))
    leaders = [
        User.objects.create_user(f"ld{place}", name=name, home_unit=unit("cgwb"))
        for place, name in enumerate("甲乙")
    ]
    for each in leaders:
        give(each, Role.LEADER, by=None, why="演示", from_on=LONG_AGO, committee=plan.committee)
    task = casework.dated_task(plan)
    case = check(sign(claim(task, liaison), signer), reviewer)
    refused = at_once(
        lambda: close(case, leaders[0]),
        lambda: close(case, leaders[1]),
        lambda: casework.ask(task, liaison),
    )
    task.refresh_from_db()
    case.refresh_from_db()
    assert (task.state, case.step) == (TaskState.CLOSED, CaseStep.CLOSED)
    assert any("已被他人处理" in words or "正在被他人办理" in words for words in refused)
    assert not Case.objects.under_way().filter(task=task).exists()
    assert [*case_differences(), *state_differences()] == []
