"""The store of evidence: each file once under its digest, readable by its owner, never changed."""

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings

from project.audit.models import strongest_digest

CHUNK = 2**20


@dataclass(frozen=True)
class Incoming:
    """A file on the disk that is not kept yet: where it lies, its size and its digest."""

    path: Path
    size: int
    digest: str


def folder() -> Path:
    """Return where the files lie."""
    data_dir: Path = settings.DATA_DIR
    return data_dir / "files" / "evidence"


def path_of(digest: str) -> Path:
    """Return where a file lies; a colon is no letter of a file name everywhere."""
    return folder() / digest.replace(":", "-")


@contextmanager
def incoming(file: IO[bytes]) -> Iterator[Incoming]:
    """Copy a file beside the store, piece by piece; what was not kept by the end is gone."""
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder() / f".incoming-{secrets.token_hex(8)}"
    try:
        yield _copied(file, path)
    finally:
        path.unlink(missing_ok=True)


def _copied(file: IO[bytes], path: Path) -> Incoming:
    algorithm, size = strongest_digest(), 0
    digest = hashlib.new(algorithm)
    file.seek(0)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as copy:
        while piece := file.read(CHUNK):
            size += len(piece)
            digest.update(piece)
            copy.write(piece)
        copy.flush()
        os.fsync(copy.fileno())
    return Incoming(path, size, f"{algorithm}:{digest.hexdigest()}")


def keep(new: Incoming) -> None:
    """Give the file its name in the store; one that is there whole already stays as it is.

    Whole on the disk before any row names it. A damaged one makes room for the same bytes anew.
    """
    path = path_of(new.digest)
    if not is_whole(new.digest):
        path.unlink(missing_ok=True)
        with suppress(FileExistsError):  # somebody kept the same bytes at this very moment
            path.hardlink_to(new.path)
    _sync(folder())


def is_there(digest: str, size: int) -> bool:
    """Say whether a file lies in the store in its size, without reading it."""
    path = path_of(digest)
    return path.is_file() and path.stat().st_size == size


def is_whole(digest: str) -> bool:
    """Say whether a file lies in the store and still is what its digest says."""
    path = path_of(digest)
    if not path.is_file():
        return False
    algorithm, _, said = digest.partition(":")
    with path.open("rb") as file:
        return hashlib.file_digest(file, algorithm).hexdigest() == said


def _sync(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
