"""The page of the 通讯录, looked through by kind and name; and its file for the office."""

import csv
from collections.abc import Iterable

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from project.accounts.models import UnitKind
from project.accounts.visitor import signed_in
from task_table.models import Plan
from workflows.contacts import (
    Entry,
    contacts_of,
    keeps_contacts,
    lines_of,
    office_of,
    without_phone,
)

# A table program takes a cell that begins so for a formula, and drops a number's first nought.
ODD = ("=", "+", "-", "@", "0")


class ContactFilter(forms.Form):
    """What the book is looked through by."""

    kind = forms.ChoiceField(label="单位类别", required=False)
    q = forms.CharField(
        label="单位或姓名", required=False, widget=forms.TextInput(attrs={"type": "search"})
    )

    def __init__(self, *args: object, entries: Iterable[Entry]) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        kinds = dict.fromkeys(UnitKind(entry.unit.kind) for entry in entries)
        choices = [("", "全部类别"), *((kind.value, kind.label) for kind in kinds)]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]

    def sought(self, entries: Iterable[Entry]) -> list[Entry]:
        self.is_valid()
        kind, words = (self.cleaned_data.get(name, "") for name in ("kind", "q"))
        return [entry for entry in entries if entry.matches(kind, words)]


@login_required
@require_safe
def contacts(request: HttpRequest, plan: str) -> HttpResponse:
    """Show who reports, signs and reviews for each unit, and their numbers."""
    found, on = _book_or_404(request, plan), timezone.localdate()
    entries, office = contacts_of(found, on=on), office_of(found.committee, on=on)
    sought = ContactFilter(request.GET, entries=entries)
    context = {
        "plan": found,
        "office": office,
        "in_office": {contact.person for contact in office},
        "entries": sought.sought(entries),
        "filter": sought,
        "is_filtered": any(sought.cleaned_data.values()),
        "keeps": keeps_contacts(signed_in(request), found, on=on),
        "missing": without_phone(entries),
        "on": on,
    }
    return render(request, "workflows/contacts.html", context)


@login_required
@require_safe
def as_file(request: HttpRequest, plan: str) -> HttpResponse:
    """Give the whole book to the committee's office, as a table that every program opens."""
    found, on = _book_or_404(request, plan), timezone.localdate()
    if not keeps_contacts(signed_in(request), found, on=on):
        raise Http404
    name = f"通讯录（{on:%Y%m%d}）.csv"
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = content_disposition_header(True, name) or ""
    # Without the mark at its head, Excel reads Chinese in the machine's old encoding.
    answer.write("\ufeff")
    lines = lines_of(contacts_of(found, on=on))
    csv.writer(answer).writerows([_plain(cell) for cell in line] for line in lines)
    return answer


def _plain(cell: str) -> str:
    """Return a cell that stays text: a tab before it is not seen.

    >>> _plain("=1+1"), _plain("07501234567"), _plain("王芳")
    ('\\t=1+1', '\\t07501234567', '王芳')
    """
    return f"\t{cell}" if cell.startswith(ODD) else cell


def _book_or_404(request: HttpRequest, plan: str) -> Plan:
    """Return the plan whose book it is: everybody of its committee reads it, and nobody else."""
    plans = Plan.objects.visible_to(signed_in(request)).select_related("committee")
    return get_object_or_404(plans, slug=plan)
