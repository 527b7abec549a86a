"""One Chromium for a whole test session, driven from a thread of its own."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import ParamSpec, Self, TypeVar

from playwright.sync_api import BrowserContext, sync_playwright

PROGRAM = Path("/usr/bin/chromium-headless-shell")
CJK_FONTS = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-quic",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
    # A page that asks for anything outside fails its request, and so its test.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
PATIENCE_MS = 10_000

P = ParamSpec("P")
T = TypeVar("T")


class Width(Enum):
    """The two windows every page is read in, as (width, height) in CSS pixels."""

    WIDE = (1280, 900)
    NARROW = (320, 640)


class Chromium:
    """A running Chromium; whatever touches its pages runs inside `call`.

    Playwright's plain interface keeps an event loop "running" in the thread it was started in, for
    as long as it lives. In the main thread Django would then refuse every query, and asyncio.run
    would fail, in whichever unrelated test comes later in the random order;
    DJANGO_ALLOW_ASYNC_UNSAFE only silences the first. So the loop lives in a thread of its own: the
    main thread makes data and asserts on rows, steps in the browser go through `call`, and a query
    slipped in among those is refused, as it should be: it would run on another connection.
    Never touch a page outside `call`: it fails, and leaves the loop behind in the main thread.
    """

    def __enter__(self) -> Self:
        require_chromium()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="chromium")
        try:
            self.call(self._start)
        except BaseException:
            self._thread.shutdown()
            raise
        return self

    def __exit__(self, *exception: object) -> None:
        self.call(self._stop)
        self._thread.shutdown()

    def call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a function in the browser's thread; return its result or raise its error."""
        return self._thread.submit(function, *args, **kwargs).result()

    @contextmanager
    def context(
        self,
        width: Width = Width.WIDE,
        *,
        address: str = "http://127.0.0.1",
        cookies: Mapping[str, str] | None = None,
        scripts: bool = True,
    ) -> Iterator[BrowserContext]:
        """Open a fresh window of one person; only inside `call`."""
        context = self._browser.new_context(
            base_url=address,
            viewport={"width": width.value[0], "height": width.value[1]},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
            java_script_enabled=scripts,
        )
        context.set_default_timeout(PATIENCE_MS)
        sign_in(context, address, cookies or {})
        try:
            yield context
        finally:
            context.close()

    def _start(self) -> None:
        self._playwright = sync_playwright().start()
        self._browser = self._playwright.chromium.launch(executable_path=PROGRAM, args=list(FLAGS))

    def _stop(self) -> None:
        self._browser.close()
        self._playwright.stop()


def sign_in(context: BrowserContext, address: str, cookies: Mapping[str, str]) -> None:
    """Let a window go on as the person whose cookies these are, or as a stranger."""
    context.clear_cookies()
    context.add_cookies(
        [{"name": name, "value": value, "url": address} for name, value in cookies.items()]
    )


def require_chromium() -> None:
    """Refuse to begin without the browser or without Chinese glyphs; nothing is skipped."""
    missing = [str(path) for path in (PROGRAM, CJK_FONTS) if not path.exists()]
    if missing:
        raise FileNotFoundError(
            f"{', '.join(missing)} missing: apt-get install chromium-headless-shell fonts-noto-cjk"
        )
