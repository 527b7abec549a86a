"""督办单, 通报 and 汇总 as cases: what a page says of them, who sees them, how forms begin."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Q

from project.accounts.access import committees_where
from project.accounts.models import Role, User
from project.workdays.estimates import reckoned
from workflows.case_words import CaseOutcome, CaseStep
from workflows.escalation.drafting import sees_papers
from workflows.flows.case import the_head_approves, the_office_writes
from workflows.models import UNISSUED, Circular, SummaryPaper, SupervisionNotice
from workflows.summary.speaking import opinions_of
from workflows.windows import day_in_words

Facts = list[tuple[str, str]]


def seen_by_the_office(user: User, on: date) -> Q:
    """The committee's office and its head."""
    return the_office_writes(user, on) | the_head_approves(user, on)


def circular_seen_by_others(user: User, on: date) -> Q:
    """The office; everybody of the committee once it was issued."""
    home = user.home_unit
    of_committee = Q(plan__committee=home.committee_id) if home else Q(pk__in=[])
    return seen_by_the_office(user, on) | (of_committee & Q(step=CaseStep.ISSUED))


def drafts_kept(user: User, on: date) -> Q:
    """Drafts are kept from everybody but the office, its head, and the committee's leaders."""
    return Q(step__in=UNISSUED) & ~_sees_drafts(user, on)


def _sees_drafts(user: User, on: date) -> Q:
    leads = committees_where(user, Role.LEADER, on=on, delegated=True)
    return seen_by_the_office(user, on) | Q(plan__committee__in=leads)


def summary_seen_by_others(user: User, on: date) -> Q:
    """The office; the liaisons and signers of the units whose opinion was asked."""
    return seen_by_the_office(user, on) | _asked(user, on)


def summary_kept(user: User, on: date) -> Q:
    """Kept from everybody but those who see drafts and the units whose opinion was asked.

    Also once it was signed: others read the edition, when it is released in these words.
    """
    return ~_sees_drafts(user, on) & ~_asked(user, on)


def _asked(user: User, on: date) -> Q:
    return Q(pk__in=opinions_of(user, on=on).values("paper"))


# How the words came about; 签发 itself is everybody's to read.
INNER = (
    CaseStep.PREPARE, CaseStep.DRAFT, CaseStep.VET, CaseStep.FOREWARN, CaseStep.CONSULT,
    CaseStep.HEAD,
)  # fmt: skip


def inner_steps(paper: Any, user: User, on: date) -> Collection[CaseStep]:
    """Return the steps that are kept from who reads the paper from outside."""
    return () if sees_papers(user, paper.plan, on=on) else INNER


def notice_facts(notice: SupervisionNotice) -> Facts:
    """Return what a page says of a 督办单, label by label."""
    facts = [
        ("督办单", notice.name), ("送", str(notice.unit)), ("标题", notice.title or "（未写）"),
        ("正文", notice.text or "（未写）"), ("反馈期限", _reply_by(notice)),
    ]  # fmt: skip
    return [*facts, ("办理情况", notice.answer)] if notice.answer else facts


def _reply_by(notice: SupervisionNotice) -> str:
    if notice.first_reply_by is None or notice.reply_by is None:
        return f"签发后{notice.reply_days}个工作日内"
    first = day_in_words(notice.first_reply_by)
    moved = notice.reply_by != notice.first_reply_by
    return f"{first}（退回后，{reckoned(notice.reply_by)}前再次反馈）" if moved else first


def circular_facts(circular: Circular) -> Facts:
    """Return what a page says of a 通报; the units it names stand below."""
    return [
        ("通报", circular.name), ("标题", circular.title or "（未写）"),
        ("正文", circular.text or "（未写）"),
    ]  # fmt: skip


def summary_facts(paper: SummaryPaper) -> Facts:
    """Return what a page says of a summary's paper; its passages stand below."""
    facts = [("文稿", paper.name), ("报送周期", paper.span.label), ("标题", paper.title)]
    facts += [("按语", paper.text)] if paper.text else []
    return [*facts, ("更正", f"更正第{paper.corrects}稿")] if paper.corrects else facts


def notice_begun(notice: SupervisionNotice) -> dict[CaseOutcome, dict[str, Any]]:
    """Return what the forms of a 督办单 start from: an answer sent back is written on."""
    return {CaseOutcome.ANSWERED: {"answer": notice.answer}}
