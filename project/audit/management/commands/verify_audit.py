"""Verifies the chain of audit seals; exit code 1 and a sentence for every break."""

from typing import Any

from django.core.management.base import BaseCommand

from project.audit.models import AuditEvent, AuditSeal
from project.audit.sealing import breaks


class Command(BaseCommand):
    help = "核验留痕：逐一核对封存摘要，发现改动即逐条列出并返回 1。"

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(breaks())
        for sentence in found:
            self.stderr.write(sentence)
        if found:
            raise SystemExit(1)
        self.stdout.write(
            f"留痕完好：{AuditSeal.objects.count()} 次封存，{AuditEvent.objects.count()} 条事件。"
        )
