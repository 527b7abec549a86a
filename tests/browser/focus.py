"""Walks a page with Tab, as those do who have no mouse: everything once, in order, visibly."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from playwright.sync_api import Page

from tests.browser.checks import ask

Step = dict[str, Any]

END, UNEXPECTED = -1, -2
# Year, month, day, hour, minute, the calendar's button, and two to spare.
PARTS_OF_A_DATE = 8


def focus(page: Page) -> list[str]:
    """Tab through the whole page: order, traps, indicator, nothing covering it."""
    stops = ask(page, "focus", "looking.focus.start()")
    steps = list(_walk(page, stops))
    page.keyboard.up("Tab")
    seen = [f"focus: {step['name']} {fault}" for step in steps for fault in step.get("faults", ())]
    return _order(stops, steps) + seen


def skip_link(page: Page) -> list[str]:
    """The first Tab stop is a link to main, and pressing it goes there."""
    ask(page, "focus", "looking.focus.start()")
    page.keyboard.press("Tab")
    fault = page.evaluate("looking.focus.leadsToMain()") or _pressing_skips(page)
    return [f"focus: {fault}"] if fault else []


def _pressing_skips(page: Page) -> str | None:
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    fault: str | None = page.evaluate("looking.focus.behindSkipLink()")
    return fault


def _walk(page: Page, stops: Sequence[Step]) -> Iterator[Step]:
    """Press Tab to the page's end; the parts of a date field count as one stop.

    Behind the last stop Chromium gives the focus to its own window, or begins again at the top.
    """
    first = last = None
    for _ in range(sum(PARTS_OF_A_DATE if stop["parts"] else 1 for stop in stops) + 3):
        # Held down, it goes on as a key that repeats: half of what pressing costs.
        page.keyboard.down("Tab")
        step = page.evaluate("looking.focus.step()")
        here = (step["at"], step["name"])
        if here == last and step["at"] >= 0 and stops[step["at"]]["parts"]:
            continue
        ended = step["at"] == END or here == first
        yield {"at": END} if ended else step
        if ended or here == last:
            return
        first, last = first or here, here


def _order(stops: Sequence[Step], steps: Sequence[Step]) -> list[str]:
    names = [stop["name"] for stop in stops]
    reached = [step["at"] for step in steps if step["at"] >= 0]
    trap = [] if steps and steps[-1]["at"] == END else [f"Tab is trapped at {steps[-1]['name']}"]
    strangers = {step["name"] for step in steps if step["at"] == UNEXPECTED}
    once = list(dict.fromkeys(reached))
    return [
        f"focus: {sentence}"
        for sentence in (
            *trap,
            *(f"Tab stops at {name}, which has no tabindex=0" for name in sorted(strangers)),
            *(f"{names[at]} is reached twice" for at in once if reached.count(at) > 1 and not trap),
            *(f"{name} is not reached by Tab" for at, name in enumerate(names) if at not in once),
            *(
                f"{names[after]} is reached before {names[before]}, which stands earlier"
                for before, after in _turned(once)
            ),
        )
    ]


def _turned(order: Sequence[int]) -> list[tuple[int, int]]:
    """Return (reached later, reached earlier) where two neighbours stand the other way round."""
    return [(after, before) for before, after in pairwise(order) if after < before]
