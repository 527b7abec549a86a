"""All processes that stem from one start of a child: how they are known, recorded and ended."""

import json
import os
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from project.serve.processes import Process, boot_id, kill, processes, read_process, started_with
from project.serve.refusal import RefusedError
from project.serve.saying import say

MARKER = "ZEREN_SERVE"


@dataclass(frozen=True)
class Group:
    """A leader (pid = process group = session), when it started, and the marker all inherit.

    Neither alone would do: a number is given again to strangers, and a program may leave its
    session or overwrite its environment (setproctitle does).
    """

    name: str
    leader: int
    started: int
    boot: str
    marker: str

    def members(self) -> list[Process]:
        """Return what is alive of the group, and never a stranger.

        While the leader is there, be it as a zombie nobody has reaped, its number cannot be
        given to others: its session is ours. Afterwards the marker alone decides.
        """
        everybody = list(processes())
        led = self.boot == boot_id() and any(
            (one.pid, one.started) == (self.leader, self.started) for one in everybody
        )
        return [one for one in everybody if one.alive and self._owns(one, led)]

    def _owns(self, process: Process, led: bool) -> bool:
        inside = self.leader in (process.pgrp, process.session)
        return (led and inside) or started_with(process, f"{MARKER}={self.marker}".encode())

    def end(self, *, within: float = 5.0) -> int:
        """Kill until nothing is left and return how many that were; say so if some will not die."""
        deadline = time.monotonic() + within
        seen: set[int] = set()
        # Again and again: a process killed now may have forked just before.
        while left := self.members():
            for process in left:
                kill(process)
                seen.add(process.pid)
            if time.monotonic() > deadline:
                say(f"进程 {_numbers(left)} 无法结束（多半在等待磁盘）。请检查磁盘与网络存储。")
                break
            time.sleep(0.01)
        return len(seen)


def _numbers(those: list[Process]) -> str:
    return "、".join(str(process.pid) for process in those)


def group_of(name: str, leader: int, marker: str) -> Group:
    """Return the group of a child started a moment ago and not yet reaped."""
    process = read_process(leader)
    started = process.started if process else -1
    return Group(name=name, leader=leader, started=started, boot=boot_id(), marker=marker)


def record(group: Group, folder: Path) -> None:
    """Keep the group on disk, whole or not at all, for a start after our own violent end."""
    draft = folder / f"{group.name}.json.new"
    draft.write_text(json.dumps(asdict(group)))
    os.replace(draft, folder / f"{group.name}.json")


def forget(group: Group, folder: Path) -> None:
    """Drop the record of a group of which nothing is left."""
    (folder / f"{group.name}.json").unlink(missing_ok=True)


def end_leftovers(folder: Path) -> None:
    """End what an earlier supervisor, killed with SIGKILL, left behind; the lock must be held."""
    for path in sorted(folder.glob("*.json")):
        try:
            ended = Group(**json.loads(path.read_text())).end()
        except (ValueError, TypeError):
            say(f"进程记录 {path} 已损坏，已略过。")
            ended = 0
        except PermissionError as error:
            raise RefusedError(
                f"上次由另一个用户启动的进程（{path.stem}）还在运行。"
                "请用那个用户，或用 root 再次启动。"
            ) from error
        if ended:
            say(f"已清理上次异常退出后留下的 {ended} 个进程（{path.stem}）。")
        path.unlink()
