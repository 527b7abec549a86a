"""Attaching, removing, sealing: who may, what is kept, what a version freezes, what is found."""

import stat
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from time_machine import TimeMachineFixture

from project.accounts.granting import give
from project.accounts.models import Role, User
from project.audit.models import AuditEvent
from project.desk.audit_words import NOT_HERE, facts_of
from tests.cast import TODAY
from tests.conftest import lift_guards
from tests.workflows.evidence import samples
from tests.workflows.evidence.samples import CITIZEN, WHOLE
from tests.workflows.playing import (
    approve,
    picture,
    prove,
    refused,
    revision_of,
    send_back,
    sign,
    submit,
    write,
)
from workflows.evidence import reading, store
from workflows.evidence.attaching import attach, remove, seal
from workflows.evidence.checking import lost_files
from workflows.integrity import differences
from workflows.models import Evidence, EvidenceOfVersion, Progress, Report
from workflows.moving import complete_step, reopen
from workflows.refusals import (
    AlreadyMoved,
    FileRefused,
    FourEyes,
    Incomplete,
    NotEntitled,
    WindowClosed,
)
from workflows.steps import Outcome, Step
from workflows.versions import canonical

pytestmark = [pytest.mark.db, pytest.mark.django_db]

DONE: dict[str, Any] = {"status": Progress.DONE, "progress": "已全部办结。"}


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    """Give each test a store of its own."""
    settings.DATA_DIR = tmp_path
    return store.folder()


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def hand_in(report: Report, by: User) -> Report:
    """Submit as the page does, without proving anything first."""
    return complete_step(
        report, Step.REPORT, by=by, outcome=Outcome.SUBMITTED, revision=revision_of(report)
    )


def test_a_file_lies_once_under_its_digest_readable_by_its_owner(
    report: Report, support_report: Report, liaison: User, supporting_liaison: User, folder: Path
) -> None:
    mine = prove(report, liaison, name="（定稿）现场照片　1.png")
    theirs = prove(support_report, supporting_liaison)
    assert mine.digest == theirs.digest
    assert files_in(folder) == [store.path_of(mine.digest).name]
    assert stat.S_IMODE(store.path_of(mine.digest).stat().st_mode) == 0o600
    assert (mine.name, mine.kind, mine.size) == ("（定稿）现场照片　1.png", "png", len(picture()))
    assert list(lost_files(read=True)) == []


def test_adding_removing_and_sealing_leave_a_trail_without_business_content(
    report: Report, liaison: User
) -> None:
    evidence = prove(report, liaison)
    seal(evidence, by=liaison, why="第3页有住址")
    remove(evidence, by=liaison)
    events = AuditEvent.objects.filter(action__startswith="evidence.")
    assert [event.action for event in events] == [
        "evidence.add", "evidence.seal", "evidence.remove",
    ]  # fmt: skip
    assert evidence.digest in events[0].detail
    shown = dict(facts_of(events[1]))
    assert (shown["文件名"], shown["理由"]) == (NOT_HERE, NOT_HERE)


@pytest.mark.parametrize(
    "name, content, words",
    [
        ("空.pdf", b"", "文件是空的"),
        ("程序.pdf", b"MZ\x90", "可执行程序"),
        ("坏.docx", WHOLE["docx"][:200], "损坏"),
        ("名单.xlsx", samples.xlsx(CITIZEN), "个人证件号码"),
        (f"{CITIZEN}.png", picture(), "文件名里有个人证件号码"),
        ("../方案.png", picture(), "路径"),
    ],
    ids=lambda each: each if isinstance(each, str) else "bytes",
)
def test_of_a_refused_file_nothing_is_kept(
    report: Report, liaison: User, folder: Path, name: str, content: bytes, words: str
) -> None:
    with refused(FileRefused, words, report):
        attach(report, by=liaison, file=BytesIO(content), name=name)
    assert files_in(folder) == []


def test_limits_of_a_file_and_of_a_report(report: Report, liaison: User, settings: Any) -> None:
    settings.EVIDENCE_MB = 1
    with refused(FileRefused, "超过了 1 MB", report):
        prove(report, liaison, content=picture() + bytes(2**20))
    settings.EVIDENCE_TOTAL_MB = 1
    tail = bytes(600 * 1024)
    prove(report, liaison, content=picture(1) + tail)
    with refused(FileRefused, "这份报告的材料共 1 MB", report):
        prove(report, liaison, content=picture(2) + tail)


