"""The facts of a digest: what is frozen (rule 12), and what of them is news."""

from dataclasses import asdict
from datetime import date
from typing import Any

from notifications.one_page import SUPERVISE, asked_of_leaders, one_page
from notifications.overdue import awaiting_final, overdue_tasks, unfiled
from project.installation.models import is_demo
from task_table.models import Plan

# What goes on by itself from week to week, and is no news.
PASSING = ("week", "as_of", "demo")
PASSING_OF_TASK = ("days", "lies")


def facts_of(plan: Plan, week: str, *, on: date) -> dict[str, Any]:
    """Return all that a plan's digest says of a day, in natural keys."""
    asks = asked_of_leaders(plan)
    tasks = [
        asdict(task) | {"due_on": task.due_on.isoformat(), "ask": asks.get(task.number, SUPERVISE)}
        for task in overdue_tasks(plan, on=on)
    ]
    more = one_page(plan, on=on)
    late = {task["number"] for task in tasks}
    more["stalled"] = [
        each | {"ask": asks.get(each["number"], SUPERVISE)}
        for each in more["stalled"]
        if each["number"] not in late
    ]
    return {
        "plan": plan.slug,
        "plan_title": plan.title,
        "committee": plan.committee.name,
        "week": week,
        "as_of": on.isoformat(),
        "demo": is_demo(),
        "tasks": tasks,
        "unfiled": asdict(unfiled(plan, on=on)),
        "awaiting_final": awaiting_final(plan, on=on),
        **more,
    }


def anything(facts: dict[str, Any]) -> bool:
    """Say whether there is anything to tell leaders of."""
    told = (facts["tasks"], facts["unfiled"]["reports"], facts["stalled"], facts["indicators"])
    return any(told) or bool(facts["coordination"]["listed"])


def essence(facts: dict[str, Any]) -> dict[str, Any]:
    """Return what of a digest's facts is news where it differs from the last one's.

    A task's empty facts are none: older digests name no node.

    >>> essence({"week": "2026-W03", "tasks": [{"number": "1", "days": 7, "lies": []}]})
    {'tasks': [{'number': '1'}]}
    """
    tasks = [
        {name: told for name, told in task.items() if told != "" and name not in PASSING_OF_TASK}
        for task in facts["tasks"]
    ]
    kept = {name: value for name, value in facts.items() if name not in PASSING}
    return kept | {"tasks": tasks}
