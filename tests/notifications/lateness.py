"""Plays what makes a task overdue: reports gone through, and task 8 with its two leads."""

from typing import Any

from project.accounts.models import Role, User
from tests.cast import person
from tests.workflows.playing import approve, sign, submit, write
from workflows.models import Progress, Report

DONE = {"status": Progress.DONE, "progress": "已全部完成。"}
UNDER_WAY = {"status": Progress.UNDER_WAY, "progress": "正在办理。"}


def through(report: Report, by: User, reviewer: User, signer: User, **words: Any) -> Report:
    """Write, submit, review and sign."""
    write(report, by, **words)
    return sign(approve(submit(report, by), reviewer), signer)


class Joint:
    """Who moves the reports of 市人力资源社会保障局 and 市医保局 on task 8: the first drafts."""

    def __init__(self) -> None:
        self.first = person("人社联络员", "rsj", (Role.LIAISON, "rsj"))
        self.office = person("审核人", "cgwb", (Role.REVIEWER, "rsj"), (Role.REVIEWER, "ybj"))
        self.signers = {
            code: person(f"{code}签批人", code, (Role.SIGNER, code)) for code in ("rsj", "ybj")
        }

    def through_first(self, report: Report, **words: Any) -> Report:
        return through(report, self.first, self.office, self.signers["rsj"], **words)
