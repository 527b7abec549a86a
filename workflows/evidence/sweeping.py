"""Sweeps away what broken uploads left: files that came in half and that no row will ever name."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from django.conf import settings

from workflows.evidence.store import folder

log = structlog.get_logger()

# No upload lasts so long; what lies longer belongs to a process that died.
LEFT_OVER = timedelta(days=1)


@dataclass(frozen=True)
class Swept:
    """How many files went, and their bytes."""

    files: int
    size: int


def sweep(*, at: datetime) -> Swept:
    """Remove what has lain untouched for a day where uploads come in; say how much it was."""
    sizes = [_removed(path) for path in _left_over(before=(at - LEFT_OVER).timestamp())]
    swept = Swept(len(sizes), sum(sizes))
    if swept.files:
        log.info("uploads.swept", files=swept.files, size=swept.size)
    return swept


def _left_over(*, before: float) -> Iterator[Path]:
    """Yield the old files of both places: the browser's uploads, and copies beside the store."""
    coming_in = Path(settings.FILE_UPLOAD_TEMP_DIR).glob("*.upload*")
    for path in (*coming_in, *folder().glob(".incoming-*")):
        if path.is_file() and not path.is_symlink() and path.stat().st_mtime < before:
            yield path


def _removed(path: Path) -> int:
    size = path.stat().st_size
    path.unlink(missing_ok=True)
    return size
