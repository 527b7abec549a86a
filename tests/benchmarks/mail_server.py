"""A real SMTP server in a process of its own, for `mail_cost`: it keeps the accepted Message-IDs.

It says its port on its first line, and at each line it reads, the accepted IDs since the last one.
"""

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

ROOT = Path(__file__).resolve().parents[2]
MESSAGE_ID = re.compile(rb"^Message-ID: (\S+)\r$", re.MULTILINE)


class Counting:
    """Accepts all that it is given."""

    def __init__(self) -> None:
        self.accepted: list[str] = []

    async def handle_DATA(  # noqa: N802 (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        found = MESSAGE_ID.search(envelope.content)
        assert found is not None
        self.accepted.append(found[1].decode())
        return "250 OK"


class Server:
    """The other side of that process."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.port = int(self._line())

    def accepted(self) -> list[str]:
        """Return the Message-IDs accepted since the last time this was asked, in their order."""
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        ids: list[str] = json.loads(self._line())
        return ids

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline()


@contextmanager
def serving() -> Iterator[Server]:
    """Serve for as long as this lasts."""
    command = [sys.executable, "-m", __name__]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, cwd=ROOT, text=True, **pipes) as process:  # type: ignore[call-overload]
        try:
            yield Server(process)
        finally:
            process.kill()


async def serve() -> None:
    box, loop = Counting(), asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(box), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    while await loop.run_in_executor(None, sys.stdin.readline):
        print(json.dumps(box.accepted), flush=True)
        box.accepted = []


if __name__ == "__main__":
    asyncio.run(serve())
