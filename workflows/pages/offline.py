"""离线报送: a unit's sheet as a file to take along, and the file that comes back."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from project.accounts.kept import kept_form, let_go
from project.accounts.models import Unit
from project.accounts.visitor import signed_in
from workflows.deadlines import keeps_windows
from workflows.entitlement import reports_for
from workflows.evidence.kinds import KINDS, Unfit, check_name
from workflows.evidence.store import Incoming, incoming
from workflows.filling import Refusals
from workflows.models import Cycle, ReceivedSheet
from workflows.offline.child import Broken
from workflows.offline.entering import Came, check_personal, nobody_else_reviews, receive
from workflows.offline.forms import EnteringForm, UploadForm
from workflows.offline.matching import Matched, match
from workflows.offline.outgoing import WRITERS, build, rows_that_fit
from workflows.offline.rows import sheet_to_enter, written_by_the_unit
from workflows.offline.scribes import enterable
from workflows.offline.taking import take
from workflows.pages.doors import sign_in_before
from workflows.pages.filling import save_forms, status_of
from workflows.pages.received import received_page
from workflows.pages.reports import typed
from workflows.pages.sheets import sheet_or_404, sheet_page
from workflows.refusals import Incomplete
from workflows.sheets import Sheet

MB = 2**20
NOT_XLSX = "请上传从本页下载、填好的 .xlsx 文件。用别的格式存的，请另存为 .xlsx 再上传。"


@dataclass(frozen=True)
class Desk:
    """A unit's sheet before somebody who fills it in, or enters it for the unit.

    `own` says that the person is of the unit; `serves` that of the office; a lead is neither.
    """

    sheet: Sheet
    own: bool
    serves: bool

    @property
    def takes_files(self) -> bool:
        """Say whether the person is given the file: the unit and the office are."""
        return self.own or self.serves


@sign_in_before("offline")
@require_http_methods(["GET", "HEAD", "POST"])
def offline(request: HttpRequest, plan: str, key: str, code: str) -> HttpResponse:
    """Offer the sheet as a file, and take it back."""
    desk = desk_or_404(request, plan, key, code)
    kind = UploadForm if desk.own else EnteringForm
    if request.method != "POST":
        kept = kept_form(request, request.path)
        said = {name: kept.get(name) for name in ("channel", "sender")} if kept else {}
        return _page(request, desk, kind(initial=said))
    form = kind(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, desk, form, status=422)
    try:
        return _take(request, desk, form)
    except Unfit as unfit:
        form.add_error("file", str(unfit))
    except Incomplete as refusal:
        form.add_error("sender", refusal.fields["sender"])
    return _page(request, desk, form, status=422)


@login_required
@require_safe
def download(request: HttpRequest, plan: str, key: str, code: str, kind: str) -> HttpResponse:
    """Give the sheet as .xlsx to fill in, or as .docx to print.

    `office` and `person` narrow the unit's own file to the rows of who works on them.
    """
    desk = desk_or_404(request, plan, key, code)
    asked = handled_in(request)
    sheet = desk.sheet.handled_by(**asked)
    if kind not in WRITERS or not desk.takes_files or not rows_that_fit(sheet):
        raise Http404
    try:
        content = build(sheet, kind, on=timezone.localdate())
    except Broken:
        messages.error(request, "文件没有生成，请稍后再试；仍不行的，请联系系统管理员。")
        return redirect("offline", plan, key, code)
    whose = "".join(f"（{each}）" for each in asked.values() if each)
    name = f"{sheet.unit}{sheet.cycle.label}离线报送表{whose}.{kind}"
    return as_attachment(content, name, KINDS[kind].mime)


def as_attachment(content: bytes, name: str, mime: str) -> HttpResponse:
    """Return a file that was built for one person: to be saved, and kept by nobody between."""
    answer = HttpResponse(content, content_type=mime)
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


def handled_in(request: HttpRequest) -> dict[str, str]:
    """Return by whose rows the page is narrowed, as on the sheet: all where nothing is said."""
    return {name: request.GET.get(name, "") for name in ("office", "person")}


def desk_or_404(request: HttpRequest, plan: str, key: str, code: str) -> Desk:
    """Return the unit's sheet to who may fill it in or enter it; there is nothing for others."""
    user, on = signed_in(request), timezone.localdate()
    cycles = Cycle.objects.select_related("plan__committee")
    cycle = get_object_or_404(cycles, plan__slug=plan, key=key)
    unit = get_object_or_404(Unit.objects.filter(reports__cycle=cycle).distinct(), code=code)
    if reports_for(user, unit, on=on):
        return Desk(sheet_or_404(request, plan, key, code), own=True, serves=False)
    sheet = sheet_to_enter(cycle, unit, enterable(user, cycle, unit, on=on), on=on)
    if not sheet.rows:
        raise Http404
    serves = keeps_windows(user, unit, cycle.plan.committee, on=on)
    return Desk(sheet, own=False, serves=serves)


