"""What changed between two contents: both can be read back, and figures change as a whole."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from project.accounts.models import User
from tests.workflows.playing import picture, prove, send_back, submit, withdraw, write
from workflows.changes import ADDED, REMOVED, SAME, Piece, changes, compared
from workflows.models import Draft, Report, ReportVersion, Transition
from workflows.resubmission import Resubmission, resubmission

WORDS = st.text(alphabet="已为办理户完毕。，\n1230a", max_size=60)


@settings(max_examples=60, deadline=None)
@given(WORDS, WORDS)
def test_both_texts_can_be_read_from_the_pieces(old: str, new: str) -> None:
    pieces = compared(old, new)
    assert "".join(each.text for each in pieces if each.kind != ADDED) == old
    assert "".join(each.text for each in pieces if each.kind != REMOVED) == new


@pytest.mark.parametrize(
    "old, new, expected",
    [
        ("惠及1200户", "惠及1250户", [(SAME, "惠及"), (REMOVED, "1200"), (ADDED, "1250"),
                                     (SAME, "户")]),
        ("完成率85.5%", "完成率86%", [(SAME, "完成率"), (REMOVED, "85.5%"), (ADDED, "86%")]),
        # One character between two changes does not tear the phrase.
        ("三个区", "四个县", [(REMOVED, "三个区"), (ADDED, "四个县")]),
        ("", "新写的。", [(ADDED, "新写的。")]),
        ("删去的。", "", [(REMOVED, "删去的。")]),
    ],
)  # fmt: skip
def test_pieces_read_as_people_would_mark_them(
    old: str, new: str, expected: list[tuple[str, str]]
) -> None:
    assert [(each.kind, each.text) for each in compared(old, new)] == expected


def test_long_texts_are_compared_sentence_by_sentence() -> None:
    old = "第一句已办理。" * 600
    pieces = compared(old, old + "新增一句。")
    assert pieces[-1] == Piece(ADDED, "新增一句。")
    assert len(pieces) == 2


def test_fields_are_named_and_other_values_said_as_the_page_says_them() -> None:
    before = ReportVersion(status="under_way", progress="已办理。", no_change=False).content()
    now = ReportVersion(status="done", progress="已办理。", no_change=True).content()
    told = {each.label: [piece.text for piece in each.pieces] for each in changes(before, now)}
    assert told == {"进度": ["推进中", "已完成"], "无变化": ["否", "是"]}


def against_the_return(report: Report, *, draft: bool = False) -> Resubmission | None:
    report.refresh_from_db()
    shown = Draft.objects.get(report=report) if draft else report.version
    moves = list(Transition.objects.filter(report=report).select_related("version"))
    return resubmission(report, shown, moves)


@pytest.mark.django_db
@pytest.mark.db
def test_a_resubmission_is_compared_with_the_version_that_was_returned(
    report: Report, liaison: User, reviewer: User
) -> None:
    prove(report, liaison, name="旧.png")
    submit(report, liaison)
    assert against_the_return(report) is None
    send_back(report, reviewer)
    unchanged = against_the_return(report, draft=True)
    assert unchanged is not None
    assert unchanged.says_the_same
    write(report, liaison, progress="已为全部符合条件的家庭办理，四季度新增30户。")
    prove(report, liaison, name="新.png", content=picture(3))
    withdraw(submit(report, liaison), liaison)
    submit(report, liaison)
    told = against_the_return(report)
    assert told is not None
    assert (told.before.number, told.is_draft) == (1, False)
    assert [each.label for each in told.changes] == ["进展情况"]
    assert told.files == [Piece(ADDED, "新.png")]
