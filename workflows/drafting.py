"""Saves what a unit is writing; whoever saves on an old revision is told, and loses nothing."""

from datetime import date, datetime
from typing import Any

from django.db.models import F
from django.utils import timezone

from project.accounts.models import User
from workflows import entitlement
from workflows.models import Draft, ReceivedSheet, Report
from workflows.moving.door import taken
from workflows.refusals import AlreadyMoved, StaleDraft, UnitWrites
from workflows.steps import Outcome, Step


def save_draft(
    report: Report,
    *,
    by: User,
    revision: int,
    at: datetime | None = None,
    received: ReceivedSheet | None = None,
    **content: Any,
) -> Draft:
    """Save `content` over `revision`; return the draft with its new one.

    `content` are fields of Content, `figures` and `milestones`. Raises StaleDraft with both texts
    if something else was saved meanwhile, AlreadyMoved if the report is no longer with the unit,
    NotEntitled or WindowClosed. The same words sent twice, such as by a row that saves itself while
    its page is posted, are saved once. `received` is the sheet out of which another enters the
    words for the unit (代录).
    """
    if unknown := set(content) - {*Draft.content_fields(), "figures", "milestones"}:
        raise TypeError(f"no content of a report: {', '.join(sorted(unknown))}")
    at = at or timezone.now()
    with taken(report) as current:
        check_writing(current, by=by, on=timezone.localdate(at), entering=received is not None)
        draft, _ = Draft.objects.get_or_create(report=current)
        if received is not None:
            check_unit_is_silent(draft)
        saved = Draft.objects.filter(pk=draft.pk, revision=revision).update(
            revision=F("revision") + 1, saved_by=by, saved_at=at, received=received, **content
        )
        if not saved and content.items() <= draft.written().items():
            return draft
        if not saved:
            raise StaleDraft(draft, content)
        draft.writers.add(by)
        draft.refresh_from_db()
    return draft


def check_unit_is_silent(draft: Draft) -> None:
    """Raise UnitWrites where the unit itself wrote the draft: 代录 must not replace it."""
    if draft.says_anything and draft.received_id is None:
        raise UnitWrites(
            f"{draft.report.unit}已自行在系统中填写这一行，代录没有覆盖，内容也不在这里显示。"
            "请联系该单位联络员核对后提交。"
        )


def check_writing(report: Report, *, by: User, on: date, entering: bool = False) -> None:
    """Raise NotEntitled, AlreadyMoved or WindowClosed unless `by` may write the draft that day.

    Whose report it is comes first: a stranger learns nothing of where it stands.
    """
    entitlement.check_grant(report, Step.REPORT, Outcome.SUBMITTED, by=by, on=on, entering=entering)
    if report.step != Step.REPORT:
        raise AlreadyMoved(f"这份报告已在“{report.get_step_display()}”环节，不能再修改。")
    entitlement.check_window(report, on=on)
