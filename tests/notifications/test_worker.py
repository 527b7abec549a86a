"""The worker under the supervisor, a real SMTP server, and SIGKILL in the middle of the mail.

What `./run` does once the environment stands: prepare, then web and worker under one parent.
"""

import asyncio
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests import snapshots
from tests.notifications.conftest import free_port

pytestmark = pytest.mark.waits

ROOT = Path(__file__).resolve().parents[2]
PEOPLE = 40


class SlowMailbox:
    """Accepts each letter and thinks a while before it says so: there is a middle to die in."""

    pause = 0.15

    def __init__(self) -> None:
        self.accepted: list[str] = []
        self.addresses: set[str] = set()

    async def handle_DATA(  # noqa: N802 (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        letter = message_from_bytes(envelope.content)
        self.accepted.append(str(letter["Message-ID"]))
        self.addresses.add(str(letter["To"]))
        await asyncio.sleep(self.pause)
        return "250 OK"


@pytest.fixture
def mailbox() -> Iterator[tuple[SlowMailbox, int]]:
    box = SlowMailbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield box, controller.port
    controller.stop()


class Installation:
    """A fresh installation in a folder of its own, and its supervisor."""

    def __init__(self, here: Path, mail_port: int) -> None:
        self.here = here
        self.env = {
            **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
            "ENV_FILE": "/dev/null", "DATA_DIR": str(here), "PORT": str(free_port()),
            "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}", "EMAIL_TIMEOUT": "1",
        }  # fmt: skip
        self.supervisor: subprocess.Popen[bytes] | None = None

    def do(self, *command: str) -> None:
        subprocess.run(
            [sys.executable, *command], env=self.env, cwd=ROOT, check=True, capture_output=True
        )

    def start(self) -> None:
        with (self.here / "said").open("ab") as said:
            self.supervisor = subprocess.Popen(
                [sys.executable, "-m", "project.serve"], env=self.env, cwd=ROOT,
                stdout=said, stderr=said,
            )  # fmt: skip

    def stop(self) -> None:
        if self.supervisor:
            self.supervisor.send_signal(signal.SIGINT)
            self.supervisor.wait(timeout=60)

    def worker(self) -> int:
        return int(json.loads((self.here / "serve" / "worker.json").read_text())["leader"])

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        base = sqlite3.connect(f"file:{self.here / 'zeren.sqlite3'}?mode=ro", uri=True)
        try:
            return base.execute(sql).fetchall()
        finally:
            base.close()

    def states(self) -> dict[str, int]:
        sql = "SELECT state, count(*) FROM notifications_message WHERE channel='email' GROUP BY 1"
        return dict(self.rows(sql))


@pytest.fixture
def installation(
    tmp_path: Path, mailbox: tuple[SlowMailbox, int], django_db_setup: None, django_db_blocker: Any
) -> Iterator[Installation]:
    """An installation whose database is migrated already: each run of the tests migrates one."""
    with django_db_blocker.unblock():
        snapshots.write(tmp_path / "zeren.sqlite3")
    made = Installation(tmp_path, mailbox[1])
    made.do("manage.py", "prepare")
    made.do("-m", "tests.notifications.worker_world", "people", str(PEOPLE))
    yield made
    made.stop()


def until(holds: Callable[[], bool], seconds: float, what: str) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, what
        time.sleep(0.1)


def test_a_worker_killed_in_the_middle_loses_no_letter_and_repeats_only_the_counted(
    installation: Installation, mailbox: tuple[SlowMailbox, int]
) -> None:
    box, _ = mailbox
    installation.start()
    until((installation.here / "serve" / "worker.json").exists, 120, "no worker started")
    installation.do("-m", "tests.notifications.worker_world", "hurry")
    until(lambda: len(box.accepted) >= 10, 240, "no letter was sent by the schedule")
    os.kill(installation.worker(), signal.SIGKILL)
    until(lambda: installation.states() == {"sent": PEOPLE}, 300, "letters were lost")
    ((windows,),) = installation.rows("SELECT sum(uncertain) FROM notifications_message")
    assert len(box.addresses) == len(set(box.accepted)) == PEOPLE
    assert len(box.accepted) - PEOPLE <= windows <= 1
