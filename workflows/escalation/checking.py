"""Whether papers are whole and can go their way: what `check_integrity` and `doctor` ask."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from project.accounts.access import (
    Permission,
    leaders_of,
    people_who_may,
    secretariat_of,
)
from project.audit.facts import fingerprint
from task_table.models import Plan
from workflows.escalation.drafting import office_of
from workflows.models import Circular, SummaryPaper, SupervisionNotice

TWO = 2


def broken_papers() -> Iterator[str]:
    """Yield each issued paper whose frozen text does not match its digest, or its columns."""
    kinds: tuple[Any, ...] = (SupervisionNotice, Circular, SummaryPaper)
    for kind in kinds:
        for paper in kind.objects.exclude(issued_on=None).order_by("pk").iterator():
            if not _is_whole(paper):
                yield f"{paper}：签发的内容与摘要值不符。"


def _is_whole(paper: Any) -> bool:
    algorithm = paper.fingerprint.partition(":")[0]
    if fingerprint(paper.frozen, algorithm) != paper.fingerprint:
        return False
    facts = json.loads(paper.frozen)
    own = {name: getattr(paper, name) for name in _printed(paper)}
    is_of_the_day = facts["issued_on"] == paper.issued_on.isoformat()
    return bool(is_of_the_day and all(facts[name] == value for name, value in own.items()))


def _printed(paper: Any) -> tuple[str, ...]:
    """Return the columns that the frozen text repeats."""
    if isinstance(paper, SummaryPaper):
        return ("title", "text", "passages", "changes", "edition", "facts")
    return ("title", "text", "grounds")


def route_gaps(plan: Plan, *, on: date) -> Iterator[str]:
    """Yield where the route of a plan that escalates has nobody for a step (rule 3)."""
    papers = papers_of(plan)
    if not papers:
        return
    writers = secretariat_of(plan.committee, on=on).count()
    if not writers:
        yield f"残工委办公室没有人，{papers}无人拟稿：请授权残工委办公室的审核人。"
    elif plan.vets_papers and writers < TWO:
        yield f"残工委办公室只有一个人，{papers}无人核稿：请授权另一位审核人，或改规划设置。"
    if plan.head_approves and not _heads(plan, on):
        yield f"{papers}要送办公室主任审核，但残工委办公室没有签批人：请授权，或改规划设置。"
    if not leaders_of(plan.committee, on=on).exists():
        yield f"没有残工委领导，{papers}无人签发：请授权残工委领导。"


def papers_of(plan: Plan) -> str:
    """Return which papers go the route by the plan's settings; nothing where none does."""
    named = ("督办单、通报", plan.escalates), ("进展情况汇总", plan.issues_summaries)
    return "、".join(word for word, goes in named if goes)


def _heads(plan: Plan, on: date) -> bool:
    return people_who_may(Permission.SIGN_OFF, office_of(plan), on=on).exists()
