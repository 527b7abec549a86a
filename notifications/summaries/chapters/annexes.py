"""填报负担, and the annex that says where every quoted word comes from."""

from collections.abc import Iterator

from notifications import wording
from notifications.paper_rows import Row
from notifications.paper_tables import BURDEN, burden_table
from notifications.papers import Paper
from notifications.summaries.blocks import Block, Heading, Note, Paragraph, Table

SOURCE = ("任务", "单位", "版本", "提交日期", "签批", "摘要值")


def burden(paper: Paper) -> Iterator[Block]:
    """Yield what was asked of the units; editions from before it was counted go without."""
    if not paper.burden:
        return
    yield Heading(1, "填报负担")
    lines = [[word, *figures] for word, figures in burden_table(paper)]
    widths = (36, *[120 / len(BURDEN)] * len(BURDEN))
    yield Table("本期对各类单位的填报要求", ("类别", *BURDEN), lines, widths)
    yield Note(wording.BURDEN)


def sources(paper: Paper) -> Iterator[Block]:
    """Yield the versions whose words are quoted, each with its signature and digest."""
    yield Heading(1, "附2：引用的报告版本")
    lines = [_source(row, paper) for row in paper.printed_sources]
    if not lines:
        yield Paragraph("本稿没有引用任何报告。")
        return
    yield Table("引用的报告版本", SOURCE, lines, (12, 30, 12, 26, 26, 50))


def _source(row: Row, paper: Paper) -> list[str]:
    version = row.version
    return [
        row.task,
        wording.reporter_in_words(row, paper.names),
        f"第{version.number}版" if version else "",
        wording.day_in_words(version.submitted_at) if version else "",
        wording.signature_in_words(row),
        version.digest if version else "",
    ]
