"""Has an uploaded template looked into by the child process, within its limits."""

import json
from pathlib import Path
from typing import Any

from notifications.summary_templates.found import Found, found_of
from workflows.evidence.kinds import Unfit
from workflows.offline.child import Broken, run

ROOM = "notifications.summary_templates"
UNREADABLE = (
    "系统在限定的时间和内存内读不完这个文件，或者文件已损坏。"
    "请在 Word 或 WPS 里打开，另存为新的 .docx 再上传。"
)


def examined(path: Path) -> Found:
    """Return what is in the file at `path`; raises Unfit, with what to do, if it is not taken."""
    try:
        said: dict[str, Any] = json.loads(run("looking", str(path), room=ROOM))
    except Broken as broken:
        raise Unfit(UNREADABLE) from broken
    if unfit := said.get("unfit"):
        raise Unfit(unfit)
    return found_of(said)
