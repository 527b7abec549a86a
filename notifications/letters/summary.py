"""The letters about a summary: to the secretariat when it is built, to the leaders when released.

Figures and a link only: no word of a report leaves the building by mail.
"""

from notifications import wording
from notifications.letters import Letter, compose
from notifications.papers import Paper


def draft_letter(paper: Paper, *, number: int, is_signed: bool = True) -> Letter:
    """Return the letter that tells the secretariat of a new edition; `is_signed` by a leader."""
    return compose("summary_draft", number=number, is_signed=is_signed, **_facts(paper))


def release_letter(paper: Paper) -> Letter:
    """Return the letter that tells leaders and observers of a released summary."""
    return compose("summary", **_facts(paper))


def _facts(paper: Paper) -> dict[str, object]:
    return {
        "paper": paper,
        "as_of": wording.moment_in_words(paper.as_of),
        "counts": wording.counts_in_words(paper.total),
        "progress": wording.progress_in_words(paper),
    }
