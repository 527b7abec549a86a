"""What `check_integrity` finds: every way in which column, trail, engine and text could part."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from project.accounts.models import User
from tests.conftest import lift_guards
from tests.workflows.playing import approve, submit, withdraw, write
from workflows.flows.report import ReportFlow
from workflows.integrity import differences
from workflows.models import Report, ReportVersion, Transition
from workflows.moving import open_item
from workflows.steps import Step

pytestmark = [pytest.mark.db, pytest.mark.django_db]


def found(report: Report) -> list[str]:
    return list(differences([Report.objects.for_moving().get(pk=report.pk)]))


@pytest.fixture
def reviewed(report: Report, liaison: User, reviewer: User) -> Report:
    """市民政局's report in signature, after a withdrawn first version."""
    submit(report, liaison)
    withdraw(report, liaison)
    write(report, liaison, problem="补一句。")
    submit(report, liaison)
    return approve(report, reviewer)


def test_what_was_moved_by_the_door_agrees(reviewed: Report) -> None:
    assert found(reviewed) == []
    call_command("check_integrity")


def test_a_column_changed_by_hand_is_found(reviewed: Report) -> None:
    Report.objects.filter(pk=reviewed.pk).update(step=Step.REVIEW)
    sentences = found(reviewed)
    assert any("记录在“审核”，流程引擎在“签批”" in sentence for sentence in sentences)
    assert any("流转记录止于“签批”" in sentence for sentence in sentences)
    assert all(f"报告{reviewed.pk}（2025-Q4 市民政局" in sentence for sentence in sentences)


def test_a_second_open_process_is_found(reviewed: Report) -> None:
    ReportFlow.start.run(report=reviewed)
    assert any("应有1个进行中的流程，实有2个" in sentence for sentence in found(reviewed))


def test_a_second_open_work_item_is_found(reviewed: Report) -> None:
    """What four people at once made of it without a lock."""
    item = open_item(reviewed.process_id)
    assert item is not None
    item.pk = None
    item.save(force_insert=True)
    assert any("应有1个待办环节，实有2个" in sentence for sentence in found(reviewed))


def test_a_process_ended_by_hand_is_found(reviewed: Report) -> None:
    process = reviewed.process
    assert process is not None
    process.finished = timezone.now()
    process.save()
    assert any("应有1个进行中的流程，实有0个" in sentence for sentence in found(reviewed))


def test_a_report_without_a_process_is_found(reviewed: Report) -> None:
    Report.objects.filter(pk=reviewed.pk).update(process=None)
    assert [sentence[-5:] for sentence in found(reviewed)] == ["没有流程。"]


@pytest.mark.parametrize("number", [1, 2])
def test_a_changed_version_is_found_be_it_the_last_or_not(reviewed: Report, number: int) -> None:
    with lift_guards(ReportVersion):
        reviewed.versions.filter(number=number).update(progress="事后改写。")
    assert [sentence for sentence in found(reviewed) if f"第{number}版的内容与摘要不符" in sentence]


@pytest.mark.parametrize(
    "change",
    [{"status": "done"}, {"no_change": True}, {"number": 7}, {"submitted_at": timezone.now()}],
)
def test_no_fact_of_a_version_changes_unseen(reviewed: Report, change: dict[str, object]) -> None:
    with lift_guards(ReportVersion):
        reviewed.versions.filter(number=2).update(**change)
    assert any("与摘要不符" in sentence for sentence in found(reviewed))


def test_a_removed_move_is_found(reviewed: Report) -> None:
    last = reviewed.trail.last()
    assert last is not None
    with lift_guards(Transition):
        Transition.objects.filter(pk=last.pk)._raw_delete("default")
    assert any("流转记录止于“审核”，记录在“签批”" in sentence for sentence in found(reviewed))


def test_a_report_that_moved_without_any_trail_is_found(reviewed: Report) -> None:
    with lift_guards(Transition):
        Transition.objects.filter(report=reviewed)._raw_delete("default")
    assert any("流转记录止于“填报”" in sentence for sentence in found(reviewed))


def test_a_version_that_is_not_the_last_is_found(reviewed: Report) -> None:
    Report.objects.filter(pk=reviewed.pk).update(version=reviewed.versions.first())
    assert any("当前版本不是最新一版" in sentence for sentence in found(reviewed))


def test_check_integrity_fails_with_a_sentence(
    reviewed: Report, capsys: pytest.CaptureFixture[str]
) -> None:
    Report.objects.filter(pk=reviewed.pk).update(step=Step.REVIEW)
    with pytest.raises(SystemExit) as ended:
        call_command("check_integrity")
    assert ended.value.code == 1
    assert "流程引擎在“签批”" in capsys.readouterr().err


def test_a_digest_is_checked_by_the_algorithm_it_was_made_with(
    report: Report, liaison: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A version frozen where SM3 was missing is whole where it is there."""
    monkeypatch.setattr("workflows.versions.strongest_digest", lambda: "sha256")
    monkeypatch.setattr("workflows.evidence.store.strongest_digest", lambda: "sha256")
    version = submit(report, liaison).version
    monkeypatch.undo()
    assert version is not None
    assert version.digest.startswith("sha256:")
    assert found(report) == []


def test_all_reports_cost_as_many_statements_as_one(
    reviewed: Report, support_report: Report, supporting_liaison: User
) -> None:
    submit(support_report, supporting_liaison)

    def statements(keys: list[int]) -> int:
        reports = list(Report.objects.for_moving().filter(pk__in=keys))
        with CaptureQueriesContext(connection) as captured:
            assert list(differences(reports)) == []
        return len(captured)

    assert statements([reviewed.pk, support_report.pk]) == statements([reviewed.pk])
