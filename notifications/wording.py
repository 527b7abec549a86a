"""The sentences of a summary, the same on the page, in the .docx and in the letters."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import groupby

from notifications.paper_rows import Counts, Row
from notifications.papers import (
    PROGRESS,
    UNREPORTED,
    Asking,
    Earlier,
    Paper,
    Section,
    Settled,
    Task,
)
from notifications.signed_words import Wording
from workflows.lights.light import WORST_FIRST, Light
from workflows.models.cycles import label_of_key

DEFINITIONS = (
    "按时：首次提交不晚于本单位的报送截止日（配合单位的截止日早于牵头单位）。"
    "未按时报送：首次提交晚于截止日，或截止日已过仍未提交，或退回后没有在答复期限内重新提交。"
    "审核中包括复核中；已签批包括签批后正在更正的；退回或撤回的，重新提交前不引用其内容。"
)
BURDEN = (
    "必填：提交一项报告前必须填写的栏目数，无变化的只需勾选一项；并入本部分的任务没有必填，"
    "一个部分写一段话。须附佐证：报“已完成”的项数。既牵头又配合的单位，两类都计。不统计个人用时。"
)
UNSIGNED = "尚未签批"
OVERDUE = "完成时限或者年度节点已过，没有签批的报告说已完成、已达到，应说明的报告也已到期"
# What editions said that asked a task's own date alone, and did not wait for the report.
OVERDUE_BY_DATE = "完成时限已过，牵头单位没有签批已完成"


def day_in_words(day: date | None) -> str:
    """Return a day as people write it; nothing for nothing.

    >>> day_in_words(date(2026, 1, 9))
    '2026年1月9日'
    """
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def moment_in_words(moment: datetime | None) -> str:
    """Return a moment with its year, for papers that are read in other years.

    >>> moment_in_words(datetime(2026, 1, 9, 8, 5))
    '2026年1月9日 08:05'
    """
    return f"{day_in_words(moment)} {moment:%H:%M}" if moment else ""


def counts_in_words(counts: Counts) -> str:
    """Return the head figures as one sentence, each beside what it is a part of."""
    return (
        f"应报{counts.due}份，已报{counts.filed}份（按时{counts.on_time}份，"
        f"补报{counts.afterwards}份），未报{counts.missing}份。"
        f"已报的{counts.filed}份中，审核中{counts.in_review}份，待签批{counts.to_sign}份，"
        f"已签批{counts.signed}份，退回或撤回{counts.back}份。"
    )


def countings_in_words(paper: Paper) -> str:
    """Name both countings of the co-responsible entries (rule 1)."""
    return (
        f"{'各期合计，' if paper.parts else ''}配合单位按分工表印出计{paper.supports_printed}处，"
        f"各县（市、区）政府逐个展开后计{paper.supports_assigned}份。"
    )


def progress_in_words(paper: Paper) -> str:
    """Return how far the tasks are by their leads' words."""
    parts = "，".join(f"{word}{count}项" for word, count in paper.tasks_by_progress)
    counted = sum(count for _, count in paper.tasks_by_progress)
    return f"按牵头单位所报，{counted}项任务中，{parts}。"


def share_in_words(part: int, whole: int) -> str:
    """Return a part in percent, a half rounded up as Excel does.

    >>> share_in_words(13, 16)
    '81.3%'
    """
    tenths = (2000 * part + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}%"


def parts_in_words(paper: Paper) -> str:
    """Return of which cycles a half-year or year is summed up; nothing of a cycle's own paper.

    A filing period without a cycle is a gap in 〔 〕, and is in no sum.
    """
    if not paper.parts:
        return ""
    filed = "、".join(part.label for part in paper.parts if part.total)
    gaps = "".join(
        f"〔{part.label}没有开启报送，不在合计之内〕" for part in paper.parts if not part.total
    )
    return f"本汇总由{filed}各期的报告合成，份数为各期合计。{gaps}"


