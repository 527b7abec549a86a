"""Signs the rows of a sheet that were ticked, and says of each how it went."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from project.accounts.models import User
from project.accounts.visitor import signed_in
from workflows import moving
from workflows.pages.behalf import behalf_of
from workflows.pages.filling import Taken, back_to, posted
from workflows.pages.reading import number
from workflows.refusals import Refused
from workflows.sheets import Row
from workflows.standing_in import names_to_sign_in
from workflows.steps import Outcome, Step


@posted
def sign(request: HttpRequest, taken: Taken) -> HttpResponse:
    """Sign the rows that were ticked, each in its own transaction, and say how each went."""
    ticked = request.POST.getlist("report")
    chosen = [row for row in taken.sheet.rows if str(row.report.pk) in ticked]
    if not chosen:
        messages.error(request, "请先勾选要签批的报告。")
    names = names_to_sign_in(signed_in(request), taken.sheet.unit, on=timezone.localdate())
    for row in chosen:
        messages.info(request, _sign_one(request, row, names))
    return back_to(request, taken)


def _sign_one(request: HttpRequest, row: Row, names: list[User | None]) -> str:
    report, seen = row.report, request.POST.get(f"version-{row.report.pk}", "")
    try:
        moving.complete_step(
            report,
            Step.SIGN_OFF,
            by=signed_in(request),
            outcome=Outcome.SIGNED,
            on_behalf_of=behalf_of(request, names),
            seen_version=number(seen),
        )
    except Refused as refusal:
        return f"{report.assignment.task}没有签批：{refusal}"
    return f"{report.assignment.task}已签批。"
