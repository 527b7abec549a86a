"""Opens pages of a served system and looks them over with every check."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TypeVar

from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Download,
    Page,
    Request,
    Response,
)

from tests.browser import checks
from tests.browser.chromium import Chromium, Width
from tests.browser.focus import focus, skip_link

Cookies = Mapping[str, str]
T = TypeVar("T")

# The walks with Tab come last: they move the focus, and the skip link changes the address.
EVERYWHERE: tuple[checks.Check, ...] = (
    checks.document,
    checks.contrast,
    checks.layout,
    focus,
    skip_link,
)
WIDE: tuple[checks.Check, ...] = (checks.axe, checks.text_resize)
NARROW: tuple[checks.Check, ...] = (checks.axe_of_width,)

# What a page is dressed with: the browser breaks it off where somebody leaves before it came. What
# is missing is answered 404, what is refused fails with other words.
DRESS = frozenset({"stylesheet", "script", "image", "font"})


@dataclass
class Troubles:
    """What went wrong behind a page: console errors, failed requests, unexpected answers."""

    allowed: Collection[int] = ()
    found: list[str] = field(default_factory=list)

    downloads: set[str] = field(default_factory=set)

    def watch(self, context: BrowserContext) -> None:
        context.on("page", lambda page: page.on("download", self._downloaded))
        context.on("console", self._console)
        context.on("weberror", lambda error: self.found.append(f"script error: {error.error}"))
        context.on("requestfailed", self._failed)
        context.on("response", self._answered)

    def _console(self, message: ConsoleMessage) -> None:
        # An answer of 400 or more is told once, by `_answered`.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.found.append(f"console {message.type}: {message.text}")

    def _downloaded(self, download: Download) -> None:
        # The browser breaks the navigation off when it turns out to be a file.
        self.downloads.add(f"request failed: {download.url}: net::ERR_ABORTED")

    @property
    def left(self) -> list[str]:
        return [each for each in self.found if each not in self.downloads]

    def _failed(self, request: Request) -> None:
        if request.resource_type in DRESS and request.failure == "net::ERR_ABORTED":
            return
        self.found.append(f"request failed: {request.url}: {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.allowed:
            self.found.append(f"request answered {response.status}: {response.url}")


@dataclass(frozen=True)
class Seen:
    """A page looked over: its title, and a sentence for each fault."""

    title: str
    faults: list[str]


def look_over(
    chromium: Chromium,
    url: str,
    *,
    address: str,
    cookies: Cookies | None = None,
    width: Width = Width.WIDE,
    status: int = 200,
) -> Seen:
    """Load one page as the person whose cookies these are, and run every check on it."""
    return chromium.call(_look_over, chromium, url, address, cookies or {}, width, status)


def walk(
    chromium: Chromium,
    steps: Callable[..., T],
    *people: Cookies,
    address: str,
    width: Width = Width.WIDE,
    allowed: Collection[int] = (),
    scripts: bool = True,
) -> T:
    """Run `steps(page, page, …)`, a page for each person; fail on any trouble behind them.

    `steps` runs in the browser's thread: it clicks and reads, and leaves the database alone.
    """
    return chromium.call(_walk, chromium, steps, people, address, width, allowed, scripts)


def _walk(
    chromium: Chromium,
    steps: Callable[..., T],
    people: Sequence[Cookies],
    address: str,
    width: Width,
    allowed: Collection[int],
    scripts: bool,
) -> T:
    troubles = Troubles(allowed)
    with ExitStack() as windows:
        pages = []
        for cookies in people:
            window = chromium.context(width, address=address, cookies=cookies, scripts=scripts)
            context = windows.enter_context(window)
            troubles.watch(context)
            pages.append(context.new_page())
        result = steps(*pages)
    assert not troubles.left, "\n".join(troubles.left)
    return result


def _look_over(
    chromium: Chromium, url: str, address: str, cookies: Cookies, width: Width, status: int
) -> Seen:
    troubles = Troubles({status})
    with chromium.context(width, address=address, cookies=cookies) as context:
        troubles.watch(context)
        page = context.new_page()
        answer = page.goto(url)
        title = page.title()
        got = answer.status if answer else None
        faults = [] if got == status else [f"{url} answered {got}, not {status}"]
        # Without scripts the words are the same at any width: once is enough.
        if width is Width.WIDE:
            faults += _plain(chromium, page, url, address, cookies)
        faults += [fault for check in _checks(cookies, width) for fault in check(page)]
    return Seen(title, faults + troubles.found)


def _checks(cookies: Cookies, width: Width) -> list[checks.Check]:
    signed_in = [checks.navigation] if cookies else []
    at_width = WIDE if width is Width.WIDE else NARROW
    return [*signed_in, *at_width, *EVERYWHERE]


def _plain(chromium: Chromium, page: Page, url: str, address: str, cookies: Cookies) -> list[str]:
    with chromium.context(address=address, cookies=cookies, scripts=False) as context:
        bare = context.new_page()
        bare.goto(url)
        return checks.same_without_scripts(page, bare)
