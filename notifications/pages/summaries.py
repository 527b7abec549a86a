"""The pages of a cycle's summary: read it, ask for a new edition, release it, take its files."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from notifications.builds import newest_build
from notifications.files import find
from notifications.jobs import ask_for_summary
from notifications.lacking import letters_in_words, places_of
from notifications.layout import laid_out
from notifications.models import Document, Format, Summary
from notifications.pages.handing_out import file_answer
from notifications.papers import Paper
from notifications.putting_forward import paper_of_edition, put_forward
from notifications.readers import Reader, reader
from notifications.releasing import release
from notifications.worded import as_it_stands
from project.accounts.models import Unit, User
from project.accounts.visitor import signed_in
from project.workdays.models import Workday
from workflows.models import Cycle
from workflows.pages.reading import number
from workflows.refusals import NotEntitled, Refused
from workflows.sight import viewer

Verb = Callable[[HttpRequest, Reader], HttpResponse]
MIME = {
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.PDF: "application/pdf",
}
NOT_YOURS = "只有残工委办公室可以生成和发布进展情况汇总。"


@login_required
@require_safe
def summary(request: HttpRequest, plan: str, key: str) -> HttpResponse:
    """Show an edition: the newest one may read, or the one that `?edition=` names."""
    seen_by = reader_or_404(request, plan, key)
    editions = list(
        seen_by.editions.defer("facts")
        .select_related("built_by", "released_by", "cycle")
        .prefetch_related("documents")
        .order_by("-number")
    )
    shown = _shown(request, editions)
    context = {"cycle": seen_by.cycle, "serves": seen_by.serves, "editions": editions}
    if seen_by.serves:
        context |= _for_the_office(seen_by.cycle)
    if shown is None:
        return render(request, "notifications/summary_empty.html", context)
    paper = as_it_stands(shown)
    laid = _laid(paper, shown, links_of(seen_by.cycle, signed_in(request)))
    context |= {"shown": shown, "is_newest": shown == editions[0], "laid": laid}
    context["no_pdf"] = _no_pdf(shown.unprintable, paper)
    context["wording_unprintable"] = _has_lost_its_pdf(shown, paper)
    if seen_by.serves:
        context["case"] = paper_of_edition(shown)
    return render(request, "notifications/summary.html", context)


def posted(view: Verb) -> Callable[[HttpRequest, str, str], HttpResponse]:
    """Let a verb be posted alone, by the office; a leader, who sees the page, is refused in words.

    Whoever comes to a verb's address otherwise is shown the summary.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, plan: str, key: str) -> HttpResponse:
        page = reverse("summary", args=[plan, key])
        if not request.user.is_authenticated:
            return redirect_to_login(page)
        seen_by = reader_or_404(request, plan, key)
        if request.method != "POST":
            return redirect(page)
        if not seen_by.serves:
            return _refuse(request, seen_by.cycle, "没有办理", NOT_YOURS, status=403)
        return view(request, seen_by)

    return wrapped


@posted
def build(request: HttpRequest, seen_by: Reader) -> HttpResponse:
    """Have a new edition built by a worker; a second click does not ask again."""
    cycle = seen_by.cycle
    if ask_for_summary(cycle, by=signed_in(request)):
        messages.success(request, "已开始生成新稿，可以离开本页。情况没有变化的，不生成新稿。")
    else:
        messages.info(request, "新稿正在生成，无需重复操作。")
    return redirect("summary", cycle.plan.slug, cycle.key)


@posted
def forward(request: HttpRequest, seen_by: Reader) -> HttpResponse:
    """Begin the paper of the edition whose number the person saw; a second click finds it begun."""
    cycle, seen = seen_by.cycle, number(request.POST.get("edition", ""))
    rows = seen_by.editions.select_related("cycle__plan__committee")
    chosen = get_object_or_404(rows, number=seen)
    try:
        paper = put_forward(chosen, by=signed_in(request))
    except Refused as refusal:
        status = 403 if isinstance(refusal, NotEntitled) else 409
        return _refuse(request, cycle, "没有送审", str(refusal), status=status)
    messages.success(request, f"第{seen}稿的文稿已开始办理，现在“{paper.step_label}”。")
    return redirect("case", paper.pk)


