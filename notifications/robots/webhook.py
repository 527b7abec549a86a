"""Our own webhook (通用回调): any server of the office's; docs/webhook.md says how it checks us."""

import hashlib
import hmac
import json
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from django.utils import timezone

from notifications.claiming import Delivery
from notifications.models import Robot, RobotPost
from notifications.robots.asking import (
    OK,
    REDIRECTS,
    SERVER_ERRORS,
    TOO_MANY,
    Answer,
    Request,
    by_status,
)

# Of what a server cannot do now, though it may do it later (RFC 9110, 15.5.9; RFC 6585, 4).
FOR_NOW = (408, TOO_MANY, *SERVER_ERRORS)


def request_of(robot: Robot, post: RobotPost, *, at: datetime) -> Request:
    """Return text and facts as JSON; signed are the moment and the very bytes of the body."""
    said = {
        "delivery": str(post.number),
        "kind": post.kind,
        "text": post.text,
        "facts": json.loads(post.facts),
    }
    body = json.dumps(said, ensure_ascii=False).encode()
    timestamp = str(int(at.timestamp()))
    signed = hmac.new(robot.secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256)
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "X-Zeren-Timestamp": timestamp,
        "X-Zeren-Signature": signed.hexdigest(),
        "X-Zeren-Delivery": str(post.number),
    }
    return Request(robot.address, body, headers)


def verdict(answer: Answer) -> Delivery:
    """Read the status alone: what else a server of somebody's says is not repeated on a page."""
    if answer.status in OK:
        return Delivery(accepted=True)
    if answer.status in FOR_NOW:
        told = by_status(answer)
        return Delivery(words=told.words, wait=max(told.wait, waits(answer.retry_after)))
    if answer.status in REDIRECTS:
        return by_status(answer)
    return Delivery(for_good=True, words=f"对方不接收（HTTP {answer.status}）：请核对地址和密钥。")


def waits(retry_after: str, *, at: datetime | None = None) -> timedelta:
    """Return how long `Retry-After` asks to wait, in seconds or until a date; else not at all.

    >>> waits("120"), waits("bald"), waits("-5")
    (datetime.timedelta(seconds=120), datetime.timedelta(0), datetime.timedelta(0))
    """
    if retry_after.isascii() and retry_after.isdecimal():
        # No longer than the queue would wait anyway; a larger number need not fit.
        return timedelta(seconds=min(int(retry_after[:9]), 86_400))
    try:
        until = parsedate_to_datetime(retry_after)
    except ValueError:
        return timedelta(0)
    if timezone.is_naive(until):
        return timedelta(0)
    return max(until - (at or timezone.now()), timedelta(0))
