"""The verbs of evidence: attach a file to a draft, remove it from there, seal a leak."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import IO

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from project.accounts.access import Permission, may
from project.accounts.models import User
from project.audit.recording import record
from workflows.completeness import check_words
from workflows.drafting import check_writing
from workflows.evidence.kinds import Unfit, check_name, kind_of
from workflows.evidence.reading import check_content
from workflows.evidence.store import Incoming, incoming, is_whole, keep
from workflows.models import Evidence, Report
from workflows.moving.door import taken
from workflows.refusals import AlreadyMoved, FileRefused, Incomplete, NotEntitled
from workflows.reviewing import reviewing_permission, reviewing_unit

MB = 2**20
LONGEST_REASON = 200
SEALED = (
    "这个文件的内容已被封存（“{why}”），不能再次上传。请先按封存原因处理，另存为新的文件再上传。"
)


def attach(
    report: Report,
    *,
    by: User,
    file: IO[bytes],
    name: str,
    at: datetime | None = None,
    entering: bool = False,
) -> Evidence:
    """Take a file into the report's draft; the same rules as for writing its words.

    `file` can be read from its beginning; `entering` says that the unit sent it in (代录). Raises
    FileRefused with what to do (nothing of the file is kept then), NotEntitled, AlreadyMoved or
    WindowClosed.
    """
    at = at or timezone.now()
    check_writing(report, by=by, on=timezone.localdate(at), entering=entering)
    with incoming(file) as new:
        try:
            name, kind = _examined(report, new, name)
        except Unfit as unfit:
            raise FileRefused(str(unfit)) from unfit
        keep(new)
    with taken(report) as current:
        check_writing(current, by=by, on=timezone.localdate(at), entering=entering)
        _check_place(current, new)
        evidence = Evidence.objects.create(
            report=current, name=name, kind=kind, size=new.size, digest=new.digest,
            added_by=by, added_at=at,
        )  # fmt: skip
        _record("add", evidence, by=by, at=at)
    return evidence


def remove(evidence: Evidence, *, by: User, at: datetime | None = None) -> None:
    """Take a file out of the draft; versions that hold it go on holding it."""
    at = at or timezone.now()
    with taken(evidence.report) as current:
        check_writing(current, by=by, on=timezone.localdate(at))
        rows = Evidence.objects.in_draft().filter(pk=evidence.pk)
        if rows.update(removed_at=at, removed_by=by):
            _record("remove", evidence, by=by, at=at)


def seal(evidence: Evidence, *, by: User, why: str, at: datetime | None = None) -> int:
    """Stop serving a file's bytes, wherever they were attached; return how many rows it reached.

    Raises NotEntitled unless `by` reviews the report or reports for its unit, Incomplete without a
    reason, AlreadyMoved if somebody was faster.
    """
    at, why = at or timezone.now(), why.strip()
    if not may_seal(evidence.report, by, on=timezone.localdate(at)):
        raise NotEntitled("只有这份报告的审核人和本单位的联络员可以封存材料。")
    _check_why(why)
    with transaction.atomic():
        same = Evidence.objects.select_for_update().filter(digest=evidence.digest, sealed_at=None)
        rows = list(same.select_related("report__cycle", "report__assignment__task"))
        if evidence.pk not in {row.pk for row in rows}:
            raise AlreadyMoved("这份材料已经封存。请刷新页面。")
        same.update(sealed_at=at, sealed_by=by, sealed_why=why)
        for row in rows:
            _record("seal", row, by=by, at=at, reason=why)
    return len(rows)


def may_seal(report: Report, user: User, *, on: date) -> bool:
    """Say whether a person may seal this report's evidence on that day, at whatever step."""
    if may(user, Permission.REPORT, report.unit, on=on):
        return True
    if may(user, Permission.REVIEW, report.unit, on=on):
        return True
    return may(user, reviewing_permission(report), reviewing_unit(report), on=on)


def _check_why(why: str) -> None:
    if not why:
        raise Incomplete({"why": "请写明封存的原因，例如“第3页有残疾人姓名和住址”。"})
    if len(why) > LONGEST_REASON:
        raise Incomplete({"why": f"封存原因请写在{LONGEST_REASON}个字以内。"})
    check_words({"why": why})


def _examined(report: Report, new: Incoming, name: str) -> tuple[str, str]:
    """Return the name and kind of a file that may be taken: cheap questions come first."""
    name = check_name(name)
    kind = kind_of(name)
    check_words_of(name)
    if not new.size:
        raise Unfit("文件是空的（0 字节）。请检查后重新上传。")
    if new.size > settings.EVIDENCE_MB * MB:
        raise Unfit(too_large(new.size))
    _check_place(report, new)
    if not _was_read(new, kind):
        check_content(new.path, kind)
    return name, kind


def check_words_of(name: str) -> None:
    """Raise Unfit if the name itself holds a citizen's number."""
    try:
        check_words({"name": name})
    except Incomplete as found:
        raise Unfit("文件名里有个人证件号码，请改名后再上传。") from found


def too_large(size: int) -> str:
    """Return the sentence for a file beyond the limit."""
    return (
        f"文件有 {size / MB:.1f} MB，超过了 {settings.EVIDENCE_MB} MB。"
        "请压缩图片、缩短视频或拆成几份再上传。"
    )


def _check_place(report: Report, new: Incoming) -> None:
    """Raise FileRefused if the bytes are here already, were sealed, or are too much in all."""
    here = Evidence.objects.of(report).in_draft()
    if twin := here.filter(digest=new.digest).first():
        raise FileRefused(f"同样的文件已经在这份报告里了（“{twin}”），不用再传。")
    if sealed := Evidence.objects.sealed().filter(digest=new.digest).first():
        raise FileRefused(SEALED.format(why=sealed.sealed_why))
    total = (here.aggregate(total=Sum("size"))["total"] or 0) + new.size
    if total > settings.EVIDENCE_TOTAL_MB * MB:
        raise FileRefused(
            f"加上它，这份报告的材料共 {total / MB:.0f} MB，"
            f"超过了 {settings.EVIDENCE_TOTAL_MB} MB。请先移除不需要的材料，或压缩后再上传。"
        )


def _was_read(new: Incoming, kind: str) -> bool:
    """Say whether the same bytes were taken as the same kind before: once read is enough."""
    rows = Evidence.objects.filter(digest=new.digest, kind=kind)
    return rows.exists() and is_whole(new.digest)


def _record(verb: str, evidence: Evidence, *, by: User, at: datetime, **facts: str) -> None:
    record(
        f"evidence.{verb}", evidence, by=by, at=at,
        report=str(evidence.report), file=evidence.name, digest=evidence.digest, **facts,
    )  # fmt: skip


def remove_all(evidence: Iterable[Evidence], *, by: User) -> list[str]:
    """Remove several; return their names."""
    names = []
    for each in evidence:
        remove(each, by=by)
        names.append(each.name)
    return names
