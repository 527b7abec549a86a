"""Posts one request and tells apart what certainly did not arrive from what may have."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection, IncompleteRead
from socket import SHUT_RDWR, socket
from threading import Timer
from types import ModuleType
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from notifications.claiming import Delivery
from notifications.models import Robot, RobotKind, RobotPost
from notifications.robots import dingtalk, feishu, webhook, wecom
from notifications.robots.addresses import AddressRefused, check_address, is_gateway, is_local
from notifications.robots.asking import Answer, Request

ADAPTERS: dict[RobotKind, ModuleType] = {
    RobotKind.WECOM: wecom,
    RobotKind.DINGTALK: dingtalk,
    RobotKind.FEISHU: feishu,
    RobotKind.WEBHOOK: webhook,
}
# More than any platform answers; who sends more is not read on.
MOST_READ = 65_536
UNCERTAIN = "没有等到回答，这条消息可能已经送达"


class Unreached(Exception):
    """No connection was made: nothing was handed over, and that is certain."""


def hand_over(robot: Robot, post: RobotPost, *, at: datetime) -> Delivery:
    """Post a text to its robot and say how it went, in words that hold no key of it."""
    kind = RobotKind(robot.kind)
    adapter = ADAPTERS[kind]
    try:
        check_address(kind, robot.address)
        answer = _ask(adapter.request_of(robot, post, at=at))
        told: Delivery = adapter.verdict(answer)
    except AddressRefused as refusal:
        told = Delivery(for_good=True, words=str(refusal))
    except Unreached as error:
        told = Delivery(words=f"连接不上：{error}")
    except (OSError, HTTPException) as error:
        told = Delivery(uncertain=True, words=f"{UNCERTAIN}（{type(error).__name__}）")
    return _without_keys(told, robot)


def _ask(request: Request) -> Answer:
    """Post once, following nothing; raises Unreached, OSError or HTTPException after the words."""
    parts = urlsplit(request.address)
    path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
    connection = _connected(parts)
    try:
        with _within(settings.ROBOT_TIMEOUT, connection.sock):
            connection.request("POST", path, body=request.body, headers=dict(request.headers))
            answer = connection.getresponse()
            retry_after = answer.headers.get("Retry-After", "")
            body = answer.read(MOST_READ)
    finally:
        connection.close()
    if answer.length and len(body) < MOST_READ:
        # It broke off: what it was going to say nobody knows.
        raise IncompleteRead(body)
    return Answer(answer.status, body, retry_after)


@contextmanager
def _within(seconds: float, connected: socket) -> Iterator[None]:
    """Hang up when the time is over: a socket's own timeout begins anew with every byte."""
    timer = Timer(seconds, _hang_up, [connected])
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _hang_up(connected: socket) -> None:
    with suppress(OSError):
        connected.shutdown(SHUT_RDWR)


def _connected(parts: SplitResult) -> HTTPConnection:
    """Return a connection that stands, checked to lead where its name says."""
    host, port, seconds = parts.hostname or "", parts.port, settings.ROBOT_TIMEOUT
    if parts.scheme == "https":
        context = ssl.create_default_context()
        connection: HTTPConnection = HTTPSConnection(host, port, timeout=seconds, context=context)
    else:
        connection = HTTPConnection(host, port, timeout=seconds)
    try:
        connection.connect()
        peer = str(connection.sock.getpeername()[0])
    except (OSError, HTTPException, UnicodeError) as error:
        connection.close()
        raise Unreached(_said(error)) from error
    if is_local(peer) and not is_gateway(parts):
        connection.close()
        raise AddressRefused("地址的域名指向本机，没有发送。")
    return connection


def _said(error: Exception) -> str:
    """Return why there was no connection, in Chinese where it is one of the usual reasons."""
    if isinstance(error, TimeoutError):
        return "等待超时。"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"证书没有通过校验（{error.verify_message}）。"
    return f"{getattr(error, 'strerror', None) or type(error).__name__}。"


def _without_keys(told: Delivery, robot: Robot) -> Delivery:
    """Take out of somebody else's words what opens the robot, should they repeat it."""
    words = told.words
    for key in (robot.address, robot.secret, *_keys_in(robot.address)):
        words = words.replace(key, "***") if key else words
    return Delivery(told.accepted, told.for_good, told.uncertain, words, told.wait)


def _keys_in(address: str) -> list[str]:
    """Return what of an address is a key: the values of its query, the end of its path."""
    parts = urlsplit(address)
    values = [each.partition("=")[2] for each in parts.query.split("&")]
    # A short word is no key, and would tear others.
    return [each for each in (*values, parts.path.rpartition("/")[2]) if len(each) >= 8]
