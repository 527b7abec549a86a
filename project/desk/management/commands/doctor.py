"""Says whether the installation is healthy; exit code 1 and one sentence for each complaint."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from project.desk.doctor import complaints


class Command(BaseCommand):
    help = "体检：数据是否完整、日历是否可用、谁的岗位还空着。有问题逐条列出并返回 1。"

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(complaints(on=timezone.localdate()))
        for sentence in found:
            self.stderr.write(sentence)
        if found:
            self.stderr.write(f"共 {len(found)} 个问题。")
            raise SystemExit(1)
        self.stdout.write("体检正常。")
