"""What the block fields of an office's template give: chapters of the outline, by their field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from notifications.papers import Paper
from notifications.summaries.blocks import Block, Paragraph
from notifications.summaries.chapters.annexes import burden
from notifications.summaries.chapters.indicators import indicators
from notifications.summaries.chapters.issuing import foreword
from notifications.summaries.chapters.overview import overview, preamble
from notifications.summaries.chapters.sections import all_tasks, sections
from notifications.summaries.chapters.troubles import late, overdue, problems
from notifications.summaries.chapters.units import units
from notifications.summaries.outline import ANNEXES, CHAPTERS, Chapter, blocks_of, numbered
from notifications.summary_templates.fields import ANNEXES as ANNEXES_FIELD
from notifications.summary_templates.fields import FOREWORD, WHOLE

CHAPTERS_OF: Mapping[str, Sequence[Chapter]] = {
    FOREWORD: (foreword,),
    "总体情况": (overview,),
    "各部分进展": (sections,),
    "任务一览": (all_tasks,),
    "存在问题": (problems,),
    "任务逾期": (overdue,),
    "未按时报送": (late,),
    "指标": (indicators,),
    "各单位": (units,),
    "填报负担": (burden,),
    ANNEXES_FIELD: ANNEXES,
}


@dataclass(frozen=True)
class Part:
    """What takes the place of a block field; headings of `annexes` bear their own numbers."""

    text: Sequence[Block]
    annexes: Sequence[Block] = ()


def parts_of(paper: Paper, fields: Sequence[str], *, numbers: bool) -> list[Part]:
    """Return what each of the template's block fields gives, in the order of the template.

    Chapters are numbered through it where `numbers` asks for it. What nobody may leave out of an
    issued summary, its 按语 and 更正说明, stands before the first where no field asks for it.
    """
    parts = [_part(field, paper) for field in fields]
    if parts and WHOLE not in fields and FOREWORD not in fields:
        parts[0] = Part([*foreword(paper), *parts[0].text], parts[0].annexes)
    return _numbered(parts) if numbers else parts


def _part(field: str, paper: Paper) -> Part:
    if field == WHOLE:
        text = [Paragraph(preamble(paper)), *blocks_of(CHAPTERS, paper)]
        return Part(text, blocks_of(ANNEXES, paper))
    if field == ANNEXES_FIELD:
        return Part((), blocks_of(ANNEXES, paper))
    return Part(blocks_of(CHAPTERS_OF[field], paper))


def _numbered(parts: Sequence[Part]) -> list[Part]:
    """Number the chapters through all parts."""
    blocks = iter(list(numbered(block for part in parts for block in part.text)))
    return [Part([next(blocks) for _ in part.text], part.annexes) for part in parts]
