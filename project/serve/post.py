"""One child's place under the supervisor: running, or waiting for its next start."""

import contextlib
import signal
from dataclasses import dataclass

from project.serve.backoff import next_delay
from project.serve.children import Child
from project.serve.health import HealthProbe
from project.serve.starting import Started

SIGNALS_IN_WORDS = {
    signal.SIGKILL: "被强行结束，常见原因是内存不足",
    signal.SIGTERM: "被要求结束",
    signal.SIGINT: "被中断",
    signal.SIGSEGV: "程序崩溃",
    signal.SIGABRT: "程序崩溃",
}


@dataclass
class Post:
    """What is known of a child over all its lives; every moment is passed in."""

    child: Child
    started: Started | None = None
    probe: HealthProbe | None = None
    delay: float | None = None
    due: float = 0.0

    def is_due(self, *, at: float) -> bool:
        return self.started is None and at >= self.due

    def began(self, started: Started, *, at: float) -> None:
        self.started = started
        self.probe = HealthProbe(self.child.address, at=at) if self.child.address else None

    def ended(self, *, lived: float, at: float) -> float:
        """Put the next start off and return by how many seconds."""
        self.stop_asking()
        self.started = None
        self.delay = next_delay(self.delay, lived=lived)
        self.due = at + self.delay
        return self.delay

    def stop_asking(self) -> None:
        if self.probe:
            self.probe.close()
        self.probe = None

    def patience(self, *, at: float) -> float:
        """Return the seconds after which something is to be done here if nothing happens."""
        if self.started is None:
            return max(self.due - at, 0.0)
        return self.probe.interval if self.probe else float("inf")


def in_words(code: int) -> str:
    """Say how a program ended, from its exit code or minus its signal.

    >>> in_words(3)
    '退出码 3'
    >>> in_words(-9)
    '信号 SIGKILL，被强行结束，常见原因是内存不足'
    """
    if code >= 0:
        return f"退出码 {code}"
    with contextlib.suppress(ValueError):  # a real-time signal has a number only
        number = signal.Signals(-code)
        words = SIGNALS_IN_WORDS.get(number)
        return f"信号 {number.name}，{words}" if words else f"信号 {number.name}"
    return f"信号 {-code}"
