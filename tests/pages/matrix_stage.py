"""What the permission matrix sets up before it asks for an address."""

from notifications.digesting import prepare_digests, send_due
from notifications.documents.jobs import typeset_digests
from notifications.models import Robot, RobotKind
from notifications.releasing import release
from notifications.summaries.building import build
from project.accounts.models import Grant, User
from task_table.models import TaskState
from tests.cast import MORNING, TODAY
from tests.notifications.office_templates import red_head
from tests.notifications.template_work import bring_template
from tests.workflows.casework import ask, dated_task
from tests.workflows.escalating import move, notice_to
from tests.workflows.paperwork import brought, printed
from tests.workflows.standing import lend
from tests.workflows.summary.wording import begin, says
from workflows.case_words import CaseOutcome
from workflows.cycles.spans import own_span
from workflows.models import Report

TASK_ACTS = (
    "extension-ask",
    "closure-ask",
    "adjustment-ask",
    "milestones-propose",
    "task-reopen",
)


# What is set up for one address alone, and by the beginnings of names what is for several.
BY_NAME = {
    **dict.fromkeys(TASK_ACTS[:-1], "dated"),
    **dict.fromkeys(("task-reopen", "message", "digest-file", "delegations", "delegation-end")),
    **dict.fromkeys(("case", "case-decide"), "asked"),
    **dict.fromkeys(("case-write", "case-paper", "case-slip"), "noticed"),
    **dict.fromkeys(("paper-print", "printed-sheet"), "printed"),
}
BY_BEGINNING = (
    "evidence", "figure", "case", "received", "report-gather", "digest", "summary-template-",
    "summary", "robot",
    "opinion", "paper-",
)  # fmt: skip


def stage_of(name: str) -> str:
    """Return what is set up for an address: those of one stage ask for the very same."""
    if name in BY_NAME:
        return BY_NAME[name] or name
    return next((each for each in BY_BEGINNING if name.startswith(each)), "plain")


def set_case(name: str, report: Report, liaison: User) -> None:
    """Give 市民政局 a task with a date; what is asked for it waits for its signer."""
    task = dated_task(report.cycle.plan)
    if name in ("case", "case-decide"):
        ask(task, liaison)
    if name == "task-reopen":
        task.state = TaskState.CLOSED
        task.save(update_fields=["state"])


def set_delegation(name: str, signer: User | None, liaison: User) -> dict[str, object]:
    """Have 市民政局's signer on leave; return what a form about it says."""
    assert signer is not None
    if name == "delegation-end":
        lend(signer, liaison)
    grant = Grant.objects.filter(user=signer).values_list("pk", flat=True).first()
    return {"grant": grant, "to": liaison.username}


def set_paper(name: str, report: Report, liaison: User) -> dict[str, object]:
    """Print what waits; the signed sheet is brought by its liaison."""
    if not name.startswith(("paper-", "printed")):
        return {}
    sheet = printed(report, liaison)
    if not name.startswith(("printed", "paper-print")):
        brought(sheet, liaison)
    return {"code": sheet.code}


def set_papers(name: str, report: Report, reviewer: User | None) -> None:
    """Send the week's digest, release the summary, have the office keep a robot, draft a paper."""
    if name.startswith("digest"):
        prepare_digests(on=TODAY, at=MORNING)
        send_due(at=MORNING.replace(hour=15))
    if name == "digest-file":
        typeset_digests()
    if name.startswith("summary"):
        assert reviewer is not None
        report.cycle.plan.issues_summaries = False
        report.cycle.plan.save()
        release(build(own_span(report.cycle)), by=reviewer)
    if name.startswith("summary-template-"):
        assert reviewer is not None
        bring_template(report.cycle.plan, reviewer, red_head())
    if name.startswith("robot"):
        set_robot(report, reviewer)
    if name in ("case-write", "case-paper", "case-slip"):
        assert reviewer is not None
        notice_to(report.cycle.plan, reviewer)
    if name.startswith("opinion"):
        set_opinion(report, reviewer)


def set_opinion(report: Report, reviewer: User | None) -> None:
    """Ask 市民政局 about a draft of the summary; its liaison has an opinion."""
    assert reviewer is not None
    report.cycle.plan.vets_papers = False
    report.cycle.plan.save()
    paper = move(begin(report.cycle, leads={"1": "mzj"}), CaseOutcome.DRAFTED, reviewer)
    says(paper, "mzj", User.objects.get(name="民政联络员"), "建议写明户数。")


def set_robot(report: Report, reviewer: User | None) -> None:
    """Have the office keep a robot, whose gateway nobody named: a test of it posts nowhere."""
    assert reviewer is not None
    Robot.objects.create(
        committee=report.cycle.plan.committee, kind=RobotKind.WECOM, name="工作群",
        address="http://127.0.0.1:9/gone", made_by=reviewer,
    )  # fmt: skip
