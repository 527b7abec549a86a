"""Prints the rules of lights into docs/lights.md: dry unless --apply, exit code 1 if stale."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from project.env import ROOT
from workflows.lights.printing import lights_page

PAGE = ROOT / "docs" / "lights.md"


class Command(BaseCommand):
    help = "把亮灯规则写成一页（docs/lights.md）；不带 --apply 时只核对这一页是否与规则一致。"

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--apply", action="store_true", help="写入文件")
        parser.add_argument("--out", type=Path, default=PAGE, help="文件，缺省为 docs/lights.md")

    def handle(self, *, apply: bool, out: Path, **options: Any) -> None:
        page = lights_page()
        if apply:
            out.write_text(page)
            self.stdout.write(f"{out.name} 已写入。")
            return
        if not out.is_file() or out.read_text() != page:
            self.stderr.write(
                f"{out.name} 与亮灯规则不一致，请执行 ./run manage print_lights --apply。"
            )
            raise SystemExit(1)
        self.stdout.write(f"{out.name} 与亮灯规则一致。")
