"""Local servers that answer as the platforms do, refusals included; each checks signatures itself.

Signatures are worked out here from the platforms' own words, not by the code under test.
"""

import base64
import hashlib
import hmac
import json
import socket
import struct
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

# What a server does with a post before it says anything: it answers, breaks, or keeps silent.
ANSWERS, BREAKS_AFTER, BREAKS_BEFORE, HANGS, DRIPS = (
    "answers",
    "breaks",
    "refuses",
    "hangs",
    "drips",
)


class Platform(ABC):
    """One robot's server: what it took, what it was asked, and how it feels at the moment."""

    path = "/hook"
    key = "0123456789abcdef-key"

    def __init__(self, secret: str = "") -> None:
        self.secret = secret
        self.taken: list[dict[str, Any]] = []
        self.asked = 0
        self.moods: list[str] = []
        self.instead: list[tuple[int, bytes, dict[str, str]]] = []
        self.lock = Lock()
        handler = type("Handler", (_Handler,), {"platform": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        # A hanging answer must not keep the test from ending.
        self.server.block_on_close = False
        Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        ).start()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server.server_address[1]}"

    @property
    def address(self) -> str:
        return f"http://{self.host}{self.path}"

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def says(self, status: int, body: Any, **headers: str) -> None:
        """Have the next post answered so, whatever is posted."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.instead.append((status, raw, named))

    @abstractmethod
    def answer(self, asked: "Asked") -> tuple[int, Any]:
        """Return status and body as the platform does."""

    @property
    def texts(self) -> list[str]:
        return [each["text"] for each in self.taken]


class Asked:
    """A post as it arrived."""

    def __init__(self, path: str, headers: Any, body: bytes) -> None:
        self.url, self.headers, self.body = urlsplit(path), headers, body
        self.query = {name: values[0] for name, values in parse_qs(self.url.query).items()}
        self.said = json.loads(body)


class WeCom(Platform):
    """qyapi.weixin.qq.com: the key alone; 20 a minute; 2048 bytes."""

    path = f"/cgi-bin/webhook/send?key={Platform.key}"

    def answer(self, asked: Asked) -> tuple[int, Any]:
        if asked.url.path != "/cgi-bin/webhook/send" or asked.query.get("key") != self.key:
            words = "invalid webhook url, hint: [17], from ip: 127.0.0.1, more info at https://…"
            return 200, {"errcode": 93000, "errmsg": words}
        if asked.said["msgtype"] != "text" or len(asked.said["text"]["content"].encode()) > 2048:
            return 200, {"errcode": 40058, "errmsg": "text.content exceed max length 2048"}
        if len(self.taken) >= 20:
            return 200, {"errcode": 45009, "errmsg": "api freq out of limit"}
        self.taken.append({"text": asked.said["text"]["content"]})
        return 200, {"errcode": 0, "errmsg": "ok"}


class DingTalk(Platform):
    """oapi.dingtalk.com: the token; 加签 within an hour; or a keyword."""

    path = f"/robot/send?access_token={Platform.key}"
    keyword = ""

    def answer(self, asked: Asked) -> tuple[int, Any]:
        if asked.query.get("access_token") != self.key:
            return 200, {"errcode": 300005, "errmsg": "token is not exist"}
        if self.secret and not self._is_signed(asked):
            return 200, {"errcode": 310000, "errmsg": "sign not match, more: [https://…]"}
        text = asked.said["text"]["content"]
        if self.keyword not in text:
            return 200, {"errcode": 310000, "errmsg": "keywords not in content, more: […]"}
        self.taken.append({"text": text})
        return 200, {"errcode": 0, "errmsg": "ok"}

    def _is_signed(self, asked: Asked) -> bool:
        stamp = asked.query.get("timestamp", "0")
        mac = hmac.HMAC(self.secret.encode(), digestmod=hashlib.sha256)
        mac.update(b"\n".join((stamp.encode(), self.secret.encode())))
        right = base64.b64encode(mac.digest()).decode()
        fresh = abs(time.time() - int(stamp) / 1000) <= 3600
        return fresh and hmac.compare_digest(asked.query.get("sign", ""), right)


class Feishu(Platform):
    """open.feishu.cn: the hook in the path; 签名校验 in the body; answers of either age."""

    path = f"/open-apis/bot/v2/hook/{Platform.key}"
    answers_as_of_old = False

    def answer(self, asked: Asked) -> tuple[int, Any]:
        if not asked.url.path.endswith(f"/hook/{self.key}"):
            words = "param invalid: incoming webhook access token invalid"
            return 400, {"code": 19001, "data": {}, "msg": words}
        if self.secret and not self._is_signed(asked.said):
            words = "sign match fail or timestamp is not within one hour from current time"
            return 200, {"code": 19021, "data": {}, "msg": words}
        if asked.said.get("msg_type") != "text":
            return 400, {"code": 9499, "data": {}, "msg": "Bad Request"}
        self.taken.append({"text": asked.said["content"]["text"]})
        if self.answers_as_of_old:
            return 200, {"Extra": None, "StatusCode": 0, "StatusMessage": "success"}
        return 200, {"code": 0, "data": {}, "msg": "success"}

    def _is_signed(self, said: dict[str, Any]) -> bool:
        stamp = said.get("timestamp", "0")
        key = f"{stamp}\n{self.secret}".encode()
        right = base64.b64encode(hmac.HMAC(key, b"", hashlib.sha256).digest()).decode()
        return abs(time.time() - int(stamp)) <= 3600 and said.get("sign") == right


class OwnServer(Platform):
    """A server of the office's: it checks us as docs/webhook.md says, and knows what it has."""

    path = "/from-zeren"

    def answer(self, asked: Asked) -> tuple[int, Any]:
        stamp = asked.headers["X-Zeren-Timestamp"]
        signed = stamp.encode() + b"." + asked.body
        right = hmac.HMAC(self.secret.encode(), signed, hashlib.sha256).hexdigest()
        if asked.headers["X-Zeren-Signature"] != right or abs(time.time() - int(stamp)) > 300:
            return 401, {"detail": "key 0123456789abcdef is wrong"}
        self.taken.append(asked.said | {"id": asked.headers["X-Zeren-Delivery"]})
        return 204, ""


