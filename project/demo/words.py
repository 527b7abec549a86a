"""What the demo's people write: composed from the task's own text, every figure marked 【演示】."""

import re
from collections.abc import Mapping
from datetime import timedelta
from random import Random
from typing import Any

from task_table.models import Task
from workflows.models import Cycle, Progress, Report

MARK = "【演示】"
LONGEST_TOPIC = 36
Words = Mapping[str, Any]

DONE_BY_LEAD = (
    "本单位会同配合单位召开{meetings}次专题会，印发工作提示{papers}份",
    "本期开展实地督导{meetings}次，核查台账{papers}份",
    "已将经费{money}万元列入年度预算并拨付到位",
    "本期为残疾人提供服务{people}人次，接受咨询{papers}次",
    "组织业务培训{meetings}期，培训基层工作人员{people}人次",
)
DONE_IN_SUPPORT = (
    "按牵头单位要求提供数据{papers}条，配合入户核实{people}人次",
    "参加联席会议{meetings}次，按时反馈意见{papers}条",
    "落实配套经费{money}万元，惠及{people}人次",
    "在辖区内开展政策宣传{meetings}场，发放资料{people}份",
)
PROBLEMS = (
    "部分镇（街道）台账更新不及时，数据口径有出入。",
    "基层专职人员变动较大，业务衔接不够。",
    "跨部门数据共享仍靠人工比对，耗时较长。",
)
NEXT_STEPS = (
    "下期对台账逐条核对，统一口径后再汇总。",
    "加强对镇（街道）的业务指导，按月通报进度。",
    "与有关单位商定数据交换办法，减少重复填报。",
)
OVERDUE = (
    "本项任务原定2023年12月31日前完成，至今没有完成：七个县（市、区）中尚有两个没有建成规模化基地，"
    "原选场地的消防验收没有通过，须另行选址。"
)
RETURNS = (
    "【演示】请补充本期服务人次与上期的对比，并说明数据来源。",
    "【演示】进展与上期文字基本相同，请写明本期新做了什么。",
    "【演示】请写明存在的问题和下一步措施的时限。",
    "【演示】文中经费数与财政部门提供的不一致，请核对后重新提交。",
)
STILL_NOT = "【演示】上次指出的数据来源仍未说明，请补充后再报。"
SIGNER_RETURNS = "【演示】请先与分管业务科室核对服务人次，再报签。"
CORRECTIONS = "【演示】签批后发现服务人次多计一次，更正数字。"
CONCURRENCE = "【演示】同意牵头单位的报告，本单位承担的部分已按要求完成。"
DISSENT = (
    "【演示】不同意报告中对长者照护床位数的表述：其中一部分没有通过本单位验收，建议改为已验收数。"
)


def compose(rng: Random, report: Report, *, again: bool = False) -> dict[str, Any]:
    """Return the content of a report: from its task, its role, its cycle, and chance."""
    task = report.assignment.task
    if report.is_concurrence:
        return {"concurs": True, "progress": CONCURRENCE}
    phrases = DONE_IN_SUPPORT if report.is_support else DONE_BY_LEAD
    content = {
        "status": _status(rng, report),
        "progress": _progress(rng, task, phrases, again=again),
        "no_change": False,
    }
    if not report.is_support or rng.random() < 0.3:
        content |= _outlook(rng, report)
    return content


def unchanged() -> dict[str, Any]:
    """Return the content of a row that says 无变化."""
    return {"status": Progress.UNDER_WAY, "no_change": True}


def dissent() -> dict[str, Any]:
    """Return a joint lead's 会签 that does not concur."""
    return {"concurs": False, "progress": DISSENT}


def topic(text: str) -> str:
    """Return the first clauses of a task's text, as many as stay short.

    >>> topic("完善医疗救助制度，按国家部署将项目纳入基本医疗保险支付范围。")
    '完善医疗救助制度，按国家部署将项目纳入基本医疗保险支付范围'
    """
    clauses = re.split(r"[，。；]", text)
    kept = clauses[0]
    for clause in filter(None, clauses[1:]):
        if len(kept) + len(clause) >= LONGEST_TOPIC:
            break
        kept = f"{kept}，{clause}"
    return kept


def _progress(rng: Random, task: Task, phrases: tuple[str, ...], *, again: bool) -> str:
    said = "；".join(phrase.format(**_figures(rng)) for phrase in rng.sample(phrases, 2))
    added = "按退回意见已补充数据来源并核对一遍。" if again else ""
    return f"{MARK}围绕“{topic(task.text)}”，{said}。{added}"


def _figures(rng: Random) -> dict[str, int]:
    return {
        "meetings": rng.randint(1, 4),
        "papers": rng.randint(5, 40),
        "people": rng.randint(20, 600),
        "money": rng.randint(3, 90),
    }


def _outlook(rng: Random, report: Report) -> dict[str, Any]:
    problem = OVERDUE if is_overdue(report) else rng.choice(PROBLEMS)
    return {
        "problem": f"{MARK}{problem}",
        "next_step": f"{MARK}{rng.choice(NEXT_STEPS)}",
        "next_step_on": report.cycle.due_on + timedelta(days=60),
    }


def _status(rng: Random, report: Report) -> Progress:
    if is_overdue(report):
        return Progress.UNDER_WAY
    late_in_the_plan = report.cycle.covers_until >= report.cycle.plan.until_on
    chance = rng.random()
    if chance < (0.5 if late_in_the_plan else 0.1):
        return Progress.DONE
    return Progress.NOT_STARTED if chance > 0.96 else Progress.UNDER_WAY


def is_overdue(report: Report) -> bool:
    """Say whether the task's date was over before the plan's end: it is not done, and says why."""
    due_on = report.assignment.task.due_on
    cycle: Cycle = report.cycle
    return due_on is not None and due_on < min(cycle.covers_until, cycle.plan.until_on)
