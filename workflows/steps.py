"""The words of the report's flow: the steps it passes and the outcomes that move it on."""

from enum import StrEnum

from django.db import models


class Step(models.TextChoices):
    """Where a report stands; each value is the name of a node of ReportFlow."""

    REPORT = "report", "填报"
    REVIEW = "review", "审核"
    SECOND_REVIEW = "second_review", "复核"
    SIGN_OFF = "sign_off", "签批"
    SIGNED = "signed", "已签批"
    MISSED = "missed", "未报送"


OPEN_STEPS = (Step.REPORT, Step.REVIEW, Step.SECOND_REVIEW, Step.SIGN_OFF)
IN_HANDS_OF_OTHERS = (Step.REVIEW, Step.SECOND_REVIEW, Step.SIGN_OFF)


class Place(models.TextChoices):
    """What of a report a return is about; a text's value is the name of its field."""

    WHOLE = "whole", "整体"
    STATUS = "status", "进度"
    PROGRESS = "progress", "进展情况"
    PROBLEM = "problem", "存在问题"
    NEXT_STEP = "next_step", "下一步措施"
    EVIDENCE = "evidence", "佐证材料"


class Outlook(models.TextChoices):
    """研判: what a reviewer expects of a lead's task; never in place of what the lead reports."""

    ON_TIME = "on_time", "能按期"
    AT_RISK = "at_risk", "有风险"
    UNLIKELY = "unlikely", "难按期"

    @property
    def tone(self) -> str:
        """Return the tone that chooses shape and colour in zeren.css."""
        return {"on_time": "done", "at_risk": "soon", "unlikely": "late"}[self.value]


class Outcome(StrEnum):
    """What an actor decides at a step."""

    SUBMITTED = "submitted"
    APPROVED = "approved"
    SIGNED = "signed"
    SENT_BACK = "sent_back"
    WITHDRAWN = "withdrawn"
    MISSED = "missed"
    REOPENED = "reopened"

    @property
    def label(self) -> str:
        return OUTCOME_LABELS[self]


OUTCOME_LABELS = {
    Outcome.SUBMITTED: "提交",
    Outcome.APPROVED: "通过",
    Outcome.SIGNED: "签批",
    Outcome.SENT_BACK: "退回",
    Outcome.WITHDRAWN: "撤回",
    Outcome.MISSED: "到期未报送",
    Outcome.REOPENED: "启动更正",
}

# What may be decided where; anything else is refused before the engine is asked. Taking back comes
# at the first step after the report: `allowed_at` moves it where the signature comes first.
ALLOWED: dict[Step, frozenset[Outcome]] = {
    Step.REPORT: frozenset({Outcome.SUBMITTED, Outcome.MISSED}),
    Step.REVIEW: frozenset({Outcome.APPROVED, Outcome.SENT_BACK, Outcome.WITHDRAWN}),
    Step.SECOND_REVIEW: frozenset({Outcome.APPROVED, Outcome.SENT_BACK}),
    Step.SIGN_OFF: frozenset({Outcome.SIGNED, Outcome.SENT_BACK}),
}


def allowed_at(step: Step, *, signs_first: bool) -> frozenset[Outcome]:
    """Return what may be decided at a step of either order."""
    allowed = ALLOWED.get(step, frozenset()) - {Outcome.WITHDRAWN}
    first = Step.SIGN_OFF if signs_first else Step.REVIEW
    return allowed | {Outcome.WITHDRAWN} if step == first else allowed
