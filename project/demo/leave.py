"""Who is on leave in the demo, and whose leader signs on paper: in the final cycle, today."""

import struct
import zlib
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from io import BytesIO

from django.utils import timezone

from project.accounts.access import Permission, people_who_may
from project.accounts.delegating import delegable, delegate
from project.accounts.models import Unit, User
from project.demo.words import MARK
from workflows.models import Cycle, CycleKind, PaperSignOff
from workflows.paper.confirming import confirm
from workflows.paper.entering import Signed, enter
from workflows.paper.printing import print_sheet, to_be_signed
from workflows.paper.rules import confirmers

# 市民政局's signer has its second liaison act from today on.
ON_LEAVE, ACTING, DAYS = "mzj-qpr", "mzj-llr2", timedelta(days=14)

Happening = tuple[datetime, Callable[[], object]]


def leave_beside(cycle: Cycle, *, until: datetime) -> Iterator[Happening]:
    """Yield the signed paper and the leave, after all else that was played of the final cycle."""
    if cycle.kind == CycleKind.FINAL:
        yield until, lambda: sign_on_paper(cycle, until)
        yield until, lambda: go_on_leave(on=timezone.localdate(until))


def sign_on_paper(cycle: Cycle, at: datetime) -> PaperSignOff | None:
    """Have the first unit whose sheet waits, and can be checked, sign it on paper."""
    on = timezone.localdate(at)
    waiting = Unit.objects.filter(reports__cycle=cycle, reports__step="sign_off").distinct()
    # Whoever is on leave has their sheet signed by who acts for them.
    waiting = waiting.exclude(grants__user__username=ON_LEAVE)
    for unit in waiting.order_by("pk"):
        clerk = people_who_may(Permission.REPORT, unit, on=on).order_by("pk").first()
        versions = [each.version for each in to_be_signed(cycle, unit) if each.version]
        if clerk is None:
            continue
        checker = confirmers(unit, versions, besides=[clerk.pk], on=on).first()
        if checker is not None:
            return _signed(cycle, unit, clerk, checker, at)
    return None


def _signed(cycle: Cycle, unit: Unit, clerk: User, checker: User, at: datetime) -> PaperSignOff:
    sheet = print_sheet(cycle, unit, by=clerk, at=at)
    leader = Signed(name="演示·分管领导", post="副局长", on=timezone.localdate(at))
    paper = enter(
        cycle, unit, code=sheet.code, signed=leader, file=BytesIO(scan()),
        name=f"{MARK}签批表扫描件.png", by=clerk, at=at,
    )  # fmt: skip
    confirm(paper, code=sheet.code, by=checker, at=at)
    return paper


def go_on_leave(*, on: date) -> None:
    """Have the signer delegate from today on, where both are there."""
    absent = User.objects.filter(username=ON_LEAVE).first()
    acting = User.objects.filter(username=ACTING).first()
    if absent is None or acting is None or on != timezone.localdate():
        return
    for grant in delegable(absent, on=on):
        delegate(
            grant, to=acting, from_on=on, until_on=on + DAYS, why=f"{MARK}外出学习。", by=absent
        )  # fmt: skip


def scan() -> bytes:
    """Return a small grey picture, the same bytes at every call: no paper was signed."""
    rows = b"".join(b"\0" + bytes([200]) * 32 for _ in range(32))
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", 32, 32, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows, 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
