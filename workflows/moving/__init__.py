"""The one door through which a report moves, for pages, commands and the API alike.

Nothing else drives the engine or writes `Report.step`: `door` decides and writes, `engine` speaks
with Viewflow, `trail` writes what happened.
"""

from workflows.moving.bulk import miss_all, open_all
from workflows.moving.door import bring_back, complete_step, reopen
from workflows.moving.engine import (
    open_item,
    open_items,
    open_process,
    open_processes,
    standing_of,
)

__all__ = [
    "bring_back",
    "complete_step",
    "miss_all",
    "open_all",
    "open_item",
    "open_items",
    "open_process",
    "open_processes",
    "reopen",
    "standing_of",
]
