"""Reads a table of nodes, pasted from Excel or Word, or of a .csv or .xlsx: rows and problems."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from workflows.cleaning import cleaned
from workflows.evidence.kinds import Unfit
from workflows.figures.reading import Unreadable
from workflows.milestones.days import read_due
from workflows.milestones.nodes import Node, parse_amount
from workflows.offline.taking import read

# The headings a column goes by.
TITLES = {
    "number": ("序号", "任务序号", "任务编号", "任务"),
    "year": ("年度", "年份"),
    "text": ("年度节点", "节点", "节点内容", "工作节点", "阶段目标"),
    "due": ("完成时限", "时限", "完成时间", "完成日期"),
    "amount": ("目标数值", "目标值", "数值"),
}
WANTED = {"number": "序号", "text": "年度节点", "due": "完成时限"}
NO_HEADING = (
    "找不到表头。第一行请写“序号、年度节点、完成时限”三栏，另可有“年度”“目标数值”两栏，各占一列。"
)
TOO_WIDE = "没有表头的一栏里有内容。请给它加上表头，或者核对是否有一格被逗号分成了两格。"
MOST_ROWS = 1000
MARKS = ("\t", ",", "，")
Cells = Sequence[str]


@dataclass(frozen=True)
class TableRow:
    """One node of the table: its line there, its task's number, the node."""

    line: int
    number: str
    node: Node


@dataclass
class Table:
    """What was read: the rows that are whole, and a sentence for each line that is not."""

    rows: list[TableRow] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def cells_of_text(text: str) -> list[Cells]:
    """Return the cells of a text, divided by what divides its heading: tabs, commas, or ，.

    A ， within a node's words divides nothing where the heading has another mark. Raises Unfit.
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    heading = next((line for line in plain.split("\n") if line.strip()), "")
    mark = next((each for each in MARKS if each in heading), ",")
    try:
        return list(csv.reader(io.StringIO(plain), delimiter=mark))
    except csv.Error as error:
        raise Unfit("表格里有一格长得读不下来，多半是少了一个引号，请核对。") from error


def cells_of_file(path: Path, name: str) -> list[Cells]:
    """Return the cells of an uploaded .csv or .xlsx; raises Unfit where it is neither."""
    if name.lower().endswith(".csv"):
        return cells_of_text(_decoded(path.read_bytes()))
    if not name.lower().endswith(".xlsx"):
        raise Unfit("请上传 .xlsx 或 .csv 文件；其他格式的，把表格复制后粘贴到上面。")
    return _cells_of_book(read(path))


def read_table(lines: Iterable[Cells], numbers: Iterable[str]) -> Table:
    """Read the nodes of a table; `numbers` are those of the plan's tasks.

    An empty number repeats the one above, as merged cells leave it. Every line that cannot be read
    has its sentence; nothing is guessed.
    """
    whole = [(n, [cleaned(cell).strip() for cell in line]) for n, line in enumerate(lines, 1)]
    filled = [(n, line) for n, line in whole if any(line)]
    if not filled:
        return Table(problems=["表格是空的。请粘贴或上传带表头的节点表。"])
    places = _places(filled[0][1])
    if places is None:
        return Table(problems=[NO_HEADING])
    if len(filled) > MOST_ROWS:
        return Table(problems=[f"表格超过{MOST_ROWS}行，不像是节点表，请核对。"])
    return _rows(filled[1:], places, len(filled[0][1]), set(numbers))


def as_text(lines: Iterable[Cells]) -> str:
    """Return cells as a text that reads back as the same cells."""
    out = io.StringIO()
    csv.writer(out, delimiter="\t", lineterminator="\n").writerows(lines)
    return out.getvalue()


def _places(heading: Cells) -> dict[str, int] | None:
    places = {}
    for name, titles in TITLES.items():
        found = [place for place, cell in enumerate(heading) if cell.replace(" ", "") in titles]
        if found:
            places[name] = found[0]
    return places if WANTED.keys() <= places.keys() else None


def _rows(
    lines: Iterable[tuple[int, Cells]], places: Mapping[str, int], width: int, known: set[str]
) -> Table:
    table, number, year = Table(), "", ""
    for line, cells in lines:
        if any(cells[width:]):
            table.problems.append(f"第{line}行：{TOO_WIDE}")
            continue
        said = {name: cells[at] if at < len(cells) else "" for name, at in places.items()}
        number, year = said["number"] or number, said.get("year", "") or year
        try:
            row = _row(line, {**said, "number": number, "year": year}, known)
        except Unreadable as unreadable:
            table.problems.append(f"第{line}行：{unreadable}")
        else:
            table.rows.append(row)
    return table


def _row(line: int, said: Mapping[str, str], known: set[str]) -> TableRow:
    number = said["number"].removeprefix("第").removesuffix("项").strip().removesuffix(".0")
    if number not in known:
        raise Unreadable(f"分工表里没有第“{number}”项任务。" if number else "没有写任务序号。")
    if not said["text"]:
        raise Unreadable("没有写节点。")
    if not said["due"]:
        raise Unreadable("没有写完成时限。")
    due_on = read_due(said["due"], _year(said["year"]))
    return TableRow(line, number, Node(said["text"], due_on, *parse_amount(said.get("amount", ""))))


def _year(text: str) -> int | None:
    digits = text.removesuffix("年度").removesuffix("年").strip().removesuffix(".0")
    if not digits:
        return None
    if not (digits.isdigit() and len(digits) == len("2025")):
        raise Unreadable(f"“{text}”不是年份，请写成 2025。")
    return int(digits)


def _decoded(content: bytes) -> str:
    """Return the text of a .csv as Excel and WPS save it here: UTF-8 or GB 18030."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unfit("文件的编码看不懂。请在表格软件里另存为 .xlsx 再上传。")


def _cells_of_book(book: Mapping[str, object]) -> list[Cells]:
    """Return the cells of the workbook's first sheet with any; raises Unfit for what is no text."""
    if said := book.get("unfit"):
        raise Unfit(str(said))
    sheets: dict[str, dict[str, dict[str, dict[str, dict[str, str]]]]] = book["sheets"]  # type: ignore[assignment]
    rows = next((each["rows"] for each in sheets.values() if each["rows"]), {})
    lines: list[Cells] = []
    for row in range(max(map(int, rows), default=-1) + 1):
        cells = {int(place): cell for place, cell in rows.get(str(row), {}).items()}
        lines.append([_text(cells.get(n), row) for n in range(max(cells, default=-1) + 1)])
    return lines


def _text(cell: Mapping[str, str] | None, row: int) -> str:
    if cell is None:
        return ""
    if cell["kind"] in ("formula", "error", "formatted"):
        raise Unfit(f"第{row + 1}行有公式、错误值或带格式的数。请改成文字后再上传。")
    return cell["text"]
