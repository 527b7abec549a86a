"""When the supervisor does not start, and what it tells the person then."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from project.serve.lock import held_lock

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", 0))
        somebody.listen()
        yield somebody.getsockname()[1]


def serve(**environ: str) -> tuple[int, str]:
    """Run `python -m project.serve` to its refusal; return its exit code and its words."""
    done = subprocess.run(
        [sys.executable, "-m", "project.serve"],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=10,
        check=False,
    )
    return done.returncode, done.stderr


def test_a_second_supervisor_on_the_same_data_is_refused(tmp_path: Path, taken_port: int) -> None:
    with held_lock(tmp_path / "serve"):
        code, words = serve(DATA_DIR=str(tmp_path), PORT=str(taken_port))
    assert code == 1
    assert f"数据目录 {tmp_path} 的系统已经在运行" in words
    assert "按 Ctrl-C" in words


def test_a_taken_port_is_refused_before_anything_starts(tmp_path: Path, taken_port: int) -> None:
    code, words = serve(DATA_DIR=str(tmp_path), PORT=str(taken_port))
    assert code == 1
    assert words == (
        f"端口 {taken_port} 已被别的程序占用。请先停止那个程序，"
        f"或换一个端口启动：PORT={min(taken_port + 1, 65535)} ./run\n"
    )
    assert not list((tmp_path / "serve").glob("*.json"))


def test_a_host_of_another_machine_is_refused(tmp_path: Path) -> None:
    code, words = serve(DATA_DIR=str(tmp_path), HOST="192.0.2.1", PORT="8000")
    assert code == 1
    assert "请检查 HOST 是否为本机的地址" in words


def test_a_data_dir_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    code, words = serve(DATA_DIR=str(tmp_path / "file"))
    assert code == 1
    assert "无法写入数据目录" in words


def test_the_lock_is_free_again_after_a_refusal(tmp_path: Path, taken_port: int) -> None:
    serve(DATA_DIR=str(tmp_path), PORT=str(taken_port))
    with held_lock(tmp_path / "serve"):
        pass
