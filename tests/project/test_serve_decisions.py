"""What the supervisor decides and says, without a process and without waiting."""

import doctest
import errno
import io
import subprocess
import sys
from types import ModuleType

import pytest

from project.serve import backoff, post, processes
from project.serve.address import Address, read_address
from project.serve.backoff import next_delay
from project.serve.children import Child, children
from project.serve.health import HealthProbe
from project.serve.post import Post, in_words
from project.serve.refusal import RefusedError
from project.serve.saying import say


@pytest.mark.parametrize("module", [backoff, post, processes])
def test_the_examples_in_the_docstrings_hold(module: ModuleType) -> None:
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0


def test_the_wait_doubles_from_one_second_to_one_minute() -> None:
    waits: list[float] = []
    for _ in range(8):
        waits.append(next_delay(waits[-1] if waits else None, lived=0.5))
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]


@pytest.mark.parametrize(("lived", "wait"), [(59.9, 16), (60.0, 1), (3600.0, 1)])
def test_a_child_that_lived_a_minute_starts_again_after_one_second(
    lived: float, wait: float
) -> None:
    assert next_delay(8, lived=lived) == wait


def test_a_dead_child_is_due_when_its_wait_is_over() -> None:
    place = Post(Child("worker", ("false",)))
    assert place.is_due(at=100)
    assert place.ended(lived=0.1, at=100) == 1
    assert not place.is_due(at=100.9)
    assert place.patience(at=100.25) == 0.75
    assert place.is_due(at=101)


@pytest.mark.parametrize(
    ("code", "words"), [(0, "退出码 0"), (-15, "信号 SIGTERM，被要求结束"), (-40, "信号 40")]
)
def test_an_end_is_said_in_words(code: int, words: str) -> None:
    assert in_words(code) == words


def test_without_settings_the_system_is_on_this_machine_only() -> None:
    web, worker = children({})
    assert (web.name, worker.name) == ("web", "worker")
    assert web.address == Address("127.0.0.1", 8000)
    assert web.command[web.command.index("--bind") + 1] == "127.0.0.1:8000"
    assert worker.command == (sys.executable, "manage.py", "qcluster")


@pytest.mark.parametrize(
    ("host", "bind", "url"),
    [
        ("0.0.0.0", "0.0.0.0:8080", "http://127.0.0.1:8080/"),
        ("::", "[::]:8080", "http://[::1]:8080/"),
        ("10.1.2.3", "10.1.2.3:8080", "http://10.1.2.3:8080/"),
    ],
)
def test_the_address_said_can_be_opened(host: str, bind: str, url: str) -> None:
    address = read_address({"HOST": host, "PORT": "8080"})
    assert (address.bind, address.url) == (bind, url)


@pytest.mark.parametrize("port", ["http", "0", "70000", "-1", "８０００"])
def test_a_port_that_is_none_is_refused_by_name(port: str) -> None:
    with pytest.raises(RefusedError, match=f"PORT={port} 不是端口号.*PORT=8000"):
        read_address({"PORT": port})


def test_a_silent_web_server_is_complained_of_once() -> None:
    probe = HealthProbe(Address("127.0.0.1", 8000), at=100)
    assert probe.complaint(at=159) == ""
    assert "仍未应答 http://127.0.0.1:8000/healthz" in probe.complaint(at=160)
    assert probe.complaint(at=300) == ""


def test_a_wrong_answer_is_named_in_the_complaint() -> None:
    probe = HealthProbe(Address("127.0.0.1", 8000), at=100)
    probe.last_answer = "400"
    assert "ALLOWED_HOSTS" in probe.complaint(at=160)


def test_a_terminal_that_is_gone_is_no_reason_to_fall(monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone(io.StringIO):
        def write(self, _: str) -> int:
            raise OSError(errno.EIO, "terminal closed")

    monkeypatch.setattr(sys, "stderr", Gone())
    say("正在停止")


def test_the_supervisor_does_not_load_django() -> None:
    loaded = "import sys, project.serve.__main__; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loaded], check=False).returncode == 0
