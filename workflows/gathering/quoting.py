"""Quotes a co-responsible unit's words into the lead's own draft (引用), with their source kept."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from project.accounts.models import User
from workflows.drafting import save_draft
from workflows.gathering.feedback import row_as_it_stands, standing_version
from workflows.gathering.words import paragraph, still_said, with_quote
from workflows.models import Draft, Quotation, Report, ReportVersion
from workflows.refusals import AlreadyMoved, Refused


def quote(
    lead: Report,
    row: Report,
    *,
    by: User,
    revision: int,
    seen_version: int | None = None,
    at: datetime | None = None,
) -> bool:
    """Add what stands of a co-responsible row to the lead's draft; say whether it was added.

    Words that are in the draft already are not added again. Raises AlreadyMoved if the row gives
    other words than the person saw, Refused where it gives none, or what `save_draft` raises.
    """
    at = at or timezone.now()
    source = _source(lead, row, seen_version)
    with transaction.atomic():
        draft, _ = Draft.objects.get_or_create(report=lead)
        before = Quotation.objects.filter(report=lead, source=source).first()
        if before is not None and still_said(before.words, draft.progress):
            return False
        words = source.progress.strip()
        text = with_quote(draft.progress, paragraph(str(row.unit), words))
        save_draft(lead, by=by, revision=revision, at=at, progress=text, no_change=False)
        held = {"words": words, "taken_at": at, "taken_by": by}
        Quotation.objects.get_or_create(report=lead, source=source, defaults=held)
    return True


def _source(lead: Report, row: Report, seen_version: int | None) -> ReportVersion:
    """Return the version whose words are taken over: the one the person saw, still standing."""
    current = row_as_it_stands(lead, row)
    if current is None:
        raise Refused("只能引用本任务配合单位本期的反馈。")
    version = standing_version(current)
    if version is None:
        raise AlreadyMoved(f"{row.unit}的反馈已退回或撤回，现在没有可以引用的内容。")
    if seen_version is not None and seen_version != version.pk:
        raise AlreadyMoved(f"{row.unit}已重新提交，请看过新的内容再引用。")
    if not version.progress.strip():
        raise Refused(f"{row.unit}反馈无变化，没有可以引用的文字。")
    return version
