"""Four people complete one step at once: one wins, three read who was faster, nothing is double.

On SQLite too, in four processes: there IMMEDIATE is the lock, on PostgreSQL the rows are.
"""

import pytest
from django.db import connection, connections

from project.accounts.models import Role, User
from task_table.models import Plan, SupportReview
from tests.cast import MORNING, TODAY, person, report_on
from tests.workflows.playing import submit
from tests.workflows.racing import Told, race
from workflows.cycles.periods import period_of
from workflows.cycles.schedule import announce
from workflows.integrity import differences
from workflows.models import Cycle, Report
from workflows.moving.engine import WorkItem

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]

TIMES = 25
OUTCOMES = ("approved", "approved", "sent_back", "sent_back")


@pytest.fixture
def submitted(transactional_db: None, clock: object) -> list[Report]:
    """25 of 市财政局's co-responsible rows in review by the secretariat."""
    plan = Plan.objects.get(slug="jiangmen-145")
    plan.support_review = SupportReview.SECRETARIAT
    plan.save()
    cycle = announce(plan, period_of("2025-Q4", plan), on=TODAY)
    Cycle.objects.update(opened_at=MORNING)
    liaison = person("财政联络员", "czj", (Role.LIAISON, "czj"))
    tasks = plan.tasks.filter(assignments__unit__code="czj", assignments__role="support")
    numbers = tasks.order_by("place").values_list("number", flat=True)[:TIMES]
    return [submit(report_on(cycle, number, "czj"), liaison) for number in numbers]


@pytest.fixture
def runners(transactional_db: None, clock: object) -> list[User]:
    return [person(f"审核人{name}", "cgwb", (Role.REVIEWER, "czj")) for name in "甲乙丙丁"]


def test_of_four_at_once_one_wins_and_three_read_who_was_faster(
    submitted: list[Report], runners: list[User]
) -> None:
    assert len(submitted) == TIMES
    turns = [
        [(report.pk, user.pk, outcome) for user, outcome in zip(runners, OUTCOMES, strict=True)]
        for report in submitted
    ]
    database = {"NAME": connection.settings_dict["NAME"]}
    connections.close_all()
    told = race(database, turns)
    names = {user.pk: user.name for user in runners}
    for report in submitted:
        one_won(report, [each for each in told if each[0] == report.pk], names)
    reports = Report.objects.for_moving().filter(pk__in=[report.pk for report in submitted])
    assert list(differences(reports)) == []


def one_won(report: Report, told: list[Told], names: dict[int, str]) -> None:
    won = [each for each in told if each[2] in OUTCOMES]
    lost = [each for each in told if each[2] == "AlreadyMoved"]
    assert (len(won), len(lost)) == (1, 3), told
    winner, outcome = won[0][1], won[0][2]
    label = "通过" if outcome == "approved" else "退回"
    for *_, words in lost:
        assert f"已被他人处理：{names[winner]}于01月09日 10:00已“{label}”" in words
    assert list(report.trail.values_list("outcome", flat=True)) == ["submitted", outcome]
    leads_to = "sign_off" if outcome == "approved" else "report"
    open_items = WorkItem.objects.filter(process=report.process_id, finished=None)
    assert [item.flow_task.name for item in open_items] == [leads_to]
