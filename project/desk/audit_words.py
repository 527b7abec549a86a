"""How the trail is read out: the words for actions, for what they were done to, and for facts."""

import json
from collections.abc import Iterable
from typing import Any

from django.apps import apps

from project.accounts.models import User
from project.audit.models import AuditEvent
from workflows.case_words import CaseKind, CaseOutcome
from workflows.flows import CASE_FLOWS


def _of_cases() -> dict[str, str]:
    """Return a word for every outcome that a step of any kind of case knows."""
    words = {}
    for kind, flow in CASE_FLOWS.items():
        outcomes = {flow.opens_with, CaseOutcome.WITHDRAWN}
        for turn in flow.turns.values():
            outcomes |= turn.outcomes | turn.by_system
        for outcome in sorted(outcomes):
            words[f"{kind}.{outcome}"] = f"{outcome.label}（{CaseKind(kind).label}）"
    return words


ACTIONS = _of_cases() | {
    "account.sign_in": "登录",
    "account.sign_out": "退出",
    "account.change_password": "修改密码",
    "account.open": "开立账号",
    "account.change": "修改账号资料",
    "account.change_phone": "修改本人电话",
    "account.deactivate": "停用账号",
    "account.activate": "启用账号",
    "account.reset_password": "重置密码",
    "grant.give": "授权",
    "grant.revoke": "撤销授权",
    "grant.hand_over": "交接授权",
    "delegation.make": "委托他人办理",
    "delegation.end": "结束委托",
    "plan.import": "导入规划",
    "plan.settle": "改动规划设置",
    "calendar.publish": "录入放假通知",
    "cycle.open": "开启报送周期",
    "cycle.postpone": "延后报送截止日期",
    "cycle.recalendar": "按放假通知重算报送周期日期",
    "exception.give": "准予特许补报",
    "exception.withdraw": "收回特许补报",
    "duties.change": "改动应报范围",
    "asks.change": "改动对县（市、区）的填报要求",
    "indicators.rule": "改动指标汇总规则",
    "report.submitted": "提交报告",
    "report.approved": "审核通过报告",
    "report.signed": "签批报告",
    "report.sent_back": "退回报告",
    "report.withdrawn": "撤回报告",
    "report.missed": "报告到期未报送",
    "report.reopened": "启动报告更正",
    "urge.make": "催办",
    "urge.office": "办公室催办",
    "handling.set": "安排经办科室和经办人",
    "extension.applied": "申请延期",
    "extension.signed": "签批延期申请",
    "extension.passed": "核查延期申请",
    "extension.sent_back": "退回延期申请",
    "extension.granted": "同意延期",
    "extension.refused": "不同意延期",
    "extension.withdrawn": "撤回延期申请",
    "coordination.applied": "提出需协调事项",
    "coordination.forwarded": "转办需协调事项",
    "coordination.sent_back": "退回需协调事项",
    "coordination.refused": "不同意转办需协调事项",
    "coordination.withdrawn": "撤回需协调事项",
    "coordination.accepted": "承诺办理需协调事项",
    "coordination.proposed": "另提办结日期",
    "coordination.declined": "说明不能办理需协调事项",
    "coordination.agreed": "同意另提的日期",
    "coordination.opposed": "不同意另提的日期",
    "coordination.settled": "定下办结日期",
    "coordination.listed": "提请上会",
    "coordination.done": "报告需协调事项办结",
    "coordination.confirmed": "确认需协调事项办结",
    "coordination.not_done": "退回继续办理需协调事项",
    "coordination.ruled": "批复需协调事项",
    "coordination.taken_off": "移出拟上会清单",
    "coordination.lapsed": "需协调事项到期转出",
    "remark.add": "加旁注",
    "opinion.answer": "答复征求意见",
    "opinion.decide": "处理征求的意见",
    "evidence.add": "上传佐证材料",
    "evidence.remove": "移除佐证材料",
    "evidence.seal": "封存佐证材料",
    "figure.dispute": "提出不同的指标数值",
    "figure.withdraw": "收回提出的指标数值",
    "figure.decide": "裁定存疑的指标数值",
    "task.mark": "标注长期坚持",
    "milestones.bring": "导入年度节点表",
    "preference.set": "改动消息频次",
    "sheet.receive": "代录单位来件",
    "paper.print": "打印线下签批表",
    "paper.enter": "录入线下签批扫描件",
    "paper.confirm": "核对线下签批",
    "paper.refuse": "不予确认线下签批",
    "digest.prepare": "生成逾期摘要",
    "digest.hold": "暂缓逾期摘要",
    "digest.let_go": "放行逾期摘要",
    "digest.send": "发送逾期摘要",
    "digest.drop": "作废逾期摘要",
    "summary.build": "生成进展情况汇总",
    "summary.release": "发布进展情况汇总",
    "summary_template.bring": "上传汇总模板",
    "summary_template.enforce": "启用汇总模板",
    "summary_template.remove": "停用汇总模板",
    "summary_template.drop": "不用上传的汇总模板",
    "delivery.again": "重新发送",
    "robot.add": "添加群机器人",
    "robot.change": "修改群机器人",
    "robot.switch_off": "停用群机器人",
    "robot.test": "测试群机器人",
}

