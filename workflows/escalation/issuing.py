"""签发: the number a paper gets, and what of it is frozen (rule 12)."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Max

from project.accounts.models import Committee, Unit
from project.audit.facts import canonical, fingerprint
from project.installation.models import is_demo
from project.workdays.models import Workday
from workflows.escalation.forewarning import line_beside
from workflows.models import Circular, SummaryPaper, SupervisionNotice
from workflows.summary.freezing import of_summary


def issue(paper: Any, act: Any) -> None:
    """Number and freeze a paper in the act of 签发; a committee gives its numbers one by one."""
    committee = Committee.objects.select_for_update().get(pk=paper.plan.committee_id)
    paper.series, paper.year = f"{committee.pk}:{paper.kind}", act.on.year
    paper.number, paper.issued_on = _next_number(paper), act.on
    if isinstance(paper, SupervisionNotice):
        paper.first_reply_by = Workday.objects.after(act.on, paper.reply_days)
        paper.reply_by = paper.first_reply_by
    paper.frozen = canonical(frozen_facts(paper, act))
    paper.fingerprint = fingerprint(paper.frozen)


def _next_number(paper: Any) -> int:
    given = type(paper).objects.filter(series=paper.series, year=paper.year)
    last: int | None = given.aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def frozen_facts(paper: Any, act: Any) -> dict[str, Any]:
    """Return all that the paper says once it is issued, names as they are on that day."""
    return {
        "kind": paper.kind,
        "name": paper.name,
        "title": paper.title,
        "text": paper.text,
        "committee": paper.plan.committee.name,
        "plan": paper.plan.slug,
        "plan_title": paper.plan.title,
        "grounds": paper.grounds,
        "issued_on": act.on.isoformat(),
        "issued_by": act.by.name,
        "on_behalf_of": act.on_behalf_of.name if act.on_behalf_of else "",
        "demo": is_demo(),
        **_own(paper, act),
    }


def _own(paper: Any, act: Any) -> dict[str, Any]:
    if isinstance(paper, SummaryPaper):
        return of_summary(paper, act)
    return _of_notice(paper) if isinstance(paper, SupervisionNotice) else _of_circular(paper)


def _of_notice(notice: SupervisionNotice) -> dict[str, Any]:
    return {
        "colour": notice.colour,
        "unit": notice.unit.code,
        "to": notice.unit.name,
        "reply_by": notice.reply_by.isoformat() if notice.reply_by else "",
    }


def _of_circular(circular: Circular) -> dict[str, Any]:
    names = dict(
        Unit.objects.filter(code__in=[each["unit"] for each in circular.entries]).values_list(
            "code", "name"
        )
    )
    return {"entries": [_entry(circular, each, names) for each in circular.entries]}


def _entry(
    circular: Circular, entry: Mapping[str, str], names: Mapping[str, str]
) -> dict[str, Any]:
    line = line_beside(circular, entry)
    return {**entry, "name": names[entry["unit"]], "line": line}
