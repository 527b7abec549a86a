"""A paper as canonical facts and back: what an edition stores, whatever its age."""

import json
from dataclasses import is_dataclass
from datetime import date, datetime
from typing import Any

from notifications.paper_rows import Counts, Proof, Row, UnitCounts, Version, Words
from notifications.papers import (
    Asking,
    Earlier,
    Gauge,
    Lamp,
    LampCount,
    Paper,
    Part,
    Section,
    Settled,
    Task,
    count_lamps,
)
from workflows.burden import Burden

# Most of what facts hold, so it is asked about first.
AS_THEY_ARE = (str, int, type(None))


def as_facts(paper: Paper) -> dict[str, Any]:
    """Return the paper as what JSON can hold: days and moments written out."""
    facts: dict[str, Any] = _plain(paper)
    return facts


def _plain(value: Any) -> Any:
    """Return a value as dictionaries, lists, texts and numbers; a moment carries its zone."""
    if isinstance(value, AS_THEY_ARE):
        return value
    if is_dataclass(value):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return value.isoformat() if isinstance(value, date) else value


def read(text: str) -> Paper:
    """Return the paper of a summary's frozen text."""
    facts: dict[str, Any] = json.loads(text)
    facts["as_of"] = datetime.fromisoformat(facts["as_of"])
    facts["total"] = Counts(**facts["total"])
    facts["by_kind"] = {kind: Counts(**each) for kind, each in facts["by_kind"].items()}
    facts["units"] = [_unit(each) for each in facts["units"]]
    facts["burden"] = [Burden(**each) for each in facts.get("burden", [])]
    facts["settled"] = [Settled(**_with_days(each, "since")) for each in facts.get("settled", [])]
    facts["sections"] = [_section(each) for each in facts["sections"]]
    facts |= _told_later(facts)
    return Paper(**_with_days(facts, "covers_from", "covers_until", "support_due_on", *_ENDS))


_ENDS = ("due_on", "closes_on")


def lamps_in(text: str) -> tuple[str, dict[str, int] | None]:
    """Return the cycle's label and its lights without reading the rest: a plan has many cycles."""
    facts = json.loads(text)
    lit = [task.get("lamp") for section in facts["sections"] for task in section["tasks"]]
    return facts["label"], count_lamps(lamp["light"] for lamp in lit if lamp)


def _told_later(facts: dict[str, Any]) -> dict[str, Any]:
    """Return what editions from before have none of."""
    asking, gauges, earlier = (facts.get(name) for name in ("asking", "gauges", "earlier"))
    course, parts = facts.get("course"), facts.get("parts")
    return {
        "asking": asking and [_asking(each) for each in asking],
        "gauges": gauges and [Gauge(**each | {"lamp": Lamp(**each["lamp"])}) for each in gauges],
        "earlier": earlier and Earlier(**earlier | {"total": Counts(**earlier["total"])}),
        "course": course and [LampCount(**each) for each in course],
        "parts": parts and [_part(each) for each in parts],
    }


def _part(facts: dict[str, Any]) -> Part:
    total = facts["total"]
    return Part(**facts | {"total": Counts(**total) if total else None})


def _asking(facts: dict[str, Any]) -> Asking:
    return Asking(**_with_days(facts, "needed_on", "promised_on"))


def _unit(facts: dict[str, Any]) -> UnitCounts:
    return UnitCounts(**facts | {"counts": Counts(**facts["counts"])})


def _section(facts: dict[str, Any]) -> Section:
    return Section(facts["title"], [_task(each) for each in facts["tasks"]])


def _task(facts: dict[str, Any]) -> Task:
    rows = [_row(each) for each in facts["rows"]]
    facts = {"first_due_on": None, "lamp": None} | facts
    lamp = Lamp(**facts["lamp"]) if facts["lamp"] else None
    return Task(**_with_days(facts, "due_on", "first_due_on") | {"rows": rows, "lamp": lamp})


def _row(facts: dict[str, Any]) -> Row:
    words, version = facts["words"], facts["version"]
    facts = _with_days(facts, "due_on", "first_on")
    return Row(
        **facts
        | {
            "words": Words(**_with_days(words, "next_step_on")) if words else None,
            "version": _version(version) if version else None,
        }
    )


def _version(facts: dict[str, Any]) -> Version:
    moments = ("submitted_at", "signed_at")
    read = {name: datetime.fromisoformat(facts[name]) for name in moments if facts[name]}
    proofs = facts.get("evidence")
    return Version(**facts | read | {"evidence": proofs and [Proof(**each) for each in proofs]})


def _with_days(facts: dict[str, Any], *names: str) -> dict[str, Any]:
    return facts | {name: date.fromisoformat(facts[name]) for name in names if facts[name]}
