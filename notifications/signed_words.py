"""The words a summary was issued in, beside facts that stay as they are (decision 0048)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Wording:
    """A title, a foreword and a passage a task: no facts, and never among them.

    Of a paper under way they are its words of the moment: `issued_on` is None then. `passages` by
    task; `changes` say what is another than in the edition it `corrects`.
    """

    name: str
    title: str
    foreword: str
    passages: Mapping[str, str]
    issued_on: date | None
    issued_by: str
    corrects: int | None
    changes: Sequence[str]
