"""What the tests of offline sheets share: the children's work done in this process, for speed."""

import json
from pathlib import Path

import pytest

from workflows.offline import grid, outgoing, printing, taking, writing
from workflows.offline.child import Broken
from workflows.offline.paper import Paper


def run_here(module: str, *arguments: str, given: bytes = b"") -> bytes:
    """Do what `child.run` does, without another process: whatever fails there is Broken here."""
    try:
        if module == "grid":
            return json.dumps(grid.said_of(Path(arguments[0]))).encode()
        render = {"writing": writing.render_xlsx, "printing": printing.render_docx}[module]
        return render(Paper.from_json(given))
    except Exception as error:
        raise Broken(module) from error


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare the tests a process for each file; `test_children.py` has the real ones."""
    for module in (outgoing, taking):
        monkeypatch.setattr(module, "run", run_here)
