"""What must hold of a loaded page: each check returns readable sentences, none where all is well.

The checks run in the browser's thread (`Chromium.call`), on a page standing at one width. They look
through scripts evaluated by the debugger, which no Content-Security-Policy of the page hinders.
"""

from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

Check = Callable[[Page], list[str]]

SCRIPTS = Path(__file__).parent / "scripts"
AXE_OPTIONS = {
    "runOnly": [
        *("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice")
    ],
    # Off by default in axe, though WCAG 2.2 AA asks for 24 px.
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
# What a style for narrow windows can break; all else is in the words of the page.
OF_WIDTH = ["color-contrast", "target-size", "scrollable-region-focusable", "aria-hidden-focus"]


def axe(page: Page, options: Mapping[str, Any] = AXE_OPTIONS) -> list[str]:
    """Ask axe-core; colours it cannot decide are decided by `contrast`."""
    page.evaluate(_axe_source())
    found = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"axe {rule['id']}: {' '.join(map(str, node['target']))}: {_advice(node)}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def axe_of_width(page: Page) -> list[str]:
    """Ask axe-core only what another width of the window can change."""
    return axe(page, {**AXE_OPTIONS, "runOnly": {"type": "rule", "values": OF_WIDTH}})


def contrast(page: Page) -> list[str]:
    """Ask for 3 : 1 around controls and status shapes, 4.5 : 1 (large 3 : 1) for all text."""
    return ask(page, "contrast", "looking.contrast()")


def layout(page: Page) -> list[str]:
    """Find sideways scrolling, text cut off, and what lies on top of something else."""
    return ask(page, "layout", "looking.layout.faults()")


def document(page: Page) -> list[str]:
    """Check language, title, headings, main, labels, errors, tab order, pictures, statuses."""
    return ask(page, "document", "looking.document.faults()")


def navigation(page: Page) -> list[str]:
    """Ask for a nav, which every page has for those who are signed in."""
    return ask(page, "document", "looking.document.nav()")


def text_resize(page: Page) -> list[str]:
    """Double the text size and find what does not grow, is lost, cut off or overlaps."""
    return ask(page, "layout", "looking.layout.resized()")


def main_text(page: Page) -> str:
    """Return what main says, its spaces folded; works with scripts switched off."""
    words: str = page.evaluate("document.querySelector('main')?.innerText ?? ''")
    return " ".join(words.split())


def same_without_scripts(page: Page, bare: Page) -> list[str]:
    """Compare main with that of the same address loaded with scripts switched off."""
    full, plain = main_text(page), main_text(bare)
    if full == plain:
        return []
    return [f"scripts: without them main says 「{plain[:80]}」, with them 「{full[:80]}」"]


def repeated_titles(titles: Mapping[str, str]) -> list[str]:
    """Find titles, given by the pages' names, that more than one page bears."""
    by_title = groupby(sorted(titles, key=lambda name: titles[name]), key=lambda name: titles[name])
    return [
        f"document: {'、'.join(names)} share the title 「{title}」"
        for title, names in ((title, list(group)) for title, group in by_title)
        if len(names) > 1
    ]


def ask(page: Page, script: str, question: str) -> list[Any]:
    """Lay our tools and one script into the page, then ask a question answered by a list."""
    page.evaluate(_source("tools"))
    page.evaluate(_source(script))
    answer: list[Any] = page.evaluate(question)
    return answer


def _advice(node: Mapping[str, Any]) -> str:
    """Return axe's first two lines on a node: what to fix, in one sentence."""
    lines = [line.strip() for line in node["failureSummary"].splitlines() if line.strip()]
    return " ".join(lines[:2])


@cache
def _source(script: str) -> str:
    return (SCRIPTS / f"{script}.js").read_text()


@cache
def _axe_source() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text()
