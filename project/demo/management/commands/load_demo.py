"""Loads the demo's story into a demo's database; called by `prepare`, harmless when repeated."""

import gc
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from project.demo.loading import load_demo
from project.installation.models import is_demo


class Command(BaseCommand):
    help = "载入演示数据；由 ./run --demo 调用，正式数据库中拒绝执行。"

    def handle(self, *args: Any, **options: Any) -> None:
        if not is_demo():
            raise CommandError("这个数据库不是演示用的，不能载入演示数据。请用 ./run --demo。")
        # Thousands of acts in one process: looking for cycles took a seventh of the time.
        gc.disable()
        try:
            self._load()
        except KeyboardInterrupt as stopped:
            raise CommandError(
                "演示数据没有载入完。再次执行 ./run --demo 会接着载入。"
            ) from stopped
        finally:
            gc.enable()

    def _load(self) -> None:
        for line in load_demo(at=timezone.now()):
            self.stdout.write(line)
            self.stdout.flush()
