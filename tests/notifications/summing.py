"""A cycle as the tests of the summary play it: a report at every stop, each with its words."""

from typing import Any

from project.accounts.models import Role, User
from tests.cast import person, report_on
from tests.workflows.playing import approve, send_back, sign, submit, write
from workflows.models import Cycle, Progress, Report

SIGNED = {
    "status": Progress.DONE,
    "progress": "已为全部低保家庭办理。",
    "problem": "县级配套经费没有到位。",
    "next_step": "督促落实配套。",
}
DRAFT = {"status": Progress.UNDER_WAY, "progress": "这是没有提交的草稿。"}
RETURNED = {"status": Progress.UNDER_WAY, "progress": "这是被退回的文字。"}
SUPPORT = {"status": Progress.UNDER_WAY, "progress": "=1+1，已安排资金200万元。"}
LEADING = {"status": Progress.UNDER_WAY, "progress": "参保率达到95%。"}
DISSENT = {"concurs": False, "progress": "医保数据口径不一致。"}


def named(user: User, username: str) -> User:
    """Give a person a fixed user name: a version's digest is made over it, too."""
    user.username = username
    user.save(update_fields=["username"])
    return user


def play(cycle: Cycle, liaison: User, reviewer: User, signer: User) -> dict[str, Report]:
    """Play a cycle half-way.

    市民政局: task 1 signed, 2 sent back, 13 only drafted, 44 unchanged; 市财政局's row on task 1
    is in review; of task 8's leads the second dissents; two counties are silent on task 1.
    """
    rows = {
        "signed": report_on(cycle, "1", "mzj"),
        "returned": report_on(cycle, "2", "mzj"),
        "drafted": report_on(cycle, "13", "mzj"),
        "unchanged": report_on(cycle, "44", "mzj"),
        "support": report_on(cycle, "1", "czj"),
        "leading": report_on(cycle, "8", "rsj"),
        "dissent": report_on(cycle, "8", "ybj"),
    }
    for county in cycle.plan.tasks.get(number="1").supports[-2:]:
        rows[county.unit.code] = report_on(cycle, "1", county.unit.code)
    others = {code: _liaison_of(code) for code in ("czj", "rsj", "ybj")}
    _file(rows["signed"], liaison, SIGNED)
    sign(approve(rows["signed"], reviewer), signer)
    _file(rows["returned"], liaison, RETURNED)
    send_back(rows["returned"], reviewer)
    write(rows["drafted"], liaison, **DRAFT)
    _file(rows["unchanged"], liaison, {"no_change": True})
    _file(rows["support"], others["czj"], SUPPORT)
    _file(rows["leading"], others["rsj"], LEADING)
    _file(rows["dissent"], others["ybj"], DISSENT)
    return rows


def _liaison_of(code: str) -> User:
    return named(person(f"{code}联络员", code, (Role.LIAISON, code)), f"liaison-{code}")


def _file(report: Report, by: User, words: dict[str, Any]) -> None:
    write(report, by, **words)
    submit(report, by)
    report.refresh_from_db()
