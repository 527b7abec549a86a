"""Templates kept: a row an upload, one in force, one that waits, each decided on by the office."""

from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from notifications.files import find, path_of
from notifications.models import SummaryTemplate
from notifications.summary_templates.keeping import end, enforce, in_force
from project.accounts.models import User
from project.audit.models import AuditEvent
from task_table.models import Plan
from tests.notifications.office_templates import red_head, template
from tests.notifications.template_work import bring_template, use_template
from tests.workflows.evidence.samples import CITIZEN, WHOLE
from tests.workflows.playing import refused
from workflows.refusals import AlreadyMoved, FileRefused, NotEntitled, Refused

pytestmark = [pytest.mark.db, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def events() -> list[str]:
    rows = AuditEvent.objects.filter(action__startswith="summary_template.").order_by("pk")
    return [each.action.partition(".")[2] for each in rows]


def test_an_upload_is_kept_as_it_came_and_waits(plan: Plan, reviewer: User) -> None:
    kept = bring_template(plan, reviewer, red_head())
    assert find(kept.fingerprint) == red_head()
    assert (kept.name, kept.size, kept.uploaded_by) == ("红头.docx", len(red_head()), reviewer)
    assert kept.is_waiting
    assert [each.name for each in kept.found.of("正文")] == ["正文"]
    assert in_force(plan) is None
    event = AuditEvent.objects.get(action="summary_template.bring")
    assert (event.actor_id, kept.fingerprint in event.detail) == (reviewer.pk, True)


def test_a_later_upload_takes_the_place_of_one_that_waits(plan: Plan, reviewer: User) -> None:
    first = bring_template(plan, reviewer, template("{{正文}}"))
    second = bring_template(plan, reviewer, template("{{标题}}", "{{正文}}"))
    assert list(SummaryTemplate.objects.waiting()) == [second]
    first.refresh_from_db()
    assert (first.ended_by, first.is_in_force) == (reviewer, False)
    assert events() == ["bring", "drop", "bring"]


def test_what_is_put_in_force_ends_what_was(plan: Plan, reviewer: User, colleague: User) -> None:
    first = use_template(plan, reviewer, template("{{正文}}"))
    second = bring_template(plan, colleague, red_head())
    assert in_force(plan) == first
    enforce(second, by=colleague)
    assert in_force(plan) == second
    first.refresh_from_db()
    assert (first.enforced_by, first.ended_by) == (reviewer, colleague)
    assert events() == ["bring", "enforce", "bring", "remove", "enforce"]


def test_removing_returns_to_the_built_in_layout(plan: Plan, reviewer: User) -> None:
    end(use_template(plan, reviewer, red_head()), by=reviewer)
    assert in_force(plan) is None
    assert events() == ["bring", "enforce", "remove"]


def test_each_is_decided_on_once(plan: Plan, reviewer: User) -> None:
    first = use_template(plan, reviewer, red_head())
    with refused(AlreadyMoved, "已经启用或不用"):
        enforce(first, by=reviewer)
    end(first, by=reviewer)
    with refused(AlreadyMoved, "已经不用了"):
        end(first, by=reviewer)
    with refused(AlreadyMoved, "已经启用或不用"):
        enforce(first, by=reviewer)


def test_a_template_with_faults_is_kept_and_not_used(plan: Plan, reviewer: User) -> None:
    kept = bring_template(plan, reviewer, template("{{标题}}", "{{正交}}"))
    with refused(Refused, "没有{{正交}}这个字段"):
        enforce(kept, by=reviewer)
    assert in_force(plan) is None


def test_a_template_whose_file_is_lost_is_not_used(plan: Plan, reviewer: User) -> None:
    kept = bring_template(plan, reviewer, red_head())
    path_of(kept.fingerprint).unlink()
    with refused(Refused, "请重新上传"):
        enforce(kept, by=reviewer)


def test_the_same_file_is_not_kept_twice_while_it_counts(plan: Plan, reviewer: User) -> None:
    first = use_template(plan, reviewer, red_head())
    with refused(FileRefused, "同样的文件正在使用"):
        bring_template(plan, reviewer, red_head(), name="另一个名字.docx")
    end(first, by=reviewer)
    assert bring_template(plan, reviewer, red_head()).fingerprint == first.fingerprint


# Name, content and the words of the refusal, by what is wrong.
UNFIT = {
    "old": ("红头.doc", WHOLE["doc"], "请在 Word 或 WPS 里打开它，另存为"),
    "macros": ("红头.docm", red_head(), "请在 Word 或 WPS 里打开它，另存为"),
    "empty": ("红头.docx", b"", "0 字节"),
    "large": ("红头.docx", bytes(6 * 2**20), "超过了 5 MB"),
    "renamed": ("红头.docx", WHOLE["pdf"], "内容却像是PDF 文档"),
    "personal": (f"{CITIZEN}.docx", red_head(), "文件名里有个人证件号码"),
}


@pytest.mark.parametrize("fault", UNFIT)
def test_what_is_refused_leaves_nothing(
    plan: Plan, reviewer: User, tmp_path: Path, fault: str
) -> None:
    name, content, said = UNFIT[fault]
    with refused(FileRefused, said):
        bring_template(plan, reviewer, content, name=name)
    assert not SummaryTemplate.objects.exists()
    assert [each for each in tmp_path.rglob("*") if each.is_file()] == []


@pytest.mark.parametrize("who", ["liaison", "leader", "outside_reviewer", "system_admin"])
def test_nobody_but_the_office_has_a_say(
    request: pytest.FixtureRequest, plan: Plan, reviewer: User, who: str
) -> None:
    person, kept = request.getfixturevalue(who), bring_template(plan, reviewer, red_head())
    with refused(NotEntitled, "只有残工委办公室"):
        bring_template(plan, person, template("{{正文}}"))
    for verb in (enforce, end):
        with refused(NotEntitled, "只有残工委办公室"):
            verb(kept, by=person)
    assert kept.is_waiting


def test_the_database_keeps_one_in_force_and_one_that_waits(plan: Plan, reviewer: User) -> None:
    kept = use_template(plan, reviewer, red_head())
    again = {"plan": plan, "name": "另.docx", "fingerprint": "x", "size": 1, "findings": "{}"}
    by = {"uploaded_by": reviewer, "enforced_by": reviewer, "enforced_at": kept.enforced_at}
    with pytest.raises(IntegrityError, match=r"(?i)unique|duplicate"), transaction.atomic():
        SummaryTemplate.objects.create(**again, **by)
    SummaryTemplate.objects.create(**again, uploaded_by=reviewer)
    with pytest.raises(IntegrityError, match=r"(?i)unique|duplicate"), transaction.atomic():
        SummaryTemplate.objects.create(**again, uploaded_by=reviewer)
