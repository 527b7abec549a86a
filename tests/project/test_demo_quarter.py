"""A quarter of the demo long after: who reported, what was missed, that all is marked."""

from collections import Counter
from collections.abc import Iterator

import pytest
from django.db.models import Q
from pytest_django.plugin import DjangoDbBlocker

from tests.cast import MORNING
from tests.project.demo_staging import (
    lasting,
    play_quarter,
)
from workflows.integrity import differences
from workflows.models import (
    Cycle,
    IndicatorValue,
    Report,
    ReportVersion,
    Transition,
)
from workflows.steps import Outcome, Step

pytestmark = [pytest.mark.db, pytest.mark.django_db]


@pytest.fixture(scope="module")
def quarter(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Cycle]:
    with lasting(django_db_blocker, at=MORNING) as plan:
        yield play_quarter(plan)


def test_a_quarter_is_over_for_all_and_holds_together(quarter: Cycle) -> None:
    steps = Counter(Report.objects.in_cycle(quarter).values_list("step", flat=True))
    assert not steps[Step.REPORT]
    assert steps[Step.SIGNED] > 5
    assert steps[Step.MISSED] > 5
    assert list(differences()) == []


def test_every_text_says_that_it_is_a_demo(quarter: Cycle) -> None:
    for version in ReportVersion.objects.all():
        for text in (version.progress, version.problem, version.next_step):
            assert not text or text.startswith("【演示】")
    for move in Transition.objects.exclude(reason=""):
        assert move.reason.startswith("【演示】")


def test_source_units_report_made_up_figures(quarter: Cycle) -> None:
    asked = ReportVersion.objects.filter(
        Q(report__unit__code="mzj", report__assignment__task__number="1")
        | Q(report__unit__code__in=("rsj", "ybj"), report__assignment__task__number="8")
    )
    assert asked.exists()
    figures = IndicatorValue.objects.filter(version__in=asked)
    assert {each.version_id for each in figures} == {version.pk for version in asked}
    for each in figures:
        assert each.value is not None or each.no_data_why.startswith("【演示】")


def test_the_overdue_task_says_why(quarter: Cycle) -> None:
    version = ReportVersion.objects.get(
        report__assignment__task__number="16", report__unit__code="cl", number=1
    )
    assert "原定2023年12月31日前完成，至今没有完成" in version.problem
    assert version.status == "under_way"


def test_a_joint_lead_dissents_in_writing(quarter: Cycle) -> None:
    row = ReportVersion.objects.get(report__assignment__task__number="8", report__unit__code="ybj")
    assert row.concurs is False
    assert row.progress


def test_an_own_house_is_reviewed_again_by_somebody_outside(quarter: Cycle) -> None:
    again = Transition.objects.filter(from_step=Step.SECOND_REVIEW, outcome=Outcome.APPROVED)
    assert {str(move.by) for move in again.select_related("by")} == {"演示·市民政局复核人"}
