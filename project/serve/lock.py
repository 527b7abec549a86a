"""One supervisor for one DATA_DIR."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from project.serve.refusal import RefusedError


@contextmanager
def held_lock(folder: Path) -> Iterator[None]:
    """Hold DATA_DIR/serve/lock; the kernel lets go of it however we end."""
    handle = _open(folder / "lock")
    try:
        _take(handle, folder)
        yield
    finally:
        os.close(handle)


def _take(handle: int, folder: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise RefusedError(_taken(folder, os.pread(handle, 20, 0).decode() or "未知")) from error
    os.ftruncate(handle, 0)
    os.write(handle, str(os.getpid()).encode())


def _open(path: Path) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise RefusedError(
            f"无法写入数据目录 {path.parent.parent}（{error.strerror}）。"
            "请检查该目录属于哪个用户，或用 DATA_DIR=… 另选一个目录。"
        ) from error


def _taken(folder: Path, pid: str) -> str:
    return (
        f"数据目录 {folder.parent} 的系统已经在运行（进程号 {pid}）。"
        f"要重新启动，请先在它的窗口里按 Ctrl-C，或执行 kill {pid}；"
        "要另开一套，请换目录和端口：DATA_DIR=./var-2 PORT=8001 ./run"
    )
