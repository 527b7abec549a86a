"""What the cast does, in a line each: write, submit, review, sign; and what is counted after."""

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache
from io import BytesIO
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from project.accounts.models import User
from project.audit.models import AuditEvent
from workflows.drafting import save_draft
from workflows.evidence.attaching import attach
from workflows.evidence.store import incoming
from workflows.figures.asking import asked_of
from workflows.figures.disputing import state_value
from workflows.gathering.freezing import silent_rows
from workflows.models import (
    Dispute,
    Draft,
    Evidence,
    Progress,
    ReceivedSheet,
    Report,
    Transition,
)
from workflows.moving import complete_step
from workflows.offline.entering import Came
from workflows.offline.entering import receive as receive_sheet
from workflows.offline.rows import sheet_to_enter
from workflows.offline.scribes import enterable
from workflows.refusals import Refused
from workflows.steps import Outcome, Step

WORDS: dict[str, Any] = {"status": Progress.UNDER_WAY, "progress": "已为全部符合条件的家庭办理。"}


def picture(shade: int = 0) -> bytes:
    """Return a whole PNG of one pixel, the same bytes everywhere; another shade, another file."""
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(bytes([0, shade]), 0)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


def prove(
    report: Report, by: User, *, name: str = "现场照片.png", content: bytes = b"", **how: Any
) -> Evidence:
    """Attach a file to the draft; 已完成 needs one."""
    return attach(report, by=by, file=BytesIO(content or picture()), name=name, **how)


def receive(report: Report, by: User | None, name: str = "离线报送表.xlsx") -> ReceivedSheet:
    """Take in a sheet by mail for the report's unit (代录), without reading it."""
    assert by is not None
    cycle, unit, on = report.cycle, report.unit, timezone.localdate()
    sheet = sheet_to_enter(cycle, unit, enterable(by, cycle, unit, on=on), on=on)
    with incoming(BytesIO(name.encode())) as new:
        return receive_sheet(sheet, new, Came("mail", "办公室 陈科长", name), by=by)


def revision_of(report: Report) -> int:
    draft = Draft.objects.filter(report=report).first()
    return draft.revision if draft else 0


def write(report: Report, by: User, **words: Any) -> Draft:
    return save_draft(report, by=by, revision=revision_of(report), **(words or WORDS))


def submit(report: Report, by: User, **how: Any) -> Report:
    """Submit what the draft says, writing it first if nobody did; what is done is proven, too.

    A lead knows which co-responsible units gave nothing.
    """
    if not Draft.objects.filter(report=report).exists():
        write(report, by)
    done = Draft.objects.filter(report=report, status=Progress.DONE)
    if done.exists() and not Evidence.objects.of(report).that_count().exists():
        prove(report, by, **{name: how[name] for name in ("at",) if name in how})
    _fill_figures(report, by)
    how.setdefault("revision", revision_of(report))
    how.setdefault("known_silent", [row.unit.code for row in silent_rows(report)])
    return complete_step(report, Step.REPORT, by=by, outcome=Outcome.SUBMITTED, **how)


def _fill_figures(report: Report, by: User) -> None:
    """Write the figures the row asks for, where nobody did."""
    asked = asked_of(report)
    if asked and not Draft.objects.get(report=report).figures:
        write(report, by, figures={each.name: "99.5" for each in asked})


def dispute(report: Report, by: User, said: str = "98.7%", **how: Any) -> Dispute:
    """State another value of the first indicator that the report carries."""
    indicator = asked_of(report)[0].indicator
    how.setdefault("source", "本单位业务系统台账。")
    return state_value(report.cycle, indicator, by=by, said=said, **how)


def withdraw(report: Report, by: User, **how: Any) -> Report:
    return complete_step(report, Step.REVIEW, by=by, outcome=Outcome.WITHDRAWN, **how)


def approve(report: Report, by: User, **how: Any) -> Report:
    return complete_step(report, Step.REVIEW, by=by, outcome=Outcome.APPROVED, **how)


def approve_again(report: Report, by: User, **how: Any) -> Report:
    return complete_step(report, Step.SECOND_REVIEW, by=by, outcome=Outcome.APPROVED, **how)


def sign(report: Report, by: User, **how: Any) -> Report:
    return complete_step(report, Step.SIGN_OFF, by=by, outcome=Outcome.SIGNED, **how)


def send_back(report: Report, by: User, step: Step = Step.REVIEW, **how: Any) -> Report:
    how.setdefault("reason", "请补充四季度数据后重新提交。")
    return complete_step(report, step, by=by, outcome=Outcome.SENT_BACK, **how)


def miss(report: Report, at: datetime) -> Report:
    return complete_step(report, Step.REPORT, by=None, outcome=Outcome.MISSED, at=at)


def row_counts() -> dict[str, int]:
    """Return how many rows every table holds that an act may write to: one statement for all."""
    with connection.cursor() as cursor:
        cursor.execute(_counting())
        return dict(cursor.fetchall())


@cache
def _counting() -> str:
    labels = ("workflows", "audit", "viewflow", "accounts")
    models = [model for label in labels for model in apps.get_app_config(label).get_models()]
    tables = {model._meta.label: model._meta.db_table for model in [*models, Draft.writers.through]}
    counts = (
        f"SELECT '{label}', COUNT(*) FROM \"{table}\""  # noqa: S608 (tables of ours)
        for label, table in tables.items()
    )
    return " UNION ALL ".join(counts)


@contextmanager
def nothing_written(
    error: type[Exception], report: Report | None, match: str = ""
) -> Iterator[Any]:
    """Expect an error, and that it left every table and the report as they were."""
    before, stood = row_counts(), _state(report)
    with pytest.raises(error, match=match or None) as caught:
        yield caught
    assert row_counts() == before
    assert _state(report) == stood


@contextmanager
def refused(refusal: type[Refused], match: str = "", report: Report | None = None) -> Iterator[Any]:
    """Expect exactly this refusal, and that it wrote nothing at all."""
    with nothing_written(refusal, report, match) as caught:
        yield caught
    assert type(caught.value) is refusal


@contextmanager
def one_move(report: Report) -> Iterator[None]:
    """Expect exactly one transition and one audit event about the report."""
    before = _traces(report)
    yield
    assert _traces(report) == (before[0] + 1, before[1] + 1)


def _traces(report: Report) -> tuple[int, int]:
    events = AuditEvent.objects.about(f"workflows.report:{report.pk}")
    assert (
        events.count()
        == AuditEvent.objects.filter(action__startswith="report.")
        .filter(subject=f"workflows.report:{report.pk}")
        .count()
    )
    return Transition.objects.filter(report=report).count(), events.count()


def _state(report: Report | None) -> dict[str, Any] | None:
    return Report.objects.filter(pk=report.pk).values().get() if report else None


def day(text: str) -> date:
    return date.fromisoformat(text)
