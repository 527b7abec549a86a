"""The words of cases: their kinds, the steps their flows pass, the outcomes that move them on."""

from django.db import models


class CaseKind(models.TextChoices):
    """What a case is about; each kind has one flow."""

    EXTENSION = "extension", "延期申请"
    ADJUSTMENT = "adjustment", "任务调整"
    CLOSURE = "closure", "办结销号"
    COORDINATION = "coordination", "需协调事项"
    ACTION = "action", "交办事项"


class CaseStep(models.TextChoices):
    """Where a case stands; each value is the name of a node of its kind's flow."""

    APPLY = "apply", "申请"
    UNIT_SIGN = "unit_sign", "本单位签批"
    CHECK = "check", "办公室核查"
    DECIDE = "decide", "领导审定"
    GRANTED = "granted", "已同意"
    REFUSED = "refused", "不同意"
    WITHDRAWN = "withdrawn", "已撤回"
    GIVE = "give", "交办"
    ANSWER = "answer", "单位办理"
    CONFIRM = "confirm", "待确认办结"
    SETTLED = "settled", "已办结"


class CaseOutcome(models.TextChoices):
    """What an actor decides at a step of a case."""

    APPLIED = "applied", "提出"
    SIGNED = "signed", "签批"
    PASSED = "passed", "核查通过"
    SENT_BACK = "sent_back", "退回"
    GRANTED = "granted", "同意"
    REFUSED = "refused", "不同意"
    WITHDRAWN = "withdrawn", "撤回"
    GIVEN = "given", "交办"
    ANSWERED = "answered", "答复"
    SETTLED = "settled", "办结"


# The tone of each step (shape and colour in zeren.css); where none is named, somebody is awaited.
TONES = {
    CaseStep.GRANTED: "done",
    CaseStep.REFUSED: "quiet",
    CaseStep.WITHDRAWN: "quiet",
    CaseStep.SETTLED: "done",
}

# What is said of why, in every kind.
NEEDS_A_REASON = frozenset({CaseOutcome.SENT_BACK, CaseOutcome.REFUSED, CaseOutcome.WITHDRAWN})
