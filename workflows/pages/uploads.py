"""Takes in what came with the draft's form: files chosen there, and ticks that remove some."""

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from project.accounts.visitor import signed_in
from workflows.evidence.attaching import attach, remove_all, too_large
from workflows.models import Evidence, Report
from workflows.refusals import FileRefused

MB = 2**20


def take_in(request: HttpRequest, report: Report, *, entering: bool = False) -> dict[str, str]:
    """Remove what was ticked, then take each file; return a sentence for each that was refused.

    What was taken or removed is said in a message: it stays so, whatever becomes of the rest.
    """
    _remove_ticked(request, report)
    refused, taken = {}, []
    for number, file in enumerate(request.FILES.getlist("files")):
        try:
            taken.append(str(_take(request, report, file, entering)))
        except FileRefused as refusal:
            refused[f"file-{number}"] = f"“{file.name}”没有收：{refusal}"
    if taken:
        messages.success(request, f"已收到佐证材料：{'、'.join(taken)}。")
    return refused


def _take(request: HttpRequest, report: Report, file: UploadedFile, entering: bool) -> Evidence:
    size = file.size or 0
    if size > settings.EVIDENCE_MB * MB:
        raise FileRefused(too_large(size))
    if getattr(file, "cut", False):
        raise FileRefused(
            f"一次上传的文件合计超过了 {settings.EVIDENCE_TOTAL_MB} MB。请分几次上传。"
        )
    name = file.name or ""
    return attach(report, by=signed_in(request), file=file, name=name, entering=entering)


def _remove_ticked(request: HttpRequest, report: Report) -> None:
    ticked = request.POST.getlist("remove")
    if not ticked:
        return
    rows = [each for each in Evidence.objects.of(report).in_draft() if str(each.uuid) in ticked]
    names = remove_all(rows, by=signed_in(request))
    if names:
        messages.success(request, f"已从草稿中移除：{'、'.join(names)}。")
