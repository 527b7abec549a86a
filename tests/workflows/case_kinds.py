"""What the cases' property test knows of each kind: how it opens, what is said, whose turn it is.

The table of turns is a second opinion: it reads bare grants, and shares no code with the flows.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from project.accounts.models import Delegation, Grant, User
from task_table.models import Task
from tests.workflows import casework, closing_work
from tests.workflows.coordinating import raise_one
from tests.workflows.nodework import NODES
from workflows.cases.actions import give_action
from workflows.cases.milestones import propose
from workflows.escalation.drafting import office_of
from workflows.models import Case, Circular, Cycle, Report, SummaryPaper, SupervisionNotice
from workflows.moving import open_case

Rule = Callable[[Case, User, date], bool]
Said = Callable[[str, int], dict[str, Any]]


def _granted(user: User, role: str, on: date, **where: Any) -> bool:
    rows = Grant.objects.filter(user=user, role=role, revoked_at=None, from_on__lte=on, **where)
    return user.is_active and any(row.until_on is None or on <= row.until_on for row in rows)


def of_the_unit(role: str) -> Rule:
    return lambda case, user, on: _granted(user, role, on, unit=case.unit_id)


def leader(case: Case, user: User, on: date) -> bool:
    return _granted(user, "leader", on, committee=case.plan.committee_id)


def of_the_addressee(case: Case, user: User, on: date) -> bool:
    asked = case.coordinationrequest.addressee_id  # type: ignore[attr-defined]
    return asked is not None and _granted(user, "liaison", on, unit=asked)


def of_the_office(case: Case, user: User, on: date) -> bool:
    """At home in the committee's office, and reviewing anybody of the committee."""
    home = user.home_unit
    reviews = _granted(user, "reviewer", on, unit__committee=case.plan.committee_id)
    return home is not None and home.kind == "office" and reviews


def gives(case: Case, user: User, on: date) -> bool:
    return signs(case, user, on) or leader(case, user, on)


def confirms(case: Case, user: User, on: date) -> bool:
    """Who gave it; once that grant has ended, the unit's other signers or the office."""
    if gives(case, case.opened_by, on):
        return user.pk == case.opened_by_id
    within = case.actionitem.within_unit  # type: ignore[attr-defined]
    return signs(case, user, on) if within else reviews(case, user, on)


def either(*rules: Rule) -> Rule:
    return lambda case, user, on: any(rule(case, user, on) for rule in rules)


reports, signs, reviews = of_the_unit("liaison"), of_the_unit("signer"), of_the_unit("reviewer")
LINE: dict[str, Rule] = {
    "apply": reports, "unit_sign": signs, "check": reviews, "decide": leader,
}  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """One kind: how it is opened on a task, what an outcome says, whose turn a step is.

    `only` narrows an outcome; within a side a person may go on; `lent` is the role in which a step
    may be taken for somebody on leave; `wants_outside` that four eyes ask for more than fresh ones.
    """

    open: Callable[[Task, User], Case]
    said: Said
    turns: Mapping[str, Rule]
    first: str = "apply"
    only: Mapping[str, Rule] = field(default_factory=dict)
    sides: tuple[frozenset[str], ...] = ()
    lent: Mapping[str, str] = field(default_factory=dict)
    wants_outside: bool = False
    # Whether who opened it may still take it back.
    takes_back: Rule = lambda case, user, on: True

    def side_of(self, step: str) -> frozenset[str]:
        return next((side for side in self.sides if step in side), frozenset({step}))


def office_signs(case: Case, user: User, on: date) -> bool:
    """The head of the office: a signer of its own unit."""
    office = office_of(case.plan)
    return _granted(user, "signer", on, unit=office)


ROUTE: dict[str, Rule] = {
    **dict.fromkeys(("prepare", "draft", "vet"), of_the_office),
    "head": office_signs, "issue": leader,
}  # fmt: skip
LENT = {"unit_sign": "signer", "decide": "leader"}


