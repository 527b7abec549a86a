"""The supervisor with small real programs: nothing stays dead, and nothing stays behind."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from project.serve.groups import Group, end_leftovers, record
from project.serve.processes import Process, boot_id, kill, processes, read_process

pytestmark = pytest.mark.waits

ROOT = Path(__file__).resolve().parents[2]

T = TypeVar("T")

DRIVER = """
import json, os, signal, sys
from pathlib import Path
from project.serve.__main__ import serve
from project.serve.address import Address
from project.serve.children import Child
told = json.loads(sys.argv[1])
signal.signal(signal.SIGHUP, signal.SIG_IGN if told["nohup"] else signal.SIG_DFL)
those = [Child(n, tuple(c), address=Address("127.0.0.1", p) if p else None)
         for n, c, p in told["children"]]
here = Path(told["here"])
sys.exit(serve(those, data_dir=here, environ=os.environ, cwd=here, grace=told["grace"]))
"""

SLEEPS = "import time; time.sleep(600)"
IGNORES_SIGTERM = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "open('ignoring', 'a').close(); time.sleep(600)"
)
# Starts the program in argv[2] as a grandchild, in a session of its own if argv[3] says so.
HAS_GRANDCHILD = (
    "import subprocess, sys, time;"
    "subprocess.Popen([sys.executable, '-c', sys.argv[2], 'grandchild'],"
    "start_new_session='apart' in sys.argv); time.sleep(600)"
)
# Leaves a grandchild whose parent has gone.
HAS_ORPHAN = (
    "import os, subprocess, sys, time;"
    "os.fork() or (subprocess.Popen([sys.executable, '-c', sys.argv[2], 'orphan']), os._exit(0));"
    "os.wait(); time.sleep(600)"
)
# As django-q2: on SIGTERM the leader waits for the job, and the job dies of a SIGTERM of its own.
FINISHES_ITS_JOB = """
import signal, subprocess, sys
job = subprocess.Popen([sys.executable, '-c', sys.argv[2], 'job'])
signal.signal(signal.SIGTERM, lambda *_: (open('stopping', 'w').close(), sys.exit(job.wait())))
open('ready', 'w').close()
signal.pause()
"""
JOB = """
import os, time
while not os.path.exists('stopping'): time.sleep(0.01)
time.sleep(0.2)
open('finished', 'w').close()
"""
ANSWERS = """
import http.server, sys
class Healthy(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == '/healthz' else 404); self.end_headers()
    def log_message(self, *_): pass
http.server.HTTPServer(('127.0.0.1', int(sys.argv[2])), Healthy).serve_forever()
"""
NEVER_ANSWERS = """
import socket, sys, time
with socket.create_server(('127.0.0.1', int(sys.argv[2]))): time.sleep(600)
"""


def program(role: str, code: str, *more: str, port: int = 0) -> tuple[str, list[str], int]:
    return role, [sys.executable, "-c", code, role, *more], port


def until(found: Callable[[], T], seconds: float = 5.0) -> T:
    """Return what `found` returns as soon as that is something, or fail at the deadline."""
    deadline = time.monotonic() + seconds
    while not (result := found()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)
    return result


class Stage:
    """A folder, the supervisors started in it, and every process that stems from them."""

    def __init__(self, here: Path) -> None:
        self.here = here
        self.supervisors: list[subprocess.Popen[bytes]] = []

    def play(
        self, *those: tuple[str, list[str], int], grace: float = 5, nohup: bool = False
    ) -> subprocess.Popen[bytes]:
        told = json.dumps(
            {"children": those, "here": str(self.here), "grace": grace, "nohup": nohup}
        )
        with (self.here / "said").open("ab") as said:
            supervisor = subprocess.Popen(
                [sys.executable, "-c", DRIVER, told],
                env={**os.environ, "STAGE": str(self.here), "PYTHONPATH": str(ROOT)},
                stderr=said,
            )
        self.supervisors.append(supervisor)
        return supervisor

    def said(self, words: str) -> bool:
        return words in (self.here / "said").read_text()

    def everyone(self) -> list[Process]:
        """All that live and carry this stage's name, in whatever session; supervisors apart."""
        ours = {supervisor.pid for supervisor in self.supervisors}
        return [p for p in processes() if p.alive and p.pid not in ours and self._carries(p)]

    def _carries(self, process: Process) -> bool:
        try:
            words = Path(f"/proc/{process.pid}/environ").read_bytes().split(b"\0")
        except OSError:
            return False
        return f"STAGE={self.here}".encode() in words

    def cleared(self) -> bool:
        """Kill whom a failed test left, and tell whether there was nobody any more."""
        left = self.everyone()
        for process in left:
            kill(process)
        return not left

    def pids(self, role: str) -> set[int]:
        return {p.pid for p in self.everyone() if _role(p.pid) == role}

    def pid(self, role: str) -> int:
        return until(lambda: self.pids(role)).pop()

    def kill(self, role: str) -> int:
        pid = self.pid(role)
        os.kill(pid, signal.SIGKILL)
        return pid


