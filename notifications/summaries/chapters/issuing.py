"""What stands before the figures of an issued summary: its foreword, and what it corrects."""

from collections.abc import Iterator

from notifications import wording
from notifications.papers import Paper
from notifications.summaries.blocks import Block, Heading, Paragraph


def foreword(paper: Paper) -> Iterator[Block]:
    """Yield the office's own words and what a correction changes; a draft has neither."""
    worded = paper.wording
    if worded is None:
        return
    if worded.foreword:
        yield from (Paragraph(line) for line in worded.foreword.splitlines() if line.strip())
    if worded.corrects:
        yield Heading(1, "更正说明")
        yield Paragraph(wording.correction_in_words(worded))
        yield from (Paragraph(each) for each in worded.changes)