def _take(request: HttpRequest, desk: Desk, form: UploadForm) -> HttpResponse:
    """Read the file and save what it says; raises Unfit where nothing of it is taken."""
    file = form.cleaned_data["file"]
    name = _checked(file)
    with incoming(file) as new:
        taken = take(new.path)
        matched = match(desk.sheet, taken)
        if desk.own:
            return _own(request, desk, matched)
        check_personal(taken.personal)
        said = form.cleaned_data
        return _enter(request, desk, matched, new, Came(said["channel"], said["sender"], name))


def _checked(file: UploadedFile) -> str:
    """Return the file's name; raises Unfit for what cannot be ours, before anything is read."""
    name = check_name(file.name or "")
    if not name.lower().endswith(".xlsx"):
        raise Unfit(NOT_XLSX)
    if not file.size:
        raise Unfit("文件是空的（0 字节）。请检查后重新上传。")
    if getattr(file, "cut", False) or file.size > settings.OFFLINE_MB * MB:
        raise Unfit(f"文件超过了 {settings.OFFLINE_MB} MB，不像是离线表。请不要在表里插入图片。")
    return name


def _own(request: HttpRequest, desk: Desk, matched: Matched) -> HttpResponse:
    """Save a unit's own sheet as drafts; what was refused stands on its page, with both texts."""
    sheet = desk.sheet
    refused = save_forms(request, matched.forms)
    let_go(request, request.path)
    done = _say(matched, len(refused))
    place = (sheet.cycle.plan.slug, sheet.cycle.key, sheet.unit.code)
    told = told_of(matched, refused)
    if not told:
        messages.success(request, f"{done}请核对后点“提交”。" if matched.forms else done)
        return redirect("sheet", *place)
    again = {key: form for key, form in matched.forms.items() if key in refused}
    lost = [(row, typed(form)) for row, form in matched.lost if typed(form)]
    return sheet_page(
        request,
        sheet_or_404(request, *place),
        status=status_of(refused) if refused else 409,
        forms=again,
        refused=refused,
        lost=lost,
        from_file=done,
        told=told,
    )


def _enter(
    request: HttpRequest, desk: Desk, matched: Matched, new: Incoming, came: Came
) -> HttpResponse:
    """Enter a unit's sheet for it: keep the file, then save its rows as drafts of the unit."""
    if not matched.forms:
        told_why = "".join(words for _, words in told_of(matched, {}))
        raise Unfit(f"文件里没有可以录入的新内容，没有留存。{told_why}")
    received = receive(desk.sheet, new, came, by=signed_in(request))
    refused = save_forms(request, matched.forms, received=received)
    let_go(request, request.path)
    done, told = _say(matched, len(refused)), told_of(matched, refused)
    if not told:
        messages.success(request, f"{done}请核对后点“提交”。")
        return redirect("received", received.pk)
    again = {key: form for key, form in matched.forms.items() if key in refused}
    return received_page(
        request, received, status=status_of(refused), forms=again, refused=refused,
        from_file=done, told=told,
    )  # fmt: skip


def _say(matched: Matched, refused: int) -> str:
    if not matched.forms and not matched.closed and not matched.notes:
        return "离线表里没有新的内容，没有改动。"
    return f"离线表已读入{len(matched.forms) - refused}行，存为草稿。"


def told_of(matched: Matched, refused: Refusals) -> list[tuple[str, str]]:
    """Return a sentence for each row of the file that was not taken, with where it leads."""
    told = []
    for key, refusal in refused.items():
        task = matched.forms[key].row.report.assignment.task
        told.append((f"#row-{key}", f"表中第{matched.lines[key]}行（{task}）：{refusal}"))
    for row, words in matched.closed:
        task, line = row.report.assignment.task, matched.lines[row.report.pk]
        told.append(("", f"表中第{line}行（{task}）没有读入：{words}"))
    return told + [("", f"表中{note}") for note in matched.notes]


def _page(request: HttpRequest, desk: Desk, form: UploadForm, *, status: int = 200) -> HttpResponse:
    user, on, sheet = signed_in(request), timezone.localdate(), desk.sheet
    received = ReceivedSheet.objects.filter(cycle=sheet.cycle, unit=sheet.unit)
    if not desk.takes_files:
        received = received.filter(entered_by=user)
    asked = handled_in(request)
    context: dict[str, Any] = {
        "desk": desk,
        "sheet": sheet,
        "cycle": sheet.cycle,
        "unit": sheet.unit,
        "form": form,
        "rows": sheet.to_write,
        "whose": "、".join(filter(None, asked.values())),
        "narrowed": sheet.handled_by(**asked).to_write,
        "asked": urlencode(asked),
        "received": received.select_related("entered_by"),
        "units_own": [] if desk.own else written_by_the_unit(sheet),
        "alone": [] if desk.own else nobody_else_reviews(sheet, user, on=on),
    }
    return render(request, "workflows/offline.html", context, status=status)
