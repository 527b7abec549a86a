"""What a task's page leads to: claiming completion, asking to adjust, taking up again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from project.accounts.kept import kept_form, let_go
from project.accounts.models import User
from project.accounts.visitor import signed_in
from task_table.models import Plan, Task
from workflows.case_words import CaseOutcome
from workflows.cases.adjusting_forms import AdjustForm, ReopenTaskForm
from workflows.cases.adjustment import ask_adjustment, may_adjust, may_take_up, take_up_again
from workflows.cases.closing_forms import ClaimForm
from workflows.cases.closure import claim_completion, may_claim
from workflows.cases.forms import OutcomeForm
from workflows.cases.milestone_forms import ProposeForm
from workflows.cases.milestones import begun_of, may_propose, propose
from workflows.flows.closing_rules import STANDING
from workflows.milestones.nodes import from_json, wrong_year
from workflows.models import Case
from workflows.pages.doors import sign_in_before
from workflows.pages.refusing import told
from workflows.refusals import Incomplete, Refused


@dataclass(frozen=True)
class Act:
    """One of these pages: who may come here, its form, the verb behind it, its words."""

    may: Callable[[Task, User, date], bool]
    refusal: Callable[[Task], str]
    form: Callable[[Task, QueryDict | None], OutcomeForm]
    do: Callable[[Task, User, dict[str, Any]], Case]
    template: str
    done: str


CLOSE = Act(
    lambda task, user, on: may_claim(task, user, on=on),
    lambda task: STANDING if task.standing else "办结销号由在办任务的第一牵头单位申请。",
    lambda task, data: ClaimForm(CaseOutcome.APPLIED, data, task=task),
    lambda task, user, said: claim_completion(task, by=user, **said),
    "workflows/closure_ask.html",
    "办结销号已申请",
)
ADJUST = Act(
    lambda task, user, on: may_adjust(task, user, on=on),
    lambda task: "任务调整由残工委办公室或任务的第一牵头单位提出；不在办的任务不能调整。",
    lambda task, data: AdjustForm(CaseOutcome.APPLIED, data),
    lambda task, user, said: ask_adjustment(task, by=user, **said),
    "workflows/adjustment_ask.html",
    "任务调整已提出",
)
TAKE_UP = Act(
    lambda task, user, on: may_take_up(task, user, on=on),
    lambda task: "恢复办理由残工委领导决定；在办的任务不需要恢复。",
    lambda task, data: ReopenTaskForm(CaseOutcome.REOPENED, data),
    lambda task, user, said: take_up_again(task, by=user, cause=said.get("cause", "")),
    "workflows/task_reopen.html",
    "已恢复办理，从下一个报送周期起恢复填报",
)


@sign_in_before("closure-ask")
def close(request: HttpRequest, plan: str, number: str) -> HttpResponse:
    """Show the claim to the lead's liaison, and take it."""
    return _answer(request, CLOSE, plan, number)


@sign_in_before("adjustment-ask")
def adjust(request: HttpRequest, plan: str, number: str) -> HttpResponse:
    """Show the request to the office and the lead's liaison, and take it."""
    return _answer(request, ADJUST, plan, number)


@sign_in_before("milestones-propose")
def propose_nodes(request: HttpRequest, plan: str, number: str, year: int) -> HttpResponse:
    """Show a year's nodes to the lead's liaison, and take what is proposed of them."""
    return _answer(request, _propose_in(year), plan, number)


@sign_in_before("task-reopen")
def reopen(request: HttpRequest, plan: str, number: str) -> HttpResponse:
    """Let a leader of the committee take a task up again."""
    return _answer(request, TAKE_UP, plan, number)


def _propose_in(year: int) -> Act:
    return Act(
        lambda task, user, on: not wrong_year(task, year) and may_propose(task, user, on=on),
        lambda task: wrong_year(task, year) or "年度节点由在办任务的第一牵头单位申报。",
        lambda task, data: ProposeForm(CaseOutcome.APPLIED, data, begun_of(task, year)),
        lambda task, user, said: propose(
            task, by=user, year=year, nodes=from_json(said["nodes"]), cause=said["cause"]
        ),
        "workflows/milestones_propose.html",
        f"{year}年的节点已申报",
    )


def _answer(request: HttpRequest, act: Act, plan: str, number: str) -> HttpResponse:
    user = signed_in(request)
    plans = Plan.objects.visible_to(user)
    rows = Task.objects.filter(plan__in=plans).select_related("plan__committee", "section")
    task = get_object_or_404(rows, plan__slug=plan, number=number)
    if request.method == "POST":
        return _take(request, act, task)
    if not act.may(task, user, timezone.localdate()):
        raise PermissionDenied(act.refusal(task))
    kept = kept_form(request, request.path)
    return _page(request, act, task, act.form(task, kept), restored=kept is not None)


def _take(request: HttpRequest, act: Act, task: Task) -> HttpResponse:
    form = act.form(task, request.POST)
    form.is_valid()
    try:
        if form.errors:
            raise Incomplete({name: str(errors[0]) for name, errors in form.errors.items()})
        case = act.do(task, signed_in(request), form.said)
    except Refused as refusal:
        return _page(request, act, task, form, status=told(request, form, refusal))
    let_go(request, request.path)
    messages.success(request, f"{act.done}，现在“{case.step_label}”。")
    return redirect("case", case.pk)


def _page(
    request: HttpRequest, act: Act, task: Task, form: OutcomeForm, *, status: int = 200,
    restored: bool = False,
) -> HttpResponse:  # fmt: skip
    context = {"task": task, "plan": task.plan, "form": form, "restored": restored}
    return render(request, act.template, context, status=status)
