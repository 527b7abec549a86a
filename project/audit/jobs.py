"""The schedules of this room."""

from project.audit.sealing import seal_events


def seal() -> str:
    """Seal what the last minute brought; the job's result is one line for the log."""
    sealed = seal_events()
    return f"{sealed}：{sealed.events} 条事件" if sealed else "没有新的事件"
