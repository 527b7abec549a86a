"""What the cast does with papers, in a line each: draft, write, send on, vet, issue, answer."""

from datetime import date, datetime, time
from typing import Any

from project.accounts.models import User
from task_table.models import Plan
from tests.cast import SHANGHAI, unit
from workflows.case_words import CaseOutcome, CaseStep
from workflows.escalation.drafting import draft_circular, draft_notice, save_draft
from workflows.escalation.grounds import read_grounds
from workflows.models import Circular, Colour, SupervisionNotice
from workflows.moving import complete_case

WORDS = {"title": "关于按时报送的督办", "text": "请抓紧报送，说明原因。"}


def moment(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=SHANGHAI)


def let_escalate(plan: Plan, **settings: Any) -> Plan:
    """Let a plan's schedule prepare drafts."""
    for name, value in {"escalates": True, **settings}.items():
        setattr(plan, name, value)
    plan.save()
    return plan


def notice_to(
    plan: Plan, by: User | None, code: str = "mzj", colour: Colour = Colour.BLUE, **how: Any
) -> SupervisionNotice:
    """Draft a 督办单 in the office's own words, without grounds."""
    notice = draft_notice(plan, unit(code), colour, (), by=by, **how)
    return write(notice, by) if by else notice


def circular_over(plan: Plan, by: User, *codes: str, at: datetime) -> Circular:
    """Draft a 通报 over what these units are late with on that day."""
    found = read_grounds(plan, on=at.date())
    named = {each: own for each, own in found.items() if each.code in codes}
    return draft_circular(plan, named, by=by, at=at)


def write(paper: Any, by: User, **said: Any) -> Any:
    """Save the paper's words anew as they are, but for what is said."""
    own = ("title", "text", "revision", "colour", "reply_days", "entries")
    known = {name: getattr(paper, name) for name in own if hasattr(paper, name)}
    filled = {**known, "title": paper.title or WORDS["title"], "text": paper.text or WORDS["text"]}
    at = said.pop("at", None)
    return save_draft(paper, CaseStep(paper.step), by=by, said={**filled, **said}, at=at)


def move(paper: Any, outcome: CaseOutcome, by: User | None, **how: Any) -> Any:
    """Decide on a paper where it stands."""
    how = {"reason": "请改。", **how} if outcome == CaseOutcome.SENT_BACK else how
    return complete_case(paper, CaseStep(paper.step), by=by, outcome=outcome, **how)


def send_on(paper: Any, by: User, **how: Any) -> Any:
    return move(paper, CaseOutcome.DRAFTED, by, **how)


def vet(paper: Any, by: User, **how: Any) -> Any:
    return move(paper, CaseOutcome.VETTED, by, **how)


def issue(paper: Any, by: User, **how: Any) -> Any:
    return move(paper, CaseOutcome.ISSUED, by, **how)


def issued_notice(
    plan: Plan, writer: User, vetter: User, leader: User, **how: Any
) -> SupervisionNotice:
    """Take a 督办单 to 市民政局 through the route."""
    notice: SupervisionNotice = issue(
        vet(send_on(notice_to(plan, writer, **how), writer), vetter), leader
    )
    return notice


def reply(notice: Any, by: User, **how: Any) -> Any:
    return move(notice, CaseOutcome.ANSWERED, by, said={"answer": "已报送。"}, **how)
