"""A unit's sheet in a cycle: all it owes on one page, filled in place, and as a table to print."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from project.accounts.kept import kept_form
from project.accounts.models import User
from project.accounts.visitor import signed_in
from workflows.cases.actions import may_give
from workflows.cases.on_sheet import items_on_sheet
from workflows.deadlines import keeps_windows
from workflows.escalation.reading import notices_on_sheet
from workflows.filling import Refusals
from workflows.models import Handling
from workflows.naming.reading import sentences_naming
from workflows.offline.scribes import enterable
from workflows.opening_sheets import note_opening
from workflows.pages.reading import number
from workflows.paper.rules import handles_paper
from workflows.paragraph_forms import ParagraphForm, paragraph_prefix, written_out
from workflows.paragraphs import Paragraph, paragraphs_of, printed_lines
from workflows.refusals import Refused, StaleDraft
from workflows.sheet_forms import AnswerForm, HandlingForm, RowForm, prefix_of
from workflows.sheets import ORDER, UNFILED, WAITING, Row, Sheet, read_sheet
from workflows.standing_in import names_to_sign_in

Forms = dict[int, RowForm]
Spoken = dict[int, ParagraphForm]
AnyForm = TypeVar("AnyForm", AnswerForm, HandlingForm)


@dataclass(frozen=True)
class Line:
    """A row as the page shows it: its form where it is written, and what was refused of it."""

    row: Row
    form: RowForm | None
    refusal: Refused | None

    @property
    def stale(self) -> StaleDraft | None:
        """Return the refusal in which another's text stands beside one's own."""
        return self.refusal if isinstance(self.refusal, StaleDraft) else None


@dataclass(frozen=True)
class Part:
    """A section's paragraph as the page shows it: its form, and what was refused of it."""

    paragraph: Paragraph
    form: ParagraphForm
    refusal: Refused | None

    @property
    def stale(self) -> StaleDraft | None:
        """Return the refusal in which another's text stands beside one's own."""
        return self.refusal if isinstance(self.refusal, StaleDraft) else None

    @property
    def over(self) -> str:
        """Return the revisions that one's own text would replace, as its field holds them."""
        return written_out(self.paragraph.revisions)


@login_required
@require_safe
def sheet(request: HttpRequest, plan: str, key: str, code: str) -> HttpResponse:
    """Show the unit's rows of the cycle; 404 for whoever sees none of them."""
    shown = sheet_or_404(request, plan, key, code)
    if shown.writes and not getattr(shown.rows[0].report, "opened", False):
        note_opening(shown.cycle, shown.unit, signed_in(request), at=timezone.now())
    kept = kept_form(request, request.path)
    if kept is None:
        return sheet_page(request, shown)
    forms, spoken = posted_forms(shown, kept), paragraphs_on(shown, kept)
    return sheet_page(request, shown, data=kept, forms=forms, spoken=spoken, restored=True)


@login_required
@require_safe
def printed(request: HttpRequest, plan: str, key: str, code: str) -> HttpResponse:
    """Show the sheet as one table, as it is printed: what is written, or what was submitted.

    In the plan's order. `office` and `person` narrow it to the rows of who works on them, as on
    the sheet.
    """
    asked = {name: request.GET.get(name, "") for name in ("office", "person")}
    shown = sheet_or_404(request, plan, key, code).handled_by(**asked)
    rows = sorted(shown.rows, key=lambda row: row.report.assignment.task.place)
    words = {"sheet": shown, "lines": printed_lines(rows), **asked}
    return render(request, "workflows/sheet_print.html", words)


def sheet_or_404(request: HttpRequest, plan: str, key: str, code: str) -> Sheet:
    """Return the sheet as far as the person sees it."""
    found = read_sheet(signed_in(request), plan, key, code, on=timezone.localdate())
    if found is None:
        raise Http404
    return found