def _role(pid: int) -> str:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return ""
    return words[3].decode() if len(words) > 3 else ""


def _status(pid: int) -> str:
    return Path(f"/proc/{pid}/status").read_text()


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    stage = Stage(tmp_path)
    yield stage
    for supervisor in stage.supervisors:
        supervisor.kill()
        supervisor.wait()
    until(stage.cleared)


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


# Restarting ---------------------------------------------------------------------------------------


def test_what_dies_is_started_again(stage: Stage) -> None:
    stage.play(program("worker", SLEEPS), program("web", SLEEPS))
    bystander, dead = stage.pid("web"), stage.kill("worker")
    until(lambda: stage.pids("worker") - {dead})
    assert stage.said(
        "worker意外结束（信号 SIGKILL，被强行结束，常见原因是内存不足），1 秒后重新启动"
    )
    assert stage.pids("web") == {bystander}


def test_what_dies_at_once_waits_longer_each_time(stage: Stage) -> None:
    stage.play(program("worker", "raise SystemExit(3)"))
    until(lambda: stage.said("worker意外结束（退出码 3），1 秒后重新启动"))
    until(lambda: stage.said("worker意外结束（退出码 3），2 秒后重新启动"))


@pytest.mark.parametrize("where", ["together", "apart"])
def test_a_killed_leader_leaves_no_orphans(stage: Stage, where: str) -> None:
    stage.play(program("worker", HAS_GRANDCHILD, SLEEPS, where))
    orphan, dead = stage.pid("grandchild"), stage.kill("worker")
    until(lambda: stage.pids("worker") - {dead})
    assert orphan not in stage.pids("grandchild")


def test_orphans_that_end_leave_no_zombies(stage: Stage) -> None:
    supervisor = stage.play(program("worker", HAS_ORPHAN, SLEEPS))
    until(lambda: f"\nPPid:\t{supervisor.pid}\n" in _status(stage.pid("orphan")))
    orphan = stage.kill("orphan")
    until(lambda: read_process(orphan) is None)
    assert supervisor.poll() is None


def test_a_program_that_cannot_be_started_is_tried_again(stage: Stage) -> None:
    stage.play(("worker", ["/no/such/program"], 0), program("web", SLEEPS))
    until(lambda: stage.said("无法启动worker") and stage.said("2 秒后重试"))
    assert stage.pid("web")


# Saying where it is -------------------------------------------------------------------------------


def test_the_address_is_said_once_the_web_server_answers(stage: Stage, port: int) -> None:
    stage.play(program("web", ANSWERS, str(port), port=port))
    until(lambda: stage.said(f"责任台账已启动：http://127.0.0.1:{port}/ （按 Ctrl-C 停止）"))


def test_a_web_server_that_never_answers_holds_up_nothing(stage: Stage, port: int) -> None:
    stage.play(program("web", NEVER_ANSWERS, str(port), port=port), program("worker", SLEEPS))
    stage.pid("web")
    dead = stage.kill("worker")
    until(lambda: stage.pids("worker") - {dead}, seconds=3)
    assert not stage.said("责任台账已启动")


# Stopping -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_ends_every_process_of_every_session(stage: Stage, number: signal.Signals) -> None:
    supervisor = stage.play(
        program("worker", HAS_GRANDCHILD, IGNORES_SIGTERM),
        program("web", HAS_GRANDCHILD, IGNORES_SIGTERM, "apart"),
    )
    until(lambda: len(stage.pids("grandchild")) == 2 and (stage.here / "ignoring").exists())
    supervisor.send_signal(number)
    assert supervisor.wait(timeout=5) == 0
    assert stage.everyone() == []
    assert not list((stage.here / "serve").glob("*.json"))


