"""The address the web server listens on, and whether it is free."""

import errno
import socket
from collections.abc import Mapping
from dataclasses import dataclass

from project.serve.refusal import RefusedError

# What listens everywhere is reached, from this machine, here.
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}


@dataclass(frozen=True)
class Address:
    """A host and a port; `near` is the host under which this machine reaches it."""

    host: str
    port: int

    @property
    def family(self) -> socket.AddressFamily:
        # gunicorn decides in the same way, so both speak of the same socket.
        return socket.AF_INET6 if ":" in self.host else socket.AF_INET

    @property
    def near(self) -> str:
        return EVERYWHERE.get(self.host, self.host)

    @property
    def bind(self) -> str:
        return f"{_bracketed(self.host)}:{self.port}"

    @property
    def netloc(self) -> str:
        return f"{_bracketed(self.near)}:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.netloc}/"


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def read_address(environ: Mapping[str, str]) -> Address:
    """Return HOST and PORT, or refuse a PORT that is none."""
    host = environ.get("HOST") or "127.0.0.1"
    port = environ.get("PORT") or "8000"
    if not (port.isascii() and port.isdigit() and 1 <= int(port) <= 65535):
        raise RefusedError(
            f"PORT={port} 不是端口号。请改为 1 到 65535 之间的数字，例如 PORT=8000。"
        )
    return Address(host.strip("[]"), int(port))


def require_free(address: Address) -> None:
    """Refuse an address that gunicorn could not bind, before anything has started."""
    with socket.socket(address.family, socket.SOCK_STREAM) as probe:
        # As gunicorn does: connections of a server just stopped do not count as taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address.host, address.port))
        except OSError as error:
            raise RefusedError(_why_not(address, error)) from error


def _why_not(address: Address, error: OSError) -> str:
    port = address.port
    if error.errno == errno.EADDRINUSE:
        return (
            f"端口 {port} 已被别的程序占用。请先停止那个程序，"
            f"或换一个端口启动：PORT={min(port + 1, 65535)} ./run"
        )
    if error.errno == errno.EACCES:
        return f"当前用户无权使用端口 {port}。请换一个 1024 以上的端口启动：PORT=8000 ./run"
    return f"无法在 {address.bind} 上监听（{error.strerror}）。请检查 HOST 是否为本机的地址。"
