"""The two programs this installation consists of."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass

from project.serve.address import Address, read_address

# Below the supervisor's own grace period, so that gunicorn ends its requests itself.
GUNICORN_GRACE = 15


@dataclass(frozen=True)
class Child:
    """A program kept running; `title` is for people, `address` where it answers /healthz."""

    name: str
    command: tuple[str, ...]
    title: str = ""
    address: Address | None = None

    @property
    def said(self) -> str:
        return f"{self.title}（{self.name}）" if self.title else self.name


def children(environ: Mapping[str, str]) -> list[Child]:
    """Return the web server and the job worker as HOST and PORT ask for them."""
    address = read_address(environ)
    return [
        Child("web", web_command(address), title="网页服务", address=address),
        Child("worker", (sys.executable, "manage.py", "qcluster"), title="后台作业"),
    ]


def web_command(address: Address) -> tuple[str, ...]:
    """Return gunicorn's command line: no access log is its default."""
    command = [sys.executable, "-m", "gunicorn", "project.wsgi:application"]
    command += ["--bind", address.bind]
    command += ["--worker-class", "gthread", "--workers", "1", "--threads", "8"]
    command += ["--graceful-timeout", str(GUNICORN_GRACE)]
    # Its control socket would be a file outside DATA_DIR.
    command += ["--no-control-socket"]
    return tuple(command)
