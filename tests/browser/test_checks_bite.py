"""Each check finds its fault in a page that is unsound in one way, and none in a sound page."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Page

from tests.browser import checks
from tests.browser.chromium import Chromium, Width
from tests.browser.faults import BAD, Bad
from tests.browser.focus import focus, skip_link
from tests.browser.fragments import GOOD, page

CHECKS = {bad.check.__name__: bad.check for bad in BAD}
Find = Callable[..., list[str]]
Windows = dict[Width, Page]


@pytest.fixture(scope="session")
def windows(chromium: Chromium) -> Iterator[Windows]:
    """Hold one window of each width open: opening costs more than looking."""
    with ExitStack() as held:

        def opened() -> Windows:
            return {
                width: held.enter_context(chromium.context(width)).new_page() for width in Width
            }

        yield chromium.call(opened)
        chromium.call(held.close)


@pytest.fixture
def find(chromium: Chromium, windows: Windows) -> Find:
    """Run a check on a page given as HTML."""

    def look(check: checks.Check, html: str, width: Width = Width.WIDE) -> list[str]:
        windows[width].goto("about:blank")
        windows[width].set_content(html)
        return check(windows[width])

    return lambda *args: chromium.call(look, *args)


@pytest.mark.parametrize("width", Width)
@pytest.mark.parametrize("name", CHECKS)
def test_a_sound_page_has_no_fault(find: Find, name: str, width: Width) -> None:
    # Text of double size is asked for in a wide window only.
    width = Width.WIDE if name == "text_resize" else width
    assert find(CHECKS[name], page(), width) == []


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: f"{bad.check.__name__}: {bad.words}")
def test_an_unsound_page_is_found_out(find: Find, bad: Bad) -> None:
    faults = find(bad.check, bad.html, bad.width)
    assert any(bad.words in fault for fault in faults), faults


SOUND = {
    "a shadow for a ring": (focus, ":focus-visible { outline: none; box-shadow: 0 0 0 3px #000 }"),
    "a filled link": (
        focus,
        "a:focus { outline: 0; background: #111; color: #fff }",
    ),
    "a thicker border": (focus, "button:focus { outline: 0; border: 5px solid #000 }"),
    "a filled button": (checks.contrast, "button { border: 0; background: #0b3d91; color: #fff }"),
    "a button like a link": (
        checks.contrast,
        "button { border: 0; background: none; text-decoration: underline }",
    ),
    "a dark page": (
        checks.contrast,
        "body { background: #111; color: #fff } a { color: #9cf } .status, button { color: #111 }"
        "input, button { border-color: #fff !important }"
        "fieldset, table, label { background: #fff; color: #111 }",
    ),
}


@pytest.mark.parametrize("name", SOUND)
def test_other_sound_styles_pass(find: Find, name: str) -> None:
    check, style = SOUND[name]
    assert find(check, page(style=style)) == []


def test_the_small_page_has_every_kind_of_stop(find: Find) -> None:
    """The sound page would prove little if Tab found nothing in it."""

    def stops(window: Page) -> list[str]:
        names = checks.ask(window, "focus", "looking.focus.start().map((one) => one.name)")
        return [re.split(r"[「.]", name)[0] for name in names]

    kinds = ["a", "a", "a", "input#text", "input#day", "input[name=done]", "input", "button"]
    assert find(stops, page(GOOD)) == [*kinds, "summary", "div"]


def test_titles_are_compared_across_pages() -> None:
    titles = {"home": "首页", "tasks": "责任清单", "units": "责任清单"}
    assert checks.repeated_titles(titles) == ["document: tasks、units share the title 「责任清单」"]
    assert checks.repeated_titles({"home": "首页", "tasks": "责任清单"}) == []


def test_text_made_by_scripts_alone_is_found_out(chromium: Chromium) -> None:
    def compared() -> list[str]:
        html = page("<p id=p>甲</p><script>p.textContent = '乙'</script>")
        with chromium.context() as one, chromium.context(scripts=False) as other:
            full, bare = one.new_page(), other.new_page()
            full.set_content(html)
            bare.set_content(html)
            assert checks.same_without_scripts(full, full) == []
            return checks.same_without_scripts(full, bare)

    assert any("scripts: without them main says" in fault for fault in chromium.call(compared))


def test_skip_link_stands_alone(find: Find) -> None:
    """The skip link is checked on a page whose main has nothing to stop at."""
    assert find(skip_link, page("<p>无事项</p>")) == []
