"""The wording of a summary: what was drawn, what is written instead, and what may not be."""

from collections.abc import Mapping, Sequence
from typing import Any

from workflows.completeness import check_words
from workflows.escalation.titles import wrong_title
from workflows.models import SummaryPaper
from workflows.refusals import Incomplete

LONGEST_FOREWORD, LONGEST_PASSAGE = 1000, 2000


def field_of(task: str) -> str:
    """Return the form's field for a task's passage."""
    return f"passage-{task}"


def wrong_wording(
    said: Mapping[str, Any], passages: Sequence[Mapping[str, str]] = ()
) -> dict[str, str]:
    """Return what is wrong with title, foreword and passages, by field.

    What was drawn of one of `passages` may be as long as the report it is of.
    """
    drawn = {each["task"]: each["drawn"] for each in passages}
    texts = {"text": (said.get("text", ""), LONGEST_FOREWORD)}
    for task, text in said.get("passages", {}).items():
        if text != drawn.get(task):
            texts[field_of(task)] = (text, LONGEST_PASSAGE)
    wrong = {
        name: f"最多{most}个字，现在{len(text)}个字，请精简。"
        for name, (text, most) in texts.items()
        if len(text) > most
    }
    return wrong_title(said) | wrong


def verify_wording(paper: SummaryPaper, said: Mapping[str, Any]) -> None:
    """Raise Incomplete where the words do not do, or are of a task that has none."""
    wrong = wrong_wording(said, paper.passages)
    known = {each["task"] for each in paper.passages}
    unknown = [task for task in said.get("passages", {}) if task not in known]
    wrong |= {field_of(task): f"第{task}项没有可改的表述。" for task in unknown}
    if wrong:
        raise Incomplete(wrong)
    texts = {field_of(task): text for task, text in said.get("passages", {}).items()}
    check_words({"title": said["title"], "text": said.get("text", "")} | texts)


def write_wording(paper: SummaryPaper, said: Mapping[str, Any]) -> None:
    """Take over what was written; an emptied passage says again what was drawn."""
    paper.title, paper.text = said["title"], said.get("text", "")
    written = said.get("passages", {})
    paper.passages = [
        {**each, "text": written.get(each["task"], each["text"]) or each["drawn"]}
        for each in paper.passages
    ]
    if "asked" in said:
        paper.asked = list(said["asked"])
    paper.revision += 1
