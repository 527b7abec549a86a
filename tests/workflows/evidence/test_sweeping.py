"""What broken uploads left goes after a day; what is coming in, or kept, stays."""

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cast import MORNING
from workflows.evidence.store import folder
from workflows.evidence.sweeping import Swept, sweep


@pytest.fixture
def places(tmp_path: Path, settings: Any) -> list[Path]:
    """The place of a browser's uploads, and the store."""
    settings.DATA_DIR = tmp_path
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "incoming"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir()
    folder().mkdir(parents=True)
    return [settings.FILE_UPLOAD_TEMP_DIR, folder()]


def lay(path: Path, *, at: datetime) -> Path:
    path.write_bytes(b"half")
    os.utime(path, (at.timestamp(), at.timestamp()))
    return path


def test_what_is_older_than_a_day_goes_and_nothing_else(places: list[Path]) -> None:
    incoming, store = places
    old, fresh = MORNING - timedelta(days=1, seconds=1), MORNING - timedelta(hours=23)
    gone = [lay(incoming / "tmpx1.upload.pdf", at=old), lay(store / ".incoming-0a1b", at=old)]
    stay = [
        lay(incoming / "tmpx2.upload.pdf", at=fresh),
        lay(store / ".incoming-0a1c", at=fresh),
        lay(store / "sha256-00ff", at=old),
        lay(incoming / "kept-by-somebody.txt", at=old),
    ]
    assert sweep(at=MORNING) == Swept(files=2, size=8)
    assert not any(path.exists() for path in gone)
    assert all(path.exists() for path in stay)
    assert sweep(at=MORNING) == Swept(files=0, size=0)
