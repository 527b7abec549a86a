"""What /proc knows of the processes of this machine, and how to end exactly one of them."""

import contextlib
import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
# A process that vanishes or belongs to somebody else while it is being read is not ours to judge.
UNREADABLE = (FileNotFoundError, ProcessLookupError, PermissionError)


@dataclass(frozen=True)
class Process:
    """One line of /proc/<pid>/stat; `started` is in clock ticks since boot."""

    pid: int
    state: str
    pgrp: int
    session: int
    started: int

    @property
    def alive(self) -> bool:
        return self.state not in "ZX"


def parse_stat(line: str) -> Process:
    """Parse /proc/<pid>/stat (proc(5)); the command in brackets may itself hold brackets.

    >>> parse_stat("7 (a) b) S 1 7 7 " + "0 " * 15 + "99 0").started
    99
    """
    pid, _, rest = line.partition(" (")
    fields = rest.rpartition(") ")[2].split()
    return Process(
        pid=int(pid),
        state=fields[0],
        pgrp=int(fields[2]),
        session=int(fields[3]),
        started=int(fields[19]),
    )


def read_process(pid: int) -> Process | None:
    """Return the process, a zombie too, or None where there is none."""
    try:
        return parse_stat((PROC / str(pid) / "stat").read_text(errors="replace"))
    except UNREADABLE:
        return None


def processes() -> Iterator[Process]:
    """Yield every process of this machine."""
    for entry in PROC.iterdir():
        if entry.name.isdigit() and (process := read_process(int(entry.name))):
            yield process


def started_with(process: Process, variable: bytes) -> bool:
    """Return whether the process began with `NAME=value` in its environment."""
    try:
        return variable in (PROC / str(process.pid) / "environ").read_bytes().split(b"\0")
    except UNREADABLE:
        return False


def boot_id() -> str:
    """Return what tells this boot from the last: pids and ticks begin again with each."""
    return (PROC / "sys/kernel/random/boot_id").read_text().strip()


def kill(process: Process) -> None:
    """Kill this process and none that got its number since."""
    with contextlib.suppress(ProcessLookupError):  # it ended by itself
        handle = os.pidfd_open(process.pid)
        try:
            # The handle stays with one process; only now does comparing mean anything.
            if (now := read_process(process.pid)) and now.started == process.started:
                signal.pidfd_send_signal(handle, signal.SIGKILL)
        finally:
            os.close(handle)
