"""The leaders' page as lines to typeset: as the page says it, ten tasks at most."""

from typing import Any

from notifications.letters.digest import LINES_IN_LETTER, content_of, fitted
from notifications.models import Digest
from notifications.wording import day_in_words

Facts = dict[str, Any]
NONE_UNFILED = "目前没有逾期仍待填报的报告；补报期已过仍未报送的，见进展情况汇总。"
FOOT = "逾期天数按日历日计算；报告在审核、复核、签批中的时间不由填报单位负责。"


def digest_facts(digest: Digest) -> Facts:
    """Return what the form `digest` prints of a digest's frozen facts: texts alone."""
    content = content_of(digest)
    tasks, rest = fitted(content["tasks"], LINES_IN_LETTER)
    stalled, more = fitted(content["stalled"], LINES_IN_LETTER - len(tasks))
    sections = [
        _section("任务逾期", len(content["tasks"]), map(_task, tasks), rest, "没有逾期的任务。"),
        _section("长期未动", len(content["stalled"]), map(_stalled, stalled), more, ""),
        _lines("待协调", [_coordination(content["coordination"])]),
        _lines("约束性指标未达目标", [_indicator(each) for each in content["indicators"]]),
        _lines("未按时报送", [content["unfiled_line"] or NONE_UNFILED, content["on_time_line"]]),
        _lines("待期末评估", [_final(content["awaiting_final"])]),
    ]
    return {
        "title": f"{'【演示】' if content['demo'] else ''}逾期摘要",
        "committee": content["committee"],
        "plan": f"《{content['plan_title']}》",
        "as_of": f"截至{day_in_words(content['as_of'])}",
        "sections": [each for each in sections if each["items"] or each["lines"]],
        "foot": f"这是{day_in_words(content['as_of'])}的情况，之后的变化不改在这里。{FOOT}",
        "fingerprint": f"内容摘要值：{digest.fingerprint}",
    }


def _section(title: str, count: int, items: Any, rest: list[str], empty: str) -> Facts:
    left = f"另有{len(rest)}项未列出：第{'、'.join(rest)}项，见网页。" if rest else ""
    said = [each for each in (left, "" if count else empty) if each]
    return {"title": f"{title}（{count}项）", "items": list(items), "lines": said}


def _lines(title: str, lines: list[str]) -> Facts:
    return {"title": title, "items": [], "lines": [line for line in lines if line]}


def _task(task: Facts) -> Facts:
    words = [
        f"{each['unit']}（{each['label']}，{'已签批' if each['is_signed'] else '尚未签批'}）："
        f"“{each['text']}”"
        for each in task["words"]
    ]
    node = f"{task['node']}，" if task.get("node") else ""
    due = f"{node}{day_in_words(task['due_on'])}到期，逾期{task['days']}天"
    return {
        "head": f"第{task['number']}项　{task['text']}",
        "facts": f"{'、'.join(task['leads'])}；{due}；{'；'.join(task['lies'])}",
        "words": words or [task["silence"]],
        "ask": _ask(task),
    }


def _stalled(each: Facts) -> Facts:
    return {
        "head": f"第{each['number']}项　{each['text']}",
        "facts": "、".join(each["leads"]),
        "words": [each["words"]],
        "ask": _ask(each),
    }


def _ask(each: Facts) -> str:
    return f"请领导{each['ask']}" if each.get("ask") else ""


def _coordination(facts: Facts) -> str:
    if not facts["waiting"]:
        return ""
    listed = f"，其中涉及第{'、'.join(facts['listed'])}项的拟上会" if facts["listed"] else ""
    return f"{facts['waiting']}件需协调事项还没有办结{listed}。"


def _indicator(each: Facts) -> str:
    name = f"指标{each['number']}　{each['name']}"
    return f"{name}：{each['said']}；目标{each['target']}；{each['words']}"


def _final(count: int) -> str:
    return f"规划期已满，{count}项任务待期末评估，不计入逾期。" if count else ""
