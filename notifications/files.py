"""The file store: issued files under their own fingerprint, written once, never overwritten."""

import hashlib
import os
import secrets
from pathlib import Path

from django.conf import settings

from project.audit.models import strongest_digest


def fingerprint_of(content: bytes, algorithm: str = "") -> str:
    """Return `algorithm:hex` over a file's bytes.

    >>> fingerprint_of(b"", "sha256")[:13]
    'sha256:e3b0c4'
    """
    algorithm = algorithm or strongest_digest()
    return f"{algorithm}:{hashlib.new(algorithm, content).hexdigest()}"


def path_of(fingerprint: str) -> Path:
    """Return where a file lies; a colon is no letter of a file name everywhere."""
    folder: Path = settings.DATA_DIR / "files" / "documents"
    return folder / fingerprint.replace(":", "-")


def store(content: bytes) -> str:
    """Write a file under its fingerprint and return that; a whole one already there stays.

    The name appears only once all bytes are on the disk. A damaged file makes room for the same
    bytes anew.
    """
    fingerprint = fingerprint_of(content)
    if find(fingerprint) is None:
        _write(path_of(fingerprint), content)
    return fingerprint


def find(fingerprint: str) -> bytes | None:
    """Return a file's bytes; None where it is gone or is not what it was any more."""
    path = path_of(fingerprint)
    content = path.read_bytes() if path.is_file() else b""
    algorithm = fingerprint.partition(":")[0]
    return content if fingerprint_of(content, algorithm) == fingerprint else None


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
