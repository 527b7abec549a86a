"""What a report must say before it may be submitted."""

from workflows.models import Content
from workflows.personal_data import personal_numbers

TEXTS = ("progress", "problem", "next_step")


def what_is_missing(content: Content, *, concurrence: bool) -> dict[str, str]:
    """Return field names with a Chinese sentence for each gap; empty when it may be submitted.

    An unchanged row (无变化) needs nothing more; a joint lead's row needs its word, and a dissent
    its reason (design.md section 5).
    """
    missing = _of_concurrence(content) if concurrence else _of_report(content)
    return missing | _personal_data(content)


def _of_report(content: Content) -> dict[str, str]:
    if content.no_change:
        return {}
    missing = {}
    if not content.progress.strip():
        missing["progress"] = "请填写进展情况；本期确无变化的，请勾选“无变化”。"
    if not content.status:
        missing["status"] = "请选择进度：未启动、推进中或已完成。"
    return missing


def _of_concurrence(content: Content) -> dict[str, str]:
    if content.concurs is None:
        return {"concurs": "请选择同意或不同意牵头单位的报告。"}
    if not content.concurs and not content.progress.strip():
        return {"progress": "不同意牵头单位报告的，请写明意见。"}
    return {}


def _personal_data(content: Content) -> dict[str, str]:
    return {
        name: f"文字中有个人证件号码（{found[0][:6]}…），请删去或只写末四位以外的概述。"
        for name in TEXTS
        if (found := personal_numbers(getattr(content, name)))
    }
