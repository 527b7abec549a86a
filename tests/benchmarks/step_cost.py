"""What one step of a report costs beside three plain ORM transactions: `./test --bench`.

The floor commits three transactions of one row each; a step commits one with everything in it. Both
run by turns on the same database in the same run; nothing is asserted about time.
"""

import statistics
import time
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.utils import timezone

from project.accounts.models import User
from task_table.models import AssignmentRole
from tests.cast import report_on
from tests.workflows.playing import approve, approve_again, sign, submit, write
from workflows.models import Cycle, Report

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]

REPORTS = 12
Act = Callable[[], object]


def test_a_step_beside_three_plain_transactions(
    cycle: Cycle, own_liaison: User, reviewer: User, outside_reviewer: User, own_signer: User
) -> None:
    """市残联's lead rows go all the way, the second review of 自审 included."""
    leads = cycle.plan.tasks.filter(
        assignments__unit__code="cl", assignments__role=AssignmentRole.LEAD, assignments__place=1
    )
    floor: list[float] = []
    steps: dict[str, list[float]] = {}
    for task in leads.in_printed_order()[:REPORTS]:
        report = report_on(cycle, task.number, "cl")
        write(report, own_liaison)
        acts: dict[str, Act] = {
            "填报（提交）": lambda report=report: submit(report, own_liaison),
            "审核": lambda report=report: approve(report, reviewer),
            "复核": lambda report=report: approve_again(report, outside_reviewer),
            "签批": lambda report=report: sign(report, own_signer),
        }
        for name, act in acts.items():
            floor.append(seconds_of(lambda report=report: three_plain_transactions(report)))
            steps.setdefault(name, []).append(seconds_of(act))
        assert Report.objects.get(pk=report.pk).step == "signed"
    tell(floor, steps)


def three_plain_transactions(report: Report) -> None:
    for _ in range(3):
        with transaction.atomic():
            Report.objects.filter(pk=report.pk).update(reply_by=timezone.localdate())
    Report.objects.filter(pk=report.pk).update(reply_by=None)


def seconds_of(act: Act) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def tell(floor: list[float], steps: dict[str, list[float]]) -> None:
    """Print the medians in milliseconds, and each step's ratio to the floor."""
    ground = statistics.median(floor)
    print(f"\n一个环节与三次普通事务相比（{connection.vendor}，各取中位数）")
    print(f"  三次普通事务  {ground * 1000:6.2f} 毫秒（{len(floor)}次）")
    for name, seconds in steps.items():
        took = statistics.median(seconds)
        print(f"  {name}  {took * 1000:6.2f} 毫秒（{len(seconds)}次），{took / ground:.1f} 倍")
