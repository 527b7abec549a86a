"""What is posted to a sheet: every verb first saves what was typed, row by row, then acts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from project.accounts.kept import let_go, sign_in_first
from project.accounts.visitor import signed_in
from workflows.figures.freezing import typed_again
from workflows.filling import (
    Refusals,
    answer_rows,
    carry,
    hand_rows,
    save_entries,
    submit_rows,
)
from workflows.milestones.freezing import answers_typed_again
from workflows.models import ReceivedSheet
from workflows.pages.paragraphs import (
    Saved,
    carry_on,
    lost_paragraphs,
    place_named,
    save_paragraphs,
    say_unchanged,
)
from workflows.pages.reading import number
from workflows.pages.reports import typed, visible_or_404
from workflows.pages.sheets import (
    Forms,
    line_of,
    posted_forms,
    sheet_or_404,
    sheet_page,
)
from workflows.pages.silence import silence_of
from workflows.paragraphs import is_unchanged_unless_said
from workflows.refusals import Incomplete, Refused, StaleDraft
from workflows.sheet_forms import AnswerForm, HandlingForm, RowForm, prefix_of
from workflows.sheets import Row, Sheet

Verb = Callable[[HttpRequest, "Taken"], HttpResponse]
View = Callable[[HttpRequest, str, str, str], HttpResponse]
Lost = tuple[Row, list[tuple[str, str]]]


@dataclass(frozen=True)
class Taken:
    """The sheet after what was typed is saved; `shown` are the keys of the rows on the page."""

    sheet: Sheet
    shown: set[int]

    @property
    def rows(self) -> list[Row]:
        """Return the rows that were on the page and may still be written."""
        return [row for row in self.sheet.to_write if row.report.pk in self.shown]

    def chosen(self, request: HttpRequest) -> list[Row]:
        """Return the rows that were ticked and may still be written."""
        return [row for row in self.ticked(request) if row in self.rows]

    def ticked(self, request: HttpRequest) -> list[Row]:
        """Return the rows that were ticked, submitted ones too: who works on them may change."""
        rows = self.sheet.rows
        return [row for row in rows if f"{prefix_of(row.report.pk)}-pick" in request.POST]


def posted(verb: Verb) -> View:
    """Let a verb be posted alone, by somebody signed in, after what was typed is saved.

    A stranger's whole sheet is kept for him; where a row cannot be saved, the verb does not act,
    the others are saved all the same, and the page says so with both texts.
    """

    @wraps(verb)
    def wrapped(request: HttpRequest, plan: str, key: str, code: str) -> HttpResponse:
        page = reverse("sheet", args=[plan, key, code])
        if not request.user.is_authenticated:
            return sign_in_first(request, page)
        if request.method != "POST":
            return redirect(page)
        before = sheet_or_404(request, plan, key, code)
        if not before.writes:
            return verb(request, Taken(before, set()))
        forms = posted_forms(before, request.POST)
        refused = save_forms(request, forms)
        saved = save_paragraphs(request, before)
        after = sheet_or_404(request, plan, key, code)
        lost = _typed_in_vain(after, request)
        lost += lost_paragraphs(after, request.POST, saved.refused)
        if refused or saved.refused or lost:
            return _again(request, after, forms, refused, lost, saved)
        let_go(request, page)
        return verb(request, Taken(after, set(forms) | saved.keys))

    return wrapped


def by_the_unit(verb: Verb) -> Verb:
    """Refuse a verb to those who see the sheet and do not fill it in: 403."""

    @wraps(verb)
    def wrapped(request: HttpRequest, taken: Taken) -> HttpResponse:
        if not taken.sheet.writes:
            raise PermissionDenied
        return verb(request, taken)

    return wrapped


@posted
@by_the_unit
def save(request: HttpRequest, taken: Taken) -> HttpResponse:
    """Save what was typed, complete or not."""
    messages.success(request, "全部草稿已保存。")
    return back_to(request, taken)


@posted
@by_the_unit
def answer(request: HttpRequest, taken: Taken) -> HttpResponse:
    """Write one answer into many rows; what a row already says stays unless it is ticked over."""
    form = AnswerForm(request.POST, prefix="answer")
    if not form.is_valid():
        return sheet_page(request, taken.sheet, status=422, answer_form=form)
    said = form.cleaned_data
    by_hand = said["scope"] == AnswerForm.CHOSEN
    asked = taken.chosen(request) if by_hand else _untouched(taken)
    rows = [row for row in asked if _may_answer(row, over=said["over"])]
    if not rows:
        form.add_error("scope", _nothing_to_answer(asked))
        return sheet_page(request, taken.sheet, status=422, answer_form=form)
    refused = answer_rows(rows, form.content(), by=signed_in(request))
    kept = [row for row in asked if row not in rows]
    _tell(request, f"已填入{len(rows) - len(refused)}行，核对后请提交。", refused, taken)
    if kept:
        messages.info(request, f"{_names(kept)}已有内容，没有改动。")
    return _page_of(request, taken)


@posted
@by_the_unit
def no_change(request: HttpRequest, taken: Taken) -> HttpResponse:
    """Say 无变化 in every row that says nothing yet."""
    rows = _untouched(taken)
    refused = answer_rows(rows, {"no_change": True}, by=signed_in(request))
    done = f"已将{len(rows) - len(refused)}行填为“无变化”，核对后请提交。"
    _tell(request, done if rows else "没有还未填写的行。", refused, taken)
    return back_to(request, taken)


@posted
@by_the_unit
def carry_over(request: HttpRequest, taken: Taken) -> HttpResponse:
    """Write last cycle's text into one row, as a starting point."""
    named = request.POST.get("carry", "")
    if (place := place_named(named)) is not None:
        carry_on(request, taken.sheet, place)
    row = taken.sheet.row_of(number(named) or 0)
    if row is None:
        return back_to(request, taken)
    try:
        carry(row, by=signed_in(request))
    except Refused as refusal:
        messages.error(request, f"{row.report.assignment.task}：{refusal}")
    else:
        messages.success(request, f"{row.report.assignment.task}已填入上期内容，请按本期情况修改。")
    return back_to(request, taken, row)


