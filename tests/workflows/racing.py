"""One of the four who complete the same step at once: runs in a process of its own."""

import os
from collections.abc import Callable
from datetime import datetime
from multiprocessing import get_context
from typing import Any

PLACES = 4
# (report, person, outcome or the refusal's class, what was said)
Told = tuple[int, int, str, str]


def race(database: dict[str, Any], turns: list[list[tuple[int, int, str]]]) -> list[Told]:
    """Let the runners of each turn start at once; return what each was told.

    A turn is a list of (report, person, outcome), one for each of the four places.
    """
    context = get_context("spawn")
    barrier, told = context.Barrier(PLACES), context.Queue()
    runners = [
        context.Process(
            target=_run, args=(database, [turn[place] for turn in turns], barrier, told)
        )
        for place in range(PLACES)
    ]
    for runner in runners:
        runner.start()
    answers = [told.get(timeout=120) for _ in turns for _ in range(PLACES)]
    for runner in runners:
        runner.join(timeout=30)
    return answers


def _run(
    database: dict[str, Any], turns: list[tuple[int, int, str]], barrier: Any, told: Any
) -> None:
    act = _prepared(database)
    for report, person, outcome in turns:
        barrier.wait(timeout=120)
        told.put((report, person, *act(report, person, outcome)))


def _prepared(database: dict[str, Any]) -> Callable[[int, int, str], tuple[str, str]]:
    """Set Django up on the test's database, and return the act to be raced for."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
    import django

    django.setup()
    from django.db import connection

    connection.settings_dict.update(database)
    return _act


def _act(report_key: int, person: int, outcome: str) -> tuple[str, str]:
    from project.accounts.models import User
    from workflows.models import Report
    from workflows.moving import complete_step
    from workflows.refusals import Refused
    from workflows.steps import Outcome, Step

    report = Report.objects.get(pk=report_key)
    by = User.objects.get(pk=person)
    at = datetime.fromisoformat("2026-01-09T10:00+08:00")
    try:
        complete_step(
            report, Step.REVIEW, by=by, outcome=Outcome(outcome), reason="请补充。", at=at
        )
    except Refused as refusal:
        return type(refusal).__name__, str(refusal)
    return outcome, ""
