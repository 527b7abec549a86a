"""The summary as a paper on the route (decision 0048): its wording, and opinions on it."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from project.accounts.models import Unit
from workflows.case_words import CaseStep
from workflows.models.cases import Case, CaseQuerySet
from workflows.models.cycles import Cycle
from workflows.models.escalating import Issuable, numbered_once
from workflows.models.spans import OfSpan, Spanned

# Where units that were asked may answer: at the step itself, and once the paper went back.
OUT_OR_BACK = (CaseStep.DRAFT, CaseStep.VET, CaseStep.CONSULT)
# Where whoever approves or signs a summary has its figures and files before them.
BEFORE_THE_SIGNER = (CaseStep.HEAD, CaseStep.ISSUE, CaseStep.ISSUED)


class SummaryPaperQuerySet(OfSpan, CaseQuerySet):
    """A summary's papers in the field's words."""

    def issued(self) -> Self:
        return self.filter(issued_on__isnull=False)

    def before_the_signer(self) -> Self:
        return self.filter(step__in=BEFORE_THE_SIGNER)


class SummaryPaper(Issuable, Spanned, Case):
    """The wording of one edition of a span's summary; its figures are the edition's, unchanged.

    `facts` is the digest of those. `passages` are a task's number, its head, what was `drawn` and
    the `text` it has now, in printed order; `asked` are codes of the units whose opinion is asked;
    `changes` say what is another than in the issued edition `corrects`.
    """

    case_ptr = models.OneToOneField(
        Case, models.CASCADE, parent_link=True, primary_key=True, verbose_name="事项"
    )
    cycle = models.ForeignKey(
        Cycle, models.PROTECT, related_name="summary_papers", verbose_name="报送周期"
    )
    edition = models.PositiveIntegerField("汇总稿次")
    facts = models.CharField("事实摘要值", max_length=128)
    passages: "models.JSONField[list[Any], list[Any]]" = models.JSONField("各项表述", default=list)
    asked: "models.JSONField[list[Any], list[Any]]" = models.JSONField("征求意见单位", default=list)
    corrects = models.PositiveIntegerField("更正的稿次", null=True)
    changes: "models.JSONField[list[Any], list[Any]]" = models.JSONField("更正内容", default=list)

    objects = SummaryPaperQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = verbose_name_plural = "进展情况汇总文稿"
        default_permissions = ()
        constraints = numbered_once("summary_paper")

    def __str__(self) -> str:
        return f"{self.title}（{self.name}）"

    @property
    def name(self) -> str:
        """Return the number once it was issued, else which edition's draft it is."""
        number = f"〔{self.year}〕{self.number}号" if self.is_issued else f"底稿第{self.edition}稿"
        return f"进展情况汇总{number}" if self.is_issued else number

    @property
    def edited(self) -> list[Any]:
        """Return the passages that say something else than was drawn."""
        return [each for each in self.passages if each["text"] != each["drawn"]]


class OpinionQuerySet(models.QuerySet["Opinion"]):
    """Opinions in the field's words."""

    def open(self) -> Self:
        """Return what the office has not closed: the step was not passed with it yet."""
        return self.filter(closed_at=None)

    def to_answer(self) -> Self:
        """Return what a unit may answer, or answer anew: asked, and nothing is decided.

        Its days run on while the office writes on the paper, and so may it answer meanwhile.
        """
        return self.open().filter(decided_at=None, paper__step__in=OUT_OR_BACK)

    def for_reading(self) -> Self:
        return self.select_related(
            "unit", "answered_by", "decided_by", "paper__plan__committee", "paper__cycle__plan"
        )


class Opinion(models.Model):
    """What a unit says of a summary's draft (征求意见), and what became of it.

    An answer without text is 无意见, and asks for no decision.
    """

    paper = models.ForeignKey(
        SummaryPaper, models.PROTECT, related_name="opinions", verbose_name="文稿"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    asked_at = models.DateTimeField("征求时间")
    reply_by = models.DateField("答复期限")
    text = models.TextField("意见", blank=True)
    answered_at = models.DateTimeField("答复时间", null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="答复人"
    )
    adopted = models.BooleanField("采纳", null=True)
    why = models.TextField("处理说明", blank=True)
    decided_at = models.DateTimeField("处理时间", null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="处理人"
    )
    closed_at = models.DateTimeField("结束时间", null=True)

    objects = OpinionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "征求意见"
        ordering = ("pk",)
        default_permissions = ()
        constraints = (
            models.UniqueConstraint("paper", "unit", name="opinion_asked_once"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, text="")
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="opinion_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(adopted=None, decided_at=None, decided_by=None, why="")
                | Q(adopted__isnull=False, decided_at__isnull=False, decided_by__isnull=False)
                & ~Q(text=""),
                name="opinion_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(adopted=False) | ~Q(why=""), name="opinion_not_adopted_for_a_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.paper}征求{self.unit}意见"

    @property
    def is_undecided(self) -> bool:
        """Say whether the office still has to say what becomes of it."""
        return bool(self.text) and self.decided_at is None

    def waits(self, *, on: date) -> bool:
        """Say whether the unit's days are not over, and it has not answered."""
        return self.answered_at is None and on <= self.reply_by
