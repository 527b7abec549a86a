"""Evidence (佐证材料): a unit's files beside its report, and which of them a version froze."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from project.audit.guards import AppendOnly
from workflows.models.reports import Report, ReportVersion


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """Evidence in the field's words."""

    def of(self, report: Report) -> Self:
        return self.filter(report=report)

    def in_draft(self) -> Self:
        """Return what the unit has not taken out of its draft, sealed or not."""
        return self.filter(removed_at=None)

    def sealed(self) -> Self:
        return self.filter(sealed_at__isnull=False)

    def that_count(self) -> Self:
        """Return what the next submission freezes: neither removed nor sealed."""
        return self.in_draft().filter(sealed_at=None)


class Evidence(AppendOnly):
    """One file beside one report; the bytes lie under their digest (`workflows.evidence.store`)."""

    written_later: ClassVar[tuple[str, ...]] = (
        "removed_at", "removed_by", "sealed_at", "sealed_by", "sealed_why",
    )  # fmt: skip

    uuid = models.UUIDField("编号", default=uuid.uuid4, unique=True)
    report = models.ForeignKey(
        Report, models.PROTECT, related_name="evidence", verbose_name="进展报告"
    )
    name = models.CharField("文件名", max_length=100)
    kind = models.CharField("格式", max_length=8)
    size = models.PositiveBigIntegerField("字节数")
    digest = models.CharField("摘要值", max_length=128, db_index=True)
    added_at = models.DateTimeField("上传时间", default=timezone.now)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人"
    )
    removed_at = models.DateTimeField("移除时间", null=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="移除人"
    )
    sealed_at = models.DateTimeField("封存时间", null=True)
    sealed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="封存人"
    )
    sealed_why = models.CharField("封存原因", max_length=200, null=True)  # noqa: DJ001 (written once)
    versions: "models.ManyToManyField[ReportVersion, EvidenceOfVersion]" = models.ManyToManyField(
        ReportVersion,
        through="EvidenceOfVersion",
        related_name="evidence",
        verbose_name="报告版本",
    )

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "佐证材料"
        ordering = ("pk",)
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                "report", "digest", condition=Q(removed_at=None), name="evidence_once_in_draft"
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="evidence_removed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(sealed_at=None, sealed_by=None, sealed_why=None)
                | Q(sealed_at__isnull=False, sealed_by__isnull=False, sealed_why__isnull=False),
                name="evidence_sealed_with_a_reason",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_sealed(self) -> bool:
        return self.sealed_at is not None


class EvidenceOfVersion(AppendOnly):
    """A file that belongs to a submission, for good."""

    version = models.ForeignKey(
        ReportVersion, models.PROTECT, related_name="+", verbose_name="报告版本"
    )
    evidence = models.ForeignKey(
        Evidence, models.PROTECT, related_name="+", verbose_name="佐证材料"
    )

    class Meta:
        verbose_name = verbose_name_plural = "版本所附材料"
        ordering = ("pk",)
        default_permissions = ()
        constraints = (
            models.UniqueConstraint("version", "evidence", name="evidence_once_in_version"),
        )

    def __str__(self) -> str:
        return f"{self.version}：{self.evidence}"