PARTS = (
    "括号里是各期自己的最新一稿；各期的数字按生成本汇总时的情况重新统计，补报、更正已计入，"
    "可能与当时的稿不同。任务的进度，合计一行按最近一份已签批的报告。"
)


def self_review_in_words(paper: Paper) -> str:
    """Return the share of 自审 among what is signed; nothing in editions that did not count it."""
    if paper.self_reviewed is None:
        return ""
    signed, own = paper.total.signed, paper.self_reviewed
    share = f"，占{share_in_words(own, signed)}" if signed else ""
    return (
        f"已签批的{signed}份中，自审{own}份{share}"
        "（自审：审核人与填报单位同属一处，签批前后另由他人复核）。"
    )


def overdue_in_words(paper: Paper) -> str:
    """Return how many tasks are 任务逾期, and how many wait for the final evaluation (rule 13)."""
    waiting = (
        f"，另有{paper.awaiting_final}项规划期末到期，待期末评估" if paper.awaiting_final else ""
    )
    meant = OVERDUE_BY_DATE if paper.overdue_nodes is None else OVERDUE
    return f"{len(paper.tasks)}项任务中，任务逾期{len(paper.overdue)}项（{meant}）{waiting}。"


def overdue_since_in_words(paper: Paper, task: Task) -> str:
    """Return by what a task is overdue: its own date, or a node with the node's day."""
    node = (paper.overdue_nodes or {}).get(task.number)
    return node or f"完成时限{deadline_in_words(task)}"


def drafting_lead(task: Task) -> Row | None:
    """Return the lead's row that speaks for the task: not a joint lead's 会签."""
    return next((row for row in task.leads if not row.concurrence), None)


def progress_word(task: Task) -> str:
    """Return the word of PROGRESS a task is counted by; nothing if it asks for figures only."""
    lead = drafting_lead(task)
    if task.figures_only:
        return ""
    if lead is None or lead.words is None or not lead.says_something:
        return UNREPORTED
    return "无变化" if lead.words.no_change else lead.words.status


def progress_of(task: Task) -> str:
    """Return how far a task is by its drafting lead, or why nothing can be said.

    Of several cycles one after the other: 第3季度推进中；第4季度已完成.
    """
    told = [row for row in task.lead_rows if not row.concurrence]
    return "；".join(f"{cycle_in_words(row.cycle)}{_progress_of(row)}" for row in told)


def _progress_of(lead: Row) -> str:
    if lead.words is None or not lead.says_something:
        return lead.standing
    said = "无变化" if lead.words.no_change else lead.words.status
    return said if lead.is_signed else f"{said}（{UNSIGNED}）"


def cycle_in_words(key: str) -> str:
    """Return a row's cycle within a year, as a word before others; nothing for nothing.

    >>> cycle_in_words("2025-Q3"), cycle_in_words("2025-H1"), cycle_in_words("")
    ('第3季度', '上半年', '')
    """
    return label_of_key(key).partition("年")[2] if key else ""


def section_in_words(section: Section) -> str:
    """Return how a section's tasks stand: by their leads' words, and by their lights."""
    said = [progress_word(task) for task in section.tasks]
    parts = [f"{word}{said.count(word)}项" for word in PROGRESS if word in said]
    lit = [task.lamp.word for task in section.tasks if task.lamp]
    lamps = [f"{light.word}{lit.count(light.word)}项" for light in WORST_FIRST if light.word in lit]
    counted = "；".join("、".join(each) for each in (parts, lamps) if each)
    return f"共{len(section.tasks)}项任务：{counted}。"


def lamps_in_words(paper: Paper) -> str:
    """Return how many tasks show which light; nothing in editions that kept none."""
    if paper.lamps is None:
        return ""
    parts = "、".join(f"{Light(name).word}{count}项" for name, count in paper.lamps.items())
    return f"{len(paper.tasks)}项任务中，{parts}。"


