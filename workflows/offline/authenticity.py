"""The seal of an offline sheet: what went out to whom, under a key of this installation."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from django.conf import settings

from workflows.cleaning import cleaned
from workflows.completeness import TEXTS

FORMAT = 1
SHORT = 8


class Foreign(Exception):
    """A hidden page that is not ours, or was changed; the message says what to do."""


@dataclass(frozen=True)
class Sent:
    """One row as it was sent out: its task, the draft's revision, and what the row then said."""

    number: str
    revision: int
    base: str


@dataclass(frozen=True)
class Origin:
    """Whose sheet a file is: of which plan, cycle and unit; its rows by the keys of the reports."""

    plan: str
    cycle: str
    unit: str
    rows: dict[int, Sent]

    def facts(self) -> str:
        """Return the canonical JSON that is sealed: everything in order, the same on each day."""
        rows = [[key, row.number, row.revision, row.base] for key, row in sorted(self.rows.items())]
        told = {"format": FORMAT, "plan": self.plan, "cycle": self.cycle, "unit": self.unit}
        return json.dumps(told | {"rows": rows}, ensure_ascii=False, sort_keys=True)

    @classmethod
    def of(cls, facts: str, seal: str) -> Self:
        """Read sealed facts; raises Foreign unless they are ours, whole, and of today's format."""
        if not hmac.compare_digest(sealed(facts).encode(), seal.encode()):
            raise Foreign(
                "校验码不符：这份表不是从本系统下载的，或者隐藏的校验页被改动过。"
                "请重新下载离线表，把内容复制过去再上传。"
            )
        told: dict[str, Any] = json.loads(facts)
        if told["format"] != FORMAT:
            raise Foreign("这份表是旧格式，系统更新后不能再读。请重新下载，把内容复制过去再上传。")
        rows = {key: Sent(number, revision, base) for key, number, revision, base in told["rows"]}
        return cls(told["plan"], told["cycle"], told["unit"], rows)


def sealed(facts: str) -> str:
    """Return the HMAC-SHA256 over the facts, in hexadecimal."""
    key: str = settings.OFFLINE_KEY
    return hmac.new(key.encode(), facts.encode(), hashlib.sha256).hexdigest()


def check_code(facts: str) -> str:
    """Return the first places of the seal, as they are printed."""
    return sealed(facts)[:SHORT].upper()


def base_of(content: dict[str, Any]) -> str:
    """Return a short digest of what a row says; a text counts as its form would clean it.

    >>> base_of({"progress": "已办。\\r\\n"}) == base_of({"progress": "已办。"})
    True
    """
    told = {name: _plain(name, value) for name, value in sorted(content.items())}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


def _plain(name: str, value: Any) -> Any:
    if name in TEXTS:
        return cleaned((value or "").strip())
    return value.isoformat() if isinstance(value, date) else value
