"""数字溯源: each figure and each sentence of a summary with the reports it rests on, as lines.

What is counted and what is listed come from the same rows (rule 11); a line of a source begins
with two spaces, below the figure or the sentence that it is the source of.
"""

from collections.abc import Iterable, Iterator

from notifications import wording
from notifications.paper_rows import FIGURES, WORDS_OF_KIND, Row
from notifications.papers import Gauge, Paper, Task
from notifications.passages import passages_of
from workflows.lights.light import WORST_FIRST


def trace(paper: Paper) -> list[str]:
    """Return the lines: head figures, tasks by progress and light, sentences, indicators."""
    parts = (_figures, _progress, _lamps, _overdue, _sentences, _gauges)
    return [line for part in parts for line in part(paper)]


def _figures(paper: Paper) -> Iterator[str]:
    for word, counts in FIGURES.values():
        rows = [row for row in paper.rows if counts(row)]
        yield f"{word} {len(rows)}："
        yield from (f"  {WORDS_OF_KIND[row.kind]}　{_source(row, paper)}" for row in rows)


def _progress(paper: Paper) -> Iterator[str]:
    for word, count in paper.tasks_by_progress:
        tasks = [task for task in paper.tasks if wording.progress_word(task) == word]
        yield f"{word} {count}项："
        yield from (_of_task(task, paper) for task in tasks)


def _lamps(paper: Paper) -> Iterator[str]:
    for light in WORST_FIRST if paper.lamps else ():
        lit = [task for task in paper.tasks if task.lamp and task.lamp.light == light]
        yield f"{light.word} {len(lit)}项："
        yield from (f"  第{task.number}项　{_basis(task)}" for task in lit)


def _basis(task: Task) -> str:
    lamp = task.lamp
    return f"{lamp.words}，规则{lamp.rule}第{lamp.version}版" if lamp else ""


def _overdue(paper: Paper) -> Iterator[str]:
    yield f"任务逾期 {len(paper.overdue_tasks)}项："
    for task in paper.overdue_tasks:
        yield f"  第{task.number}项　{wording.overdue_since_in_words(paper, task)}"


def _sentences(paper: Paper) -> Iterator[str]:
    for section in paper.sections:
        for each in passages_of(section, paper.names, paper.wording):
            yield f"{each.head}：{each.text}"
            yield from (f"  {_source(row, paper)}" for row in each.sources)


def _gauges(paper: Paper) -> Iterator[str]:
    for each in paper.gauges or ():
        yield f"指标{each.number} {each.name}：{each.said}，{each.judgement}"
        yield from (f"  {line}" for line in _of_gauge(each))


def _of_gauge(each: Gauge) -> Iterable[str]:
    basis = f"{each.lamp.words}，规则{each.lamp.rule}第{each.lamp.version}版"
    return [each.source, basis] if each.source else [basis]


def _of_task(task: Task, paper: Paper) -> str:
    lead = wording.drafting_lead(task)
    return f"  {_source(lead, paper)}" if lead else f"  第{task.number}项没有牵头单位"


def _source(row: Row, paper: Paper) -> str:
    """Return the version a row's words come from, its reviewers, and its files by digest."""
    version = row.version
    told = wording.source_in_words(row, paper)
    if version is None:
        return told
    reviewed = f"；审核：{'、'.join(version.reviewed_by)}" if version.reviewed_by else ""
    files = "、".join(f"{each.name} {each.digest}" for each in version.evidence or ())
    return f"{told}{reviewed}{f'；佐证：{files}' if files else ''}"