@posted
def release_edition(request: HttpRequest, seen_by: Reader) -> HttpResponse:
    """Release the edition whose number the person saw; 409 if it is not the newest any more."""
    cycle, seen = seen_by.cycle, number(request.POST.get("edition", ""))
    chosen = get_object_or_404(seen_by.editions.select_related("cycle__plan"), number=seen)
    try:
        release(chosen, by=signed_in(request))
    except Refused as refusal:
        status = 403 if isinstance(refusal, NotEntitled) else 409
        return _refuse(request, cycle, "没有发布", str(refusal), status=status)
    messages.success(request, f"第{seen}稿已发布，残工委领导和观察员会收到通知。")
    return redirect("summary", cycle.plan.slug, cycle.key)


@login_required
@require_safe
def download(
    request: HttpRequest, plan: str, key: str, edition: int, extension: str
) -> HttpResponse:
    """Give an edition's file, 底稿 until it is released; where it is lost, say what to do."""
    seen_by = reader_or_404(request, plan, key)
    chosen = get_object_or_404(seen_by.editions.defer("facts"), number=edition)
    document = get_object_or_404(chosen.documents, format=extension, issued=chosen.is_released)
    content = find(document.fingerprint)
    if content is None:
        return _lost(request, seen_by, document)
    name = f"{seen_by.cycle.label}进展情况汇总（{chosen.kept}）.{extension}"
    return file_answer(content, mime=MIME[Format(extension)], name=name)


def _lost(request: HttpRequest, seen_by: Reader, document: Document) -> HttpResponse:
    words = "这份文件暂时不能下载，请联系残工委办公室。"
    if seen_by.serves:
        words = (
            f"第{document.summary.number}稿的{document.get_format_display()}不在文件库中，或已损坏。"
            "若它是最新一稿，请回到汇总页点“生成新稿”：情况没有变化时会按原样补上文件。"
            "否则请系统管理员从备份恢复数据目录中的 files/documents。"
        )
    return _refuse(request, seen_by.cycle, "文件找不到", words, status=404)


def _refuse(
    request: HttpRequest, cycle: Cycle, title: str, words: str, *, status: int
) -> HttpResponse:
    context = {"cycle": cycle, "title": title, "words": words}
    return render(request, "notifications/summary_refused.html", context, status=status)


def reader_or_404(request: HttpRequest, plan: str, key: str) -> Reader:
    cycle = get_object_or_404(Cycle.objects.select_related("plan"), plan__slug=plan, key=key)
    seen_by = reader(signed_in(request), cycle, on=timezone.localdate())
    if not seen_by.sees_the_page:
        raise Http404
    return seen_by


def _shown(request: HttpRequest, editions: list[Summary]) -> Summary | None:
    """Return the edition asked for; the newest if none is; None if there is none at all."""
    asked = request.GET.get("edition", "")
    chosen = [each for each in editions if not asked or each.number == number(asked)]
    if asked and not chosen:
        raise Http404
    return chosen[0] if chosen else None


def _no_pdf(letters: str, paper: Paper) -> dict[str, Any] | None:
    """Return which characters cost the edition its PDF, and whose words hold them; None if none."""
    if not letters:
        return None
    return {"letters": letters_in_words(letters), "places": places_of(letters, paper)}


def _has_lost_its_pdf(shown: Summary, paper: Paper) -> bool:
    """Say whether the PDF could not be typeset in the words that were signed, though in others."""
    is_there = any(each.format == Format.PDF for each in shown.files)
    return shown.is_released and bool(paper.wording) and not (is_there or shown.unprintable)


def _for_the_office(cycle: Cycle) -> dict[str, Any]:
    on = timezone.localdate()
    first_on = Workday.objects.after(cycle.due_on)
    return {
        "told": newest_build(cycle),
        "first_on": first_on if on <= first_on else None,
        "is_over": on > cycle.closes_on,
    }


def _laid(paper: Paper, shown: Summary, links: dict[tuple[str, str], str]) -> Any:
    """Lay the paper out with today's names beside the frozen ones."""
    codes = [unit.code for unit in paper.units]
    present = Unit.objects.filter(code__in=codes).values_list("code", "name")
    place = [paper.plan, paper.cycle, shown.number]
    return laid_out(
        paper,
        present=dict(present),
        links=links,
        rows_at=lambda kind, figure: reverse("summary-rows", args=[*place, kind, figure]),
    )


def links_of(cycle: Cycle, user: User) -> dict[tuple[str, str], str]:
    """Return the way to each report of the cycle that the person may open, by task and unit."""
    rows = viewer(user, on=timezone.localdate()).reports().in_cycle(cycle).order_by()
    keys = rows.values_list("assignment__task__number", "unit__code", "pk")
    return {(task, unit): reverse("report", args=[key]) for task, unit, key in keys}
