"""线下签批: what was printed, signed and brought back is signed once a second colleague agrees."""

from io import BytesIO

import pytest

from notifications.summaries.trail import trail_of
from project.accounts.models import Role, User
from project.audit.models import AuditEvent
from tests.cast import TODAY, person, report_on, unit
from tests.workflows.paperwork import WORDS, brought, printed, signed_by
from tests.workflows.playing import approve, picture, row_counts, send_back, sign, submit, write
from workflows.evidence.checking import lost_files
from workflows.evidence.store import path_of
from workflows.integrity import differences
from workflows.models import (
    Cycle,
    PaperSignature,
    PaperSignOff,
    PrintedSheet,
    Report,
    Transition,
    UnsignedRow,
)
from workflows.moving import complete_step, reopen
from workflows.paper.confirming import confirm, refuse
from workflows.paper.reading import papers_to_check
from workflows.refusals import (
    AlreadyMoved,
    FileRefused,
    FourEyes,
    Incomplete,
    NotEntitled,
    Refused,
)
from workflows.sheets import read_sheet
from workflows.steps import Outcome, Step

pytestmark = [pytest.mark.db, pytest.mark.django_db]


@pytest.fixture
def to_sign(report: Report, liaison: User, reviewer: User) -> Report:
    submit(report, liaison)
    return approve(report, reviewer)


@pytest.fixture
def second_to_sign(cycle: Cycle, liaison: User, reviewer: User, to_sign: Report) -> Report:
    """市民政局's other lead row, on task 2."""
    other = report_on(cycle, "2", "mzj")
    submit(other, liaison)
    return approve(other, reviewer)


@pytest.fixture
def paper(to_sign: Report, liaison: User) -> PaperSignOff:
    return brought(printed(to_sign, liaison), liaison)


def code(paper: PaperSignOff) -> str:
    return paper.sheet.grouped_code.lower()


def test_a_confirmed_paper_signs_and_names_its_signer_everywhere(
    to_sign: Report, paper: PaperSignOff, colleague: User, liaison: User
) -> None:
    (told,) = confirm(paper, code=code(paper), by=colleague)
    assert told.why == ""
    now = Report.objects.for_moving().get(pk=to_sign.pk)
    assert (now.step, now.signed_by, now.signed_version) == (
        Step.SIGNED,
        colleague,
        to_sign.version,
    )
    signature = PaperSignature.objects.get(version=to_sign.version)
    words = f"{WORDS}；录入{liaison}，核对{colleague}"
    assert str(signature.paper) == words
    assert list(differences([now])) == []
    sheet = read_sheet(liaison, "jiangmen-145", "2025-Q4", "mzj", on=TODAY)
    assert sheet is not None
    assert [row.signer for row in sheet.rows] == ["张局（线下签批）"]
    assert [one.name for one in trail_of(now.cycle, on=TODAY).signatures.values()] == [
        "张局（线下签批）"
    ]
    event = AuditEvent.objects.get(action="report.signed")
    assert words in event.detail


def test_nothing_is_signed_before_a_second_colleague_agrees(
    to_sign: Report, paper: PaperSignOff, liaison: User, colleague: User
) -> None:
    to_sign.refresh_from_db()
    assert to_sign.step == Step.SIGN_OFF
    with pytest.raises(FourEyes, match="你录入的"):
        confirm(paper, code=code(paper), by=liaison)
    with pytest.raises(NotEntitled, match="另一位同事"):
        complete_step(to_sign, Step.SIGN_OFF, by=colleague, outcome=Outcome.SIGNED, paper=paper)
    assert list(papers_to_check(colleague, on=TODAY)) == [paper]
    assert not papers_to_check(liaison, on=TODAY)


def test_a_wrong_code_is_refused_and_nothing_is_lost(paper: PaperSignOff, colleague: User) -> None:
    before = row_counts()
    other = PrintedSheet(code="CDV35E3XX")
    for typed, said in ((other.code, "不一致"), ("CDV35E3X2", "有误"), ("", "请输入")):
        with pytest.raises(Incomplete, match=said):
            confirm(paper, code=typed, by=colleague)
    assert row_counts() == before
    paper.refresh_from_db()
    assert paper.decided_at is None


def test_who_reviewed_or_wrote_does_not_confirm(
    paper: PaperSignOff, reviewer: User, second_liaison: User, to_sign: Report
) -> None:
    with pytest.raises(FourEyes, match="没有参与"):
        confirm(paper, code=code(paper), by=reviewer)
    (told,) = confirm(paper, code=code(paper), by=second_liaison)
    assert told.why == ""


