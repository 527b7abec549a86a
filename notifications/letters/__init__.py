"""The letters: one module a letter, each with three templates (title, text, HTML)."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from project.installation.models import is_demo
from project.workdays.estimates import read_once

DEMO_TITLE, DEMO_LINE = "【演示】", "演示：以下全部内容均为虚构。"


@dataclass(frozen=True)
class Letter:
    """What a person reads: the title, the plain text, and the same as HTML without a frame."""

    title: str
    text: str
    html: str


def compose(name: str, **facts: Any) -> Letter:
    """Return the letter that the templates `notifications/letters/<name>.*` make of the facts.

    Links are whole: `base_url` stands before every path, since mail is read elsewhere. In a demo
    each of the three says so: it may be read without the others.
    """
    context = {**facts, "base_url": settings.BASE_URL}
    with read_once():
        title, text, html = (
            render_to_string(f"notifications/letters/{name}.{part}", context).strip()
            for part in ("title.txt", "text.txt", "html")
        )
    letter = Letter(" ".join(title.split()), text, html)
    return _marked(letter) if is_demo() else letter


def _marked(letter: Letter) -> Letter:
    return Letter(
        f"{DEMO_TITLE}{letter.title}",
        f"{DEMO_LINE}\n\n{letter.text}",
        f"<p><strong>{DEMO_LINE}</strong></p>\n{letter.html}",
    )
