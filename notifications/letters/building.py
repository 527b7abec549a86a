"""The letter to whoever asked for a new edition where none was made: unchanged, failed, lost."""

from notifications.letters import Letter, compose
from notifications.models.builds import SummaryBuild


def build_ended(build: SummaryBuild) -> Letter:
    """Return the letter: what came of the build (fetched with cycle and plan), and what to do."""
    return compose("build_ended", build=build, span=build.span)
