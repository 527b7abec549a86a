"""May this file be taken: asks the child process that looks into documents, within its limits."""

import json
import os
import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore

from project.env import ROOT
from workflows.evidence.kinds import HEAD, WITHOUT_WORDS, Unfit, check_family
from workflows.evidence.media import BROKEN, check_media

# A child may use up a core and a gigabyte: no more than two at a time in one web process.
AT_ONCE = BoundedSemaphore(2)
# Where programs and libraries are found, and modules that were compiled before.
FOR_CHILDREN = ("PATH", "LD_LIBRARY_PATH", "PYTHONPYCACHEPREFIX")
WAITED = 60  # seconds, of the wall's clock; of the processor's the child has fewer
TOO_HEAVY = (
    "系统在限定的时间和内存内读不完这个文件，不能确认里面没有个人证件号码，所以不收。"
    "请拆成几份，或另存为 PDF 再上传。"
)


def check_content(path: Path, kind: str) -> None:
    """Raise Unfit unless the file at `path` is what its kind says, whole, and names no citizen."""
    with path.open("rb") as file:
        family = check_family(kind, file.read(HEAD))
    if family in WITHOUT_WORDS:
        check_media(path, family)
        return
    said = _looked_into(path, kind)
    if said:
        raise Unfit(said)


def _looked_into(path: Path, kind: str) -> str:
    """Return what the child says against the file, or nothing."""
    command = [sys.executable, "-m", "workflows.evidence.looking", kind, str(path)]
    with AT_ONCE:
        try:
            ended = subprocess.run(  # noqa: S603 (our own module; the path is ours, too)
                command, cwd=ROOT, env=environment(), capture_output=True,
                stdin=subprocess.DEVNULL, timeout=WAITED, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return TOO_HEAVY
    return _said(ended)


def _said(ended: subprocess.CompletedProcess[bytes]) -> str:
    if ended.returncode == 0:
        return str(json.loads(ended.stdout).get("unfit", ""))
    # Killed by a limit, or out of memory; anything else is a file that breaks its reader.
    heavy = ended.returncode in (-9, -24) or b"MemoryError" in ended.stderr
    return TOO_HEAVY if heavy else BROKEN


def environment() -> dict[str, str]:
    """Return the little the child needs: no secret of this installation is in it."""
    kept = {name: os.environ[name] for name in FOR_CHILDREN if name in os.environ}
    return kept | {"LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
