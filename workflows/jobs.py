"""The schedules of this room."""

from django.utils import timezone

from workflows.cases.lapsing import lapse_all
from workflows.cycles.closing import close_ended_cycles
from workflows.cycles.excepting import bring_back_all
from workflows.cycles.opening import open_asked_cycles
from workflows.escalation import preparing
from workflows.evidence.sweeping import sweep


def open_and_close_cycles() -> str:
    """Open the cycles asked for today, close what ended, complete what 特许补报 brings back.

    The result is one line for the log.
    """
    on = timezone.localdate()
    opened = open_asked_cycles(on=on)
    missed = close_ended_cycles(on=on)
    came_back = sum(row.came_back for row in bring_back_all(on=on))
    return f"开启 {len(opened)} 个报送周期；{missed} 份报告到期未报送；{came_back} 份特许补报"


def sweep_uploads() -> str:
    """Remove what broken uploads left; the result is one line for the log."""
    swept = sweep(at=timezone.now())
    return f"清理未完成的上传 {swept.files} 个，{swept.size} 字节"


def lapse_coordination() -> str:
    """Move on the requests for coordination whose days are over; one line for the log."""
    return f"需协调事项到期转出 {lapse_all(at=timezone.now())} 件"


def prepare_papers() -> str:
    """Begin the drafts of 督办单 and 通报 that the day asks for; one line for the log."""
    made = preparing.prepare_papers(at=timezone.now())
    return f"督办单底稿 {made.notices} 份，通报底稿 {made.circulars} 份，不再办理 {made.ended} 份"


def close_forewarnings() -> str:
    """Move on the circulars whose units had their days to speak; one line for the log."""
    return f"通报前告知期满 {preparing.close_forewarnings(at=timezone.now())} 件"
