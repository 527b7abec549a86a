"""What the writer of a 签批单 is given: plain facts, as JSON between two processes."""

import json
from dataclasses import asdict, dataclass
from typing import Self

# The columns, each with its share of the paper's width.
HEADINGS = {
    "序号": 5, "重点工作任务": 22, "分工": 6, "进度": 8,
    "报送": 15, "审核": 15, "签批": 15, "意见和批示": 24,
}  # fmt: skip


@dataclass(frozen=True)
class SlipPaper:
    """A unit's sheet as signed: a line a row, then the instructions to the unit as a whole."""

    title: str
    about: str
    is_demo: bool
    lines: list[list[str]]
    instructions: list[str]

    def to_json(self) -> bytes:
        return json.dumps(asdict(self)).encode()

    @classmethod
    def from_json(cls, content: bytes) -> Self:
        return cls(**json.loads(content))
