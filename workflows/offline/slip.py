"""签批单: what a unit's sheet says of who reported, reviewed and signed each row, as a document."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils import timezone

from project.accounts.models import User
from project.installation.models import is_demo
from workflows.cases.on_sheet import Item, items_on_sheet
from workflows.models import Report, Transition
from workflows.offline.child import run
from workflows.offline.columns import role_of
from workflows.offline.slip_paper import SlipPaper
from workflows.sheets import Row, Sheet
from workflows.sight import Sight
from workflows.signatures import signer_in_words
from workflows.signing import trails_of
from workflows.steps import Outcome, Step
from workflows.windows import day_in_words


def build_slip(sheet: Sheet, user: User, *, on: date) -> bytes:
    """Return the slip as .docx, as far as the person sees it; raises child.Broken if that fails."""
    return run("slip_printing", given=slip_of(sheet, user, on=on).to_json())


def slip_of(sheet: Sheet, user: User, *, on: date) -> SlipPaper:
    """Return what is written on the slip, in the order of the table: a fixed number of statements.

    It says how things stand on the day it is taken; the instructions are those the person sees.
    """
    trails = trails_of(row.report for row in sheet.rows)
    items = items_on_sheet(sheet.cycle, sheet.unit, user, on=on)
    given = [item for item in items if item.case.cycle_id == sheet.cycle.pk]
    rows = sorted(sheet.rows, key=lambda row: row.report.assignment.task.place)
    return SlipPaper(
        title=f"{sheet.unit}　{sheet.cycle.label}　进展情况签批单",
        about=f"{sheet.cycle.plan}　截至{day_in_words(on)}",
        is_demo=is_demo(),
        lines=[_line(row, trails[row.report.pk], given) for row in rows],
        instructions=[_instruction(item) for item in given if item.case.report_id is None],
    )


def _line(row: Row, moves: Sequence[Transition], items: Iterable[Item]) -> list[str]:
    report, task = row.report, row.report.assignment.task
    seen = moves if row.sight >= Sight.SUBMITTED else []
    of_version = [move for move in seen if move.version_id == report.version_id]
    said = [_instruction(item) for item in items if item.case.report_id == report.pk]
    return [
        task.number,
        task.text,
        role_of(report),
        _progress(row) if seen else "",
        _acts(of_version, Outcome.SUBMITTED) or row.status.word,
        _acts(of_version, Outcome.APPROVED) or _waiting(report, Step.REVIEW, Step.SECOND_REVIEW),
        _acts(of_version, Outcome.SIGNED) or _waiting(report, Step.SIGN_OFF),
        "\n".join([*_returns(seen), *said]),
    ]


def _progress(row: Row) -> str:
    version = row.report.version
    if version is None:
        return ""
    if version.concurs is not None:
        return "同意" if version.concurs else f"不同意：{version.progress}"
    own = "自审" if row.report.self_review else ""
    word = "无变化" if version.no_change else version.get_status_display()
    return "\n".join(filter(None, [word, own]))


def _acts(moves: Iterable[Transition], outcome: Outcome) -> str:
    """Return who did it and when, an act a line; an act for another names both."""
    return "\n".join(_act(move) for move in moves if move.outcome == outcome)


def _act(move: Transition) -> str:
    who = signer_in_words(move) if move.by else "系统"
    return f"{who}\n{_moment(move)}{move.label}"


def _moment(move: Transition) -> str:
    local = timezone.localtime(move.at)
    return f"{day_in_words(local.date())} {local:%H:%M}"


def _waiting(report: Report, *steps: Step) -> str:
    return f"待{report.get_step_display()}" if report.step in steps else ""


def _returns(moves: Iterable[Transition]) -> list[str]:
    return [
        f"{day_in_words(timezone.localdate(move.at))}{move.by}退回：{move.reason}"
        for move in moves
        if move.outcome == Outcome.SENT_BACK
    ]


def _instruction(item: Item) -> str:
    case, due = item.case, f"，{item.due.word}" if item.due else ""
    given = day_in_words(timezone.localdate(case.opened_at))
    answer = f"办理情况：{case.answer}" if case.answer else ""
    return (
        f"批示：{case.text}（{case.opened_by}{given}交办，{day_in_words(case.due_on)}前办理；"
        f"{case.step_label}{due}）{answer}"
    )
