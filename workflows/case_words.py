"""The words of cases: their kinds, the steps their flows pass, the outcomes that move them on."""

from django.db import models


class CaseKind(models.TextChoices):
    """What a case is about; each kind has one flow."""

    EXTENSION = "extension", "延期申请"
    ADJUSTMENT = "adjustment", "任务调整"
    CLOSURE = "closure", "办结销号"
    COORDINATION = "coordination", "需协调事项"
    REOPENING = "reopening", "恢复办理"


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
    OVERTAKEN = "overtaken", "不再办理"


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
    OVERTAKEN = "overtaken", "终止办理"


# The tone of each step (shape and colour in zeren.css); where none is named, somebody is awaited.
TONES = {
    CaseStep.GRANTED: "done",
    CaseStep.REFUSED: "quiet",
    CaseStep.CLOSED: "done",
    CaseStep.REOPENED: "done",
    CaseStep.WITHDRAWN: "quiet",
    CaseStep.OVERTAKEN: "quiet",
}

# What is said of why, in every kind.
NEEDS_A_REASON = frozenset(
    {
        CaseOutcome.SENT_BACK,
        CaseOutcome.DISSENTED,
        CaseOutcome.REFUSED,
        CaseOutcome.WITHDRAWN,
        CaseOutcome.OVERTAKEN,
    }
)