@posted
@by_the_unit
def hand(request: HttpRequest, taken: Taken) -> HttpResponse:
    """Set the office and the person in charge of the ticked rows."""
    form = HandlingForm(request.POST, prefix="handling")
    rows = taken.ticked(request)
    if form.is_valid() and rows:
        try:
            count = hand_rows(taken.sheet, rows, by=signed_in(request), **form.cleaned_data)
        except Incomplete as refusal:
            for name, words in refusal.fields.items():
                form.add_error(name, words)
        else:
            messages.success(request, f"已更新{count}行的经办科室和经办人。")
            return _page_of(request, taken)
    elif not rows:
        form.add_error(None, "请先勾选要安排经办的行。")
    return sheet_page(request, taken.sheet, status=422, handling_form=form)


@posted
@by_the_unit
def submit(request: HttpRequest, taken: Taken) -> HttpResponse:
    """Submit the rows of the page together; what is missing is named first, row by row.

    The finished rows go alone where the person asks for it, having read what the others lack. What
    is 无变化 by default is named first; of a lead's rows, who gave nothing, confirmed once for all.
    """
    if refused := say_unchanged(request, taken.rows):
        _tell(request, "没有提交。", refused, taken)
        return back_to(request, taken)
    taken = _again_taken(request, taken)
    unnamed = [row for row in taken.rows if is_unchanged_unless_said(row)]
    ready = [row for row in taken.rows if not row.missing]
    lacking = [row for row in taken.rows if row.missing and row not in unnamed]
    silence = silence_of(request, taken.rows)
    to_confirm = not silence.is_confirmed_of(ready)
    if not taken.rows:
        messages.info(request, "现在没有可以提交的行。")
    elif to_confirm or ((lacking or unnamed) and not (ready and "finished" in request.POST)):
        return sheet_page(
            request, taken.sheet, status=422,
            lacking=lacking, unnamed=unnamed, silent=silence.rows, ready=len(ready),
        )  # fmt: skip
    else:
        refused = submit_rows(ready, by=signed_in(request), known_silent=silence.known)
        done = len(ready) - len(refused)
        words = f"已提交{done}行，等待审核。审核人办理之前，可以在各行的页面撤回。"
        _tell(request, words if done else "没有提交。", refused, taken)
    return back_to(request, taken)


def save_row(request: HttpRequest, pk: int) -> HttpResponse:
    """Save one row as it is typed; the answer is the row's state and revision."""
    if request.method != "POST":
        return redirect("report", pk)
    if not request.user.is_authenticated:
        return _row_lost(request, pk, status=401)
    report, _ = visible_or_404(request, pk)
    cycle = report.cycle
    sheet = sheet_or_404(request, cycle.plan.slug, cycle.key, report.unit.code)
    if not sheet.writes:
        return _row_lost(request, pk, status=403)
    forms = {key: form for key, form in posted_forms(sheet, request.POST).items() if key == pk}
    if not forms:
        return _row_lost(request, pk, status=409)
    return _row_state(request, sheet, pk, forms, save_forms(request, forms))


def _row_lost(request: HttpRequest, pk: int, *, status: int) -> HttpResponse:
    """Say that the row was not saved; its revision stays, so that the page can be posted whole."""
    revision = number(request.POST.get(f"{prefix_of(pk)}-revision", ""))
    context = {"prefix": prefix_of(pk), "revision": revision, "status": status}
    return render(request, "workflows/_row_lost.html", context, status=status)


def _row_state(
    request: HttpRequest, before: Sheet, pk: int, forms: Forms, refused: Refusals
) -> HttpResponse:
    after = sheet_or_404(request, before.cycle.plan.slug, before.cycle.key, before.unit.code)
    row = after.row_of(pk)
    if row is None or row.draft is None:
        return _row_lost(request, pk, status=409)
    line = line_of(row, forms if refused else {}, refused)
    status = status_of(refused)
    return render(request, "workflows/_row_state.html", {"line": line}, status=status)