def test_the_same_file_is_in_a_report_once_and_comes_back_after_its_removal(
    report: Report, liaison: User
) -> None:
    first = prove(report, liaison)
    with refused(FileRefused, "已经在这份报告里了（“现场照片.png”）", report):
        prove(report, liaison, name="另一个名字.png")
    remove(first, by=liaison)
    assert prove(report, liaison).pk != first.pk


def test_bytes_that_were_read_once_are_not_read_again(
    report: Report, support_report: Report, liaison: User, supporting_liaison: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    content = WHOLE["docx"]
    prove(report, liaison, name="a.docx", content=content)
    monkeypatch.setattr(reading, "WAITED", 0.001)
    prove(support_report, supporting_liaison, name="b.docx", content=content)
    with pytest.raises(FileRefused, match="读不完"):
        prove(report, liaison, name="c.docx", content=samples.docx(["别的内容"]))


def test_only_who_may_write_the_draft_may_attach_and_remove(
    report: Report, liaison: User, signer: User, foreign_liaison: User,
    clock: TimeMachineFixture,
) -> None:  # fmt: skip
    evidence = prove(report, liaison)
    for stranger in (signer, foreign_liaison):
        with refused(NotEntitled, report=report):
            prove(report, stranger, content=picture(1))
        with refused(NotEntitled, report=report):
            remove(evidence, by=stranger)
    clock.move_to(datetime.fromisoformat("2026-03-01T10:00+08:00"), tick=False)
    with refused(WindowClosed, report=report):
        prove(report, liaison, content=picture(1))


def test_nothing_is_attached_or_removed_while_others_judge(report: Report, liaison: User) -> None:
    evidence = prove(report, liaison)
    submit(report, liaison)
    with refused(AlreadyMoved, report=report):
        prove(report, liaison, content=picture(1))
    with refused(AlreadyMoved, report=report):
        remove(evidence, by=liaison)


def test_done_needs_a_file_that_is_neither_removed_nor_sealed(
    report: Report, liaison: User, second_liaison: User
) -> None:
    write(report, liaison, **DONE)
    with refused(Incomplete, "至少要有一份佐证材料", report):
        hand_in(report, liaison)
    removed = prove(report, liaison)
    remove(removed, by=second_liaison)
    with refused(Incomplete, "佐证材料", report):
        hand_in(report, liaison)
    seal(prove(report, liaison, content=picture(1)), by=liaison, why="有姓名")
    with refused(Incomplete, "佐证材料", report):
        hand_in(report, liaison)
    write(report, liaison, **DONE, no_change=True)
    with refused(Incomplete, "佐证材料", report):
        hand_in(report, liaison)
    counted = prove(report, liaison, content=picture(2))
    version = hand_in(report, liaison).version
    assert version is not None
    assert list(version.evidence.all()) == [counted]


def test_a_colleague_who_only_added_a_file_may_not_sign(
    report: Report, liaison: User, second_liaison: User, signer: User, reviewer: User,
    security_admin: User,
) -> None:  # fmt: skip
    give(
        second_liaison, Role.SIGNER, by=security_admin, why="代签", from_on=TODAY, unit=report.unit
    )
    prove(report, second_liaison)
    write(report, liaison)
    waiting = approve(hand_in(report, liaison), reviewer)
    with refused(FourEyes, report=waiting):
        sign(waiting, second_liaison)
    sign(waiting, signer)


def test_a_version_holds_its_files_for_good_and_its_digest_covers_them(
    report: Report, liaison: User, reviewer: User
) -> None:
    old = prove(report, liaison, content=WHOLE["docx"], name="旧.docx")
    first = submit(report, liaison).version
    send_back(report, reviewer)
    remove(old, by=liaison)
    new = prove(report, liaison, name="新.png")
    write(report, liaison, progress="重写如下，已补充照片。")
    second = submit(report, liaison).version
    assert first is not None
    assert second is not None
    assert [list(each.evidence.all()) for each in (first, second)] == [[old], [new]]
    assert new.digest.encode() in canonical(second, [new])
    assert list(differences([Report.objects.for_moving().get(pk=report.pk)])) == []
    with lift_guards(EvidenceOfVersion):
        EvidenceOfVersion.objects.filter(version=second).update(evidence=old)
    found = list(differences([Report.objects.for_moving().get(pk=report.pk)]))
    assert any("第2版的内容与摘要不符" in sentence for sentence in found)


def test_a_version_without_files_has_the_bytes_it_always_had(report: Report, liaison: User) -> None:
    version = submit(report, liaison).version
    assert version is not None
    assert b"evidence" not in canonical(version, [])


def test_a_correction_starts_with_the_signed_versions_files(
    report: Report, liaison: User, reviewer: User, signer: User
) -> None:
    evidence = prove(report, liaison)
    signed = sign(approve(submit(report, liaison), reviewer), signer)
    reopened = reopen(signed, by=liaison, reason="数字有误。")
    version = submit(reopened, liaison).version
    assert version is not None
    assert list(version.evidence.all()) == [evidence]


def test_sealing_reaches_every_row_of_the_same_bytes_and_keeps_them_out(
    report: Report, support_report: Report, liaison: User, supporting_liaison: User, reviewer: User
) -> None:
    mine = prove(report, liaison)
    theirs = prove(support_report, supporting_liaison)
    assert seal(mine, by=reviewer, why="照片里有残疾人面部") == 2
    theirs.refresh_from_db()
    assert (theirs.sealed_by, theirs.sealed_why) == (reviewer, "照片里有残疾人面部")
    remove(theirs, by=supporting_liaison)
    with refused(FileRefused, "已被封存（“照片里有残疾人面部”）", support_report):
        prove(support_report, supporting_liaison)
    with refused(AlreadyMoved, "已经封存", report):
        seal(mine, by=liaison, why="再来一次")


def test_who_may_seal_and_with_what_words(
    report: Report, support_report: Report, liaison: User, supporting_liaison: User,
    signer: User, foreign_liaison: User, leader: User,
) -> None:  # fmt: skip
    evidence = prove(report, liaison)
    for person in (signer, foreign_liaison, leader, supporting_liaison):
        with refused(NotEntitled, report=report):
            seal(evidence, by=person, why="有姓名")
    for why in ("  ", "长" * 201, f"有{CITIZEN}"):
        with refused(Incomplete, report=report):
            seal(evidence, by=liaison, why=why)
    # The gathering lead's liaison reviews a co-responsible unit's row.
    theirs = prove(support_report, supporting_liaison, content=picture(1))
    assert seal(theirs, by=liaison, why="有姓名") == 1


def test_a_signed_report_stays_as_it_was_when_its_file_is_sealed(
    report: Report, liaison: User, reviewer: User, signer: User
) -> None:
    evidence = prove(report, liaison)
    sign(approve(submit(report, liaison), reviewer), signer)
    seal(evidence, by=reviewer, why="第3页有住址")
    assert list(differences([Report.objects.for_moving().get(pk=report.pk)])) == []


def test_evidence_is_never_rewritten(report: Report, liaison: User, signer: User) -> None:
    evidence = prove(report, liaison)
    remove(evidence, by=liaison)
    rows = Evidence.objects.filter(pk=evidence.pk)
    for change in ({"name": "别的.png"}, {"digest": "x"}, {"removed_by": signer}):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            rows.update(**change)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        rows._raw_delete("default")


def test_a_lost_and_a_changed_file_are_found(report: Report, liaison: User, folder: Path) -> None:
    evidence = prove(report, liaison)
    path = store.path_of(evidence.digest)
    path.write_bytes(bytes(evidence.size))
    assert list(lost_files(read=False)) == []
    assert ["现场照片.png" in sentence for sentence in lost_files(read=True)] == [True]
    path.unlink()
    assert len(list(lost_files(read=False))) == 1


def test_a_damaged_file_is_healed_by_the_same_bytes(
    report: Report, support_report: Report, liaison: User, supporting_liaison: User
) -> None:
    evidence = prove(report, liaison)
    store.path_of(evidence.digest).write_bytes(b"")
    prove(support_report, supporting_liaison)
    assert list(lost_files(read=True)) == []
