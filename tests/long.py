"""What takes its time: `./test --long --budget 10m`, on SQLite and then on PostgreSQL.

Runs the tests marked `long`, then lets the flow's property test use up what is left of the budget,
and writes docs/long.md. Exit code 1 as soon as anything failed.
"""

import argparse
import json
import os
import re
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REPORT = ROOT / "docs" / "long.md"
UNITS = {"s": 1, "m": 60, "h": 3600}
NO_TESTS = 5
# What a run needs besides examples: starting Python, a server, and loading the real plan.
OVERHEAD = 60
# A round of examples ends before the budget does: the machine stops between two rounds.
ROUND, STEPS = 10, 50
RUNNERS = {"SQLite": ["pytest"], "PostgreSQL": ["tests.on_postgres"]}
FLOW = "tests/workflows/test_flow_property.py"


@dataclass
class Run:
    """One pytest run: on which database, over what, how it ended, what the machine played."""

    database: str
    what: str
    code: int
    seconds: float
    played: dict[str, int] = field(default_factory=dict)

    @property
    def result(self) -> str:
        return {0: "通过", NO_TESTS: "没有这类测试"}.get(self.code, f"失败（退出码 {self.code}）")

    @property
    def failed(self) -> bool:
        return self.code not in (0, NO_TESTS)


def seconds_of(text: str) -> float:
    """Return a budget in seconds: 90s, 10m, 2h; a bare number is seconds.

    >>> seconds_of("10m"), seconds_of("1.5h"), seconds_of("45")
    (600.0, 5400.0, 45.0)
    """
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([smh]?)", text)
    if found is None:
        raise argparse.ArgumentTypeError(f"看不懂时长“{text}”，请写成 90s、10m 或 2h。")
    return float(found[1]) * UNITS[found[2] or "s"]


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="./test --long", description=__doc__)
    parser.add_argument("--budget", type=seconds_of, default=seconds_of("10m"))
    parser.add_argument("--seed", type=int, default=None, help="重现某一次运行")
    options = parser.parse_args(arguments)
    seed = secrets.randbelow(2**32) if options.seed is None else options.seed
    ends_at = time.perf_counter() + options.budget
    runs = [_marked_long(database) for database in RUNNERS]
    for place, database in enumerate(RUNNERS):
        left = ends_at - time.perf_counter()
        share = left / (len(RUNNERS) - place)
        if not any(run.failed for run in runs) and share > OVERHEAD:
            runs.append(_flow(database, seed, share - OVERHEAD))
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(_written(runs, seed, options.budget))
    print(f"\n已写 {REPORT.relative_to(ROOT)}")
    return 1 if any(run.failed for run in runs) else 0


def _marked_long(database: str) -> Run:
    """Run the tests marked `long`; those of PostgreSQL are marked `db` too."""
    marked = "long" if database == "SQLite" else "long and db"
    # Collecting the runner itself as a module of doctests would start its library's warnings.
    chosen = ["-m", marked, "--ignore=tests/on_postgres.py"]
    return _pytest(database, "标记为 long 的测试", chosen, {})


def _flow(database: str, seed: int, seconds: float) -> Run:
    """Play the flow until the seconds are used up; it stops by itself at the end of a round."""
    with tempfile.TemporaryDirectory() as folder:
        tally = Path(folder) / "tally.json"
        settings = {
            "FLOW_EXAMPLES": str(ROUND),
            "FLOW_SEED": str(seed),
            "FLOW_STEPS": str(STEPS),
            "FLOW_UNTIL": str(time.perf_counter() + seconds),
            "FLOW_TALLY": str(tally),
        }
        run = _pytest(database, "流程性质测试", [FLOW], settings)
        run.played = json.loads(tally.read_text()) if tally.exists() else {}
    return run


def _pytest(database: str, what: str, arguments: list[str], settings: dict[str, str]) -> Run:
    print(f"\n── {what}（{database}）", flush=True)
    command = [sys.executable, "-m", *RUNNERS[database], "-q", "-p", "no:cacheprovider", *arguments]
    began = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, env=os.environ | settings, check=False)
    return Run(database, what, done.returncode, time.perf_counter() - began)


def _written(runs: list[Run], seed: int, budget: float) -> str:
    failed = [run for run in runs if run.failed]
    lines = [
        "# 长时间测试",
        "",
        "本页由 `./test --long` 写出，请勿手工修改。",
        "",
        f"- 结果：{'失败' if failed else '全部通过'}",
        f"- 预算：{budget:.0f} 秒，实用 {sum(run.seconds for run in runs):.0f} 秒",
        f"- 种子：{seed}（重现：`./test --long --budget {budget:.0f}s --seed {seed}`）",
        "",
        "| 数据库 | 内容 | 结果 | 秒 | 例数 | 成功的办理 | 被拒绝的办理 |",
        "|---|---|---|---|---|---|---|",
        *(_row(run) for run in runs),
        "",
        *_acts(runs),
    ]
    return "\n".join(lines)


def _row(run: Run) -> str:
    played = dict(run.played)
    examples = played.pop("examples", "–")
    refused = played.pop("refused", "–")
    played.pop("grants refused", None)
    acts = sum(played.values()) if run.played else "–"
    cells = (run.database, run.what, run.result, f"{run.seconds:.0f}", examples, acts, refused)
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def _acts(runs: list[Run]) -> list[str]:
    """Return which acts the property test saw happen, so that none is missing unseen."""
    played = [run for run in runs if run.played]
    if not played:
        return ["流程性质测试没有运行：预算不足，或前面的测试已经失败。", ""]
    names = sorted({name for run in played for name in run.played} - {"examples"})
    head = ["性质测试中各类办理的次数：", "", "| 办理 | " + " | ".join(r.database for r in played)]
    head[-1] += " |"
    rows = [
        f"| {name} | " + " | ".join(str(run.played.get(name, 0)) for run in played) + " |"
        for name in names
    ]
    return [*head, "|---|" + "---|" * len(played), *rows, ""]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
