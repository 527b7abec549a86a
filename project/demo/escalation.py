"""督办单 and 通报 in the demo: a quarter's taken to the end, two under way in the final cycle."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from notifications.digesting import moment_on
from notifications.escalating import tell_escalation
from project.accounts.access import Permission, people_who_may
from project.accounts.models import Unit, User
from project.demo.words import MARK
from project.workdays.models import Workday
from workflows.case_words import CaseOutcome, CaseStep
from workflows.escalation.drafting import draft_circular, draft_notice, save_draft
from workflows.escalation.grounds import Ground, read_grounds
from workflows.escalation.preparing import close_forewarnings
from workflows.models import Circular, Colour, Cycle, SupervisionNotice
from workflows.moving import complete_case

ENDED, OPEN = "2025-Q4", "final"
WRITER, VETTER, LEADER = "cgwb-shr1", "cgwb-shr2", "ld1"
AT = time(15, 20)
ANSWER = f"{MARK}材料已补齐，当天报送；今后提前两天收齐各科室数据。"
TITLE = f"{MARK}关于核对补贴发放台账的督办"
ASKED = f"{MARK}请在本月底前核对两项补贴的发放台账，书面说明差异。"
# So many units are named in the one 通报.
NAMED = 2

Happening = tuple[datetime, Callable[[], object]]


def escalation_beside(cycle: Cycle) -> Iterator[Happening]:
    """Yield what the office escalates: working days after the due date, or after the opening."""
    if cycle.key == ENDED:
        for after, act in ((6, _notify), (7, _issue), (8, _answer), (9, _settle),
                           (16, _name), (18, _close), (18, _issue_circular)):  # fmt: skip
            at = _moment(cycle.due_on, after)
            yield at, partial(act, cycle, at)
    if cycle.key == OPEN:
        for after, act in ((9, _ask), (12, _ask_more)):
            at = _moment(cycle.opens_on, after)
            yield at, partial(act, cycle, at)


def _moment(day: date, after: int) -> datetime:
    return moment_on(Workday.objects.after(day, after), AT)


def _late(cycle: Cycle, at: datetime) -> Sequence[tuple[Unit, Sequence[Ground]]]:
    """Return the late units that have both a liaison and a signer, in printed order."""
    found = read_grounds(cycle.plan, on=at.date())
    wanted = (Permission.REPORT, Permission.SIGN_OFF)
    return [
        (unit, own) for unit, own in found.items()
        if all(people_who_may(each, unit, on=at.date()).exists() for each in wanted)
    ]  # fmt: skip


def _notify(cycle: Cycle, at: datetime) -> None:
    for unit, own in _late(cycle, at)[:1]:
        _vetted(draft_notice(cycle.plan, unit, Colour.BLUE, own, by=_who(WRITER), at=at), at)


def _vetted(paper: Any, at: datetime) -> Any:
    said = {"title": _marked(paper.title), "text": _marked(paper.text)}
    own = ("revision", "colour", "reply_days", "entries")
    said |= {name: getattr(paper, name) for name in own if hasattr(paper, name)}
    paper = save_draft(
        paper, CaseStep.DRAFT, by=_who(WRITER), said=said, at=at + timedelta(minutes=12)
    )
    paper = _move(paper, CaseOutcome.DRAFTED, WRITER, at + timedelta(minutes=15))
    return _move(paper, CaseOutcome.VETTED, VETTER, at + timedelta(minutes=55))


def _marked(words: str) -> str:
    return words if words.startswith(MARK) else f"{MARK}{words}"


def _issue(cycle: Cycle, at: datetime) -> None:
    for notice in _standing(SupervisionNotice, cycle, CaseStep.ISSUE):
        _move(notice, CaseOutcome.ISSUED, LEADER, at)
        tell_escalation(at=at)


def _answer(cycle: Cycle, at: datetime) -> None:
    for notice in _standing(SupervisionNotice, cycle, CaseStep.HANDLE):
        liaison = people_who_may(Permission.REPORT, notice.unit, on=at.date())[0]
        signer = people_who_may(Permission.SIGN_OFF, notice.unit, on=at.date())[0]
        answered = _decide(notice, CaseOutcome.ANSWERED, liaison, at, answer=ANSWER)
        _decide(answered, CaseOutcome.SIGNED, signer, at + timedelta(minutes=35))


def _settle(cycle: Cycle, at: datetime) -> None:
    for notice in _standing(SupervisionNotice, cycle, CaseStep.CONFIRM):
        _move(notice, CaseOutcome.FINISHED, WRITER, at)


def _name(cycle: Cycle, at: datetime) -> None:
    named = dict(_late(cycle, at)[:NAMED])
    if named:
        _vetted(draft_circular(cycle.plan, named, by=_who(WRITER), at=at), at)
        tell_escalation(at=at + timedelta(hours=1))


def _close(cycle: Cycle, at: datetime) -> None:
    close_forewarnings(at=at)


def _issue_circular(cycle: Cycle, at: datetime) -> None:
    for circular in _standing(Circular, cycle, CaseStep.ISSUE):
        _move(circular, CaseOutcome.ISSUED, LEADER, at)
        tell_escalation(at=at)


def _ask(cycle: Cycle, at: datetime) -> None:
    """One in the office's own words, which its unit has to answer."""
    notice, later = _vetted(_free(cycle, "mzj", at), at), at + timedelta(hours=1)
    _move(notice, CaseOutcome.ISSUED, LEADER, later)
    tell_escalation(at=later)


def _ask_more(cycle: Cycle, at: datetime) -> None:
    """One that waits for a colleague to vet it."""
    notice = _free(cycle, "jyj", at)
    _move(notice, CaseOutcome.DRAFTED, WRITER, at)


def _free(cycle: Cycle, code: str, at: datetime) -> SupervisionNotice:
    unit = Unit.objects.get(code=code)
    notice = draft_notice(cycle.plan, unit, Colour.BLUE, (), by=_who(WRITER), at=at)
    said = {
        "title": TITLE, "text": ASKED, "revision": notice.revision,
        "colour": notice.colour, "reply_days": 10,
    }  # fmt: skip
    return save_draft(notice, CaseStep.DRAFT, by=_who(WRITER), said=said, at=at)


def _standing(kind: Any, cycle: Cycle, step: CaseStep) -> list[Any]:
    rows = kind.objects.for_moving().filter(plan=cycle.plan, step=step)
    return list(rows.order_by("pk"))


def _move(paper: Any, outcome: CaseOutcome, by: str, at: datetime) -> Any:
    return _decide(paper, outcome, _who(by), at)


def _decide(paper: Any, outcome: CaseOutcome, by: User, at: datetime, **said: str) -> Any:
    step = CaseStep(paper.step)
    return complete_case(paper, step, by=by, outcome=outcome, said=said, at=at)


def _who(username: str) -> User:
    return User.objects.select_related("home_unit").get(username=username)