def course_in_words(paper: Paper) -> str:
    """Return over which cycles the lights are told, or that there is none before this one.

    Nothing in editions from before it was told.
    """
    if paper.course is None or paper.lamps is None:
        return ""
    if not paper.course:
        return "本期以前没有列出灯的汇总，灯色走势从下一期起列出。"
    return f"灯色走势：{paper.course[0].label}至本期，共{len(paper.course) + 1}期有汇总。"


def earlier_in_words(paper: Paper) -> str:
    """Return the comparison with the cycle before, the edition named; or that there is none.

    Nothing in editions from before it was told.
    """
    earlier = paper.earlier
    if paper.gauges is None:
        return ""
    if earlier is None:
        return f"{_before_in_words(paper)}没有汇总，不作比较。"
    return (
        f"与{earlier.label}（第{earlier.number}稿）相比："
        f"按时{_share(earlier.total)}，本期{_share(paper.total)}；"
        f"已签批{earlier.total.signed}份，本期{paper.total.signed}份；"
        f"任务逾期{earlier.overdue}项，本期{len(paper.overdue)}项"
        f"{_finished(paper, earlier)}。"
    )


def _before_in_words(paper: Paper) -> str:
    if paper.parts is None:
        return "上一周期"
    return "上一个半年" if "-" in paper.cycle else "上一年度"


def _share(counts: Counts) -> str:
    share = f"（{share_in_words(counts.on_time, counts.due)}）" if counts.due else ""
    return f"{counts.due}份中{counts.on_time}份{share}"


def _finished(paper: Paper, earlier: Earlier) -> str:
    done = "已完成"
    return f"；报{done}{earlier.progress[done]}项，本期{paper.progress[done]}项"


def asking_count_in_words(paper: Paper) -> str:
    """Return how many requests there are, of how many tasks."""
    if not paper.asking:
        return "各单位没有提出需协调事项。"
    tasks = {each.task for each in paper.asking}
    return f"需协调事项{len(paper.asking)}件，涉及{len(tasks)}项任务。"


def asking_in_words(each: Asking, names: dict[str, str]) -> str:
    """Return a request as one sentence, with what units it names say beside it (旁注)."""
    promised = f"，承诺{day_in_words(each.promised_on)}前办结" if each.promised_on else ""
    needed = f"{each.needed.rstrip('。；')}（{day_in_words(each.needed_on)}前）"
    said = "".join(f"（{words}）" for words in each.remarks)
    asked_in = f"（{cycle_in_words(each.cycle)}）" if each.cycle else ""
    return (
        f"第{each.task}项{asked_in}，{names.get(each.unit, each.unit)}请{each.whom}协调："
        f"{_stopped(each.problem)}{said}需要：{needed}。目前：{each.standing}{promised}。"
    )


def _stopped(text: str) -> str:
    return text if text.endswith(("。", "；", "！", "？")) else f"{text}。"


def settled_in_words(paper: Paper) -> str:
    """Return which tasks are not worked on any more, since when and by which document; or nothing.

    >>> from notifications.papers import Settled
    >>> each = Settled("5", "已终止", date(2026, 1, 9), "江残工委〔2026〕1号", "")
    >>> _settled(each)
    '第5项已终止（2026年1月9日，江残工委〔2026〕1号）'
    """
    told = "；".join(_settled(each) for each in paper.settled)
    return f"不在办的任务{len(paper.settled)}项：{told}。" if told else ""


def _settled(each: Settled) -> str:
    parts = (day_in_words(each.since), each.document_number, each.words)
    return f"第{each.number}项{each.state}（{'，'.join(part for part in parts if part)}）"


def leads_in_words(task: Task, names: dict[str, str]) -> str:
    """Return the names of a task's leads in printed order."""
    return "、".join(names[row.unit] for row in task.leads)


