"""A sender in a network namespace of its own, which `unshare --net` gave this process.

It has a loopback and nothing else: the mail server is reached through a Unix socket, the database
by its socket, its file, or through a Unix socket, too. It sends until its standard input ends.
"""

import contextlib
import fcntl
import json
import os
import select
import socket
import struct
import sys
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path

SET_FLAGS, UP = 0x8914, 0x1  # SIOCSIFFLAGS and IFF_UP of <linux/sockios.h> and <net/if.h>
PIECE = 65536
# So few that two senders have work at the same time.
BAGFUL = 40


def main(mail: str, database: str) -> None:
    """Send what is queued, round after round; at the end tell the namespace and the tally."""
    raise_loopback()
    os.environ["EMAIL_URL"] = f"smtp://127.0.0.1:{forward(mail)}"
    if database:
        os.environ["DATABASE_URL"] = os.environ["DATABASE_URL"].format(port=forward(database))
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
    django.setup()
    from notifications import bags
    from notifications.sending import send_queued

    bags.BAGFUL = BAGFUL
    tally: Counter[str] = Counter()
    print("ready", flush=True)
    while not is_over():
        tally += send_queued()
    print(json.dumps({"namespace": os.readlink("/proc/self/ns/net"), **tally}), flush=True)


def is_over() -> bool:
    """Say whether the standard input has ended; waits a moment."""
    readable, _, _ = select.select([sys.stdin], [], [], 0.05)
    return bool(readable)


def raise_loopback() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SET_FLAGS, struct.pack("16sh14x", b"lo", UP))


def forward(path: str) -> int:
    """Forward a port of this namespace's loopback to a Unix socket; return the port."""
    server = socket.create_server(("127.0.0.1", 0))

    def through() -> socket.socket:
        far = socket.socket(socket.AF_UNIX)
        far.connect(path)
        return far

    serve(server, through)
    return int(server.getsockname()[1])


def relay(path: Path, host: str, port: int) -> socket.socket:
    """Serve a Unix socket that leads to a TCP address of the namespace it is called in.

    Whoever closes the socket that is returned ends it.
    """
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(path))
    server.listen()
    serve(server, lambda: socket.create_connection((host, port)))
    return server


def serve(server: socket.socket, through: Callable[[], socket.socket]) -> None:
    """Take connections and carry each through, until the server's socket is closed."""

    def accept() -> None:
        while True:
            try:
                near, _ = server.accept()
            except OSError:
                return
            threading.Thread(target=carry, args=(near, through), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()


def carry(near: socket.socket, through: Callable[[], socket.socket]) -> None:
    """Carry bytes both ways until one side ends, or is gone with its process."""
    with contextlib.suppress(ConnectionError), near, through() as far:
        other = {near: far, far: near}
        while True:
            readable, _, _ = select.select(list(other), [], [])
            for source in readable:
                piece = source.recv(PIECE)
                if not piece:
                    return
                other[source].sendall(piece)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