FACTS = {
    "account": "用户名",
    "answer": "对方答复",
    "asked": "填报要求",
    "case": "事项",
    "changes": "改动",
    "code": "校验码",
    "created": "新建",
    "cycle": "报送周期",
    "days": "改为上班或休息的日期",
    "delegate": "受托人",
    "document": "依据的文件",
    "delivery": "消息",
    "due_on": "报送截止",
    "digest": "摘要值",
    "edition": "稿次",
    "exempt": "不报",
    "file": "文件名",
    "from_on": "起始日期",
    "fingerprint": "摘要值",
    "grant": "授权",
    "home_unit": "所在单位",
    "indicator": "指标",
    "kind": "类型",
    "last_on": "截止日期",
    "mark": "标注",
    "means": "催办方式",
    "name": "姓名",
    "office": "经办科室",
    "outlook": "研判",
    "on_behalf_of": "代谁办理",
    "paper": "线下签批",
    "people": "收件人数",
    "plan": "规划",
    "promised_on": "答应报送的日期",
    "reason": "理由",
    "received": "来件",
    "report": "报告",
    "reports": "报告数",
    "said": "办理内容",
    "sphere": "账号类别",
    "second": "在场管理员",
    "spoken_to": "联系了谁",
    "stands": "裁定",
    "number": "第几次录入",
    "numbers": "任务编号",
    "support_due_on": "配合单位截止",
    "support_was_due_on": "配合单位原截止",
    "tasks": "任务逾期数",
    "to": "接替人",
    "unit": "责任单位",
    "until_on": "可补报到",
    "version": "版本",
    "was": "原状态",
    "was_asked": "原填报要求",
    "was_due_on": "原报送截止",
    "was_exempt": "原不报",
    "was_window": "原开始、配合截止、报送截止、补报截止",
    "week": "周次",
    "where": "所在位置",
    "why": "依据或原因",
    "window": "现开始、配合截止、报送截止、补报截止",
    "year": "年份",
}

# No administrator sees business content; the digest covers the words all the same.
NOT_HERE = "（业务内容，不在此显示）"
WITH_BUSINESS = (
    "report.", "digest.", "cycle.", "exception.", "evidence.", "figure.", "task.", "sheet.",
    "remark.", "opinion.", "paper.", "urge.", *(f"{kind}." for kind in CASE_FLOWS),
)  # fmt: skip
PRIVATE = (
    "reason", "file", "stands", "received", "said", "outlook", "spoken_to", "answer",
)  # fmt: skip


def facts_of(event: AuditEvent) -> list[tuple[str, str]]:
    """Return an event's detail as readable pairs; facts that say nothing are left out."""
    facts = json.loads(event.detail)
    if event.action.startswith(WITH_BUSINESS):
        facts |= {key: NOT_HERE for key in PRIVATE if facts.get(key)}
    return [
        (FACTS.get(key, key), _in_words(value))
        for key, value in facts.items()
        if value not in (None, "")
    ]


def subjects_in_words(events: Iterable[AuditEvent]) -> dict[str, str]:
    """Return words for the events' subjects: people by name, all else by kind and number."""
    subjects = {event.subject for event in events}
    keys = [_parts(subject)[1] for subject in subjects if _parts(subject)[0] == "accounts.user"]
    people = User.objects.in_bulk([int(key) for key in keys if key.isdecimal()] or [0])
    return {subject: _subject_in_words(subject, people) for subject in subjects}


def _subject_in_words(subject: str, people: dict[int, User]) -> str:
    label, key = _parts(subject)
    person = people.get(int(key)) if label == "accounts.user" and key.isdecimal() else None
    if person:
        return f"{person.name}（{person.username}）"
    try:
        return f"{apps.get_model(label)._meta.verbose_name}，编号 {key}"
    except (LookupError, ValueError):
        return subject


def _parts(subject: str) -> tuple[str, str]:
    label, _, key = subject.partition(":")
    return label, key


def _in_words(value: Any) -> str:
    if isinstance(value, dict):
        return "；".join(f"{FACTS.get(key, key)}：{_in_words(each)}" for key, each in value.items())
    if isinstance(value, list):
        return "、".join(_in_words(each) for each in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)
