"""Asks the web server whether it is there, without ever waiting for the answer."""

import contextlib
import socket

from project.serve.address import Address

PATIENCE = 60.0
INTERVAL = 0.1
INTERVAL_AFTERWARDS = 2.0


class HealthProbe:
    """One question after the other to /healthz; each look takes what has arrived so far."""

    def __init__(self, address: Address, *, at: float) -> None:
        self.address = address
        self.until = at + PATIENCE
        self.interval = INTERVAL
        self.last_answer = ""
        self._question: socket.socket | None = None
        self._asked = False

    def answered(self) -> bool:
        """Look once; True when the server has said 200."""
        try:
            self._ask()
            answer = self._read()
        except BlockingIOError:  # not connected yet, or no answer yet: the next look will tell
            return False
        except OSError:  # nobody listens yet
            self.close()
            return False
        self.close()
        self.last_answer = answer or self.last_answer
        return answer == "200"

    def _ask(self) -> None:
        if self._question is None:
            self._question = socket.socket(self.address.family, socket.SOCK_STREAM)
            self._question.setblocking(False)
            # A refusal shows when we send.
            self._question.connect_ex((self.address.near, self.address.port))
        if not self._asked:
            host = self.address.netloc
            self._question.send(f"GET /healthz HTTP/1.0\r\nHost: {host}\r\n\r\n".encode())
            self._asked = True

    def _read(self) -> str:
        """Return the status of `HTTP/1.1 200 OK`, or nothing where the line is none."""
        words = self._question.recv(64).split() if self._question else []
        return words[1].decode("ascii", "replace") if len(words) > 1 else ""

    def close(self) -> None:
        if self._question is not None:
            with contextlib.suppress(OSError):  # a connection that broke is closed already
                self._question.close()
        self._question, self._asked = None, False

    def complaint(self, *, at: float) -> str:
        """Return, once and when patience has run out, what to tell the person."""
        if at < self.until:
            return ""
        self.until, self.interval = float("inf"), INTERVAL_AFTERWARDS
        where = f"{self.address.url}healthz"
        if self.last_answer:
            return (
                f"网页服务对 {where} 的应答是 {self.last_answer}，不是 200。"
                "请看上面的报错；应答 400 时请检查 ALLOWED_HOSTS 是否包含该地址。"
            )
        return f"网页服务启动 {PATIENCE:.0f} 秒后仍未应答 {where}。请看上面的报错。"
