"""Starts one child: a session of its own, a marker, and an end when its parent ends."""

import ctypes
import os
import secrets
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from project.serve.children import Child
from project.serve.groups import MARKER, Group, group_of

# <linux/prctl.h>
PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36

LIBC = ctypes.CDLL(None)
LIBC.prctl.argtypes = [ctypes.c_int, *[ctypes.c_ulong] * 4]


@dataclass(frozen=True)
class Started:
    """A child that runs, or has died and is not reaped yet."""

    group: Group
    leader: subprocess.Popen[bytes]
    at: float

    def ask_to_end(self) -> None:
        """Send SIGTERM to the leader alone.

        django-q2's leader waits for the running job, but the same signal to its group would
        kill that job in the middle.
        """
        os.kill(self.group.leader, signal.SIGTERM)

    def reap(self) -> int:
        """Return the leader's exit code, or minus its signal, of a leader known to be dead."""
        _, status = os.waitpid(self.group.leader, 0)
        # Popen would wait once more for a child it believes alive.
        self.leader.returncode = os.waitstatus_to_exitcode(status)
        return self.leader.returncode


def start(
    child: Child, *, cwd: Path, environ: Mapping[str, str], signals: set[signal.Signals], at: float
) -> Started:
    """Start the child; `signals` are those the supervisor blocks and a child must hear."""
    marker = secrets.token_hex(16)
    parent = os.getpid()

    def before_exec() -> None:
        # Runs between fork and exec, which is sound because the supervisor has one thread only.
        # SIGTERM, not SIGKILL: a leader that dies at once leaves its own children alive.
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, signals)
        if os.getppid() != parent:  # it ended before the line above
            os._exit(1)

    leader = subprocess.Popen(
        child.command,
        cwd=cwd,
        env={**environ, MARKER: marker},
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=before_exec,
    )
    return Started(group_of(child.name, leader.pid, marker), leader, at)


def adopt_orphans() -> None:
    """Become the parent of grandchildren whose parent died, so that we reap them."""
    LIBC.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
