"""代录: takes in a sheet that reached another than its unit, and who is left to review it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from project.accounts.access import Permission, people_who_may
from project.accounts.models import Unit, User
from project.audit.recording import record
from task_table.models import SupportReview
from workflows.completeness import check_words
from workflows.deadlines import keeps_windows
from workflows.evidence.kinds import Unfit
from workflows.evidence.store import Incoming, keep
from workflows.models import Evidence, ReceivedSheet
from workflows.reviewing import reviewing_unit
from workflows.sheets import Row, Sheet


@dataclass(frozen=True)
class Came:
    """How a sheet came: by which channel, from whom, under which file name."""

    channel: str
    sender: str
    name: str


def receive(
    sheet: Sheet, new: Incoming, came: Came, *, by: User, at: datetime | None = None
) -> ReceivedSheet:
    """Keep the file a unit sent and write down who entered it, and how it came.

    Raises Incomplete where the words hold a citizen's number, Unfit if the bytes were sealed once.
    """
    at = at or timezone.now()
    check_words({"sender": came.sender})
    if Evidence.objects.sealed().filter(digest=new.digest).exists():
        raise Unfit("这个文件的内容已被封存，不能再上传。请先按封存原因处理。")
    keep(new)
    with transaction.atomic():
        received = ReceivedSheet.objects.create(
            cycle=sheet.cycle, unit=sheet.unit, channel=came.channel, sender=came.sender,
            name=came.name, size=new.size, digest=new.digest, entered_by=by, entered_at=at,
        )  # fmt: skip
        record(
            "sheet.receive", received, by=by, at=at, unit=str(sheet.unit), cycle=str(sheet.cycle),
            received=str(received), file=came.name, digest=new.digest,
        )  # fmt: skip
    return received


def check_personal(numbers: Iterable[str]) -> None:
    """Raise Unfit if the file names citizens: it would be kept for good (rule 15)."""
    found = list(numbers)
    if found:
        raise Unfit(
            f"文件里有个人证件号码（{found[0][:6]}…，共{len(found)}个），来件要留存，不能收。"
            "请删去证件号码，另存后再上传。"
        )


def nobody_else_reviews(sheet: Sheet, user: User, *, on: date) -> list[str]:
    """Return a sentence where whoever enters these rows is the only one who could review them."""
    said = []
    for permission, unit in _reviewing(sheet, user, on):
        people = people_who_may(permission, unit, on=on)
        others = people.exclude(pk=user.pk).exists()
        if not others and people.filter(pk=user.pk).exists():
            who = "审核人" if permission == Permission.REVIEW else f"{unit}联络员"
            said.append(
                f"除你之外，没有别的{who}可以审核{sheet.unit}的报告。你录入后不能再审核，"
                f"报告会停在审核环节：请先联系安全管理员再授权一位{who}，或者由别人录入。"
            )
    return said


def _reviewing(sheet: Sheet, user: User, on: date) -> list[tuple[Permission, Unit]]:
    """Return by which permission of which units these rows are reviewed, as far as it is theirs."""
    plan = sheet.cycle.plan
    supports = [row for row in sheet.rows if row.report.is_support]
    by_lead = plan.support_review == SupportReview.LEAD
    if keeps_windows(user, sheet.unit, plan.committee, on=on):
        by_office = not by_lead or len(supports) < len(sheet.rows)
        return [(Permission.REVIEW, sheet.unit)] if by_office else []
    if not by_lead or not supports:
        return []
    return [(Permission.REPORT, reviewing_unit(supports[0].report))]


def entered_rows(sheet: Sheet, received: ReceivedSheet) -> list[Row]:
    """Return the rows whose draft stands as it was entered from this sheet."""
    return [row for row in sheet.to_write if row.draft and row.draft.received_id == received.pk]