def test_strangers_neither_print_nor_enter_nor_confirm(
    paper: PaperSignOff,
    to_sign: Report,
    foreign_liaison: User,
    supporting_liaison: User,
    signer: User,
    leader: User,
) -> None:
    for who in (foreign_liaison, supporting_liaison, signer, leader):
        with pytest.raises(NotEntitled):
            printed(to_sign, who)
        with pytest.raises(NotEntitled):
            brought(paper.sheet, who)
        with pytest.raises(NotEntitled):
            confirm(paper, code=code(paper), by=who)
        with pytest.raises(NotEntitled):
            refuse(paper, why="看不清。", by=who)


def test_a_changed_version_has_another_code(
    to_sign: Report, liaison: User, reviewer: User, colleague: User, signer: User
) -> None:
    first = printed(to_sign, liaison)
    assert printed(to_sign, colleague) == first, "the same versions, the same sheet"
    send_back(to_sign, signer, Step.SIGN_OFF)
    write(to_sign, liaison, progress="重写的一版，内容不同。", status="under_way")
    submit(to_sign, liaison)
    approve(to_sign, reviewer)
    assert printed(to_sign, liaison).code != first.code


def test_what_moved_meanwhile_is_told_and_the_rest_is_signed(
    to_sign: Report, second_to_sign: Report, liaison: User, signer: User, colleague: User
) -> None:
    sheet = printed(to_sign, liaison)
    assert sheet.rows.count() == 2
    paper = brought(sheet, liaison)
    send_back(second_to_sign, signer, Step.SIGN_OFF)
    told = confirm(paper, code=code(paper), by=colleague)
    assert [(each.version.report_id, bool(each.why)) for each in told] == [
        (to_sign.pk, False),
        (second_to_sign.pk, True),
    ]
    assert "已被他人处理" in UnsignedRow.objects.get().why
    steps = [Report.objects.get(pk=each.pk).step for each in (to_sign, second_to_sign)]
    assert steps == [Step.SIGNED, Step.REPORT]


def test_what_was_returned_after_the_printing_is_not_signed_in_its_new_words(
    to_sign: Report, liaison: User, reviewer: User, signer: User, colleague: User
) -> None:
    paper = brought(printed(to_sign, liaison), liaison)
    send_back(to_sign, signer, Step.SIGN_OFF)
    write(to_sign, liaison, progress="重写的一版，内容不同。", status="under_way")
    submit(to_sign, liaison)
    approve(to_sign, reviewer)
    (told,) = confirm(paper, code=code(paper), by=colleague)
    assert told.why
    assert Report.objects.get(pk=to_sign.pk).step == Step.SIGN_OFF


def test_a_refused_paper_signs_nothing_and_another_may_come(
    paper: PaperSignOff, to_sign: Report, colleague: User, liaison: User
) -> None:
    with pytest.raises(Incomplete, match="原因"):
        refuse(paper, why=" ", by=colleague)
    refuse(paper, why="缺第2页。", by=colleague)
    paper.refresh_from_db()
    assert (paper.word, paper.refused_why) == ("不予确认", "缺第2页。")
    with pytest.raises(AlreadyMoved, match=str(colleague)):
        confirm(paper, code=code(paper), by=colleague)
    again = brought(paper.sheet, liaison, file=BytesIO(picture(1)))
    confirm(again, code=code(again), by=colleague)
    assert Report.objects.get(pk=to_sign.pk).step == Step.SIGNED


def test_of_two_who_check_the_slower_is_told(
    paper: PaperSignOff, colleague: User, second_liaison: User
) -> None:
    confirm(paper, code=code(paper), by=colleague)
    for act in (
        lambda: confirm(paper, code=code(paper), by=second_liaison),
        lambda: refuse(paper, why="看不清。", by=second_liaison),
    ):
        with pytest.raises(AlreadyMoved, match=f"{colleague}已于01月09日 10:00办理"):
            act()


