"""Tells the person at the terminal what happened, one plain line an event, on stderr."""

import contextlib
import sys


def say(line: str) -> None:
    """Write one line; a terminal that is gone must not stop the supervisor from stopping."""
    with contextlib.suppress(OSError):
        print(line, file=sys.stderr, flush=True)
