"""Papers by which the committee escalates: 督办单, 通报, and what is told before one is named."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from project.accounts.models import Unit
from workflows.case_words import CaseStep
from workflows.models.cases import Case, CaseQuerySet
from workflows.models.coordination import Remark

# Where a paper is a draft still: nobody beyond the office and the leaders sees it.
UNISSUED = (
    CaseStep.PREPARE, CaseStep.DRAFT, CaseStep.VET, CaseStep.FOREWARN, CaseStep.CONSULT,
    CaseStep.HEAD, CaseStep.ISSUE, CaseStep.DROPPED, CaseStep.OVERTAKEN,
)  # fmt: skip
LONGEST_TITLE = 60


class Colour(models.TextChoices):
    """How urgent a 督办单 is; each is worse than the one before."""

    BLUE = "blue", "蓝色"
    YELLOW = "yellow", "黄色"
    RED = "red", "红色"

    @property
    def rank(self) -> int:
        """Return how bad a colour is.

        >>> Colour.RED.rank > Colour.YELLOW.rank > Colour.BLUE.rank
        True
        """
        return list(Colour).index(self)


class Issuable(models.Model):
    """What every paper on the route has (decision 0046): its words, and what 签发 adds to them.

    `grounds` are facts in natural keys (`workflows.escalation.grounds`); `revision` counts the
    wordings; `frozen` is canonical JSON of what was issued, never changed.
    """

    title = models.CharField("标题", max_length=LONGEST_TITLE)
    text = models.TextField("正文")
    grounds: "models.JSONField[list[Any], list[Any]]" = models.JSONField("依据", default=list)
    revision = models.PositiveIntegerField("稿次", default=1)
    series = models.CharField("编号系列", max_length=64, blank=True)
    year = models.PositiveSmallIntegerField("编号年份", null=True)
    number = models.PositiveIntegerField("编号", null=True)
    issued_on = models.DateField("签发日期", null=True)
    frozen = models.TextField("签发内容", blank=True)
    fingerprint = models.CharField("摘要值", max_length=128, blank=True)

    class Meta:
        abstract = True

    @property
    def is_issued(self) -> bool:
        return self.issued_on is not None


def numbered_once(name: str) -> tuple[models.BaseConstraint, ...]:
    """Return what holds of a number: given once in its series, with all that 签发 writes."""
    unissued = Q(series="", year=None, number=None, issued_on=None, frozen="", fingerprint="")
    issued = Q(year__isnull=False, number__gte=1, issued_on__isnull=False)
    issued &= ~Q(series="") & ~Q(frozen="") & ~Q(fingerprint="")
    return (
        models.UniqueConstraint(
            "series", "year", "number", name=f"{name}_number_once", condition=Q(number__gte=1)
        ),
        models.CheckConstraint(condition=unissued | issued, name=f"{name}_numbered_when_issued"),
    )


class SupervisionNoticeQuerySet(CaseQuerySet):
    """督办单 in the field's words."""

    def with_its_unit(self, unit: Any) -> Self:
        """Return those issued to a unit and not settled yet."""
        return self.filter(unit=unit, issued_on__isnull=False).exclude(step=CaseStep.SETTLED)


class SupervisionNotice(Issuable, Case):
    """督办单: to one unit, of one colour; answered by `reply_by`, set when it is issued.

    `first_reply_by` is never moved; a later one follows a return.
    """

    case_ptr = models.OneToOneField(
        Case, models.CASCADE, parent_link=True, primary_key=True, verbose_name="事项"
    )
    colour = models.CharField("颜色", max_length=8, choices=Colour)
    reply_days = models.PositiveSmallIntegerField("反馈工作日", default=3)
    first_reply_by = models.DateField("反馈期限", null=True)
    reply_by = models.DateField("现在的反馈期限", null=True)
    answer = models.TextField("办理情况", blank=True)

    objects = SupervisionNoticeQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = verbose_name_plural = "督办单"
        default_permissions = ()
        constraints = numbered_once("supervision")

    def __str__(self) -> str:
        return f"{self.name}（{self.unit}）"

    @property
    def name(self) -> str:
        """Return the colour and the number: the latter only once it was issued."""
        number = f"〔{self.year}〕{self.number}号" if self.is_issued else "底稿"
        return f"{Colour(self.colour).label}督办单{number}"


class Circular(Issuable, Case):
    """通报: names units, each by one sentence (`entries`: unit's code and sentence, in order)."""

    case_ptr = models.OneToOneField(
        Case, models.CASCADE, parent_link=True, primary_key=True, verbose_name="事项"
    )
    entries: "models.JSONField[list[Any], list[Any]]" = models.JSONField("点名", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "通报"
        default_permissions = ()
        constraints = numbered_once("circular")

    def __str__(self) -> str:
        return f"{self.name}：{self.title}"

    @property
    def name(self) -> str:
        return f"通报〔{self.year}〕{self.number}号" if self.is_issued else "通报底稿"


class PreNoticeQuerySet(models.QuerySet["PreNotice"]):
    """通报前告知 in the field's words."""

    def open(self) -> Self:
        return self.filter(closed_at=None)

    def to_unit(self, unit: Unit) -> Self:
        return self.filter(unit=unit)

    def for_reading(self) -> Self:
        return self.select_related("unit", "circular__plan__committee", "remark__by")


class PreNotice(models.Model):
    """A unit told of the sentence that is to name it; `until_on` is the last day for its line.

    Closed by the schedule: `remark` is the line that counted, none is silence.
    """

    circular = models.ForeignKey(Circular, models.PROTECT, related_name="told", verbose_name="通报")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    sentence = models.TextField("拟点名的话")
    told_at = models.DateTimeField("告知时间")
    until_on = models.DateField("说明期限")
    closed_at = models.DateTimeField("期满时间", null=True)
    remark = models.ForeignKey(
        Remark, models.PROTECT, null=True, related_name="+", verbose_name="单位的说明"
    )

    objects = PreNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "通报前告知"
        ordering = ("pk",)
        default_permissions = ()
        constraints = (
            models.UniqueConstraint("circular", "unit", "sentence", name="told_once_of_a_sentence"),
            models.CheckConstraint(
                condition=Q(remark=None) | Q(closed_at__isnull=False),
                name="line_counts_when_closed",
            ),
        )

    def __str__(self) -> str:
        return f"{self.circular}告知{self.unit}"

    @property
    def stands(self) -> bool:
        """Say whether the unit is still to be named by this sentence: not if it was changed."""
        is_sent = self.circular.step not in (CaseStep.DROPPED, CaseStep.OVERTAKEN)
        own = {"unit": self.unit.code, "sentence": self.sentence}
        return is_sent and own in self.circular.entries
