"""A build that is followed: each step is written down, and what came of it is told."""

from collections.abc import Callable
from functools import partial

import structlog

from notifications import builds
from notifications.models import BuildEnd, BuildStep, Summary
from workflows.models import Span

Reach = Callable[[BuildStep], None]
Build = Callable[[Reach], Summary]
log = structlog.get_logger()


def unheard(step: BuildStep) -> None:
    """Tell nobody: a build by the schedule, which nobody waits for."""


def follow(asked: int, span: Span, build: Build) -> Summary | None:
    """Build an edition that was asked for; None where the asking has ended in the meantime.

    What goes wrong is told to whoever asked, and raised.
    """
    if not builds.take_up(asked):
        log.info("summary.given_up", asked=asked, span=span.key)
        return None
    before = Summary.objects.of(span).newest()
    try:
        summary = build(partial(builds.reach, asked))
    except Exception:
        builds.end(asked, BuildEnd.FAILED)
        raise
    how = BuildEnd.UNCHANGED if summary == before else BuildEnd.MADE
    builds.end(asked, how, summary=summary)
    return summary
