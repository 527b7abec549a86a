"""The pages of a summary: read it, ask for a new edition, release it, take its files."""

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
from notifications.paper_rows import Place
from notifications.papers import Paper
from notifications.putting_forward import paper_of_edition, put_forward
from notifications.readers import Reader, reader
from notifications.releasing import release
from notifications.worded import as_it_stands
from project.accounts.models import Unit, User
from project.accounts.visitor import signed_in
from project.workdays.models import Workday
from task_table.models import Plan
from workflows.cycles.spans import cycles_of, own_span, span_named, spans_of, wanted_spans
from workflows.models import Span
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
    context = {"span": seen_by.span, "serves": seen_by.serves, "editions": editions}
    if seen_by.serves:
        context |= _for_the_office(seen_by.span)
    if shown is None:
        return render(request, "notifications/summary_empty.html", context)
    paper = as_it_stands(shown)
    laid = _laid(paper, shown, links_of(seen_by.span, signed_in(request)))
    context |= {"shown": shown, "is_newest": shown == editions[0], "laid": laid}
    context["related"] = _related(seen_by)
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
            return _refuse(request, seen_by.span, "没有办理", NOT_YOURS, status=403)
        return view(request, seen_by)

    return wrapped


@posted
def build(request: HttpRequest, seen_by: Reader) -> HttpResponse:
    """Have a new edition built by a worker; a second click does not ask again."""
    span = seen_by.span
    if ask_for_summary(span, by=signed_in(request)):
        messages.success(request, "已开始生成新稿，可以离开本页。情况没有变化的，不生成新稿。")
    else:
        messages.info(request, "新稿正在生成，无需重复操作。")
    return redirect("summary", span.cycle.plan.slug, span.key)


@posted
def forward(request: HttpRequest, seen_by: Reader) -> HttpResponse:
    """Begin the paper of the edition whose number the person saw; a second click finds it begun."""
    span, seen = seen_by.span, number(request.POST.get("edition", ""))
    rows = seen_by.editions.select_related("cycle__plan__committee")
    chosen = get_object_or_404(rows, number=seen)
    try:
        paper = put_forward(chosen, by=signed_in(request))
    except Refused as refusal:
        status = 403 if isinstance(refusal, NotEntitled) else 409
        return _refuse(request, span, "没有送审", str(refusal), status=status)
    messages.success(request, f"第{seen}稿的文稿已开始办理，现在“{paper.step_label}”。")
    return redirect("case", paper.pk)


@posted
def release_edition(request: HttpRequest, seen_by: Reader) -> HttpResponse:
    """Release the edition whose number the person saw; 409 if it is not the newest any more."""
    span, seen = seen_by.span, number(request.POST.get("edition", ""))
    chosen = get_object_or_404(seen_by.editions.select_related("cycle__plan"), number=seen)
    try:
        release(chosen, by=signed_in(request))
    except Refused as refusal:
        status = 403 if isinstance(refusal, NotEntitled) else 409
        return _refuse(request, span, "没有发布", str(refusal), status=status)
    messages.success(request, f"第{seen}稿已发布，残工委领导和观察员会收到通知。")
    return redirect("summary", span.cycle.plan.slug, span.key)


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
    name = f"{seen_by.span.label}进展情况汇总（{chosen.kept}）.{extension}"
    return file_answer(content, mime=MIME[Format(extension)], name=name)


def _lost(request: HttpRequest, seen_by: Reader, document: Document) -> HttpResponse:
    words = "这份文件暂时不能下载，请联系残工委办公室。"
    if seen_by.serves:
        words = (
            f"第{document.summary.number}稿的{document.get_format_display()}不在文件库中，或已损坏。"
            "若它是最新一稿，请回到汇总页点“生成新稿”：情况没有变化时会按原样补上文件。"
            "否则请系统管理员从备份恢复数据目录中的 files/documents。"
        )
    return _refuse(request, seen_by.span, "文件找不到", words, status=404)


def _refuse(
    request: HttpRequest, span: Span, title: str, words: str, *, status: int
) -> HttpResponse:
    context = {"span": span, "title": title, "words": words}
    return render(request, "notifications/summary_refused.html", context, status=status)


def reader_or_404(request: HttpRequest, plan: str, key: str) -> Reader:
    """Return the reader of what the key names, a cycle or what ends with one; else 404."""
    span = span_named(get_object_or_404(Plan, slug=plan), key)
    if span is None:
        raise Http404
    seen_by = reader(signed_in(request), span, on=timezone.localdate())
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


def _for_the_office(span: Span) -> dict[str, Any]:
    on, cycle = timezone.localdate(), span.cycle
    first_on = Workday.objects.after(cycle.closes_on if span.is_of_cycles else cycle.due_on)
    return {
        "told": newest_build(span),
        "first_on": first_on if on <= first_on else None,
        "is_over": not span.is_of_cycles and on > cycle.closes_on,
        "is_wanted": not span.is_of_cycles or span in wanted_spans(cycle),
    }


def _laid(paper: Paper, shown: Summary, links: dict[Place, str]) -> Any:
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


def _related(seen_by: Reader) -> list[tuple[str, str]]:
    """Return the summaries of what a span is made of, and of what ends with it, that one reads."""
    span, cycle = seen_by.span, seen_by.span.cycle
    parts = map(own_span, cycles_of(span)) if span.is_of_cycles else ()
    beside = [each for each in spans_of(cycle) if each.key != span.key] if cycle.opened_at else []
    return [
        (each.label, reverse("summary", args=[cycle.plan.slug, each.key]))
        for each in (*parts, *beside)
        if seen_by.before(each).sees_the_page
    ]


def links_of(span: Span, user: User) -> dict[Place, str]:
    """Return the way to each report of the span that the person may open, by its row's place."""
    rows = viewer(user, on=timezone.localdate()).reports().filter(cycle__in=cycles_of(span))
    keys = rows.order_by().values_list("cycle__key", "assignment__task__number", "unit__code", "pk")
    return {
        (cycle if span.is_of_cycles else "", task, unit): reverse("report", args=[key])
        for cycle, task, unit, key in keys
    }
