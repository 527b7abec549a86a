"""Frozen facts: one text for the same facts on every database and machine, and its fingerprint."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from project.audit.models import strongest_digest

# Most of what facts hold, and holds nothing itself.
LEAVES = frozenset({str, int, float, bool, type(None)})


def canonical(facts: dict[str, Any]) -> str:
    """Return the facts as canonical JSON: keys in order, Chinese as Chinese, no spaces to differ.

    Only text, numbers, truth, None, lists and dicts are facts: days and moments are written out
    before. Raises TypeError for anything else, and for a key that is no text, whose order would
    depend on what it is.

    >>> canonical({"week": "2026-W03", "counts": {"late": 2}})
    '{"counts":{"late":2},"week":"2026-W03"}'
    """
    _check_keys(facts)
    return json.dumps(
        facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def fingerprint(text: str, algorithm: str = "") -> str:
    """Return `algorithm:hex` over the text; a text is checked by the algorithm it was given with.

    >>> fingerprint("逾期摘要", "sha256")[:14]
    'sha256:09461c7'
    """
    algorithm = algorithm or strongest_digest()
    return f"{algorithm}:{hashlib.new(algorithm, text.encode()).hexdigest()}"


def _check_keys(facts: Any) -> None:
    values = facts
    if isinstance(facts, dict):
        values = facts.values()
        # All keys at once first: a summary's facts have twenty thousand.
        if set(map(type, facts)) != {str}:
            _check_one_by_one(facts)
    for value in values:
        if type(value) not in LEAVES and isinstance(value, dict | list | tuple):
            _check_keys(value)


def _check_one_by_one(keys: Iterable[Any]) -> None:
    for key in keys:
        if not isinstance(key, str):
            raise TypeError(f"a key of frozen facts is no text: {key!r}")
