"""The short list of reasons for which reports are sent back, to choose from before writing."""

from dataclasses import dataclass

from workflows.steps import Place


@dataclass(frozen=True)
class Reason:
    """A common reason: its code on the form, what the unit reads, and what it is about."""

    code: str
    words: str
    place: Place


# Source: our own, drawn from what this system asks of a report (the fields of 填报, 佐证材料 for
# 已完成, the footnote on leads gathering 配合单位's part) and from the returns its office writes in
# the demo. No regulation prescribes a list; free text stands beside it. It changes with the rules
# of filing, therefore by a release and not by a form: a return printed last year must say this year
# what it said then, and the words are copied into the trail anyway.
REASONS = (
    Reason(
        "vague",
        "进展情况过于笼统，请写明本期做了什么、到了哪一步、有哪些可核对的数据。",
        Place.PROGRESS,
    ),
    Reason("last_period", "写的是上期或规划的内容，请改为本期的进展。", Place.PROGRESS),
    Reason("figures", "数据前后不一致，或与佐证材料不符，请核对后重新填报。", Place.PROGRESS),
    Reason("no_support", "没有汇总配合单位的进展，请补充并写明哪些单位没有反馈。", Place.PROGRESS),
    Reason("status", "所选进度与所写内容不符，请核对。", Place.STATUS),
    Reason("evidence", "缺少佐证材料，或材料不能证明所报进展，请补充。", Place.EVIDENCE),
    Reason("problem", "存在问题没有写明卡在哪里、需要谁在什么时候解决。", Place.PROBLEM),
    Reason("next_step", "下一步措施没有写明做什么、由谁做、什么时候完成。", Place.NEXT_STEP),
)
BY_CODE = {reason.code: reason for reason in REASONS}


def whole_reason(code: str, text: str) -> str:
    """Return a chosen reason and what was written beside it as one text.

    >>> whole_reason("status", "第三季度已开工。")
    '所选进度与所写内容不符，请核对。第三季度已开工。'
    >>> whole_reason("", " 请补充。 "), whole_reason("status", "")
    ('请补充。', '所选进度与所写内容不符，请核对。')
    """
    chosen = BY_CODE.get(code)
    return f"{chosen.words if chosen else ''}{text.strip()}"
