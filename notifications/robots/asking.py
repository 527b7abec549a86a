"""What every adapter works with: a request to be posted, an answer, and what a code means."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from notifications.claiming import Delivery

OK = range(200, 300)
REDIRECTS = range(300, 400)
GONE = (404, 410)
TOO_MANY = 429
SERVER_ERRORS = range(500, 600)
A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Request:
    """What is posted where; the same for everybody who knows robot, text and moment."""

    address: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """What came back: the status, the body as far as it was read, and `Retry-After` if given."""

    status: int
    body: bytes = b""
    retry_after: str = ""


@dataclass(frozen=True)
class Meaning:
    """What a platform's code means in Chinese, and whether it is for good or asks to wait."""

    words: str
    for_good: bool = False
    wait: timedelta = timedelta(0)


def json_request(address: str, said: Mapping[str, Any], **headers: str) -> Request:
    """Return a request with a JSON body."""
    body = json.dumps(said, ensure_ascii=False).encode()
    return Request(address, body, {"Content-Type": "application/json; charset=utf-8", **headers})


def signature(key: str, message: str) -> str:
    """Return HMAC-SHA256 in base64, as DingTalk and Feishu ask for it."""
    return base64.b64encode(hmac.digest(key.encode(), message.encode(), hashlib.sha256)).decode()


def fitting(text: str, most_bytes: int) -> str:
    """Return the text, cut between two letters where it is longer than so many bytes.

    >>> fitting("报送情况", 12), fitting("报送情况", 11)
    ('报送情况', '报送…')
    """
    if len(text.encode()) <= most_bytes:
        return text
    return text.encode()[: most_bytes - len("…".encode())].decode(errors="ignore") + "…"


def read_code(
    answer: Answer, meanings: Mapping[int, Meaning], *, code: str, words: str
) -> Delivery:
    """Return what a platform's answer means: its code counts, whatever the status.

    `code` and `words` name the JSON's keys. Zero is accepted; a code nobody knows waits, since a
    busy platform has many; what is no JSON of theirs came from something in between.
    """
    said = _object_of(answer.body)
    number = said.get(code)
    if not isinstance(number, int) or isinstance(number, bool):
        return by_status(answer)
    if number == 0 and answer.status in OK:
        return Delivery(accepted=True)
    meaning = meanings.get(number, Meaning("平台没有接收"))
    told = f"{meaning.words}（{number}，平台原话：{said.get(words) or '无'}）"
    return Delivery(for_good=meaning.for_good, words=told, wait=meaning.wait)


def by_status(answer: Answer) -> Delivery:
    """Return what an answer without words means: only 404, 410 and redirects are certain."""
    status = answer.status
    if status in GONE:
        return Delivery(for_good=True, words=f"地址不存在，请核对后重新填写（HTTP {status}）。")
    if status in REDIRECTS:
        return Delivery(for_good=True, words=f"地址要求转到别处，没有跟过去（HTTP {status}）。")
    if status == TOO_MANY:
        return Delivery(words=f"对方说发送太频繁（HTTP {status}）。", wait=A_MINUTE)
    return Delivery(words=f"对方没有按约定回答（HTTP {status}）。")


def _object_of(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
