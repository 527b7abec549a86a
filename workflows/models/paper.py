"""线下签批: sheets printed for a leader's hand, signed scans that came back, what they signed."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from project.accounts.models import Unit
from project.audit.guards import AppendOnly
from workflows.models.cycles import Cycle
from workflows.models.reports import ReportVersion


class PrintedSheet(AppendOnly):
    """The versions of a unit that waited for its signature when the sheet was printed."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="+", verbose_name="报送周期")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="责任单位")
    code = models.CharField("校验码", max_length=9, unique=True)
    printed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="打印人"
    )
    printed_at = models.DateTimeField("打印时间", default=timezone.now)
    versions: "models.ManyToManyField[ReportVersion, PrintedVersion]" = models.ManyToManyField(
        ReportVersion, through="PrintedVersion", related_name="+", verbose_name="报告版本"
    )

    class Meta:
        verbose_name = verbose_name_plural = "线下签批表"
        ordering = ("pk",)
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.unit} {self.cycle.label}线下签批表"

    @property
    def grouped_code(self) -> str:
        """Return the code as it is printed: three groups of three."""
        return "-".join((self.code[:3], self.code[3:6], self.code[6:]))


class PrintedVersion(AppendOnly):
    """A version on a printed sheet, in the sheet's order."""

    sheet = models.ForeignKey(
        PrintedSheet, models.PROTECT, related_name="rows", verbose_name="线下签批表"
    )
    version = models.ForeignKey(
        ReportVersion, models.PROTECT, related_name="+", verbose_name="报告版本"
    )

    class Meta:
        verbose_name = verbose_name_plural = "线下签批表所列版本"
        ordering = ("pk",)
        default_permissions = ()
        constraints = (models.UniqueConstraint("sheet", "version", name="version_once_on_sheet"),)

    def __str__(self) -> str:
        return f"{self.sheet}：{self.version}"


class PaperSignOffQuerySet(models.QuerySet["PaperSignOff"]):
    """Signed papers in the field's words."""

    def waiting(self) -> Self:
        return self.filter(decided_at=None)

    def for_reading(self) -> Self:
        return self.select_related(
            "sheet__cycle__plan__committee", "sheet__unit", "entered_by", "decided_by", "signer"
        )


class PaperSignOff(AppendOnly):
    """A printed sheet that came back signed: who signed, the scan, and what a colleague found.

    `signer` is set where the one who signed has an account as the unit's signer.
    """

    written_later: ClassVar[tuple[str, ...]] = ("decided_at", "decided_by", "refused_why")

    sheet = models.ForeignKey(
        PrintedSheet, models.PROTECT, related_name="papers", verbose_name="线下签批表"
    )
    signer_name = models.CharField("签批人姓名", max_length=32)
    signer_post = models.CharField("签批人职务", max_length=32)
    signer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="签批人"
    )
    signed_on = models.DateField("纸上日期")
    name = models.CharField("文件名", max_length=100)
    kind = models.CharField("文件类型", max_length=8)
    size = models.PositiveBigIntegerField("字节数")
    digest = models.CharField("摘要值", max_length=128, db_index=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="录入人"
    )
    entered_at = models.DateTimeField("录入时间", default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="核对人"
    )
    decided_at = models.DateTimeField("核对时间", null=True)
    refused_why = models.CharField("不予确认的原因", max_length=200, null=True)  # noqa: DJ001 (written once)

    objects = PaperSignOffQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "线下签批"
        ordering = ("pk",)
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=("sheet",), condition=Q(decided_at=None), name="one_paper_to_check"
            ),
            models.UniqueConstraint(
                fields=("sheet",),
                condition=Q(decided_at__isnull=False, refused_why=None),
                name="sheet_confirmed_once",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None, refused_why=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="paper_checked_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("entered_by")),
                name="paper_checked_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(signer_name="") & ~Q(signer_post=""), name="paper_names_its_signer"
            ),
        )

    def __str__(self) -> str:
        """Return the sentence of the trail: who signed when, who entered, who checked."""
        checked = f"，核对{self.decided_by}" if self.decided_by_id else ""
        return f"线下签批：{self.signature}；录入{self.entered_by}{checked}"

    @property
    def signature(self) -> str:
        """Return who signed and when, as the paper says."""
        day = self.signed_on
        return f"{self.signer_name}，{self.signer_post}，{day.year}年{day.month}月{day.day}日"

    @property
    def is_confirmed(self) -> bool:
        return self.decided_at is not None and self.refused_why is None

    @property
    def word(self) -> str:
        """Return what the status on a page says."""
        if self.decided_at is None:
            return "待另一位同事核对"
        return "已核对" if self.is_confirmed else "不予确认"

    @property
    def tone(self) -> str:
        if self.decided_at is None:
            return "waiting"
        return "done" if self.is_confirmed else "soon"


class PaperSignature(AppendOnly):
    """A version signed by a paper, written in the act's own transaction."""

    version = models.OneToOneField(
        ReportVersion, models.PROTECT, related_name="paper_signature", verbose_name="报告版本"
    )
    paper = models.ForeignKey(
        PaperSignOff, models.PROTECT, related_name="signatures", verbose_name="线下签批"
    )

    class Meta:
        verbose_name = verbose_name_plural = "线下签批的版本"
        ordering = ("pk",)
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.version}：{self.paper}"


class UnsignedRow(AppendOnly):
    """A version on a confirmed paper that was not signed, and why: it had moved meanwhile."""

    paper = models.ForeignKey(
        PaperSignOff, models.PROTECT, related_name="unsigned", verbose_name="线下签批"
    )
    version = models.ForeignKey(
        ReportVersion, models.PROTECT, related_name="+", verbose_name="报告版本"
    )
    why = models.TextField("没有签批的原因")

    class Meta:
        verbose_name = verbose_name_plural = "线下签批未签的版本"
        ordering = ("pk",)
        default_permissions = ()
        constraints = (
            models.UniqueConstraint("paper", "version", name="version_told_once_of_paper"),
        )

    def __str__(self) -> str:
        return f"{self.version}：{self.why}"
