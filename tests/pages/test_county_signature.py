"""A county's sheet is signed by the county's own leader, in one act, and by nobody else."""

import pytest
from django.test import Client

from project.accounts.models import Role, User
from tests.cast import person, report_on
from tests.pages.conftest import browser_of
from tests.pages.filling import sheet_of, text_of
from tests.workflows.playing import approve, submit, write
from workflows.models import Cycle, Report
from workflows.steps import Step

pytestmark = [pytest.mark.db, pytest.mark.django_db]


@pytest.fixture
def waiting(cycle: Cycle) -> list[Report]:
    """An asked row and two of a paragraph of 蓬江区, taken up by 市残联 where it leads."""
    who = person("蓬江联络员", "pengjiang", (Role.LIAISON, "pengjiang"))
    lead = person("残联联络员", "cl", (Role.LIAISON, "cl"))
    rows = [report_on(cycle, number, "pengjiang") for number in ("4", "3", "9")]
    for row in rows:
        write(row, who, status="under_way", progress="已落实到镇（街道）。")
        approve(submit(row, who), lead)
    return rows


def sign(client: Client, rows: list[Report]) -> int:
    page = {"report": [str(row.pk) for row in rows]}
    seen = {f"version-{row.pk}": str(Report.objects.get(pk=row.pk).version_id) for row in rows}
    return client.post(sheet_of("pengjiang", "sign"), page | seen).status_code


def test_the_county_s_leader_signs_its_rows_in_one_act(waiting: list[Report]) -> None:
    leader = person("蓬江分管领导", "pengjiang", (Role.SIGNER, "pengjiang"))
    client = browser_of(leader)
    shown = text_of(client.get(sheet_of("pengjiang", "sign")))
    assert shown.count('name="report" value=') == len(waiting)
    assert sign(client, waiting) == 302
    for row in waiting:
        row.refresh_from_db()
        assert (row.step, row.signed_by) == (Step.SIGNED, leader)


def test_nobody_else_s_leader_signs_for_a_county(
    waiting: list[Report], signer: User, own_signer: User
) -> None:
    other = person("江海分管领导", "jianghai", (Role.SIGNER, "jianghai"))
    for stranger in (signer, own_signer, other):
        sign(browser_of(stranger), waiting)
    steps = set(Report.objects.filter(pk__in=[row.pk for row in waiting]).values_list("step"))
    assert steps == {(Step.SIGN_OFF,)}