def test_a_confirmation_that_broke_off_is_completed_by_the_same_person(
    to_sign: Report,
    second_to_sign: Report,
    liaison: User,
    colleague: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    paper = brought(printed(to_sign, liaison), liaison)
    with monkeypatch.context() as broken:
        broken.setattr("workflows.paper.confirming._sign_one", _break)
        with pytest.raises(KeyboardInterrupt):
            confirm(paper, code=code(paper), by=colleague)
    assert PaperSignOff.objects.get().is_confirmed
    assert not PaperSignature.objects.exists()
    paper = PaperSignOff.objects.for_reading().get()
    assert [each.why for each in confirm(paper, code=code(paper), by=colleague)] == ["", ""]
    assert confirm(paper, code=code(paper), by=colleague) == []


def _break(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_signer_with_an_account_is_the_one_who_signed(
    to_sign: Report, liaison: User, colleague: User, signer: User
) -> None:
    how = {"signed": signed_by(signer.name, signer=signer)}
    paper = brought(printed(to_sign, liaison), liaison, **how)
    confirm(paper, code=code(paper), by=colleague)
    move = Transition.objects.latest("pk")
    assert (move.by, move.on_behalf_of) == (colleague, signer)
    assert Report.objects.get(pk=to_sign.pk).signed_by == signer


def test_who_had_a_hand_signs_no_paper_by_account_or_by_name(
    to_sign: Report, liaison: User, colleague: User
) -> None:
    both = person("两职", "mzj", (Role.SIGNER, "mzj"), (Role.LIAISON, "mzj"))
    sheet = printed(to_sign, both)
    with pytest.raises(FourEyes, match="参与过"):
        brought(sheet, both, signed=signed_by(liaison.name))
    with pytest.raises(Incomplete, match="不是市民政局的签批人"):
        brought(sheet, both, signed=signed_by(liaison.name, signer=liaison))


@pytest.mark.parametrize("day", ["2026-01-08", "2026-01-10"])
def test_the_date_on_paper_lies_between_printing_and_today(
    to_sign: Report, liaison: User, day: str
) -> None:
    signed = signed_by("张局", on=TODAY.fromisoformat(day))
    with pytest.raises(Incomplete, match="纸上日期"):
        brought(printed(to_sign, liaison), liaison, signed=signed)


def test_a_sheet_is_brought_once(paper: PaperSignOff, liaison: User, colleague: User) -> None:
    with pytest.raises(Incomplete, match="正在等待核对"):
        brought(paper.sheet, colleague)
    confirm(paper, code=code(paper), by=colleague)
    with pytest.raises(Incomplete, match="已由残工委办审核人乙核对签批"):
        brought(paper.sheet, liaison)


def test_a_code_of_another_unit_or_none_is_refused_beside_its_field(
    to_sign: Report, liaison: User
) -> None:
    sheet = printed(to_sign, liaison)
    for typed, said in (("CDV35E3XX", "没有打印过"), ("ABC", "9位")):
        with pytest.raises(Incomplete, match=said) as caught:
            brought(sheet, liaison, code=typed)
        assert set(caught.value.fields) == {"code"}
    assert not PaperSignOff.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("签批表.docx", b"PK\x03\x04", "pdf、jpg 或 png"),
        ("签批表.png", b"MZ" + bytes(64), "可执行程序"),
        ("签批表.png", b"", "空的"),
        ("11010519491231002X.png", picture(), "证件号码"),
    ],
)
def test_a_scan_is_looked_at_as_evidence_is(
    to_sign: Report, liaison: User, name: str, content: bytes, said: str
) -> None:
    with pytest.raises(FileRefused, match=said):
        brought(printed(to_sign, liaison), liaison, name=name, file=BytesIO(content))
    assert not PaperSignOff.objects.exists()


def test_a_scan_that_is_gone_is_found_out(paper: PaperSignOff) -> None:
    assert list(lost_files(read=True)) == []
    path_of(paper.digest).unlink()
    assert [each for each in lost_files(read=False) if "签批表.png" in each]


def test_a_sheet_with_nothing_to_sign_is_not_printed(report: Report, liaison: User) -> None:
    with pytest.raises(Refused, match="没有等待签批"):
        printed(report, liaison)


def test_a_correction_starts_afresh_and_the_paper_stays(
    paper: PaperSignOff, to_sign: Report, liaison: User, colleague: User, signer: User,
    reviewer: User,
) -> None:  # fmt: skip
    confirm(paper, code=code(paper), by=colleague)
    again = reopen(to_sign, by=liaison, reason="数据有误。")
    write(again, liaison, progress="更正后的内容，重写一遍。", status="under_way")
    submit(again, liaison)
    approve(again, reviewer)
    signed = sign(again, signer)
    assert signed.signed_by == signer
    assert PaperSignature.objects.count() == 1
    assert unit("mzj") == signed.unit
