"""Bounds the process that calls it, before it opens anything (no Django)."""

import resource

SECONDS, MEMORY = 20, 1500 * 2**20


def bound() -> None:
    """Let this process use no more than some seconds and memory, and leave no core behind."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
