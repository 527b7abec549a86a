"""The one door through which a report or a case moves, for pages, commands and the API alike.

Nothing else drives the engine or writes a `step`: `door` decides and writes for reports, `cases`
for all else, `engine` speaks with Viewflow, `trail` writes what happened to a report.
"""

from workflows.moving.bulk import miss_all, open_all
from workflows.moving.cases import complete_case, hands_on_case, may_act, open_case
from workflows.moving.door import bring_back, complete_step, reopen
from workflows.moving.engine import (
    Standing,
    node_of,
    open_item,
    open_items,
    open_process,
    open_processes,
    processes_open,
    signs_first,
    standing_of,
    standings_of,
)

__all__ = [
    "Standing",
    "bring_back",
    "complete_case",
    "complete_step",
    "hands_on_case",
    "may_act",
    "miss_all",
    "node_of",
    "open_all",
    "open_case",
    "open_item",
    "open_items",
    "open_process",
    "open_processes",
    "processes_open",
    "reopen",
    "signs_first",
    "standing_of",
    "standings_of",
]