def save_forms(
    request: HttpRequest, forms: Forms, *, received: ReceivedSheet | None = None
) -> Refusals:
    """Save the valid forms; return the refusals of all, an unreadable value among them.

    `received` is the sheet out of which another enters them for the unit (代录).
    """
    valid = [form.entry() for form in forms.values() if form.is_valid()]
    wrong: Refusals = {
        key: Incomplete({name: str(errors[0]) for name, errors in form.errors.items()})
        for key, form in forms.items()
        if form.errors
    }
    return wrong | save_entries(valid, by=signed_in(request), received=received)


def _again(
    request: HttpRequest,
    sheet: Sheet,
    forms: Forms,
    refused: Refusals,
    lost: list[Lost],
    saved: Saved,
) -> HttpResponse:
    """Give the sheet back with what could not be saved, each with its reason."""
    again = {key: form for key, form in forms.items() if key in refused}
    spoken = {place: form for place, form in saved.forms.items() if place in saved.refused}
    status = 409 if lost else max(status_of(refused), status_of(saved.refused), key=_gravity)
    return sheet_page(
        request, sheet, status=status, forms=again, refused=refused, lost=lost,
        spoken=spoken, unsaid=saved.refused,
    )  # fmt: skip


def _gravity(status: int) -> int:
    return (200, 422, 409).index(status)


def status_of(refused: Refusals) -> int:
    """Return 409 where another's text stands beside one's own, 422 where something is wrong."""
    if not refused:
        return 200
    return 409 if any(isinstance(each, StaleDraft) for each in refused.values()) else 422


def _typed_in_vain(sheet: Sheet, request: HttpRequest) -> list[Lost]:
    """Return what was typed into rows that cannot be written any more, to copy it from the page."""
    rows = [row for row in sheet.rows if row.draft is None and _was_posted(row, request)]
    forms = [(row, RowForm.of(row, request.POST)) for row in rows]
    return [(row, typed(form)) for row, form in forms if typed(form) and not _is_kept(row, form)]


def _was_posted(row: Row, request: HttpRequest) -> bool:
    return f"{prefix_of(row.report.pk)}-revision" in request.POST


def _is_kept(row: Row, form: RowForm) -> bool:
    """Say whether the words are those of the version that was submitted meanwhile."""
    version = row.report.version
    if version is None or not form.is_valid():
        return False
    figures = typed_again(version.figures.select_related("indicator"))
    answers = answers_typed_again(version.milestones.select_related("milestone"))
    kept = version.content() | {"figures": figures, "milestones": answers}
    return all(kept[name] == value for name, value in form.entry().content.items())


def _again_taken(request: HttpRequest, taken: Taken) -> Taken:
    """Read the sheet once more where 无变化 was just written into rows."""
    if "unchanged" not in request.POST:
        return taken
    cycle, unit = taken.sheet.cycle, taken.sheet.unit
    return replace(taken, sheet=sheet_or_404(request, cycle.plan.slug, cycle.key, unit.code))


def _untouched(taken: Taken) -> list[Row]:
    """Return the rows that say nothing yet; a 会签 needs a word of its own, a figure its value."""
    return [row for row in taken.rows if _may_answer(row, over=False)]


def _may_answer(row: Row, *, over: bool) -> bool:
    has_own = row.report.is_concurrence or row.report.asks_figures_only
    return not has_own and (row.is_untouched or over)


def _nothing_to_answer(asked: list[Row]) -> str:
    if not asked:
        return "没有选中可以填写的行。"
    return f"{_names(asked)}已有内容，没有改动。确要改的，请勾选下面的“也改成这一句”。"


def _names(rows: Iterable[Row]) -> str:
    return "、".join(str(row.report.assignment.task) for row in rows)


def _tell(request: HttpRequest, done: str, refused: Refusals, taken: Taken) -> None:
    """Say how many went well, and of each of the others why not."""
    messages.success(request, done)
    for key, refusal in refused.items():
        row = taken.sheet.row_of(key)
        messages.error(request, f"{_names([row] if row else [])}没有办理：{refusal}")


def back_to(request: HttpRequest, taken: Taken, row: Row | None = None) -> HttpResponse:
    """Lead back to the sheet; a sentence that was typed for many rows and not used is told."""
    if waiting := request.POST.get("answer-progress", "").strip():
        messages.info(request, f"“几行填同一句话”里的文字还没有填入各行：{waiting}")
    return _page_of(request, taken, row)


def _page_of(request: HttpRequest, taken: Taken, row: Row | None = None) -> HttpResponse:
    """Lead to the sheet, filtered as it was, at the row that was acted on."""
    cycle, unit = taken.sheet.cycle, taken.sheet.unit
    page = reverse("sheet", args=[cycle.plan.slug, cycle.key, unit.code])
    asked = f"?{request.GET.urlencode()}" if request.GET else ""
    place = f"#row-{row.report.pk}" if row else ""
    return redirect(f"{page}{asked}{place}")
