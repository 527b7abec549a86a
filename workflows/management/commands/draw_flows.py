"""Draws the flows as pictures into docs/flows: dry unless --apply, exit code 1 if one is stale."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from project.env import ROOT
from workflows.drawing import DRAWN, draw

PICTURES = ROOT / "docs" / "flows"


class Command(BaseCommand):
    help = "把各流程画成图（docs/flows/*.svg）；不带 --apply 时只核对已有的图是否与流程一致。"

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--apply", action="store_true", help="写入图形文件")
        parser.add_argument("--out", type=Path, default=PICTURES, help="目录，缺省为 docs/flows")

    def handle(self, *, apply: bool, out: Path, **options: Any) -> None:
        pictures = {out / f"{name}.svg": draw(name) for name in DRAWN}
        stale = [path for path, picture in pictures.items() if _is_other(path, picture)]
        if apply:
            out.mkdir(parents=True, exist_ok=True)
            for path in stale:
                path.write_text(pictures[path])
            self.stdout.write(f"共{len(pictures)}张流程图，写入{len(stale)}张。")
            return
        for path in stale:
            self.stderr.write(f"{path.name} 与流程不一致，请执行 ./run manage draw_flows --apply。")
        if stale:
            raise SystemExit(1)
        self.stdout.write(f"共{len(pictures)}张流程图，都与流程一致。")


def _is_other(path: Path, picture: str) -> bool:
    return not path.is_file() or path.read_text() != picture
