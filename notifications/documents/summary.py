"""The progress summary as PDF: the same outline as its Word file, typeset."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from notifications.documents.typesetting import typeset
from notifications.papers import Paper
from notifications.summaries.blocks import Block
from notifications.summaries.chapters.overview import preamble
from notifications.summaries.edition import Edition
from notifications.summaries.lying import in_leaves
from notifications.summaries.outline import outline

Facts = dict[str, Any]


def render_pdf(paper: Paper, edition: Edition) -> bytes:
    """Return the bytes of the PDF; the same facts and edition give the same bytes.

    Raises Unprintable where the font lacks a character.
    """
    return typeset("summary", summary_facts(paper, edition), at=paper.as_of)


def summary_facts(paper: Paper, edition: Edition) -> Facts:
    """Return what the form `summary` prints: texts and blocks alone."""
    return {
        "name": f"{paper.plan_title}{edition.title}",
        "author": "责任台账",
        "plan": paper.plan_title,
        "title": edition.title,
        "mark": edition.mark,
        "preamble": preamble(paper),
        "leaves": leaves(outline(paper)),
    }


def leaves(blocks: Sequence[Block]) -> list[Facts]:
    """Return the blocks as facts, those that share pages of one kind together."""
    return [
        {"wide": wide, "blocks": [_block(block) for block in run]}
        for wide, run in in_leaves(blocks)
    ]


def _block(block: Block) -> Facts:
    return {"kind": type(block).__name__.lower()} | asdict(block)
