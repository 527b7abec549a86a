"""A file of evidence: given to whoever sees the version that holds it; sealed where it leaks."""

import uuid as uuids
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from project.accounts.kept import kept_form, let_go, sign_in_first
from project.accounts.models import User
from project.accounts.visitor import signed_in
from workflows.evidence.attaching import may_seal, seal
from workflows.evidence.kinds import ALLOWED, KINDS
from workflows.evidence.seeing import seen_evidence
from workflows.evidence.store import is_there, path_of
from workflows.forms import SealForm
from workflows.models import Evidence, Report
from workflows.refusals import Incomplete, Refused
from workflows.sight import Sight, viewer


@dataclass(frozen=True)
class Listed:
    """One file in the list of a report: what it is, and which versions it belongs to."""

    evidence: Evidence
    kind: str
    versions: list[int]
    sight: Sight

    @property
    def place(self) -> str:
        """Return where the file belongs, as far as the reader may know."""
        numbers = "、".join(map(str, self.versions))
        filed = f"随第{numbers}版提交" if numbers else "在草稿中，还没有提交"
        removed = self.sight == Sight.DRAFT and self.evidence.removed_at is not None
        return f"{filed}，已从草稿中移除" if removed else filed


def listed(report: Report, sight: Sight) -> list[Listed]:
    """Return the report's files as far as one sees them, in the order in which they came."""
    rows = seen_evidence(report, sight).select_related("added_by", "sealed_by")
    return [
        Listed(each, KINDS[each.kind].label, _numbers(each, report, sight), sight)
        for each in rows.prefetch_related("versions")
    ]


def _numbers(evidence: Evidence, report: Report, sight: Sight) -> list[int]:
    """Return the numbers of the versions that hold it; one sees no other than one may read."""
    versions = evidence.versions.all()
    if sight == Sight.SIGNED:
        return [each.number for each in versions if each.pk == report.signed_version_id]
    return sorted(each.number for each in versions)


@login_required
@require_safe
def file(request: HttpRequest, uuid: uuids.UUID) -> HttpResponseBase:
    """Give a file as a download; say that it is sealed, or lost, where it is."""
    evidence = _seen_or_404(signed_in(request), uuid)
    # A twin may have come at the moment of the sealing: the bytes decide, not the row.
    sealed = Evidence.objects.sealed().filter(digest=evidence.digest).select_related("sealed_by")
    if found := sealed.first():
        return _instead(request, evidence, status=410, sealed=found)
    if not is_there(evidence.digest, evidence.size):
        return _instead(request, evidence, status=404)
    content = path_of(evidence.digest).open("rb")
    answer = FileResponse(
        content, as_attachment=True, filename=evidence.name, content_type=KINDS[evidence.kind].mime
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer


def sealing(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Ask why a file is sealed, and seal it."""
    if not request.user.is_authenticated:
        return sign_in_first(request, request.path)
    evidence = _seen_or_404(signed_in(request), uuid)
    if evidence.is_sealed:
        return redirect("report", evidence.report_id)
    allowed = may_seal(evidence.report, signed_in(request), on=timezone.localdate())
    if not allowed:
        return _instead(request, evidence, status=403, refused=True)
    if request.method != "POST":
        return _asked(request, evidence, SealForm(kept_form(request, request.path)))
    return _seal(request, evidence)


def _seal(request: HttpRequest, evidence: Evidence) -> HttpResponse:
    form = SealForm(request.POST)
    try:
        count = seal(evidence, by=signed_in(request), why=request.POST.get("why", ""))
    except Incomplete as refusal:
        form.add_error("why", refusal.fields["why"])
        return _asked(request, evidence, form, status=422)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("report", evidence.report_id)
    let_go(request, request.path)
    others = f"内容相同的共{count}份，一并封存。" if count > 1 else ""
    messages.success(request, f"已封存“{evidence}”，任何人都不能再下载。{others}")
    return redirect("report", evidence.report_id)


def _asked(
    request: HttpRequest, evidence: Evidence, form: SealForm, *, status: int = 200
) -> HttpResponse:
    context = {"evidence": evidence, "report": evidence.report, "form": form}
    return render(request, "workflows/evidence_seal.html", context, status=status)


def _instead(request: HttpRequest, evidence: Evidence, *, status: int, **said: Any) -> HttpResponse:
    context = {"evidence": evidence, "report": evidence.report, **said}
    return render(request, "workflows/evidence_instead.html", context, status=status)


def _seen_or_404(user: User, uuid: uuids.UUID) -> Evidence:
    """Return a file the person sees; removed from a draft and in no version, nobody does."""
    evidence = Evidence.objects.filter(uuid=uuid).first()
    if evidence is None:
        raise Http404
    report = Report.objects.for_moving().select_related("cycle__plan").get(pk=evidence.report_id)
    evidence.report = report
    sight = viewer(user, on=timezone.localdate()).sight_of(report)
    if not seen_evidence(report, sight).filter(pk=evidence.pk).exists():
        raise Http404
    return evidence


def shown_with(report: Report, user: User, sight: Sight, *, on: date) -> dict[str, Any]:
    """Return what a report's page says of its evidence."""
    files = listed(report, sight)
    return {
        "files": files,
        "allowed": ALLOWED,
        "most_mb": settings.EVIDENCE_MB,
        "in_draft": [each.evidence for each in files if each.evidence.removed_at is None],
        "seals": any(not each.evidence.is_sealed for each in files)
        and may_seal(report, user, on=on),
    }
