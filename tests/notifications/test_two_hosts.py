"""Two senders in two network namespaces share one database, and one of them is killed.

Where namespaces are refused the test fails with what was said: it is not skipped, since nothing
else shows that senders need no more in common than the database and the mail server.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
import time_machine
from aiosmtpd.controller import UnixSocketController
from django.db import connection

from notifications.letters import Letter
from notifications.models import Kind, Message, State
from notifications.outbox import post
from project.accounts.models import User
from task_table.models import Plan
from tests.notifications.namespaced import relay
from tests.notifications.test_worker import ROOT, SlowMailbox, until

pytestmark = [pytest.mark.db, pytest.mark.waits, pytest.mark.django_db(transaction=True)]

LETTERS = 160
Start = Callable[[], subprocess.Popen[str]]


@pytest.fixture
def here() -> Iterator[Path]:
    """Give a folder with a short path: a Unix socket's name has 108 letters at most."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


@pytest.fixture
def box(here: Path) -> Iterator[SlowMailbox]:
    mailbox = SlowMailbox()
    mailbox.pause = 0.03
    controller = UnixSocketController(mailbox, unix_socket=here / "mail")
    controller.start()
    yield mailbox
    controller.stop()


@pytest.fixture
def database(here: Path) -> Iterator[tuple[str, str]]:
    """Give the database's address for another namespace, and the socket it is behind, if any."""
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        yield f"sqlite:///{facts['NAME']}", ""
        return
    who, name = f"{quote(facts['USER'])}:{quote(facts['PASSWORD'])}", facts["NAME"]
    place = facts["OPTIONS"].get("host") or facts["HOST"] or "127.0.0.1"
    if place.startswith("/"):
        yield f"postgres://{who}@/{name}?host={quote(place, safe='')}", ""
        return
    leads = relay(here / "base", place, int(facts["PORT"] or 5432))
    with leads:
        yield f"postgres://{who}@127.0.0.1:{{port}}/{name}", str(here / "base")
        # `accept` in its thread does not see a close; it sees this.
        leads.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def start(here: Path, box: SlowMailbox, database: tuple[str, str]) -> Iterator[Start]:
    """Start senders, each in a namespace of its own; none of them outlives the test."""
    url, behind = database
    started: list[subprocess.Popen[str]] = []
    env = os.environ | {"ENV_FILE": "/dev/null", "DATA_DIR": str(here), "DATABASE_URL": url}
    env |= {"EMAIL_TIMEOUT": "1"}

    def one() -> subprocess.Popen[str]:
        command = ["unshare", "--net", *([] if os.geteuid() == 0 else ["--map-root-user"])]
        sender = subprocess.Popen(
            [*command, sys.executable, "-m", "tests.notifications.namespaced",
             str(here / "mail"), behind],
            env=env, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        started.append(sender)
        assert sender.stdout is not None
        assert sender.stdout.readline() == "ready\n", sender.communicate()[1]
        return sender

    yield one
    for each in started:
        if each.poll() is None:
            os.killpg(each.pid, signal.SIGKILL)
        with each:  # closes what it was heard by, and waits
            pass


def queue(plan: Plan, leader: User) -> None:
    """Queue letters that hold today: the senders live by the real clock."""
    now = time_machine.escape_hatch.datetime.datetime.now().astimezone()
    last_day = now.date() + timedelta(days=1)
    for number in range(LETTERS):
        letter = Letter(f"演示：第{number}封", "正文", "<p>正文</p>")
        post(
            letter, kind=Kind.DIGEST, subject=plan.slug, period=f"{number}", to=[leader],
            expires_on=last_day, at=now,
        )  # fmt: skip


def ended(sender: subprocess.Popen[str]) -> dict[str, object]:
    said, wrong = sender.communicate(timeout=60)
    assert sender.returncode == 0, wrong
    told: dict[str, object] = json.loads(said.splitlines()[-1])
    return told


def test_senders_on_two_hosts_have_each_letter_accepted_once_though_one_is_killed(
    plan: Plan, leader: User, with_address: Callable[..., User], box: SlowMailbox, start: Start
) -> None:
    queue(plan, with_address(leader))
    mail = Message.objects.by_mail()
    killed, other = start(), start()
    until(lambda: len(box.accepted) >= 20, 60, "no letter was sent")
    os.killpg(killed.pid, signal.SIGKILL)
    third = start()
    until(lambda: not mail.exclude(state=State.SENT).exists(), 120, "letters were lost")
    tallies = [ended(each) for each in (other, third)]
    spaces = {os.readlink("/proc/self/ns/net"), *(str(each["namespace"]) for each in tallies)}
    assert len(spaces) == 3
    windows = sum(mail.values_list("uncertain", flat=True))
    assert len(set(box.accepted)) == LETTERS
    assert len(box.accepted) - LETTERS <= windows <= 1
