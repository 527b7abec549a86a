"""Takes back a signed sheet: the scan, who signed it when, and the code typed off the paper."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import IO

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from project.accounts.access import Permission, people_who_may
from project.accounts.models import Unit, User
from project.audit.recording import record
from workflows.completeness import check_words
from workflows.evidence.attaching import check_words_of, too_large
from workflows.evidence.kinds import Unfit, check_name, kind_of
from workflows.evidence.reading import check_content
from workflows.evidence.store import Incoming, incoming, keep
from workflows.models import Cycle, Evidence, PaperSignOff, PrintedSheet, PrintedVersion
from workflows.paper.codes import Mistyped, read_code
from workflows.paper.rules import check_signer, handles_paper
from workflows.refusals import FileRefused, Incomplete, NotEntitled

MB = 2**20
SCANS = ("pdf", "jpg", "png")


@dataclass(frozen=True)
class Signed:
    """Who signed the paper, and the date written on it."""

    name: str
    post: str
    on: date
    signer: User | None = None


def enter(
    cycle: Cycle,
    unit: Unit,
    *,
    code: str,
    signed: Signed,
    file: IO[bytes],
    name: str,
    by: User,
    at: datetime | None = None,
) -> PaperSignOff:
    """Keep the scan of a signed sheet; nothing is signed by it until a colleague confirms.

    Raises NotEntitled, Incomplete with a sentence a field, FourEyes, or FileRefused.
    """
    at = at or timezone.now()
    on = timezone.localdate(at)
    if not handles_paper(by, unit, on=on):
        raise NotEntitled("只有本单位联络员和负责审核该单位的人可以录入线下签批。")
    sheet = sheet_of(cycle, unit, code)
    _check_signed(sheet, signed, on)
    _check_free(sheet)
    with incoming(file) as new:
        name, kind = _examined(new, name)
        keep(new)
    try:
        with transaction.atomic():
            paper = PaperSignOff.objects.create(
                sheet=sheet, signer_name=signed.name, signer_post=signed.post,
                signer=signed.signer, signed_on=signed.on, name=name, kind=kind, size=new.size,
                digest=new.digest, entered_by=by, entered_at=at,
            )  # fmt: skip
            record(
                "paper.enter", paper, by=by, at=at, unit=str(unit), cycle=str(cycle),
                paper=str(paper), file=name, digest=new.digest, code=sheet.code,
            )  # fmt: skip
    except IntegrityError as error:
        raise Incomplete({"code": "同事刚刚录入了这张表，正在等待核对，不用再传。"}) from error
    return paper


def sheet_of(cycle: Cycle, unit: Unit, typed: str) -> PrintedSheet:
    """Return the sheet whose code was typed; raises Incomplete beside the field of the code."""
    try:
        code = read_code(typed)
    except Mistyped as wrong:
        raise Incomplete({"code": str(wrong)}) from wrong
    rows = PrintedSheet.objects.select_related("cycle__plan", "unit")
    sheet = rows.filter(cycle=cycle, unit=unit, code=code).first()
    if sheet is None:
        raise Incomplete(
            {
                "code": f"{unit}本期没有打印过校验码是这个的签批表。请核对是不是这一张；"
                "报告改动后校验码会变，须重新打印、重新签字。"
            }
        )
    return sheet


def _check_signed(sheet: PrintedSheet, signed: Signed, on: date) -> None:
    wrong = {}
    if signed.on > on:
        wrong["signed_on"] = "纸上日期不能晚于今天。"
    elif signed.on < timezone.localdate(sheet.printed_at):
        wrong["signed_on"] = "纸上日期早于这张表的打印日期，请核对。"
    if signed.signer is not None and not _signs(signed.signer, sheet.unit, on):
        wrong["signer"] = f"{signed.signer}不是{sheet.unit}的签批人，请改填姓名。"
    if wrong:
        raise Incomplete(wrong)
    check_words({"signer_name": signed.name, "signer_post": signed.post})
    printed = PrintedVersion.objects.filter(sheet=sheet).select_related("version")
    check_signer(signed.name, signed.signer, [row.version for row in printed])


def _signs(signer: User, unit: Unit, on: date) -> bool:
    return people_who_may(Permission.SIGN_OFF, unit, on=on).filter(pk=signer.pk).exists()


def _check_free(sheet: PrintedSheet) -> None:
    papers = PaperSignOff.objects.filter(sheet=sheet).select_related("entered_by", "decided_by")
    if other := papers.waiting().first():
        raise Incomplete({"code": f"这张表{other.entered_by}已经录入，正在等待核对，不用再传。"})
    if other := papers.filter(refused_why=None).first():
        raise Incomplete({"code": f"这张表已由{other.decided_by}核对签批，不用再传。"})


def _examined(new: Incoming, name: str) -> tuple[str, str]:
    """Return the scan's name and kind; raises FileRefused with what to do."""
    try:
        name = check_name(name)
        kind = kind_of(name)
        if kind not in SCANS:
            raise Unfit("扫描件要是 pdf、jpg 或 png。请用扫描仪或手机拍照另存后再上传。")
        check_words_of(name)
        if not new.size:
            raise Unfit("文件是空的（0 字节）。请检查后重新上传。")
        if new.size > settings.EVIDENCE_MB * MB:
            raise Unfit(too_large(new.size))
        if Evidence.objects.sealed().filter(digest=new.digest).exists():
            raise Unfit("这个文件的内容已被封存，不能再上传。")
        check_content(new.path, kind)
    except Unfit as unfit:
        raise FileRefused(str(unfit)) from unfit
    return name, kind
