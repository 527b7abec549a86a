"""A county's paragraphs on its sheet: shown in place of rows, posted with them, or each alone."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from project.accounts.visitor import signed_in
from workflows.cleaning import cleaned
from workflows.filling import Refusals, answer_rows
from workflows.pages.reading import number
from workflows.pages.sheets import Spoken, paragraphs_on, parts_of, sheet_or_404
from workflows.paragraph_forms import ParagraphForm, paragraph_prefix, read_revisions
from workflows.paragraphs import carry_paragraph, is_unchanged_unless_said, save_paragraph
from workflows.refusals import Incomplete, Refused, StaleDraft
from workflows.sheets import Row, Sheet

# What was typed in vain, with the row by which it is found.
Lost = tuple[Row, list[tuple[str, str]]]


@dataclass(frozen=True)
class Saved:
    """How the paragraphs of a page went: what was refused by place, which rows it had."""

    forms: Spoken
    refused: dict[int, Refused]
    keys: set[int]


def save_paragraphs(request: HttpRequest, sheet: Sheet) -> Saved:
    """Save the paragraphs that were on the page, each whole or not at all."""
    forms = paragraphs_on(sheet, request.POST)
    refused = {place: refusal for place, form in forms.items() if (refusal := _save(request, form))}
    rows = [form.data.get(f"{form.prefix}-rows", "") for form in forms.values()]
    return Saved(forms, refused, {key for each in rows for key in read_revisions(each)})


def _save(request: HttpRequest, form: ParagraphForm) -> Refused | None:
    if not form.is_valid():
        return Incomplete({name: str(errors[0]) for name, errors in form.errors.items()})
    said = form.said()
    if not said.differs:
        return None
    try:
        save_paragraph(said, by=signed_in(request))
    except Refused as refusal:
        return refusal
    if said.left:
        names = "、".join(str(row.report.assignment.task) for row in said.left)
        messages.info(request, f"{names}已单独填写，没有并入“{said.paragraph.title}”这一段。")
    return None


def lost_paragraphs(sheet: Sheet, data: QueryDict, refused: Iterable[int]) -> list[Lost]:
    """Return the paragraphs of which no row of the sheet as it now stands says a word."""
    kept = {paragraph_prefix(place) for place in refused}
    prefixes = {name.partition("-")[0] for name in data if name.endswith("-rows")} - kept
    found = [_lost(sheet, data, prefix) for prefix in sorted(prefixes)]
    return [each for each in found if each is not None]


def _lost(sheet: Sheet, data: QueryDict, prefix: str) -> Lost | None:
    words = cleaned(data.get(f"{prefix}-progress", "").strip())
    keys = read_revisions(data.get(f"{prefix}-rows", ""))
    rows = [row for row in sheet.rows if row.report.pk in keys]
    said = {row.words.progress.strip() for row in rows if row.words is not None}
    if not words or not rows or words in said:
        return None
    return rows[0], [("本部分进展（一段话）", words)]


def say_unchanged(request: HttpRequest, rows: Iterable[Row]) -> Refusals:
    """Write 无变化 into the rows that nobody touched, as far as the pressed button named them."""
    named = request.POST.get("unchanged", "").split()
    silent = [row for row in rows if is_unchanged_unless_said(row) and str(row.report.pk) in named]
    return answer_rows(silent, {"no_change": True}, by=signed_in(request))


def carry_on(request: HttpRequest, sheet: Sheet, place: int) -> None:
    """Write what a section said last into its paragraph, as a starting point."""
    for part in parts_of(sheet, {}, {}, opened=(), singly=()):
        if part.paragraph.place == place:
            try:
                carry_paragraph(part.paragraph, by=signed_in(request))
            except Refused as refusal:
                messages.error(request, f"{part.paragraph.title}：{refusal}")
            else:
                words = f"{part.paragraph.title}已填入上期内容，请按本期情况修改。"
                messages.success(request, words)


def save_one(request: HttpRequest, plan: str, key: str, code: str, place: int) -> HttpResponse:
    """Save one paragraph as it is typed; the answer is its state and its rows' revisions."""
    if request.method != "POST":
        return redirect(reverse("sheet", args=[plan, key, code]))
    if not request.user.is_authenticated:
        return _not_saved(request, place, status=401)
    sheet = sheet_or_404(request, plan, key, code)
    if not sheet.writes:
        return _not_saved(request, place, status=403)
    form = paragraphs_on(sheet, request.POST).get(place)
    if form is None or not (form.is_valid() and form.said().rows):
        return _not_saved(request, place, status=409)
    refusal = _save(request, form)
    after = sheet_or_404(request, plan, key, code)
    forms, refused = ({place: form}, {place: refusal}) if refusal else ({}, {})
    parts = parts_of(after, forms, refused, opened=(), singly=())
    part = next((each for each in parts if each.paragraph.place == place), None)
    if part is None:
        return _not_saved(request, place, status=409)
    status = 200 if refusal is None else 409 if isinstance(refusal, StaleDraft) else 422
    return render(request, "workflows/_paragraph_state.html", {"part": part}, status=status)


def _not_saved(request: HttpRequest, place: int, *, status: int) -> HttpResponse:
    """Say that the paragraph was not saved; its revisions stay, so that the page can be posted."""
    prefix = paragraph_prefix(place)
    context = {"prefix": prefix, "rows": request.POST.get(f"{prefix}-rows", ""), "status": status}
    return render(request, "workflows/_paragraph_lost.html", context, status=status)


def place_named(value: str) -> int | None:
    """Return the place of the section a button names.

    >>> place_named("s3"), place_named("12")
    (3, None)
    """
    return number(value[1:]) if value.startswith("s") else None
