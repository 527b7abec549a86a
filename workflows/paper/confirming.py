"""The second colleague: types the code off the scan and confirms, or refuses with a reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from project.accounts.models import User
from project.audit.recording import record
from workflows.completeness import check_words
from workflows.models import PaperSignature, PaperSignOff, ReportVersion, UnsignedRow
from workflows.moving import complete_step
from workflows.paper.codes import Mistyped, read_code
from workflows.paper.rules import handles_paper, hands_on_all, still_waiting
from workflows.refusals import AlreadyMoved, FourEyes, Incomplete, NotEntitled, Refused
from workflows.steps import Outcome, Step

LONGEST_REASON = 200


@dataclass(frozen=True)
class Told:
    """How one row of the paper went: signed, or why not."""

    version: ReportVersion
    why: str = ""


def confirm(paper: PaperSignOff, *, code: str, by: User, at: datetime | None = None) -> list[Told]:
    """Confirm that the scan shows the code of this sheet, and sign its rows, each by itself.

    What moved since the printing is told, row by row, and not signed. A confirmation that broke off
    half-way is completed by the same person. Raises NotEntitled, FourEyes, AlreadyMoved, or
    Incomplete for a wrong code; then nothing was changed.
    """
    at = at or timezone.now()
    _check_person(paper, by, at)
    _check_code(paper, code)
    with transaction.atomic():
        current = _held(paper)
        if not (current.is_confirmed and current.decided_by_id == by.pk):
            _check_open(current)
            _check_hands(current, by)
            _decide(current, by=by, at=at)
            record("paper.confirm", current, by=by, at=at, paper=str(current))
    return [_sign_one(current, version, by, at) for version in _left(current)]


def refuse(paper: PaperSignOff, *, why: str, by: User, at: datetime | None = None) -> None:
    """Say that the paper does not do, and why: nothing is signed, the scan stays where it is."""
    at, why = at or timezone.now(), why.strip()
    _check_person(paper, by, at)
    if not why:
        raise Incomplete({"why": "请写明不予确认的原因，让录入人知道要重做什么。"})
    if len(why) > LONGEST_REASON:
        raise Incomplete({"why": f"原因请写在{LONGEST_REASON}个字以内。"})
    check_words({"why": why})
    with transaction.atomic():
        current = _held(paper)
        _check_open(current)
        _decide(current, by=by, at=at, refused_why=why)
        record("paper.refuse", current, by=by, at=at, paper=str(current), reason=why)


def _check_person(paper: PaperSignOff, by: User, at: datetime) -> None:
    if not handles_paper(by, paper.sheet.unit, on=timezone.localdate(at)):
        raise NotEntitled("只有本单位联络员和负责审核该单位的人可以核对线下签批。")
    if by.pk == paper.entered_by_id:
        raise FourEyes("这件是你录入的，请由另一位同事核对。")


def _check_code(paper: PaperSignOff, typed: str) -> None:
    try:
        code = read_code(typed)
    except Mistyped as wrong:
        raise Incomplete({"code": str(wrong)}) from wrong
    if code != paper.sheet.code:
        raise Incomplete(
            {
                "code": "扫描件上的校验码与录入的这张表不一致，没有签批。请对照扫描件再输一遍；"
                "扫描件上确实是这个校验码的，请选择“不予确认”并写明原因。"
            }
        )


def _held(paper: PaperSignOff) -> PaperSignOff:
    """Return the paper as it stands, its row held to the end of the transaction."""
    PaperSignOff.objects.select_for_update().only("pk").get(pk=paper.pk)
    return PaperSignOff.objects.for_reading().get(pk=paper.pk)


def _check_open(paper: PaperSignOff) -> None:
    if paper.decided_at is not None:
        at, who = timezone.localtime(paper.decided_at), paper.decided_by
        raise AlreadyMoved(f"{who}已于{at:%m月%d日 %H:%M}办理（{paper.word}）。请刷新页面。")


def _check_hands(paper: PaperSignOff, by: User) -> None:
    if by.pk in hands_on_all(still_waiting(paper)) | {paper.signer_id}:
        raise FourEyes(
            "你参与过其中报告的填写、提交或审核，或是纸上的签批人，请由没有参与的同事核对。"
        )


def _decide(paper: PaperSignOff, *, by: User, at: datetime, refused_why: str | None = None) -> None:
    paper.decided_by, paper.decided_at, paper.refused_why = by, at, refused_why
    said = {"decided_by": by, "decided_at": at}
    if refused_why is not None:
        said["refused_why"] = refused_why
    PaperSignOff.objects.filter(pk=paper.pk).update(**said)


def _left(paper: PaperSignOff) -> Iterable[ReportVersion]:
    """Return the paper's versions of which nothing is told yet, in the sheet's order."""
    signed = PaperSignature.objects.filter(paper=paper).values("version")
    told = UnsignedRow.objects.filter(paper=paper).values("version")
    rows = paper.sheet.rows.exclude(version__in=signed).exclude(version__in=told)
    rows = rows.select_related("version__report__assignment__task")
    return [row.version for row in rows]


def _sign_one(paper: PaperSignOff, version: ReportVersion, by: User, at: datetime) -> Told:
    try:
        complete_step(
            version.report, Step.SIGN_OFF, by=by, outcome=Outcome.SIGNED, paper=paper,
            on_behalf_of=paper.signer, seen_version=version.pk, at=at,
        )  # fmt: skip
    except Refused as refusal:
        return _tell(paper, version, str(refusal))
    return Told(version)


def _tell(paper: PaperSignOff, version: ReportVersion, why: str) -> Told:
    """Note that the version had moved on; one that was only busy stays to be signed."""
    if version not in still_waiting(paper):
        UnsignedRow.objects.get_or_create(paper=paper, version=version, defaults={"why": why})
    return Told(version, why)
