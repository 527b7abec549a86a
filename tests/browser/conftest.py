"""The browser and the served system of the browser tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as project_settings
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.browser.chromium import Chromium


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    """One Chromium for the whole session; each test opens windows of its own in it."""
    with Chromium() as running:
        yield running


@pytest.fixture(scope="session")
def _static_root() -> None:
    """Make the folder collectstatic would: WhiteNoise warns when it starts without one."""
    Path(project_settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture
def address(_static_root: None, live_server: LiveServer, settings: Settings) -> str:
    """Serve the system on 127.0.0.1, static files straight from the rooms, under their own names.

    The database is emptied and the world loaded again after each test (two seconds): look at many
    pages in one test.
    """
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    # By number: what localhost resolves to is the machine's own affair.
    return str(live_server.url).replace("localhost", "127.0.0.1")
