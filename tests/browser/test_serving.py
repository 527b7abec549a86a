"""The served system reaches the browser: signed in, looked over, and every trouble told."""

import pytest
from django.db import connection
from django.templatetags.static import static
from playwright.sync_api import Page
from pytest_django import Settings

from project.accounts.models import User
from tests.browser.chromium import Chromium, Width
from tests.browser.serving import session_cookies
from tests.browser.visiting import look_over, walk

pytestmark = pytest.mark.waits

LATE_DRESS = """() => document.head.append(
    Object.assign(document.createElement("link"), {rel: "stylesheet", href: "/late.css"}))"""


@pytest.fixture
def tiny(address: str, settings: Settings) -> str:
    settings.ROOT_URLCONF = "tests.browser.tiny"
    return address


def test_a_person_is_signed_in_and_a_stranger_is_not(
    chromium: Chromium, tiny: str, liaison: User
) -> None:
    """With the cast's clock standing still: neither session nor browser minds."""

    def greetings(known: Page, stranger: Page) -> list[str]:
        for page in (known, stranger):
            page.goto("/hello/")
        return [page.locator("p").first.inner_text() for page in (known, stranger)]

    seen = walk(chromium, greetings, session_cookies(liaison), session_cookies(None), address=tiny)
    assert seen == [f"您好，{liaison.name}。", "您好，访客。"]


@pytest.mark.parametrize("width", Width)
def test_sound_pages_have_no_faults(
    chromium: Chromium, tiny: str, liaison: User, width: Width
) -> None:
    cookies = session_cookies(liaison)
    hello = look_over(chromium, "/hello/", address=tiny, cookies=cookies, width=width)
    foreign = look_over(chromium, "/foreign/", address=tiny, width=width, status=404)
    assert (hello.title, hello.faults, foreign.faults) == ("责任清单", [], [])


def test_troubles_behind_a_page_are_told(chromium: Chromium, tiny: str) -> None:
    faults = "\n".join(look_over(chromium, "/broken/", address=tiny).faults)
    assert "console error: 坏了" in faults
    assert "script error: " in faults
    assert "request failed: https://example.com/far.png" in faults
    assert f"request answered 404: {tiny}/gone.png" in faults
    assert "scripts: without them main says 「首页 无」" in faults
    assert "answered" in look_over(chromium, "/foreign/", address=tiny).faults[0]


def test_a_walk_fails_on_trouble(chromium: Chromium, tiny: str) -> None:
    def stumble(page: Page) -> None:
        page.goto("/foreign/")

    walk(chromium, stumble, {}, address=tiny, allowed={404})
    with pytest.raises(AssertionError, match="request answered 404"):
        walk(chromium, stumble, {}, address=tiny)


def test_leaving_before_the_dress_came_is_no_trouble(chromium: Chromium, tiny: str) -> None:
    """The stylesheet's request is never answered: the browser breaks it off with the page."""

    def hurry(page: Page) -> None:
        page.route("**/late.css", lambda route: None)
        page.goto("/hello/")
        with page.expect_request("**/late.css"):
            page.evaluate(LATE_DRESS)
        with page.expect_event("requestfailed") as broken:
            page.goto("/hello/")
        assert broken.value.failure == "net::ERR_ABORTED"

    walk(chromium, hurry, {}, address=tiny)


def test_the_main_thread_stays_fit_for_queries(chromium: Chromium, db: None) -> None:
    chromium.call(lambda: None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


def test_static_files_are_served_under_their_own_names(chromium: Chromium, tiny: str) -> None:
    def fetched(page: Page) -> str:
        answer = page.goto(static("zeren.css"))
        assert answer is not None
        return answer.text()

    assert static("zeren.css") == "/static/zeren.css"
    assert ":focus-visible" in walk(chromium, fetched, {}, address=tiny)