def reporter_in_words(row: Row, names: Mapping[str, str]) -> str:
    """Return whose report it is, of several cycles with its own: 市民政局（第3季度）."""
    return f"{names[row.unit]}（{cycle_in_words(row.cycle)}）" if row.cycle else names[row.unit]


def deadline_in_words(task: Task) -> str:
    """Return a task's date, the first one beside it; a standing task has none of its own."""
    if task.due_on:
        moved = task.first_due_on and task.first_due_on != task.due_on
        first = f"（原定{day_in_words(task.first_due_on)}）" if moved else ""
        return f"{day_in_words(task.due_on)}{first}"
    return "长期坚持" if task.standing else "未列时限"


def signature_in_words(row: Row) -> str:
    """Return who signed the words when, or that nobody has yet."""
    version = row.version
    if version is None:
        return ""
    if version.signed_at is None:
        return UNSIGNED
    return f"{version.signed_by}于{day_in_words(version.signed_at)}签批"


def parts_of(row: Row) -> list[tuple[str, str]]:
    """Return what a lead says, label by label, the last saying who signed it."""
    words = row.words
    if words is None:
        return []
    next_day = f"（{day_in_words(words.next_step_on)}前）" if words.next_step_on else ""
    parts = [
        ("进度", "无变化" if words.no_change else words.status),
        ("进展情况", words.progress),
        ("存在问题", row.problem),
        ("下一步措施", f"{words.next_step}{next_day}"),
        ("研判", row.outlook),
        ("签批", signature_in_words(row)),
    ]
    return [(label, text) for label, text in parts if text]


def concurrence_in_words(row: Row) -> str:
    """Return a joint lead's 会签: whether it concurs, and its words where it has any."""
    if row.words is None:
        return row.standing
    concurs = "同意" if row.words.concurs else "不同意"
    return f"{concurs}。{row.words.progress}" if row.words.progress else f"{concurs}。"


def supports_in_words(task: Task, names: dict[str, str]) -> list[str]:
    """Return a line for the single co-responsible units, and one for each group of them."""
    by_group = groupby(task.supports, key=lambda row: row.group)
    folded: dict[str, list[Row]] = {}
    for group, rows in by_group:
        folded.setdefault(group, []).extend(rows)
    return [_filed_of(group or "配合单位", rows, names) for group, rows in folded.items()]


def _filed_of(who: str, rows: list[Row], names: dict[str, str]) -> str:
    silent = [names[row.unit] for row in rows if row.first_on is None]
    told = f"，未报：{'、'.join(silent)}" if silent else ""
    return f"{who}：{len(rows)}个中报{len(rows) - len(silent)}个{told}。"


def source_in_words(row: Row, paper: Paper) -> str:
    """Return the version a row's words come from: task, unit, cycle, number, times, digest."""
    head = f"第{row.task}项 {paper.name_of(row)}（{row.unit}）{row.cycle or paper.cycle}"
    version = row.version
    if version is None:
        return f"{head}：{row.standing}，没有引用的版本"
    return (
        f"{head} 第{version.number}版：{moment_in_words(version.submitted_at)}提交，"
        f"{signature_in_words(row)}，{version.digest}"
    )


def tasks_in_words(numbers: Iterable[str]) -> str:
    """Return task numbers as one phrase.

    >>> tasks_in_words(["1", "8"])
    '第1、8项'
    """
    return f"第{'、'.join(numbers)}项"


def issued_in_words(paper: Paper) -> str:
    """Return by whom and when it was signed; nothing of what has not gone the route."""
    worded = paper.wording
    if worded is None or worded.issued_on is None:
        return ""
    return f"{worded.name}，{worded.issued_by}{day_in_words(worded.issued_on)}签发。"


def correction_in_words(worded: Wording) -> str:
    """Return which edition an issued summary corrects, and whether in anything it prints."""
    what = "更正如下：" if worded.changes else "数字和文字没有不同。"
    return f"本稿更正已签发的第{worded.corrects}稿，{what}"
