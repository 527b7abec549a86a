"""The audit administrator's pages: what happened, and whether the record is whole."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from project.accounts.forms import DayField
from project.accounts.models import Role
from project.accounts.pages.doors import for_administrator
from project.accounts.pages.listing import page_of
from project.audit.models import AuditEvent, AuditEventQuerySet, AuditSeal
from project.audit.sealing import breaks
from project.desk.audit_words import ACTIONS, facts_of, subjects_in_words

for_audit_administrator = for_administrator(Role.AUDIT_ADMIN)
# A record broken all over need not be read out to the end.
MOST_COMPLAINTS = 200


class AuditFilter(forms.Form):
    """What the trail is looked through by."""

    since = DayField(label="起始日期", required=False)
    until = DayField(label="截止日期", required=False)
    actor = forms.CharField(label="操作人", required=False)
    action = forms.CharField(label="操作", required=False)
    subject = forms.CharField(label="对象代号", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = str(self.data.get("action", ""))
        known = [("", "全部操作"), *ACTIONS.items()]
        unknown = [(asked, asked)] if asked and asked not in ACTIONS else []
        self.fields["action"].widget = forms.Select(choices=known + unknown)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        since, until = said.get("since"), said.get("until")
        if since and until and until < since:
            self.add_error("until", "截止日期不能早于起始日期。")
        return said


@dataclass(frozen=True)
class Row:
    """One event as the page reads it out."""

    event: AuditEvent
    action: str
    subject: str
    facts: list[tuple[str, str]]


@for_audit_administrator
@require_safe
def events(request: HttpRequest) -> HttpResponse:
    """List what happened, newest first, as far as the filter asks, and how it is sealed."""
    sought = AuditFilter(request.GET)
    sought.is_valid()
    found = _sought(AuditEvent.objects.select_related("seal"), sought.cleaned_data)
    page = page_of(found.order_by("-pk"), request, size=100)
    context = {
        "page": page,
        "rows": _rows(list(page)),
        "filter": sought,
        "is_filtered": any(sought.cleaned_data.values()),
        **_chain(),
    }
    return render(request, "desk/audit_list.html", context)


@for_audit_administrator
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Read the whole record and say where it was changed or is not sealed."""
    if request.method != "POST":
        return redirect("audit-list")
    found = [sentence for sentence, _ in zip(breaks(), range(MOST_COMPLAINTS), strict=False)]
    context = {"complaints": found, "most": MOST_COMPLAINTS, "at": timezone.now(), **_chain()}
    return render(request, "desk/audit_check.html", context)


def _sought(events: AuditEventQuerySet, said: dict[str, Any]) -> AuditEventQuerySet:
    """Return the events that answer to what the filter says; an empty word asks nothing."""
    if since := said.get("since"):
        events = events.since(since)
    if until := said.get("until"):
        events = events.until(until)
    if actor := said.get("actor"):
        events = events.filter(actor_name__icontains=actor)
    if action := said.get("action"):
        events = events.filter(action=action)
    if subject := said.get("subject"):
        events = events.about(subject)
    return events


def _rows(events: list[AuditEvent]) -> list[Row]:
    subjects = subjects_in_words(events)
    return [
        Row(each, ACTIONS.get(each.action, each.action), subjects[each.subject], facts_of(each))
        for each in events
    ]


def _chain() -> dict[str, Any]:
    return {
        "seals": AuditSeal.objects.count(),
        "last_seal": AuditSeal.objects.last(),
        "unsealed": AuditEvent.objects.unsealed().count(),
    }
