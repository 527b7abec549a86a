"""Runs what writes and reads documents in a process of its own, within limits, without secrets."""

import subprocess
import sys

from project.env import ROOT
from workflows.evidence.reading import AT_ONCE, environment

WAITED = 60


class Broken(Exception):
    """The child did not finish its work."""


def run(module: str, *arguments: str, given: bytes = b"", room: str = "workflows.offline") -> bytes:
    """Return what `python -m <room>.<module>` prints; raises Broken if it fails."""
    command = [sys.executable, "-m", f"{room}.{module}", *arguments]
    with AT_ONCE:
        try:
            ended = subprocess.run(  # noqa: S603 (our own modules; the paths are ours, too)
                command, cwd=ROOT, env=environment(), capture_output=True, input=given,
                timeout=WAITED, check=True,
            )  # fmt: skip
        except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
            raise Broken(module) from error
    return ended.stdout