def extension_said(outcome: str, pick: int) -> dict[str, Any]:
    """Every fourth time something is missing; the same with the others."""
    if outcome == "granted":
        document = "" if pick % 4 == 0 else "江残工委〔2026〕1号"
        return {"until": casework.UNTIL, "document_number": document}
    return {**casework.SAID, "cause": "" if pick % 4 == 0 else "经费下达推迟。"}


def closure_said(outcome: str, pick: int) -> dict[str, Any]:
    if outcome == "applied":
        return {**closing_work.CLAIM, "statement": "" if pick % 4 == 0 else "已建成。"}
    answers = dict(closing_work.ALL_YES)
    if outcome == "failed" or pick % 4 == 0:
        answers |= {"facts_clear": "no", "facts_clear_remark": "缺验收表。"}
    return answers


def adjustment_said(outcome: str, pick: int) -> dict[str, Any]:
    number = "" if pick % 4 == 0 else closing_work.NUMBER
    asked = {"change": "text", "new_text": f"调整为第{pick}种表述。", "cause": "机构职能调整。"}
    return asked | {"document_number": number}


def reopening_said(outcome: str, pick: int) -> dict[str, Any]:
    return {"cause": "验收发现未全部完成。"}


def coordination_said(outcome: str, pick: int) -> dict[str, Any]:
    day = timezone.localdate() + timedelta(days=pick)
    return {
        "addressee": "rsj", "problem": "缺钱。", "needed": "请拨付。" if pick % 4 else "",
        "needed_on": day, "promised_on": day, "proposed_on": day + timedelta(days=20),
        "result": "办了。", "ruling": "同意。",
    }  # fmt: skip


def action_said(outcome: str, pick: int) -> dict[str, Any]:
    return {
        "answer": "已办。" if pick % 4 else "",
        "text": "请核实。",
        "due_on": timezone.localdate(),
    }


def milestones_said(outcome: str, pick: int) -> dict[str, Any]:
    text = "" if pick % 4 == 0 else f"演示：第{pick}批完成。"
    node = {"place": 1, "text": text, "due_on": "2025-12-31", "amount": ""}
    return {"year": 2025, "nodes": [node], "cause": "进度调整。"}


def paper_said(outcome: str, pick: int) -> dict[str, Any]:
    """Every fourth wording lacks its text, every fifth was written over an older one."""
    named = {"unit": "mzj", "sentence": f"市民政局：第{pick % 3}种说法。"}
    return {
        "title": "关于按时报送的督办", "text": "请抓紧报送。" if pick % 4 else "",
        "revision": pick % 5 + 1, "colour": "blue", "reply_days": 3, "entries": [named],
        "answer": "已报送。" if pick % 4 else "",
        "passages": {"1": f"第{pick % 3}种表述。"}, "asked": ["mzj"],
    }  # fmt: skip


def begin_summary(task: Task, by: User) -> Case:
    passage = {"task": "1", "head": "第1项", "drawn": "已办理。", "text": "已办理。"}
    office, cycle = office_of(task.plan), Cycle.objects.get()
    return begun(
        SummaryPaper(
            kind="summary", plan=task.plan, unit=office, cycle=cycle, edition=1, facts="sm3:0",
            passages=[passage], asked=["mzj"],
        ),
        by,
    )  # fmt: skip


def begin_notice(task: Task, by: User) -> Case:
    lead = task.assignments.select_related("unit")[0].unit
    return begun(
        SupervisionNotice(kind="supervision", plan=task.plan, unit=lead, colour="blue"), by
    )


def begin_circular(task: Task, by: User) -> Case:
    entries = [{"unit": "mzj", "sentence": "市民政局：没有报送。"}]
    office = office_of(task.plan)
    return begun(Circular(kind="circular", plan=task.plan, unit=office, entries=entries), by)


def begun(paper: Any, by: User) -> Case:
    paper.title, paper.text = "关于按时报送", "请抓紧报送。"
    opened: Case = open_case(paper, by=by)
    return opened


def propose_nodes(task: Task, by: User) -> Case:
    return propose(task, by=by, year=2025, nodes=NODES, cause="进度调整。")


