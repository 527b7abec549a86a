"""The plan's own rules (规划设置): how it is reviewed and signed; its office changes them."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from project.accounts.models import User
from project.audit.recording import record
from task_table.models import Plan
from workflows.duties import keeps_duties
from workflows.refusals import AlreadyMoved, NotEntitled

SETTINGS = (
    "support_days",
    "reply_days",
    "support_review",
    "second_review",
    "sign_first",
    "closing_grades",
    "extension_check",
    "adjustment_check",
    "light_soon_days",
    "light_report_days",
    "light_behind",
    "light_far_behind",
    "stalled_cycles",
    "signer_after",
    "escalates",
    "blue_after",
    "yellow_after",
    "red_after",
    "circular_after",
    "forewarn_days",
    "vets_papers",
    "head_approves",
    "issues_summaries",
    "seeks_opinions",
    "opinion_days",
    "sums_up",
)


def settings_of(plan: Plan) -> dict[str, Any]:
    """Return what is set, by field."""
    return {name: getattr(plan, name) for name in SETTINGS}


def change_settings(
    plan: Plan, said: dict[str, Any], *, by: User, seen: dict[str, str], at: datetime | None = None
) -> bool:
    """Set the plan's rules; say whether anything changed.

    `seen` is what the page showed. Raises NotEntitled, AlreadyMoved if a colleague changed them.
    """
    at = at or timezone.now()
    if not keeps_duties(by, plan, on=timezone.localdate(at)):
        raise NotEntitled("只有残工委办公室可以改动规划设置。")
    with transaction.atomic():
        current = Plan.objects.select_for_update().get(pk=plan.pk)
        before = settings_of(current)
        if {name: str(value) for name, value in before.items()} != seen:
            raise AlreadyMoved("规划设置刚刚被他人改动，你的改动没有保存。请核对后再改。")
        changed = {name: said[name] for name in SETTINGS if said[name] != before[name]}
        if not changed:
            return False
        for name, value in changed.items():
            setattr(current, name, value)
        current.save(update_fields=tuple(changed))
        record(
            "plan.settle", current, by=by, at=at, plan=current.slug,
            was=_in_words(before, changed), now=_in_words(said, changed),
        )  # fmt: skip
    return True


def _in_words(values: dict[str, Any], changed: dict[str, Any]) -> list[str]:
    """Return the changed settings as an auditor reads them."""
    fields = {field.name: str(field.verbose_name) for field in Plan._meta.concrete_fields}
    return [f"{fields[name]}：{values[name]}" for name in changed]
