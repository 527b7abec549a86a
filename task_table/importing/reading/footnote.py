"""Reads the footnote (备注) that says which of the listed units lead a task."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

_DIGITS: Final = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "首": 1} | {
    str(digit): digit for digit in range(1, 6)
}
_NOTE: Final = re.compile(
    r"^[\s（(【\[*※]*(?:备注|附注|说明|注)(?:\s*\d*\s*[:：]|[】\]\s])\s*(?=\S)"
)
_DASH: Final = r"[—–\-~～至到]+"
_NUMBERS: Final = rf"\d{{1,4}}项?(?:(?:{_DASH}|[、,和及与])第?\d{{1,4}}项?)*"
_SCOPE: Final = re.compile(rf"第({_NUMBERS})(?<=项)|(其余|其他|其它)(?:各|任务)*项?")
_RANGE: Final = re.compile(rf"(\d+)项?{_DASH}第?(\d+)")
_PLACE: Final = r"[一二两三四五1-5]"
_ORDERED: Final = re.compile(
    rf"(?:列|排|居|位列|名列|排列|排名|位)?[在于为]?"
    rf"(?:(?P<first>首)[位个]|第(?P<list>{_PLACE}(?:位?[、和及与]第?{_PLACE})*)[位个名]?"
    rf"|第[一1][至到—]第?(?P<to>{_PLACE})[位个名]?|前(?P<top>{_PLACE})[位个名])"
    r"的?(?:责任)?(?:单位|部门)?[均都]?[为是]牵头(?:单位|部门)"
)
_FILLING: Final = re.compile(r"(?:的|任务|各|每|项|责任|单位|部门|中|里|所有|上述|以上|表)*")


@dataclass(frozen=True)
class LeadRule:
    """How many of the units listed first lead a task; `rest` is None where only some are named."""

    rest: int | None
    named: Mapping[str, int] = field(default_factory=dict)

    def leads_in(self, number: str) -> int | None:
        """Count the leads of one task, or None where the footnote says nothing about it."""
        return self.named.get(number, self.rest)


def find_footnotes(lines: Sequence[str]) -> tuple[str, ...]:
    """Collect the distinct notes that speak of the lead, each with the lines it runs over.

    >>> find_footnotes(["备注：列第一位的", "为牵头单位", "", "注：数据为快报数"])
    ('备注：列第一位的为牵头单位',)
    """
    starts = (index for index, line in enumerate(lines) if _NOTE.match(line))
    notes = (_whole_note(lines, index) for index in starts)
    return tuple(dict.fromkeys(note for note in notes if "牵头" in note))


def parse_footnote(text: str) -> LeadRule | None:
    """Read the rule, or None where any part of it is not understood: nothing is guessed.

    >>> rule = parse_footnote("备注：第8、11项责任单位中列第一、二位的为牵头单位，"
    ...                       "其余项责任单位中列第一位的为牵头单位")
    >>> rule.leads_in("8"), rule.leads_in("9")
    (2, 1)
    >>> parse_footnote("备注：责任单位中排首位的为牵头单位。").leads_in("3")
    1
    >>> parse_footnote("备注：牵头单位另行通知。") is None
    True
    """
    clauses = [clause for clause in re.split(r"[，；;。]", _body(text)) if clause.strip()]
    parsed = [_parse_clause(clause) for clause in clauses if _matters(clause)]
    if not parsed or None in parsed:
        return None
    return _combine([part for part in parsed if part is not None])


def _whole_note(lines: Sequence[str], start: int) -> str:
    note = ""
    for line in lines[start:]:
        if not line.strip():
            break
        note += line.strip().strip('",\t')
    return note


def _body(text: str) -> str:
    return re.sub(r"\s+", "", _NOTE.sub("", text.strip(), count=1)).strip("（）()【】")


def _matters(clause: str) -> bool:
    """A clause without 牵头 still matters when it limits the scope (除第8项外)."""
    limits = re.search(r"第\d|除|其余|其他|其它", clause) and "配合" not in clause
    return "牵头" in clause or bool(limits)


def _parse_clause(clause: str) -> tuple[tuple[str, ...], int] | None:
    """Give the task numbers (none: all the rest) and how many units lead them."""
    place = _ORDERED.search(clause)
    count = _count(place) if place else None
    if place is None or count is None:
        return None
    scope = _SCOPE.match(clause)
    between = clause[scope.end() if scope else 0 : place.start()]
    if place.end() != len(clause) or not _FILLING.fullmatch(between):
        return None
    return _task_numbers(scope[1]) if scope and scope[1] else (), count


def _count(place: re.Match[str]) -> int | None:
    if place["list"]:
        places = [_DIGITS[char] for char in re.findall(_PLACE, place["list"])]
        # “第二位” alone would be a lead that does not stand first: not our rule.
        return len(places) if places == list(range(1, len(places) + 1)) else None
    return _DIGITS[place["first"] or place["to"] or place["top"]]


def _task_numbers(printed: str) -> tuple[str, ...]:
    spread = _RANGE.sub(_spread, printed)
    return tuple(str(int(number)) for number in re.findall(r"\d+", spread))


def _spread(match: re.Match[str]) -> str:
    first, last = int(match[1]), int(match[2])
    return "、".join(str(number) for number in range(first, min(last, first + 999) + 1))


def _combine(parts: Sequence[tuple[tuple[str, ...], int]]) -> LeadRule | None:
    """Two clauses about the same task would contradict each other: then nothing is read."""
    rests = [count for numbers, count in parts if not numbers]
    pairs = [(number, count) for numbers, count in parts for number in numbers]
    if len(rests) > 1 or len({number for number, _ in pairs}) < len(pairs):
        return None
    return LeadRule(rests[0] if rests else None, MappingProxyType(dict(pairs)))
