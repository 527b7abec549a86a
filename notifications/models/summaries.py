"""The progress summary (进展情况汇总) of a span: facts frozen at a moment, and its documents."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from notifications.models.summary_templates import SummaryTemplate
from project.audit.guards import AppendOnly
from workflows.models import Cycle, OfSpan, Spanned


class SummaryQuerySet(OfSpan, models.QuerySet["Summary"]):
    """Summaries in the field's words."""

    def of_cycles(self) -> Self:
        """Return the cycles' own, not those of half-years and years."""
        return self.filter(span_key="")

    def released(self) -> Self:
        return self.filter(released_at__isnull=False)

    def newest(self) -> "Summary | None":
        return self.order_by("number").last()


class Summary(Spanned, AppendOnly):
    """One edition: built once from the reports as they stood; 底稿 until somebody releases it."""

    written_later: ClassVar[tuple[str, ...]] = ("released_at", "released_by")

    cycle = models.ForeignKey(
        Cycle, models.PROTECT, related_name="summaries", verbose_name="报送周期"
    )
    number = models.PositiveIntegerField("稿次")
    facts = models.TextField("事实")
    fingerprint = models.CharField("摘要值", max_length=128)
    # The characters for whose sake there is no PDF: its font lacks them.
    unprintable = models.TextField("不能排印的字符", default="")
    # The office's template that was in force; None is the built-in layout (decision 0050).
    template = models.ForeignKey(
        SummaryTemplate, models.PROTECT, null=True, related_name="+", verbose_name="汇总模板"
    )
    built_at = models.DateTimeField("生成时间", default=timezone.now)
    built_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="生成人"
    )
    released_at = models.DateTimeField("发布时间", null=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="发布人"
    )

    objects = SummaryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "进展情况汇总"
        ordering = ("cycle", "span_key", "number")
        default_permissions = ()
        constraints = (
            models.UniqueConstraint("cycle", "span_key", "number", name="summary_number_once"),
            models.CheckConstraint(
                condition=Q(released_at=None, released_by=None)
                | Q(released_at__isnull=False, released_by__isnull=False),
                name="summary_released_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"{self.span.label}进展情况汇总（第{self.number}稿）"

    @property
    def is_released(self) -> bool:
        return self.released_at is not None

    @property
    def kept(self) -> str:
        """Return what its files are called after the title: 底稿 until it is released."""
        return f"{'' if self.is_released else '底稿'}第{self.number}稿"

    @property
    def files(self) -> list["Document"]:
        """Return the files people get now (from what was fetched with the edition)."""
        return [each for each in self.documents.all() if each.issued == self.is_released]

    @property
    def left_its_template(self) -> bool:
        """Say whether its Word file could not be drawn in the template it was built with."""
        drawn = [each.template_id for each in self.files if each.format == Format.DOCX]
        return self.template_id is not None and None in drawn


class Format(models.TextChoices):
    """The kinds of file a summary is issued as."""

    DOCX = "docx", "Word 文档"
    XLSX = "xlsx", "Excel 表格"
    PDF = "pdf", "PDF 文档"


class Document(AppendOnly):
    """A file rendered once from a summary; its bytes lie under their fingerprint for good.

    Each edition has two of every format: marked 底稿, and as issued, which leaves once released.
    """

    summary = models.ForeignKey(
        Summary, models.PROTECT, related_name="documents", verbose_name="进展情况汇总"
    )
    format = models.CharField("格式", max_length=8, choices=Format)
    issued = models.BooleanField("发布稿", default=False)
    fingerprint = models.CharField("摘要值", max_length=128)
    size = models.PositiveIntegerField("字节数")
    # The template it was really drawn in; None is the built-in layout.
    template = models.ForeignKey(
        SummaryTemplate, models.PROTECT, null=True, related_name="+", verbose_name="汇总模板"
    )
    rendered_at = models.DateTimeField("生成时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "汇总文件"
        ordering = ("summary", "format")
        default_permissions = ()
        constraints = (
            models.UniqueConstraint("summary", "format", "issued", name="document_once_in_format"),
        )

    def __str__(self) -> str:
        return f"{self.summary}.{self.format}"