def posted_forms(sheet: Sheet, data: QueryDict) -> Forms:
    """Return the forms of the rows that were on the posted page and may be written."""
    return {row.report.pk: RowForm.of(row, data) for row in sheet.to_write if _was_row(row, data)}


def paragraphs_on(sheet: Sheet, data: QueryDict) -> Spoken:
    """Return the forms of the paragraphs that were on the posted page and may be written."""
    singly = {row.report.pk for row in sheet.to_write if _was_row(row, data)}
    return {
        each.place: ParagraphForm.of(each, data)
        for each in paragraphs_of(sheet.rows, singly=singly)
        if f"{paragraph_prefix(each.place)}-rows" in data
    }


def parts_of(
    sheet: Sheet,
    spoken: Spoken,
    unsaid: Mapping[int, Refused],
    *,
    opened: Collection[int],
    singly: Collection[int],
) -> list[Part]:
    """Return the paragraphs, each with the form that was posted or with one of what was saved."""
    return [
        Part(each, spoken.get(each.place) or ParagraphForm.of(each), unsaid.get(each.place))
        for each in paragraphs_of(sheet.rows, opened=opened, singly=singly)
    ]


def _was_row(row: Row, data: QueryDict) -> bool:
    return f"{prefix_of(row.report.pk)}-revision" in data


def sheet_page(
    request: HttpRequest,
    sheet: Sheet,
    *,
    status: int = 200,
    data: QueryDict | None = None,
    forms: Forms | None = None,
    refused: Refusals | None = None,
    spoken: Spoken | None = None,
    unsaid: Mapping[int, Refused] | None = None,
    **context: Any,
) -> HttpResponse:
    """Render the sheet; a verb that refused renders it again with its forms and its answers.

    `data` is what was posted: what stood beside the rows stands there again.
    """
    data, user = data or request.POST, signed_in(request)
    office, person = (request.GET.get(name, "") for name in ("office", "person"))
    shown = sheet.handled_by(office, person)
    opened = {number(place) or 0 for place in request.GET.getlist("open")}
    singly = set(forms or {})
    # Who looks at some rows alone sees them singly.
    parts = [] if office or person else parts_of(
        shown, spoken or {}, unsaid or {}, opened=opened, singly=singly
    )  # fmt: skip
    covered = {row.report.pk for part in parts for row in part.paragraph.rows}
    own = [row for row in shown.rows if row.report.pk not in covered]
    lines = [line_of(row, forms or {}, refused or {}) for row in own]
    words = {
        "sheet": sheet,
        "cycle": sheet.cycle,
        "unit": sheet.unit,
        "keeps_windows": _keeps_windows(request, sheet),
        "takes_paper": sheet.writes or handles_paper(user, sheet.unit, on=sheet.windows.on),
        "takes_offline": _takes_offline(request, sheet),
        "refused": refused,
        "unsaid": unsaid,
        "unsaved": len(refused or {}) + len(unsaid or {}),
        "groups": _groups(
            lines, first=WAITING if sheet.signs else "", also=UNFILED if parts else ""
        ),
        "parts": parts,
        "covered": len(covered),
        "opened": [] if office or person else _opened(sheet, opened),
        "names": _names(request, sheet),
        "count": len(sheet.rows),
        "named": _sentences(sheet),
        "notices": _notices(request, sheet),
        "shown": len(shown.rows),
        "writes": bool(parts) or any(line.form for line in lines),
        "answer_form": _as_typed(AnswerForm, "answer", data),
        "handling_form": _as_typed(HandlingForm, "handling", data),
        "handling": _handling(sheet),
        "office": office,
        "person": person,
        "asked": request.GET.urlencode(),
        **_instructions(request, sheet),
    }
    return render(request, "workflows/sheet.html", words | context, status=status)


