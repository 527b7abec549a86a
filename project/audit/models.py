"""The audit event and the seal that closes a run of events."""

import hashlib
import json
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from project.audit.guards import AppendOnly


def strongest_digest() -> str:
    """Return the digest's name: SM3, the national standard, where OpenSSL has it, else SHA-256."""
    return "sm3" if "sm3" in hashlib.algorithms_available else "sha256"


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


class AuditSeal(AppendOnly):
    """A digest over a run of events and the seal before it: change one, and the chain breaks."""

    number = models.PositiveBigIntegerField("序号", unique=True)
    previous = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="following", verbose_name="上一封存"
    )
    first_event = models.BigIntegerField("起始事件")
    last_event = models.BigIntegerField("截止事件")
    events = models.PositiveIntegerField("事件数")
    algorithm = models.CharField("摘要算法", max_length=16)
    digest = models.CharField("摘要", max_length=128)
    sealed_at = models.DateTimeField("封存时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "留痕封存"
        ordering = ("number",)

    def __str__(self) -> str:
        return f"第{self.number}号封存"


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    """Events in the words of those who look for them."""

    def unsealed(self) -> "AuditEventQuerySet":
        return self.filter(seal=None)

    def about(self, subject: str) -> "AuditEventQuerySet":
        return self.filter(subject=subject)

    def since(self, day: date) -> "AuditEventQuerySet":
        return self.filter(at__gte=_midnight(day))

    def until(self, day: date) -> "AuditEventQuerySet":
        """Return the events up to the end of that day."""
        return self.filter(at__lt=_midnight(day + timedelta(days=1)))


class AuditEvent(AppendOnly):
    """One thing that happened: who did what to what, when, with which facts."""

    written_later: ClassVar[tuple[str, ...]] = ("seal",)

    at = models.DateTimeField("时间", default=timezone.now, db_index=True)
    actor_id = models.BigIntegerField("操作人编号", null=True, db_index=True)
    actor_name = models.CharField("操作人", max_length=64)
    action = models.CharField("操作", max_length=64, db_index=True)
    subject = models.CharField("对象", max_length=128, db_index=True)
    detail = models.TextField("内容", default="{}")
    seal = models.ForeignKey(AuditSeal, models.PROTECT, null=True, verbose_name="封存")

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "留痕事件"
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.actor_name} {self.action} {self.subject}"

    def canonical(self) -> bytes:
        """Return the bytes the seal's digest is made over: JSON of every field, keys in order."""
        facts: dict[str, Any] = {
            "id": self.pk,
            "at": self.at.astimezone(timezone.get_default_timezone()).isoformat(),
            "actor_id": self.actor_id,
            "actor_name": self.actor_name,
            "action": self.action,
            "subject": self.subject,
            "detail": self.detail,
        }
        return json.dumps(facts, ensure_ascii=False, sort_keys=True).encode()
