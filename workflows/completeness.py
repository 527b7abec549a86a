"""What a report must say before it may be submitted."""

from collections.abc import Iterable

from workflows.figures.asking import Asked, lacking
from workflows.milestones.asking import AskedMilestone, unanswered
from workflows.models import Content, Draft, Progress
from workflows.personal_data import personal_numbers
from workflows.refusals import Incomplete

UNPROVEN = (
    "进度为“已完成”的，至少要有一份佐证材料（已封存的不算）：请上传后提交；"
    "还没有材料的，请改选“推进中”。"
)
TEXTS = ("progress", "problem", "next_step")


def what_is_missing(
    draft: Draft, *, concurrence: bool, has_evidence: bool, asked: Iterable[Asked] = (),
    figures_only: bool = False, nodes: Iterable[AskedMilestone] = (),
) -> dict[str, str]:  # fmt: skip
    """Return field names with a Chinese sentence for each gap; empty when it may be submitted.

    An unchanged row (无变化) needs nothing more; a joint lead's row needs its word, and a dissent
    its reason (design.md section 5). 已完成 needs a file that shows it, and a figure that is asked
    for its value of this cycle, unchanged or not, as a node that is due for its answer; of a closed
    task nothing else is asked.
    """
    missing = _of_concurrence(draft) if concurrence else _of_report(draft)
    missing = {} if figures_only else missing
    if not figures_only and not concurrence and draft.status == Progress.DONE and not has_evidence:
        missing["status"] = UNPROVEN
    missing |= lacking(asked, draft.figures) | unanswered(nodes, draft.milestones)
    texts = {name: getattr(draft, name) for name in TEXTS}
    return missing | personal_data(texts | draft.figures | draft.milestones)


def check_words(texts: dict[str, str]) -> None:
    """Raise Incomplete if a text that would be kept for good holds a citizen's number."""
    found = personal_data(texts)
    if found:
        raise Incomplete(found)


def personal_data(texts: dict[str, str]) -> dict[str, str]:
    """Return the names of texts that hold citizens' numbers, each with how to anonymise it."""
    return {
        name: f"文字中有个人证件号码（{found[0][:6]}…），请删去，或改写为不含证件号码的概述。"
        for name, text in texts.items()
        if (found := personal_numbers(text))
    }


def _of_report(content: Content) -> dict[str, str]:
    if content.no_change:
        return {}
    missing = {}
    if not content.progress.strip():
        missing["progress"] = "请填写进展情况；本期确无变化的，请勾选“无变化”。"
    if content.status not in Progress.values:
        missing["status"] = "请选择进度：未启动、推进中或已完成。"
    return missing


def _of_concurrence(content: Content) -> dict[str, str]:
    if content.concurs is None:
        return {"concurs": "请选择同意或不同意牵头单位的报告。"}
    if not content.concurs and not content.progress.strip():
        return {"progress": "不同意牵头单位报告的，请写明意见。"}
    return {}
