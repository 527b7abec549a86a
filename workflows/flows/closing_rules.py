"""What a claim, its check and its closing must say, field by field, and who may close at all."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists

from project.accounts.models import User
from task_table.models import Assignment, AssignmentRole, Task
from workflows.case_words import CaseOutcome
from workflows.completeness import check_words
from workflows.evidence.signed import signed_evidence_of
from workflows.figures.asking import Asked, lacking
from workflows.models import CaseTransition, ClosureRequest, LeadConcurrence
from workflows.models.closing import CHECKLIST
from workflows.refusals import FourEyes, Incomplete, NotEntitled, Refused
from workflows.task_states import held_task

STANDING = "这项任务标为长期坚持，不单独办结销号，在规划期末评估时评定。"
YES, NO = "yes", "no"
LONGEST_REMARK = 200


def verify_claim(case: ClosureRequest, said: Any) -> None:
    """Raise unless the task may be closed at all and the claim says what it must."""
    task = held_task(case)
    check_task(task)
    _check_place(case, task)
    figures = said.get("figures", {})
    wrong = lacking(asked_of_task(task), figures)
    if not said.get("statement"):
        wrong["statement"] = "请写明完成情况：做成了什么，怎样达到任务要求。"
    wrong |= _wrong_evidence(task, said)
    if wrong:
        raise Incomplete(wrong)
    check_words({"statement": said["statement"], "proof": said.get("proof", ""), **figures})


def asked_of_task(task: Task) -> list[Asked]:
    """Return the figures that a claim names: those of the task's indicators, in printed order."""
    return [Asked(each) for each in task.indicators.order_by("number")]


def check_task(task: Task) -> None:
    """Raise unless the task is still worked on and is not one that is never done once for all."""
    if not task.is_open:
        raise Refused(f"{task}{task.get_state_display()}，不能再办理这一事项。")
    if task.standing:
        raise Refused(STANDING)


def _check_place(case: ClosureRequest, task: Task) -> None:
    others = ClosureRequest.objects.under_way().filter(task=task).exclude(pk=case.pk)
    leads = task.assignments.filter(role=AssignmentRole.LEAD).annotate(claimed=Exists(others))
    first, claimed = leads.order_by("place").values_list("unit", "claimed").first() or (None, False)
    if first != case.unit_id:
        raise NotEntitled("办结销号由任务的第一牵头单位申请。")
    if claimed:
        raise Refused("这项任务已有一件办结销号正在办理。")


def _wrong_evidence(task: Task, said: Any) -> dict[str, str]:
    chosen = list(said.get("evidence", ()))
    if not chosen and not said.get("proof"):
        return {"evidence": "请选择佐证材料；没有可选的，请在“佐证说明”里写明佐证是什么、在哪里。"}
    known = {str(each.uuid) for each in signed_evidence_of(task) if not each.is_sealed}
    if set(map(str, chosen)) - known:
        return {"evidence": "所选材料有的已不能引用（例如已封存），请重新选择。"}
    return {}


def verify_check(act: Any) -> None:
    """Raise unless the list is answered: all yes to pass, a no with its remark to fail."""
    passes = act.outcome == CaseOutcome.PASSED
    wrong: dict[str, str] = {}
    for name, words in CHECKLIST.items():
        wrong |= _wrong_answer(name, words, act.said, passes=passes)
    if not wrong and not passes and all(act.said[name] == YES for name in CHECKLIST):
        wrong["facts_clear"] = "三项都为“是”，请选“核查通过”；不通过的，至少有一项为“否”。"
    if wrong:
        raise Incomplete(wrong)
    check_words({f"{name}_remark": act.said.get(f"{name}_remark", "") for name in CHECKLIST})


def _wrong_answer(name: str, words: str, said: Any, *, passes: bool) -> dict[str, str]:
    answer, remark = said.get(name), said.get(f"{name}_remark", "")
    if answer not in (YES, NO):
        return {name: f"请选择“{words}”是或否。"}
    if answer == NO and passes:
        return {name: f"“{words}”为“否”的不能通过；请选“核查不通过”，写明缺什么。"}
    if answer == NO and not remark:
        return {f"{name}_remark": f"请写明“{words}”为什么为“否”。"}
    if len(remark) > LONGEST_REMARK:
        return {f"{name}_remark": f"说明请写在{LONGEST_REMARK}个字以内。"}
    return {}


def verify_closing(case: ClosureRequest, act: Any) -> None:
    """Raise unless somebody from outside has a hand in it, and it is graded as asked."""
    task = held_task(case)
    check_task(task)
    _check_outside(case, act.people)
    grades, grade = task.plan.grades, act.said.get("grade", "")
    if grades and grade not in grades:
        raise Incomplete({"grade": f"请评定等次：{'、'.join(grades)}。"})
    if grade and not grades:
        raise Incomplete({"grade": "本规划的设置不评定等次。"})
    if dissents_of(case) and not act.reason:
        raise Incomplete({"reason": "共同牵头单位会签不同意，销号须写明理由。"})


def dissents_of(case: ClosureRequest) -> list[LeadConcurrence]:
    """Return the dissents to this round of the claim."""
    rows = case.concurrences.filter(round=case.round, concurs=False)
    return list(rows.select_related("unit"))


def _check_outside(case: ClosureRequest, deciders: Iterable[User]) -> None:
    """Rule 3: who checked or who decides is at home in none of the reporting units."""
    leads = lead_keys(case)
    acts = [list(deciders), checkers_of(case)]
    if not any(act and all(is_outside(person, leads) for person in act) for act in acts):
        raise FourEyes(
            "核查和审定这一事项的人都在报送单位（或设在该单位的残工委办公室）任职，不能销号。"
            "请由在其他单位任职的残工委领导审定，或退回后由其他单位的审核人核查。"
        )


def lead_keys(case: ClosureRequest) -> set[int]:
    """Return the keys of the units that report on the task as its leads."""
    rows = Assignment.objects.filter(task=case.task_id, role=AssignmentRole.LEAD)
    return set(rows.values_list("unit", flat=True))


def is_outside(person: User, units: set[int]) -> bool:
    """Say whether a person is at home in another unit than these, and in none they host."""
    home = person.home_unit
    return home is not None and not home.lineage & units


def checkers_of(case: ClosureRequest) -> list[User]:
    """Return who passed this claim at the office, and for whom."""
    moves = CaseTransition.objects.filter(
        case=case.pk, process_number=case.process_id or 0, outcome=CaseOutcome.PASSED
    )
    last = moves.select_related("by__home_unit", "on_behalf_of__home_unit").last()
    people = (last.by, last.on_behalf_of) if last else ()
    return [person for person in people if person is not None]
