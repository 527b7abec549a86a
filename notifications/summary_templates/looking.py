"""Looks into an uploaded template: `python -m notifications.summary_templates.looking PATH`.

It prints one line of JSON: what was found, or `{"unfit": sentence}`. It imports no Django, reaches
no database, and bounds itself before it opens anything.
"""

import json
import sys
from pathlib import Path
from typing import Any

from notifications.summary_templates.reading import read_template
from workflows.evidence.kinds import Unfit
from workflows.offline.limits import bound


def said_of(path: Path) -> dict[str, Any]:
    """Return what was found as plain data, or under `unfit` why the file is not taken."""
    try:
        return read_template(path).as_data()
    except Unfit as unfit:
        return {"unfit": str(unfit)}


if __name__ == "__main__":
    bound()
    print(json.dumps(said_of(Path(sys.argv[1]))))