def _instructions(request: HttpRequest, sheet: Sheet) -> dict[str, Any]:
    """Return the 交办事项 of the unit's sheet, and whether the person may write one.

    Asked only where there are any, and of whoever signs or follows the committee.
    """
    user, unit, cycle, on = signed_in(request), sheet.unit, sheet.cycle, timezone.localdate()
    has_items = getattr(sheet.rows[0].report, "has_items", False)
    gives = sheet.signs or sheet.follows_committee
    return {
        "items": items_on_sheet(cycle, unit, user, on=on) if has_items else [],
        "may_give": gives and may_give(user, unit, cycle, on=on),
    }


def _sentences(sheet: Sheet) -> int:
    """Return how many sentences name the unit, to its own people; asked where there may be one."""
    on, may_be = sheet.windows.on, getattr(sheet.rows[0].report, "named", False)
    if not (sheet.writes or sheet.signs) or not (may_be or sheet.cycle.due_on < on):
        return 0
    return len(sentences_naming(sheet.unit, on=on))


def _notices(request: HttpRequest, sheet: Sheet) -> list[Any]:
    """Return the 督办单 that the unit has to answer; asked where there is one."""
    if not getattr(sheet.rows[0].report, "supervised", False):
        return []
    return notices_on_sheet(sheet.cycle.plan, sheet.unit, signed_in(request), on=sheet.windows.on)


def _as_typed(kind: type[AnyForm], prefix: str, data: QueryDict) -> AnyForm:
    """Return a form with what was typed into it, not yet judged."""
    said = {name: data.get(f"{prefix}-{name}") for name in kind.base_fields}
    return kind(prefix=prefix, initial={name: words for name, words in said.items() if words})


def _keeps_windows(request: HttpRequest, sheet: Sheet) -> bool:
    """Say whether the person gives 特许补报 here; a unit's own people are not asked about."""
    committee, on = sheet.cycle.plan.committee, sheet.windows.on
    user = signed_in(request)
    return not sheet.writes and keeps_windows(user, sheet.unit, committee, on=on)


def _names(request: HttpRequest, sheet: Sheet) -> list[User | None]:
    """Return in whose name the person may sign here: the own, or for whom on leave (委托)."""
    if not sheet.signs:
        return []
    return names_to_sign_in(signed_in(request), sheet.unit, on=sheet.windows.on)


def _takes_offline(request: HttpRequest, sheet: Sheet) -> bool:
    """Say whether the person takes the sheet along as a file, or enters it for the unit."""
    if sheet.writes:
        return True
    rows = enterable(signed_in(request), sheet.cycle, sheet.unit, on=sheet.windows.on)
    return rows.exists()


def line_of(row: Row, forms: Forms, refused: Refusals) -> Line:
    """Return a row with the form that was posted, or with one of what was saved."""
    key = row.report.pk
    form = forms.get(key) or RowForm.of(row) if row.draft is not None else None
    return Line(row, form, refused.get(key))


def _groups(lines: list[Line], *, first: str, also: str) -> list[tuple[str, list[Line]]]:
    """Return the lines by group; what waits for this person's hand comes first.

    `also` names a group that stands without lines, for its paragraphs.
    """
    names = sorted(ORDER, key=lambda name: name != first)
    groups = [(name, [line for line in lines if line.row.group == name]) for name in names]
    return [(name, members) for name, members in groups if members or name == also]


def _opened(sheet: Sheet, places: Collection[int]) -> list[tuple[int, str, str]]:
    """Return the sections whose rows are shown singly: the address that folds each again."""
    folded = {each.place: each.title for each in paragraphs_of(sheet.rows) if each.place in places}
    return [
        (place, title, "&".join(f"open={each}" for each in sorted(places) if each != place))
        for place, title in folded.items()
    ]


def _handling(sheet: Sheet) -> dict[str, list[str]]:
    """Return the offices and people named on the sheet, to choose from."""
    held = [row.handling for row in sheet.rows if row.handling is not None]
    return {"offices": _named(held, "office"), "people": _named(held, "person")}


def _named(held: list[Handling], field: str) -> list[str]:
    return sorted({getattr(each, field) for each in held} - {""})