def test_a_leader_that_ignores_sigterm_is_killed_after_the_grace_period(stage: Stage) -> None:
    supervisor = stage.play(program("worker", IGNORES_SIGTERM), grace=0.3)
    until((stage.here / "ignoring").exists)
    supervisor.send_signal(signal.SIGINT)
    assert supervisor.wait(timeout=5) == 1
    assert stage.everyone() == []
    assert stage.said("worker未自行结束，已强行结束")


def test_a_second_ctrl_c_kills_at_once(stage: Stage) -> None:
    supervisor = stage.play(program("worker", IGNORES_SIGTERM), grace=60)
    until((stage.here / "ignoring").exists)
    supervisor.send_signal(signal.SIGINT)
    until(lambda: stage.said("正在停止"))
    assert stage.pids("worker")
    supervisor.send_signal(signal.SIGINT)
    assert supervisor.wait(timeout=5) == 1
    assert stage.everyone() == []


def test_a_running_job_is_finished_before_the_stop(stage: Stage) -> None:
    supervisor = stage.play(program("worker", FINISHES_ITS_JOB, JOB))
    until((stage.here / "ready").exists)
    supervisor.send_signal(signal.SIGINT)
    assert supervisor.wait(timeout=5) == 0
    assert (stage.here / "finished").exists()


def test_under_nohup_the_end_of_the_terminal_stops_nothing(stage: Stage) -> None:
    supervisor = stage.play(program("worker", SLEEPS), nohup=True)
    stage.pid("worker")
    supervisor.send_signal(signal.SIGHUP)
    dead = stage.kill("worker")
    until(lambda: stage.pids("worker") - {dead})
    assert not stage.said("正在停止")


def test_a_stop_while_a_child_waits_for_its_restart_is_clean(stage: Stage) -> None:
    supervisor = stage.play(program("worker", "raise SystemExit(3)"))
    until(lambda: stage.said("重新启动"))
    supervisor.send_signal(signal.SIGTERM)
    assert supervisor.wait(timeout=5) == 0


# A supervisor killed with SIGKILL -----------------------------------------------------------------


def test_a_killed_supervisor_takes_its_children_along(stage: Stage) -> None:
    supervisor = stage.play(program("worker", SLEEPS), program("web", SLEEPS))
    until(lambda: stage.pids("worker") and stage.pids("web"))
    supervisor.kill()
    until(lambda: stage.everyone() == [])


@pytest.mark.parametrize("leader_too", [True, False])
def test_the_next_start_ends_what_a_killed_supervisor_left(stage: Stage, leader_too: bool) -> None:
    code = IGNORES_SIGTERM.replace("time.sleep(600)", HAS_GRANDCHILD) if leader_too else ""
    supervisor = stage.play(program("worker", code or HAS_GRANDCHILD, IGNORES_SIGTERM, "apart"))
    until(lambda: stage.pids("grandchild") and (stage.here / "serve/worker.json").exists())
    supervisor.kill()
    supervisor.wait()
    left = stage.pids("grandchild") | (stage.pids("worker") if leader_too else set())
    stage.play(program("web", SLEEPS))
    stage.pid("web")
    assert not left & {process.pid for process in stage.everyone()}
    assert stage.said(f"已清理上次异常退出后留下的 {len(left)} 个进程（worker）")


@pytest.mark.parametrize(("ticks_off", "boot"), [(1, None), (0, "another-boot")])
def test_a_stranger_who_got_a_recorded_number_is_left_alone(
    tmp_path: Path, ticks_off: int, boot: str | None
) -> None:
    stranger = subprocess.Popen([sys.executable, "-c", SLEEPS], start_new_session=True)
    process = read_process(stranger.pid)
    assert process
    started = process.started - ticks_off
    record(Group("worker", stranger.pid, started, boot or boot_id(), "some-marker"), tmp_path)
    end_leftovers(tmp_path)
    assert stranger.poll() is None
    assert not list(tmp_path.glob("*.json"))
    stranger.kill()
    stranger.wait()


def test_a_broken_record_does_not_keep_the_system_down(tmp_path: Path) -> None:
    (tmp_path / "worker.json").write_text('{"name": ')
    end_leftovers(tmp_path)
    assert not list(tmp_path.glob("*.json"))
