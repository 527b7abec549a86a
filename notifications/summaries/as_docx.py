"""Writes a summary as .docx: what leaders read, with its sources at the end."""

from io import BytesIO

import docx
from docx.document import Document
from docx.shared import Pt

from notifications import wording
from notifications.papers import BURDEN, FIGURES, Paper, Row, Task, burden_table, counts_table
from notifications.summaries.edition import Edition
from notifications.summaries.packing import packed
from notifications.summaries.word_styles import dress
from notifications.summaries.word_tables import add_table


def render_docx(paper: Paper, edition: Edition) -> bytes:
    """Return the bytes of the .docx; the same facts and edition give the same bytes."""
    document = docx.Document()
    dress(document, running_head=edition.mark)
    _set_properties(document, paper, edition)
    _add_title(document, paper, edition)
    _add_overview(document, paper)
    _add_tasks(document, paper)
    _add_problems(document, paper)
    _add_late(document, paper)
    _add_overdue(document, paper)
    _add_burden(document, paper)
    _add_sources(document, paper)
    file = BytesIO()
    document.save(file)
    return packed(file.getvalue())


def _set_properties(document: Document, paper: Paper, edition: Edition) -> None:
    known = document.core_properties
    known.title, known.subject = edition.title, paper.plan_title
    known.author = known.last_modified_by = "责任台账"
    known.language, known.comments, known.keywords = "zh-CN", edition.mark, ""
    known.created = known.modified = paper.as_of.replace(tzinfo=None, microsecond=0)
    known.revision = 1


def _add_title(document: Document, paper: Paper, edition: Edition) -> None:
    document.add_paragraph(paper.plan_title, style="Title")
    document.add_paragraph(edition.title, style="Title")
    covers = (
        f"{wording.day_in_words(paper.covers_from)}至{wording.day_in_words(paper.covers_until)}"
    )
    document.add_paragraph()
    document.add_paragraph(
        f"报告期为{covers}，配合单位于{wording.day_in_words(paper.support_due_on)}、"
        f"牵头单位于{wording.day_in_words(paper.due_on)}报送截止，"
        f"补报至{wording.day_in_words(paper.closes_on)}。"
        f"以下情况截至{wording.moment_in_words(paper.as_of)}。"
    )


def _add_overview(document: Document, paper: Paper) -> None:
    document.add_heading("一、总体情况", 1)
    document.add_paragraph(wording.counts_in_words(paper.total))
    document.add_paragraph(wording.countings_in_words(paper))
    document.add_paragraph(wording.progress_in_words(paper))
    if settled := wording.settled_in_words(paper):
        document.add_paragraph(settled)
    if said := wording.self_review_in_words(paper):
        document.add_paragraph(said)
    words = [word for word, _ in FIGURES.values()]
    lines = [[word, *figures] for word, figures in counts_table(paper)]
    add_table(
        document, ["份数", *words], lines, widths=[33, *[12.3] * 10], about="各类报告的报送情况"
    )
    _add_note(document, wording.DEFINITIONS)


def _add_tasks(document: Document, paper: Paper) -> None:
    document.add_heading("二、各项任务进展", 1)
    for section in paper.sections:
        document.add_heading(section.title or "未分章节", 2)
        for task in section.tasks:
            _add_task(document, task, paper)


def _add_task(document: Document, task: Task, paper: Paper) -> None:
    document.add_heading(f"{task.number}. {task.text}", 3)
    if task.adjusted_text:
        document.add_paragraph(f"调整为：{task.adjusted_text}")
    document.add_paragraph(f"完成时限：{wording.deadline_in_words(task)}。")
    for row in task.leads:
        if row.concurrence:
            _add_concurrence(document, row, paper)
        else:
            _add_lead(document, row, paper)
    for line in wording.supports_in_words(task, paper.names):
        document.add_paragraph(line)


def _add_lead(document: Document, row: Row, paper: Paper) -> None:
    document.add_paragraph(f"牵头单位：{paper.name_of(row)}。报送情况：{row.standing}。")
    for label, text in wording.parts_of(row):
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{label}：").bold = True
        paragraph.add_run(text)


def _add_concurrence(document: Document, row: Row, paper: Paper) -> None:
    words = f"共同牵头：{paper.name_of(row)}。会签：{wording.concurrence_in_words(row)}"
    source = wording.signature_in_words(row)
    document.add_paragraph(f"{words}（{source}）" if source else words)


def _add_problems(document: Document, paper: Paper) -> None:
    document.add_heading("三、牵头单位反映的问题", 1)
    for row in paper.problems:
        signed = "" if row.version and row.version.signed_at else f"（{wording.UNSIGNED}）"
        document.add_paragraph(f"第{row.task}项（{paper.name_of(row)}）：{row.problem}{signed}")
    if not paper.problems:
        document.add_paragraph("各牵头单位的报告没有反映问题。")


def _add_late(document: Document, paper: Paper) -> None:
    document.add_heading("四、未按时报送情况", 1)
    if not paper.late_units:
        document.add_paragraph("没有未按时报送的单位。")
        return
    document.add_paragraph(
        f"应报的{paper.total.due}份中，未按时报送{paper.total.late}份，"
        f"涉及{len(paper.late_units)}个单位。"
    )
    lines = [
        [unit.name, unit.counts.due, unit.counts.late, unit.counts.afterwards, unit.counts.missing]
        for unit in paper.late_units
    ]
    heads = ["单位", "应报", "未按时报送", "其中已补报", "至今未报"]
    add_table(document, heads, lines, widths=[60, 24, 24, 24, 24], about="未按时报送的单位")


def _add_overdue(document: Document, paper: Paper) -> None:
    document.add_heading("五、任务逾期情况", 1)
    document.add_paragraph(wording.overdue_in_words(paper))
    lines = [
        [f"{task.number}. {task.text}", wording.leads_in_words(task, paper.names),
         wording.overdue_since_in_words(paper, task)]
        for task in paper.overdue_tasks
    ]  # fmt: skip
    if lines:
        heads = ["任务", "牵头单位", "逾期的时限"]
        add_table(document, heads, lines, widths=[80, 36, 40], about="逾期的任务")


def _add_burden(document: Document, paper: Paper) -> None:
    """Add what was asked of the units; editions from before it was counted go without."""
    if not paper.burden:
        return
    document.add_heading("六、填报负担", 1)
    lines = [[word, *figures] for word, figures in burden_table(paper)]
    heads = ["类别", *BURDEN]
    widths = [36, *[120 / len(BURDEN)] * len(BURDEN)]
    add_table(document, heads, lines, widths=widths, about="本期对各类单位的填报要求")
    _add_note(document, wording.BURDEN)


def _add_note(document: Document, words: str) -> None:
    note = document.add_paragraph(words)
    note.paragraph_format.line_spacing = Pt(18)
    note.runs[0].font.size = Pt(10.5)


def _add_sources(document: Document, paper: Paper) -> None:
    document.add_heading("附：引用的报告版本", 1)
    lines = [_source(row, paper) for row in paper.printed_sources]
    if not lines:
        document.add_paragraph("本稿没有引用任何报告。")
        return
    heads = ["任务", "单位", "版本", "提交日期", "签批", "摘要值"]
    add_table(document, heads, lines, widths=[12, 30, 12, 26, 26, 50], about="引用的报告版本")


def _source(row: Row, paper: Paper) -> list[str]:
    version = row.version
    return [
        row.task,
        paper.name_of(row),
        f"第{version.number}版" if version else "",
        wording.day_in_words(version.submitted_at) if version else "",
        wording.signature_in_words(row),
        version.digest if version else "",
    ]
