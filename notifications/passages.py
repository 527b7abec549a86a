"""What a section says task by task, drawn from the facts: what is signed, and where nothing is."""

import re
from dataclasses import dataclass, replace

from notifications.paper_rows import CITY, Row
from notifications.papers import Paper, Section, Task
from notifications.signed_words import Wording
from notifications.wording import cycle_in_words, drafting_lead, tasks_in_words

# So many co-responsible units' highlights a task; the ledger has all of them.
HIGHLIGHTS = 3
SENTENCE = re.compile(r".+?[。！？；]", re.DOTALL)
ENDS = "。！？；…"
QUOTED = (
    "以上引自签批的报告；配合单位每项任务列市直单位前三个的首句，其余见台账。"
    "〔〕是没有可引用内容的任务及原因。"
)


@dataclass(frozen=True)
class Passage:
    """What a section says of one task, headed 第1项（市民政局）, and the rows it says it by.

    A gap is a lead without signed words: it says why, and rests on no version.
    """

    task: str
    head: str
    text: str
    sources: list[Row]

    @property
    def is_gap(self) -> bool:
        return not self.sources


def quoted_in_words(paper: Paper) -> str:
    """Return where the paragraphs are from, and which of them the office has reworded."""
    if paper.wording is None:
        return QUOTED
    reworded = [
        drawn.task
        for section in paper.sections
        for drawn in passages_of(section, paper.names)
        if not drawn.is_gap and paper.wording.passages.get(drawn.task, drawn.text) != drawn.text
    ]
    if not reworded:
        return QUOTED
    return f"{QUOTED}其中{tasks_in_words(reworded)}的文字经办公室修改，签批的原文见附件和台账。"


def passages_of(
    section: Section, names: dict[str, str], wording: Wording | None = None
) -> list[Passage]:
    """Return the section's passages in printed order; a task that asks for figures only has none.

    `names` are the units' names by code; `wording` are the words that were signed instead of the
    drawn ones. A gap stays a gap, whatever was written.
    """
    drawn = [passage_of(task, names) for task in section.tasks if not task.figures_only]
    if wording is None:
        return drawn
    return [each if each.is_gap else _worded(each, wording) for each in drawn]


def _worded(passage: Passage, wording: Wording) -> Passage:
    return replace(passage, text=wording.passages.get(passage.task, passage.text))


def passage_of(task: Task, names: dict[str, str]) -> Passage:
    """Return what is said of a task: the drafting lead's signed words, then the highlights."""
    lead = drafting_lead(task)
    if lead is None:
        return Passage(task.number, f"第{task.number}项", "〔没有要填报的牵头单位〕", [])
    head = f"第{task.number}项（{names[lead.unit]}{_of_cycle(lead, task)}）"
    if not (lead.is_signed and lead.says_something):
        return Passage(task.number, head, f"〔{_why_not(lead)}〕", [])
    beside = highlights(task)
    told = [_of_lead(lead), *(_of_support(row, names) for row in beside)]
    return Passage(task.number, head, "".join(told), [lead, *beside])


def _of_cycle(lead: Row, task: Task) -> str:
    """Return the cycle a lead speaks in where it is not the last of several."""
    told = [row.cycle for row in task.rows]
    return f"，{cycle_in_words(lead.cycle)}" if lead.cycle and lead.cycle != max(told) else ""


def highlights(task: Task) -> list[Row]:
    """Return the first co-responsible units of the city whose signed words tell of progress."""
    told = (row for row in task.supports if row.kind == CITY and row.is_signed)
    return [row for row in told if row.words and row.words.progress][:HIGHLIGHTS]


def first_sentence(text: str) -> str:
    """Return a text's first sentence, ended.

    >>> first_sentence("已安排资金。正在拨付。"), first_sentence("已安排资金；正在拨付")
    ('已安排资金。', '已安排资金。')
    """
    found = SENTENCE.match(text)
    return ended(found[0][:-1] if found else text)


def ended(text: str) -> str:
    """Return a text with a full stop where it has no end of its own; its lines as one."""
    joined = "".join(line.strip() for line in text.splitlines())
    return joined if joined.endswith(tuple(ENDS)) else f"{joined}。"


def _of_lead(row: Row) -> str:
    words = row.words
    if words is None or words.no_change:
        return "本期无变化。"
    return ended(words.progress or words.status)


def _of_support(row: Row, names: dict[str, str]) -> str:
    said = first_sentence(row.words.progress) if row.words else ""
    return f"{names[row.unit]}配合：{said}"


def _why_not(lead: Row) -> str:
    if lead.is_signed:
        return "只填报了指标数值，没有可引用的内容"
    return "已报送，尚未签批，暂不引用" if lead.words else f"{lead.standing}，没有可引用的内容"
