"""Papers on their route, with long texts, for the page checks."""

from notifications.summaries.trying import try_out
from project.accounts.models import User
from tests.cast import unit
from tests.notifications.office_templates import red_head, template
from tests.notifications.template_work import bring_template, use_template
from tests.workflows.escalating import issued_notice, move, notice_to, send_on, vet, write
from tests.workflows.summary.wording import choose, says
from tests.workflows.summary.wording import write as write_wording
from workflows.case_words import CaseKind, CaseOutcome
from workflows.escalation.drafting import office_of
from workflows.models import Circular, Cycle, SummaryPaper
from workflows.moving import open_case


def set_escalation(
    cycle: Cycle, office: User, colleague: User, leader: User, words: str
) -> dict[str, object]:
    """Put one 督办单 at its draft and one with 市民政局, a 通报 that two units are told of."""
    plan = cycle.plan
    issued = issued_notice(plan, office, colleague, leader)
    draft = write(notice_to(plan, office, "czj"), office, title=words[:60], text=words)
    entries = [
        {"unit": code, "sentence": f"{unit(code)}：{words[:200]}"} for code in ("mzj", "czj")
    ]
    circular = open_case(
        Circular(
            kind=CaseKind.CIRCULAR, plan=plan, unit=office_of(plan), title=words[:60], text=words,
            entries=entries,
        ),
        by=office,
    )  # fmt: skip
    told = vet(write(send_on(circular, office), colleague, text=f"{words}请抓紧。"), colleague)
    return {"notice": draft.pk, "issued": issued.pk, "circular": told.pk}


def set_summary(office: User, colleague: User, liaison: User, words: str) -> dict[str, object]:
    """Have two units asked about the draft of the summary; one has an opinion."""
    paper = choose(SummaryPaper.objects.latest("pk"), office, "mzj", "czj")
    paper = write_wording(paper, office, words[:900], task_44=words)
    paper = move(move(paper, CaseOutcome.DRAFTED, office), CaseOutcome.VETTED, colleague)
    opinion = says(paper, "mzj", liaison, words)
    return {"summary_paper": paper.pk, "opinion": opinion.pk}


def set_templates(cycle: Cycle, office: User, words: str) -> None:
    """Have a former template, one in force that was tried out, and one that waits with faults."""
    bring_template(cycle.plan, office, template("{{正文}}"), "第一版.docx")
    in_use = use_template(cycle.plan, office, red_head(), f"{'办公室红头文件格式' * 9}.docx")
    try_out(in_use.pk)
    faulty = template("{{标提}}", f"{words[:200]}{{{{正文}}}}", "{{指标}")
    bring_template(cycle.plan, office, faulty, "红头（修改）.docx")
