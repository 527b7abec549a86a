"""Recognises the header row of a responsibility table and what each of its columns holds."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Column(StrEnum):
    """What a column holds."""

    NUMBER = "number"
    TEXT = "text"
    LEAD = "lead"
    UNITS = "units"
    DUE = "due"


_PRINTED: Final[Mapping[Column, str]] = {
    Column.NUMBER: "序号|编号|项号|项目号",
    Column.TEXT: "(?:重点|主要)?(?:工作)?任务(?:内容|事项)?|(?:主要|重点)?工作(?:内容|事项)?",
    Column.LEAD: "(?:牵头|主办|主责)(?:责任)?(?:单位|部门)",
    Column.UNITS: "(?:责任|配合|协办|协同|参加|参与)(?:责任)?(?:单位|部门)",
    Column.DUE: "(?:完成|办理)?(?:时限|时间|期限)(?:要求|节点)?",
}
_BRACKET: Final = re.compile(r"[（(].*?[)）]")


@dataclass(frozen=True)
class Header:
    """The columns in printed order, and a note on the lead printed inside the header."""

    columns: tuple[Column | None, ...]
    unknown: tuple[str, ...]
    note: str

    @property
    def names_leads(self) -> bool:
        """Whether the table has a column of its own for the lead."""
        return Column.LEAD in self.columns

    def cells(self, row: Sequence[str], column: Column) -> list[str]:
        """Give the cells of one row under a column; 责任单位 and 配合单位 may both stand."""
        pairs = zip(self.columns, row, strict=False)
        return [cell.strip() for name, cell in pairs if name is column]


def parse_header(cells: Sequence[str]) -> Header | None:
    """Read a row as a header, or None: a number, a task and at least one column of units.

    >>> parse_header(["序 号", "重点工作任务", "责任单位"]).columns
    (<Column.NUMBER: 'number'>, <Column.TEXT: 'text'>, <Column.UNITS: 'units'>)
    >>> parse_header(["指标", "规划目标", "实现情况"]) is None
    True
    """
    printed = [re.sub(r"\s+", "", cell) for cell in cells]
    columns = tuple(_column(name) for name in printed)
    if not {Column.NUMBER, Column.TEXT} <= set(columns):
        return None
    if not {Column.LEAD, Column.UNITS} & set(columns):
        return None
    unknown = [name for name, column in zip(printed, columns, strict=True) if name and not column]
    return Header(columns, tuple(unknown), _note("".join(printed)))


def column_of_label(label: str) -> Column | None:
    """Read a label such as 牵头单位 the way a header cell is read.

    >>> column_of_label("配合单位")
    <Column.UNITS: 'units'>
    """
    return _column(label)


def _note(printed: str) -> str:
    """Give what stands in brackets about the lead: 责任单位（列第一位的为牵头单位）."""
    return next((n.strip("（）()") for n in _BRACKET.findall(printed) if "牵头" in n), "")


def _column(name: str) -> Column | None:
    bare = _BRACKET.sub("", name)
    return next((column for column, form in _PRINTED.items() if re.fullmatch(form, bare)), None)