class _Handler(BaseHTTPRequestHandler):
    platform: Platform

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with self.platform.lock:
            self.platform.asked += 1
            mood = self.platform.moods.pop(0) if self.platform.moods else ANSWERS
            if mood == BREAKS_BEFORE:
                return self._break_off()
            status, said, headers = self._answer(Asked(self.path, self.headers, body))
        if mood == BREAKS_AFTER:
            return self._break_off()
        if mood == HANGS:
            time.sleep(3)
            return None
        return self._say(status, said, headers, slowly=mood == DRIPS)

    def _answer(self, asked: Asked) -> tuple[int, bytes, dict[str, str]]:
        if self.platform.instead:
            return self.platform.instead.pop(0)
        status, said = self.platform.answer(asked)
        return status, json.dumps(said, ensure_ascii=False).encode(), {}

    def _say(self, status: int, said: bytes, headers: dict[str, str], *, slowly: bool) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        for letter in said if slowly else ():
            self.wfile.write(bytes([letter]))
            time.sleep(0.05)
        if not slowly:
            self.wfile.write(said)

    def _break_off(self) -> None:
        """Reset the connection: not a word of an answer."""
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.connection.close()
        self.close_connection = True

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except (OSError, ValueError):
            self.close_connection = True

    def finish(self) -> None:
        try:
            super().finish()
        except (OSError, ValueError):
            return

    def log_message(self, format: str, *words: Any) -> None:
        return


Serve = Callable[..., Platform]
