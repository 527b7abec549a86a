"""Pictures of a running server's pages at both widths: `python -m tests.browser.look --help`."""

import argparse
import os
import re
from collections.abc import Sequence
from pathlib import Path

from tests.browser.chromium import Chromium, Width


def main(argv: Sequence[str] | None = None) -> None:
    """Write one PNG a path and width; say on a line each what was written."""
    options = _options().parse_args(argv)
    cookies = _cookies(options.cookie, options.user)
    options.out.mkdir(parents=True, exist_ok=True)
    with Chromium() as chromium:
        for path in options.paths:
            for width in Width:
                target = options.out / f"{_file_name(path)}-{width.value[0]}.png"
                said = chromium.call(_take, chromium, options.address, path, width, cookies, target)
                print(said)


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.browser.look", description=__doc__)
    parser.add_argument("paths", nargs="+", help="such as / /tasks/jiangmen-145/1/")
    parser.add_argument("--address", default="http://127.0.0.1:8000")
    parser.add_argument("--out", type=Path, default=Path("/tmp/look"))  # noqa: S108 (to look at)
    who = parser.add_mutually_exclusive_group()
    who.add_argument("--cookie", help="value of a session cookie")
    who.add_argument("--user", help="user name; needs the server's DATA_DIR and DATABASE_URL")
    return parser


def _cookies(cookie: str | None, user: str | None) -> dict[str, str]:
    """Return the given session's cookie, or open a session in the server's own database."""
    if not user:
        return {"sessionid": cookie} if cookie else {}
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
    import django

    django.setup()
    from django.contrib.auth import get_user_model

    from tests.browser.serving import session_cookies

    found = get_user_model().objects.filter(username=user).first()
    if found is None:
        raise SystemExit(f"no user {user} in this DATA_DIR or DATABASE_URL")
    return session_cookies(found)


def _take(
    chromium: Chromium, address: str, path: str, width: Width, cookies: dict[str, str], target: Path
) -> str:
    with chromium.context(width, address=address, cookies=cookies) as context:
        page = context.new_page()
        answer = page.goto(path)
        page.screenshot(path=target, full_page=True)
        return f"{target} {answer and answer.status} {page.title()}"


def _file_name(path: str) -> str:
    return re.sub(r"\W+", "-", path).strip("-") or "home"


if __name__ == "__main__":
    main()