def ask_others(task: Task, by: User) -> Case:
    """市残联 asks 市民政局 and the other way round."""
    report = Report.objects.select_related("unit").get(assignment__task=task)
    addressee = "cl" if report.unit.code == "mzj" else "mzj"
    needed_on = timezone.localdate() + timedelta(days=7)
    return raise_one(report, by, addressee=addressee, needed_on=needed_on, at=timezone.now())


def instruct(task: Task, by: User) -> Case:
    lead = task.assignments.select_related("unit")[0].unit
    return give_action(
        Cycle.objects.get(), lead, by=by, text="请核实。", due_on=timezone.localdate()
    )


KINDS = {
    "extension": Kind(
        lambda task, by: casework.ask(task, by), extension_said, LINE, lent=LENT,
    ),
    "closure": Kind(
        lambda task, by: closing_work.claim(task, by), closure_said, LINE, lent=LENT,
        wants_outside=True,
    ),
    "adjustment": Kind(
        lambda task, by: closing_work.adjust(task, by, **adjustment_said("applied", 1)),
        adjustment_said, {**LINE, "apply": either(reports, of_the_office)}, lent=LENT,
    ),
    "reopening": Kind(
        lambda task, by: closing_work.take_up(task, by), reopening_said,
        {"decide": leader}, first="decide", lent={"decide": "leader"},
    ),
    "coordination": Kind(
        ask_others, coordination_said,
        {
            "apply": reports, "forward": reviews, "answer": of_the_addressee, "agree": reports,
            "settle": reviews, "fulfil": of_the_addressee, "confirm": either(reports, reviews),
            "agenda": either(leader, reviews),
        },
        only={"ruled": leader, "taken_off": reviews},
        sides=(
            frozenset({"apply", "agree", "confirm"}), frozenset({"forward", "settle"}),
            frozenset({"answer", "fulfil"}),
        ),
    ),
    "action": Kind(
        instruct, action_said, {"give": gives, "handle": reports, "confirm": confirms},
        first="give", sides=(frozenset({"give", "confirm"}),),
        takes_back=gives,
    ),
    "milestones": Kind(
        propose_nodes, milestones_said, {"apply": reports, "fix": reviews},
    ),
    "supervision": Kind(
        begin_notice, paper_said,
        {**ROUTE, "handle": reports, "unit_sign": signs, "confirm": of_the_office},
        first="prepare", sides=(frozenset({"prepare", "draft", "confirm"}),),
        lent={"issue": "leader", "unit_sign": "signer"},
    ),
    "circular": Kind(
        begin_circular, paper_said, {**ROUTE, "forewarn": of_the_office},
        first="prepare", sides=(frozenset({"prepare", "draft", "forewarn"}),),
        lent={"issue": "leader"},
    ),
    "summary": Kind(
        begin_summary, paper_said, {**ROUTE, "consult": of_the_office},
        first="prepare", sides=(frozenset({"prepare", "draft", "consult"}),),
        lent={"issue": "leader"},
    ),
}  # fmt: skip


def holds(
    case: Case, step: str, outcome: str, user: User, absent: User | None, *, on: date
) -> bool:
    """Say from bare rows whether somebody may decide this on that day, for `absent` on leave."""
    kind = KINDS[case.kind]
    if step not in kind.turns or not user.is_active:
        return False
    if absent is not None and not _stands_in(case, kind.lent.get(step), user, absent, on):
        return False
    rules = [kind.turns[step], *([kind.only[outcome]] if outcome in kind.only else [])]
    return all(rule(case, absent or user, on) for rule in rules)


def _stands_in(case: Case, role: str | None, user: User, absent: User, on: date) -> bool:
    of = {"committee": case.plan.committee_id} if role == "leader" else {"unit": case.unit_id}
    rows = Delegation.objects.filter(
        delegate=user, ended_at=None, from_on__lte=on, until_on__gte=on,
        grant__user=absent, grant__role=role, grant__revoked_at=None,
        **{f"grant__{name}": value for name, value in of.items()},
    )  # fmt: skip
    return any(row.grant.until_on is None or on <= row.grant.until_on for row in rows)
