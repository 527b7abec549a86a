"""What the tests of the reader share: the shipped plan, the whole document, the checked truth."""

import json
from pathlib import Path
from typing import Any

import pytest

from task_table.importing.reading import (
    PlanProfile,
    PlanReading,
    read_file,
    read_profile,
)

HERE = Path(__file__).resolve()
DATA = HERE.parents[2] / "data"
SHIPPED = HERE.parents[3] / "task_table" / "data"


@pytest.fixture(scope="session")
def data() -> Path:
    return DATA


@pytest.fixture(scope="session")
def shipped() -> PlanReading:
    return read_file(SHIPPED / "jiangmen-145.txt")


@pytest.fixture(scope="session")
def shipped_text() -> str:
    return (SHIPPED / "jiangmen-145.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def document() -> PlanReading:
    return read_file(DATA / "plan.txt")


@pytest.fixture(scope="session")
def profile() -> PlanProfile:
    return read_profile(SHIPPED / "jiangmen-145.toml")


@pytest.fixture(scope="session")
def profile_text() -> str:
    return (SHIPPED / "jiangmen-145.toml").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def truth() -> list[dict[str, Any]]:
    """The 45 tasks, every cell checked by eye."""
    checked = json.loads((DATA / "truth.json").read_text(encoding="utf-8"))
    tasks: list[dict[str, Any]] = checked["tasks"]
    return tasks
