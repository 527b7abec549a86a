"""The words of cases: their kinds, the steps their flows pass, the outcomes that move them on."""

from django.db import models


class CaseKind(models.TextChoices):
    """What a case is about; each kind has one flow."""

    EXTENSION = "extension", "延期申请"
    ADJUSTMENT = "adjustment", "任务调整"
    CLOSURE = "closure", "办结销号"
    COORDINATION = "coordination", "需协调事项"
    REOPENING = "reopening", "恢复办理"
    ACTION = "action", "交办事项"
    MILESTONES = "milestones", "年度节点"
    SUPERVISION = "supervision", "督办单"
    CIRCULAR = "circular", "通报"
    SUMMARY = "summary", "进展情况汇总"


class CaseStep(models.TextChoices):
    """Where a case stands; each value is the name of a node of its kind's flow."""

    APPLY = "apply", "申请"
    CONCUR = "concur", "共同牵头单位会签"
    UNIT_SIGN = "unit_sign", "本单位签批"
    CHECK = "check", "办公室核查"
    DECIDE = "decide", "领导审定"
    GRANTED = "granted", "已同意"
    REFUSED = "refused", "不同意"
    CLOSED = "closed", "已销号"
    REOPENED = "reopened", "已恢复办理"
    WITHDRAWN = "withdrawn", "已撤回"
    # 需协调事项 (decision 0033)
    FORWARD = "forward", "办公室转办"
    ANSWER = "answer", "被请单位答复"
    AGREE = "agree", "提出单位商定日期"
    SETTLE = "settle", "办公室定日期"
    FULFIL = "fulfil", "被请单位办理"
    CONFIRM = "confirm", "待确认办结"
    AGENDA = "agenda", "拟上会"
    COORDINATED = "coordinated", "已协调"
    RULED = "ruled", "已批复"
    TAKEN_OFF = "taken_off", "已移出清单"
    OVERTAKEN = "overtaken", "不再办理"
    # 交办事项 (decision 0030)
    GIVE = "give", "交办"
    HANDLE = "handle", "单位办理"
    SETTLED = "settled", "已办结"
    # 年度节点 (decision 0039)
    FIX = "fix", "办公室核定"
    FIXED = "fixed", "已核定"
    # 督办单、通报 (decision 0046), 进展情况汇总 (decision 0048)
    PREPARE = "prepare", "生成底稿"
    DRAFT = "draft", "办公室拟稿"
    VET = "vet", "核稿"
    FOREWARN = "forewarn", "通报前告知"
    CONSULT = "consult", "征求意见"
    HEAD = "head", "办公室主任审核"
    ISSUE = "issue", "领导签发"
    ISSUED = "issued", "已签发"
    DROPPED = "dropped", "不发"


class CaseOutcome(models.TextChoices):
    """What an actor decides at a step of a case."""

    APPLIED = "applied", "提出"
    CONCURRED = "concurred", "会签同意"
    DISSENTED = "dissented", "会签不同意"
    SIGNED = "signed", "签批"
    PASSED = "passed", "核查通过"
    FAILED = "failed", "核查不通过"
    SENT_BACK = "sent_back", "退回"
    GRANTED = "granted", "同意"
    CLOSED = "closed", "销号"
    REOPENED = "reopened", "恢复办理"
    REFUSED = "refused", "不同意"
    WITHDRAWN = "withdrawn", "撤回"
    # 需协调事项
    FORWARDED = "forwarded", "转办"
    ACCEPTED = "accepted", "承诺办理"
    PROPOSED = "proposed", "另提日期"
    DECLINED = "declined", "说明不能办理"
    AGREED = "agreed", "同意所提日期"
    OPPOSED = "opposed", "不同意所提日期"
    SETTLED = "settled", "定下日期"
    LISTED = "listed", "提请上会"
    DONE = "done", "报告办结"
    CONFIRMED = "confirmed", "确认办结"
    NOT_DONE = "not_done", "退回继续办理"
    RULED = "ruled", "批复"
    TAKEN_OFF = "taken_off", "移出清单"
    LAPSED = "lapsed", "到期转出"
    OVERTAKEN = "overtaken", "终止办理"
    GIVEN = "given", "交办"
    ANSWERED = "answered", "答复"
    FINISHED = "finished", "办结"
    FIXED = "fixed", "核定"
    PREPARED = "prepared", "生成底稿"
    SAVED = "saved", "保存底稿"
    DRAFTED = "drafted", "送审"
    DROPPED = "dropped", "不发"
    VETTED = "vetted", "核稿通过"
    FOREWARNED = "forewarned", "告知期满"
    CONSULTED = "consulted", "意见处理完毕"
    APPROVED = "approved", "审核同意"
    ISSUED = "issued", "签发"


# The tone of each step (shape and colour in zeren.css); where none is named, somebody is awaited.
TONES = {
    CaseStep.GRANTED: "done",
    CaseStep.REFUSED: "quiet",
    CaseStep.CLOSED: "done",
    CaseStep.REOPENED: "done",
    CaseStep.WITHDRAWN: "quiet",
    CaseStep.AGENDA: "soon",
    CaseStep.COORDINATED: "done",
    CaseStep.RULED: "done",
    CaseStep.TAKEN_OFF: "quiet",
    CaseStep.OVERTAKEN: "quiet",
    CaseStep.SETTLED: "done",
    CaseStep.FIXED: "done",
    CaseStep.ISSUED: "done",
    CaseStep.DROPPED: "quiet",
}

# What is said of why, in every kind.
NEEDS_A_REASON = frozenset(
    {
        CaseOutcome.SENT_BACK,
        CaseOutcome.REFUSED,
        CaseOutcome.WITHDRAWN,
        CaseOutcome.PROPOSED,
        CaseOutcome.DECLINED,
        CaseOutcome.OPPOSED,
        CaseOutcome.LISTED,
        CaseOutcome.NOT_DONE,
        CaseOutcome.TAKEN_OFF,
        CaseOutcome.LAPSED,
        CaseOutcome.DISSENTED,
        CaseOutcome.OVERTAKEN,
        CaseOutcome.DROPPED,
    }
)
